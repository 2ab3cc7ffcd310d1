"""`intake`: what voice menus took while nobody answered, in the order of the morning."""

import argparse
import asyncio
import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.clock import SystemClock
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from storage.records.connection import Timeouts, open_pool
from storage.records.intake import lines_waiting
from tickets.clinic_choice import age_on
from tickets.directory_table import escaped
from tickets.intake.urgency import IntakeLine, by_urgency

NAME = "intake"
HELP = (
    "List the requests that voice menus took and nobody works on yet: danger signs first, then "
    "the smallest children, then by time. Each names its recordings."
)

_PATIENT = Timeouts(connect_s=5.0, command_s=30.0)
_COLUMNS: Final = (
    "number",
    "kind",
    "taken_at",
    "danger",
    "partial",
    "age",
    "called_from",
    "phone",
    "clinic",
    "recordings",
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="print what waits for people")
    form = listing.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help="a table for spreadsheets")
    form.add_argument("--json", action="store_true", help="one JSON value")
    listing.add_argument(
        "--recordings", type=Path, metavar="DIR", help="write recordings as files of this folder"
    )
    configure_database(listing)


def run(args: argparse.Namespace) -> int:
    """Print the list.

    Raises:
        UsageError: the folder of recordings is none.

    """
    settings = settings_of(args)
    if args.recordings is not None and not args.recordings.is_dir():
        raise UsageError(f"{args.recordings} is no folder; name the one with the recordings")
    zone = settings.site.zone
    today = local_day(SystemClock().now(), zone)
    with database_url(args, settings) as url:
        lines = asyncio.run(_waiting(url, settings.site.id))
    rows = [_row(line, zone, today, args.recordings) for line in by_urgency(lines, today)]
    if args.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    elif args.csv:
        sys.stdout.write(_table(rows))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _page(rows))
    return OK


async def _waiting(url: str, site: str) -> tuple[IntakeLine, ...]:
    async with open_pool(url, timeouts=_PATIENT) as pool, pool.connection() as connection:
        return await lines_waiting(connection, site)


def _row(
    line: IntakeLine, zone: ZoneInfo, today: date, folder: Path | None
) -> Mapping[str, str | int | bool | list[str] | None]:
    return {
        "number": str(line.number),
        "kind": line.kind.value,
        "taken_at": f"{line.taken_at.astimezone(zone):%Y-%m-%d %H:%M}",
        "danger": line.is_urgent,
        "partial": line.is_partial,
        "age": None if line.born_on is None else age_on(today, line.born_on),
        "called_from": line.called_from,
        "phone": line.phone,
        "clinic": line.clinic,
        "recordings": [
            name if folder is None else str(folder / f"{name}.wav") for name in line.recordings
        ],
    }


def _table(rows: Iterable[Mapping[str, object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in _COLUMNS])
    return text.getvalue()


def _cell(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula; a telephone's plus is one too."""
    match value:
        case None:
            text = ""
        case bool():
            text = "yes" if value else ""
        case list():
            text = " ".join(map(str, value))
        case _:
            text = str(value)
    return escaped(text)


def _page(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    for row in rows:
        marks = [
            *(["DANGER"] if row["danger"] else []),
            *(["half said"] if row["partial"] else []),
            *([] if row["age"] is None else [f"{row['age']} years"]),
        ]
        phone = row["phone"] or row["called_from"] or "number hidden"
        clinic = row["clinic"] or "no clinic yet"
        told = ", ".join([str(row["kind"]), *marks, str(phone), str(clinic)])
        yield f"{row['number']}  {row['taken_at']}  {told}"
        recordings = row["recordings"]
        assert isinstance(recordings, list), "Each row names its recordings."
        yield from (f"    {name}" for name in recordings)
