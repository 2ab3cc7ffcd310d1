"""`check-config`: prove that the settings are right, or list all that is wrong."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from config import Settings, SettingsError, load, settings_path
from line122.cli.main import MISUSED, OK

NAME = "check-config"
HELP = (
    "Read the settings as the engine would, with the environment over them, and print a summary, "
    "or every error with its file and line. Nothing is started and nothing is changed."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="settings to check (else LINE122_SETTINGS, /etc/line122/settings.yaml, the defaults)",
    )
    parser.add_argument(
        "--schema",
        action="store_true",
        help="print the JSON Schema of the settings, for editors, and check nothing",
    )


def run(args: argparse.Namespace) -> int:
    """Print the summary, or every error on the standard error output."""
    if args.schema:
        schema = Settings.model_json_schema()
        sys.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2) + "\n")
        return OK
    path = settings_path(args.file, os.environ)
    try:
        settings = load(path, os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return MISUSED
    sys.stdout.write("\n".join((f"ok: {path}", *_summary(settings))) + "\n")
    return OK


def _summary(settings: Settings) -> Iterator[str]:
    """Yield what a reader compares with the contract and the plan of the menus."""
    yield f"site {settings.site.id}: {settings.site.name}, {settings.site.time_zone}"
    for name, trunk in settings.trunks.items():
        yield f"trunk {name}: K = {trunk.channels}, shows {trunk.outgoing_number}"
        for dialled, service in trunk.services.items():
            yield f"  {dialled} → {service}"
        yield f"  any other number → {trunk.default_service}"
    for name, answered in settings.services.items():
        hours = "round the clock" if answered.hours.round_the_clock else "by opening hours"
        script = settings.scripts[answered.script]
        yield f"service {name}: menu {answered.script} version {script.version}, {hours}"
    for name, outside in settings.transfers.items():
        yield f"transfer {name} → {outside}"
    for name, line in settings.queues.items():
        needs = ", ".join(f"{skill} to level {level}" for skill, level in line.needs.items())
        yield f"queue {name}: needs {needs}; priority {line.priority}"
