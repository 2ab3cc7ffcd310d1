"""`line122 vendor`: take others' scripts, styles, icons and fonts into the pages' files."""

import argparse
import sys

from line122.bootstrap.directories import cache_directory
from line122.bootstrap.node import Packages, obtain_node_packages
from line122.bootstrap.progress import shown_progress
from line122.vendoring.make import make_vendored
from line122.vendoring.manifest import VENDORED, faults

NAME = "vendor"
HELP = (
    "Make web/static/vendor anew from the packages that web/vendoring/package-lock.json names. "
    "Only for who changes them: the files are committed, and running the product needs no Node."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--check", action="store_true", help="only compare the files with their manifest"
    )


def run(args: argparse.Namespace) -> int:
    """Make or compare the files; 0 when they are as the manifest says.

    Raises:
        Line122Error: Node is missing, or a package does not hold what is taken from it.

    """
    if args.check:
        found = tuple(faults())
        sys.stdout.writelines(f"{fault}\n" for fault in found)
        return 1 if found else 0
    with shown_progress() as progress:
        packages = obtain_node_packages(cache_directory(), Packages.VENDORING, progress)
    for name in make_vendored(packages):
        sys.stdout.write(f"{(VENDORED / name).stat().st_size:>8} {name}\n")
    return 0
