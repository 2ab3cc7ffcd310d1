"""`migrate`: bring the database to this version's schema."""

import argparse
import asyncio
import json
import sys

from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from storage.records.schema import migrate

NAME = "migrate"
HELP = (
    "Apply the migrations that the database lacks, and say which. Processes that start together "
    "wait for one another. A database that a newer version has migrated is left as it is."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    configure_database(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Apply what is missing and tell what that was."""
    with database_url(args, settings_of(args)) as url:
        applied = asyncio.run(migrate(url))
    if args.json:
        sys.stdout.write(json.dumps({"applied": applied}) + "\n")
    elif applied:
        sys.stdout.write("".join(f"applied {name}\n" for name in applied))
    else:
        sys.stdout.write("nothing to apply: the database is up to date\n")
    return OK
