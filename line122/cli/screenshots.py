"""`screenshots`: pictures of every page for the documents."""

import argparse
import logging
import sys
from pathlib import Path

from base.clock import SystemClock
from base.logs import configure_logs
from line122.bootstrap.directories import state_directory
from line122.bootstrap.instance import only_instance
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.cli.running import run_to_end
from line122.screenshots import FOLDER, PICTURES, take_pictures

NAME = "screenshots"
HELP = (
    "Take pictures of every page in both themes into docs/screenshots, from a served product on "
    "an invented day, with people on the line. Only for who changes pages; it needs Playwright "
    "and Chromium. About four minutes."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    names = ", ".join(picture.name for picture in PICTURES)
    parser.add_argument("names", nargs="*", metavar="PICTURE", help=f"only these: {names}")
    parser.add_argument("--to", type=Path, default=FOLDER, help="another folder")


def run(args: argparse.Namespace) -> int:
    """Take the pictures; each file is told as it is written."""
    unknown = set(args.names) - {picture.name for picture in PICTURES}
    if unknown:
        raise UsageError(f"there is no picture {', '.join(sorted(unknown))}")
    configure_logs(as_json=False, show_personal=False, least=logging.ERROR)
    args.to.mkdir(parents=True, exist_ok=True)
    return run_to_end(_take(args.to, args.names))


async def _take(folder: Path, names: list[str]) -> int:
    with only_instance(state_directory() / "screenshots") as instance:
        async for written in take_pictures(instance, SystemClock(), folder, names):
            sys.stdout.write(f"{written.stat().st_size // 1000:>4} kB  {written}\n")
            sys.stdout.flush()
    return OK
