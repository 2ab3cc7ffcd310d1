"""Finds the command, runs it, and turns an error into one line that says what to do.

Only the chosen command is imported: `--help` stays fast, and a command that cannot be imported
takes no other with it.
"""

import argparse
import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from typing import Final, cast

from base.errors import Line122Error
from line122.cli.command import CommandModule, UsageError

SUMMARIES: Final = {
    "demo": "start everything and watch citizens reach operators",
    "serve": "run the engine",
    "reload": "let the running engine follow its changed settings",
    "alerts": "show what is alarming, or say that you see to it",
    "caller": "show what is known of a number, or take its silence back",
    "call": "let an operator call somebody",
    "hours": "show which services are open, and open or close one",
    "topic": "put a hot topic on the line, list them, stop one",
    "why": "tell why a call, a ticket or a number was treated as it was",
    "agent": "add, list, import and disable operators",
    "user": "let people sign in at the desk, list who may, disable or reset one",
    "directory": "import, export and show institutions, clinics, territories and timetables",
    "delivery": "show what other systems were told, and send dead letters again",
    "token": "let other systems ask the API, list who may, revoke one",
    "intake": "list what voice menus took and nobody works on yet",
    "report": "tell the figures of a day or a year, or save them as a table",
    "recordings": "find recordings, hold them for the law, let them go",
    "deeds": "list what supervisors did, by day, by whom, of which kind",
    "visits": "print the visits of a clinic, or make a table of them",
    "check-config": "prove that the settings are right, or list all that is wrong",
    "ivr": "check, show and try voice menus",
    "migrate": "bring the database to this version's schema",
    "prompts": "build, check, list and import what callers hear",
    "cert": "make or import the certificate by which browsers know the engine",
    "asterisk-config": "write the files for an Asterisk of your own",
    "clinic": "serve a small clinic's system that takes visits and misbehaves by command",
    "registry": "serve a small region's registry of appointments, for trying out look-ups",
    "simulate": "live whole days on virtual time and compare policies",
    "plan": "find how many operators and channels a day needs",
    "bench": "measure the engine on this machine",
    "doctor": "tell what is found, what is missing and how to get it",
    "vendor": "take others' scripts, styles, icons and fonts into the pages' files",
    "screenshots": "take pictures of every page for the documents",
    "check": "format, lint, types and architecture of the code",
    "test": "run the tests, with all the servers they need",
}
"""The commands in the order in which a newcomer meets them."""

OK: Final = 0
FAILED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    try:
        return _run(arguments)
    except Line122Error as error:
        return _complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; nothing is left to be flushed to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def available_commands() -> tuple[str, ...]:
    """Return the names of the commands whose module is there, without importing any."""
    return tuple(name for name in SUMMARIES if importlib.util.find_spec(_module_name(name)))


def _run(arguments: Sequence[str]) -> int:
    chosen = next((word for word in arguments if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="line122", description="The call-centre engine of a regional medical helpline."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    module: CommandModule | None = None
    for name in available_commands():
        described = commands.add_parser(name, help=SUMMARIES[name])
        if name == chosen:
            module = _load(name)
            described.description = module.HELP
            module.configure(described)
    args, unknown = parser.parse_known_args(arguments)
    assert module is not None, "argparse refuses a line without a known command"
    if unknown and not getattr(args, "hands_on", False):
        parser.error(f"unknown arguments: {' '.join(unknown)} (see line122 {chosen} --help)")
    args.handed_on = unknown
    return module.run(args)


def _load(name: str) -> CommandModule:
    """Import a command without looking for garbage: modules make none, and it takes a quarter."""
    gc.disable()
    try:
        return cast("CommandModule", importlib.import_module(_module_name(name)))
    finally:
        gc.enable()


def _module_name(name: str) -> str:
    return f"line122.cli.{name.replace('-', '_')}"


def _complain(error: Line122Error) -> int:
    # Settings take long to import, and who asks for help needs none.
    from config.problems import SettingsError  # noqa: PLC0415 (as above)

    sys.stdout.flush()
    if isinstance(error, SettingsError):
        # One line for each problem, beginning with its file, as editors read it.
        sys.stderr.write(f"{error}\n")
        return MISUSED
    sys.stderr.write(f"line122: {error}\n")
    return MISUSED if isinstance(error, UsageError) else FAILED
