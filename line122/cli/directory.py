"""`directory`: the institutions, clinics, territories and timetables of the region, as tables."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, assert_never

from base.calendar import local_day
from base.clock import SystemClock
from base.errors import Line122Error
from config import Settings
from config.policies import call_policy
from line122.bootstrap.directories import state_directory
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.directory_files import import_table
from line122.cli.main import FAILED, OK
from line122.planning import PlannerTables, Workdays, wire_planner
from line122.salt import hiding_salt
from storage.records.directory import PostgresDirectoryStore, open_directory_store
from tickets.address import read_address
from tickets.capacity import VisitWish
from tickets.clinic_choice import Choice, Chosen
from tickets.directory import Clinic, Directory, DirectoryRow, Kind
from tickets.directory_desk import DirectoryDesk
from tickets.directory_rows import COLUMNS, Footing
from tickets.directory_sheet import cells_of
from tickets.directory_table import write_table
from tickets.planning.plan import DAYS_AHEAD, Plan
from tickets.visit import Patient

NAME = "directory"
HELP = (
    "Import, export and show the tables of the directory, and try which clinic an address belongs "
    "to. A table is imported whole or not at all; every fault is told with its line and column. A "
    "running engine follows at once. The columns are described in docs/directory.md."
)

_HISTORY: Final = "history"


class UnwritableTableError(Line122Error):
    """The table cannot be written; name another file."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    kinds = tuple(Kind)
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    importing = actions.add_parser("import", help="let a table be the one of its kind")
    importing.add_argument("kind", choices=kinds, metavar="KIND", help=", ".join(kinds))
    importing.add_argument("file", type=Path, metavar="FILE.csv")
    importing.add_argument("--dry-run", action="store_true", help="check everything, change none")
    exporting = actions.add_parser("export", help="write a table as it can be imported again")
    exporting.add_argument("kind", choices=kinds[:-1], metavar="KIND", help=", ".join(kinds[:-1]))
    exporting.add_argument("file", type=Path, metavar="FILE.csv")
    showing = actions.add_parser("show", help="print a table, or what was imported when")
    showable = (*kinds[:-1], _HISTORY)
    showing.add_argument("kind", choices=showable, metavar="KIND", help=", ".join(showable))
    choosing = actions.add_parser("choose", help="tell who visits an address, when, and why")
    choosing.add_argument("address", metavar="ADDRESS", help="as one says it, in quotes")
    choosing.add_argument("--age", type=int, metavar="YEARS", help="the patient's")
    choosing.add_argument(
        "--on", type=_day, metavar="YYYY-MM-DD", help="the day that is wished; else the first"
    )
    for action in (importing, exporting, showing, choosing):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Do what was asked with the tables of the database."""
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, settings, url))


async def _run(args: argparse.Namespace, settings: Settings, url: str) -> int:
    async with open_directory_store(url, site=settings.site.id) as store:
        match args.action:
            case "import":
                return await _import(args, settings, store)
            case "export":
                return await _export(args, store)
            case "choose":
                return await _choose(args, settings, store)
            case _:
                return await _show(args, store)


async def _import(
    args: argparse.Namespace, settings: Settings, store: PostgresDirectoryStore
) -> int:
    now = SystemClock().now()
    main_trunk = next(iter(call_policy(settings).trunks.values()), None)
    if main_trunk is None:
        raise UsageError("no trunk is configured; without its rules no number can be read")
    footing = Footing(
        directory=await store.directory(),
        rules=main_trunk.rules,
        salt=hiding_salt(settings.callers, state_directory()),
        today=local_day(now, settings.site.zone),
    )
    kind = Kind(args.kind)
    imported = await import_table(
        kind, args.file, footing, store=None if args.dry_run else store, now=now
    )
    if args.json:
        _print_json(imported.told())
    else:
        _print(*imported.lines())
    return FAILED if imported.problems else OK


async def _export(args: argparse.Namespace, store: PostgresDirectoryStore) -> int:
    kind = Kind(args.kind)
    rows = await _rows(kind, store)
    table = write_table(COLUMNS[kind], [cells_of(row) for row in rows])
    try:
        await asyncio.to_thread(args.file.write_bytes, table)
    except OSError as error:
        raise UnwritableTableError(f"cannot write {args.file} ({error.strerror})") from error
    if args.json:
        _print_json({"kind": kind, "file": str(args.file), "rows": len(rows)})
    else:
        _print(f"{len(rows)} rows written to {args.file}")
    return OK


async def _show(args: argparse.Namespace, store: PostgresDirectoryStore) -> int:
    if args.kind == _HISTORY:
        return await _show_history(args, store)
    kind = Kind(args.kind)
    shown = [dict(cells_of(row)) for row in await _rows(kind, store)]
    if args.json:
        _print_json(shown)
    else:
        names = [column.name for column in COLUMNS[kind]]
        _print(*("  ".join(cells[name] or "-" for name in names) for cells in shown))
    return OK


async def _show_history(args: argparse.Namespace, store: PostgresDirectoryStore) -> int:
    records = await store.imports()
    if args.json:
        _print_json(
            [
                {
                    "at": record.source.at.isoformat(),
                    "kind": record.source.kind,
                    "file": record.source.file,
                    "digest": record.source.digest,
                    "by": record.source.by,
                    "added": record.tally.added,
                    "changed": record.tally.changed,
                    "kept": record.tally.kept,
                    "retired": record.tally.retired,
                }
                for record in records
            ]
        )
        return OK
    for record in records:
        source, tally = record.source, record.tally
        _print(
            f"{source.at.astimezone():%Y-%m-%d %H:%M}  {source.kind:<12}  {source.by}  "
            f"{source.file}: {tally.added} added, {tally.changed} changed, {tally.retired} retired"
        )
    return OK


async def _choose(
    args: argparse.Namespace, settings: Settings, store: PostgresDirectoryStore
) -> int:
    directory, address = await store.directory(), read_address(args.address)
    # Nobody's policy is given here, so nobody's key is made and no salt is needed.
    tables = PlannerTables(store, store, salt=b"")
    zone, workdays = settings.site.zone, Workdays(settings)
    planner = wire_planner(zone, workdays, SystemClock(), DirectoryDesk(directory), tables)
    plan = await planner.plan(Patient(age_years=args.age), address, VisitWish(wanted_on=args.on))
    choice, booking = plan.choice, plan.booking
    dispatcher = directory.dispatcher_of(address.settlement)
    told = {
        "clinic": choice.clinic.code if isinstance(choice, Chosen) else None,
        "reason": choice.reason,
        "candidates": [clinic.code for clinic in _candidates(choice)],
        "day": None if booking is None or booking.day is None else booking.day.isoformat(),
        "shift": None if booking is None else booking.shift,
        "is_on_waiting_list": booking is not None and booking.is_on_waiting_list,
        "warnings": list(plan.warnings),
        "dispatcher": None if dispatcher is None else dispatcher.code,
        "settlement": address.settlement,
        "street": address.street,
        "house": address.house,
    }
    if args.json:
        _print_json(told)
    else:
        _print(*_choice_lines(choice, directory), *_day_lines(plan))
        number = "nobody" if dispatcher is None else f"{dispatcher.name}, {dispatcher.phone}"
        _print(f"103 is answered by {number}")
    return OK


def _choice_lines(choice: Choice, directory: Directory) -> Iterator[str]:
    if isinstance(choice, Chosen):
        clinic = choice.clinic
        yield f"{clinic.code}  {directory.name_of(clinic.code)}  ({choice.reason})"
        return
    yield f"a person must choose ({choice.reason})"
    for clinic in choice.candidates:
        yield f"  {clinic.code}  {directory.name_of(clinic.code)}"


def _day_lines(plan: Plan) -> Iterator[str]:
    booking = plan.booking
    if booking is None:
        return
    if booking.day is None:
        yield f"nobody of the clinic drives within {DAYS_AHEAD} days; ask it"
    else:
        where = ", on the waiting list" if booking.is_on_waiting_list else ""
        yield f"on {booking.day}, the {booking.shift} doctor{where}"
    for warning in plan.warnings:
        yield f"  mind: {warning}"


def _candidates(choice: Choice) -> tuple[Clinic, ...]:
    return () if isinstance(choice, Chosen) else choice.candidates


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is no day; write 2026-11-23") from error


async def _rows(kind: Kind, store: PostgresDirectoryStore) -> tuple[DirectoryRow, ...]:
    if kind is Kind.STREETS:
        return await store.streets()
    directory = await store.directory()
    match kind:
        case Kind.INSTITUTIONS:
            return directory.institutions
        case Kind.CLINICS:
            return directory.clinics
        case Kind.DISPATCHERS:
            return directory.dispatchers
        case Kind.TERRITORIES:
            return directory.territories
        case Kind.TIMETABLES:
            return directory.timetables
        case Kind.ATTACHED:
            raise UsageError("attached patients are kept by a hash; nobody can list them")
        case _ as never:
            assert_never(never)


def _print(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
