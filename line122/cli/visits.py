"""`visits`: the visits of a clinic on paper, for when its system does not listen."""

import argparse
import asyncio
import sys
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from base.clock import SystemClock
from delivery.sheet import as_csv, as_page, sheet_rows
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from storage.records.connection import Timeouts, open_pool
from storage.records.dispatches import PostgresDispatchBook
from tickets.dispatch import DispatchRecord

NAME = "visits"
HELP = (
    "List the visits that a clinic was asked for on a day, and all older ones that it has not "
    "answered for: as a table for spreadsheets or as a page for the printer."
)

_DAY_PATTERN = "2026-01-09"
_PATIENT = Timeouts(connect_s=5.0, command_s=30.0)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="print a clinic's visits")
    listing.add_argument("--clinic", required=True, metavar="CODE", help="as in the directory")
    listing.add_argument("--day", metavar=_DAY_PATTERN, help="else today")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets (the default)")
    form.add_argument("--html", action="store_true", help="a page for the printer")
    configure_database(listing)


def run(args: argparse.Namespace) -> int:
    """Print the list."""
    settings = settings_of(args)
    zone = settings.site.zone
    now = SystemClock().now().astimezone(zone)
    day = _day(args.day, now)
    with database_url(args, settings) as url:
        records = asyncio.run(_visits(url, settings.site.id, args.clinic, day, zone))
    rows = sheet_rows(records, zone)
    sys.stdout.write(as_page(rows, args.clinic, now) if args.html else as_csv(rows))
    return OK


def _day(text: str | None, now: datetime) -> date:
    if text is None:
        return now.date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day; write it as {_DAY_PATTERN}") from error


async def _visits(
    url: str, site: str, clinic: str, day: date, zone: ZoneInfo
) -> tuple[DispatchRecord, ...]:
    begins = datetime.combine(day, time(), zone)
    async with open_pool(url, timeouts=_PATIENT) as pool:
        book = PostgresDispatchBook(pool, site)
        return await book.visits_of([clinic], begins, begins + timedelta(days=1))
