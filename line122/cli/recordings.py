"""`recordings`: what was recorded, found, held for the law, let go before its time."""

import argparse
import asyncio
import getpass
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from base.clock import SystemClock
from base.errors import Line122Error
from base.phone import PhoneNumber
from config import Settings
from line122.bootstrap.directories import state_directory
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from line122.cli.why import as_e164
from line122.recording_files import remove_files
from storage.recordings import (
    IndexedRecording,
    LegalHold,
    LetGo,
    RecordingClass,
    RecordingsSought,
    file_of,
)
from storage.records.connection import Timeouts, open_pool
from storage.records.recordings import PostgresRecordings
from tickets.number import TicketNumberError, read_ticket_number

NAME = "recordings"
HELP = (
    "List recordings, hold all of a contact for the law, take a hold back, or let recordings go "
    "before their time: the file, its waveform, and every mention of it. What is held never goes."
)

_PATIENT: Final = Timeouts(connect_s=5.0, command_s=30.0)
_MOST: Final = 10_000


class NoRecordingError(Line122Error):
    """Nothing that was recorded has that name; `line122 recordings list` shows what there is."""


class HeldError(Line122Error):
    """It is held and may not go; `line122 recordings release NAME` takes the hold back."""


class NotChangedError(Line122Error):
    """It is so already; `line122 recordings list --held` shows what is held."""


class FileKeptError(Line122Error):
    """A file could not be removed; look at who may write in the folder, and ask again."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="show what was recorded, the newest first")
    _configure_search(listing)
    hold = actions.add_parser("hold", help="let nothing of a contact go, however old it is")
    release = actions.add_parser("release", help="take a hold back")
    delete = actions.add_parser("delete", help="let recordings go now")
    for action in (hold, release, delete):
        action.add_argument("names", nargs="+", metavar="NAME", help="as `list` shows it")
    for action in (hold, delete):
        action.add_argument(
            "--why", required=True, help="kept for ever, so without a person's name"
        )
    delete.add_argument(
        "--recordings", type=Path, metavar="DIR", help="else the folder of the settings"
    )
    for action in (listing, hold, release, delete):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def _configure_search(listing: argparse.ArgumentParser) -> None:
    listing.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="2026-11-22")
    listing.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="that day too")
    listing.add_argument("--agent", metavar="ACCOUNT", help="who talked")
    listing.add_argument("--number", help="of the citizen")
    listing.add_argument("--ticket", metavar="NUMBER")
    listing.add_argument("--topic", help="a queue, a menu's subject, or a category of tickets")
    listing.add_argument("--clinic", metavar="CODE")
    listing.add_argument("--text", help="words of the ticket")
    listing.add_argument("--class", dest="kind", choices=[kind.value for kind in RecordingClass])
    listing.add_argument("--held", action="store_true", help="only what is held")
    listing.add_argument("--limit", type=int, default=50, metavar="N", help="%(default)s")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for.

    Raises:
        NoRecordingError: there is none of that name.
        HeldError: what shall go is held.
        DatabaseAwayError: PostgreSQL does not answer.

    """
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, url, settings))


async def _run(args: argparse.Namespace, url: str, settings: Settings) -> int:
    async with open_pool(url, timeouts=_PATIENT) as pool:
        book = PostgresRecordings(pool, settings.site.id)
        match args.action:
            case "list":
                sought = _sought(args, settings)
                page = await book.search(sought, None, min(args.limit, _MOST))
                _print(args, page.lines, settings.site.zone)
            case "hold":
                await _hold(book, await _named(book, args.names), args.why)
            case "release":
                await _release(book, await _named(book, args.names))
            case _:
                await _delete(args, book, settings)
    return OK


def _sought(args: argparse.Namespace, settings: Settings) -> RecordingsSought:
    zone = settings.site.zone
    until = None if args.until is None else args.until + timedelta(days=1)
    try:
        ticket = None if args.ticket is None else read_ticket_number(args.ticket)
    except TicketNumberError as error:
        raise UsageError("--ticket is no ticket's number; look at it digit by digit") from error
    return RecordingsSought(
        since=_midnight(args.since, zone),
        until=_midnight(until, zone),
        agent=args.agent,
        number=None if args.number is None else PhoneNumber(as_e164(args.number, settings)),
        ticket=ticket,
        topic=args.topic,
        clinic=args.clinic,
        text=args.text,
        kinds=frozenset() if args.kind is None else frozenset({RecordingClass(args.kind)}),
        is_held=True if args.held else None,
    )


async def _named(book: PostgresRecordings, names: Sequence[str]) -> tuple[IndexedRecording, ...]:
    found = []
    for name in names:
        line = await book.named(name.removesuffix(".wav"))
        if line is None:
            raise NoRecordingError(f"nothing recorded is called {name}; see `recordings list`")
        found.append(line)
    return tuple(found)


async def _hold(book: PostgresRecordings, lines: Sequence[IndexedRecording], why: str) -> None:
    now, by = SystemClock().now(), getpass.getuser()
    for contact_id in dict.fromkeys(line.contact_id for line in lines):
        if not await book.hold(LegalHold(contact_id=contact_id, at=now, by=by, why=why)):
            raise NotChangedError(f"contact {contact_id} is held already")


async def _release(book: PostgresRecordings, lines: Sequence[IndexedRecording]) -> None:
    now, by = SystemClock().now(), getpass.getuser()
    for contact_id in dict.fromkeys(line.contact_id for line in lines):
        if not await book.release(contact_id, now, by):
            raise NotChangedError(f"contact {contact_id} is not held")


async def _delete(args: argparse.Namespace, book: PostgresRecordings, settings: Settings) -> None:
    lines = await _named(book, args.names)
    for line in lines:
        if line.is_held:
            raise HeldError(f"{line.name} is held; `recordings release` takes the hold back")
    folder = args.recordings or settings.recording.directory or state_directory() / "recordings"
    # The file first: a row without a file does no harm, a file without a row would lie for ever.
    gone = remove_files(folder, [file_of(line) for line in lines])
    removed = [line for line in lines if file_of(line) in gone]
    now = SystemClock().now().astimezone(settings.site.zone)
    let_go = LetGo(at=now, by=getpass.getuser(), why=args.why)
    await book.removed(removed, let_go)
    if len(removed) < len(lines):
        raise FileKeptError(f"{len(lines) - len(removed)} files could not be removed")


def _print(args: argparse.Namespace, lines: Sequence[IndexedRecording], zone: ZoneInfo) -> None:
    if args.json:
        rows = [_row(line) for line in lines]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    sys.stdout.writelines(f"{text}\n" for text in _page(lines, zone))


def _row(line: IndexedRecording) -> Mapping[str, str | float | bool | None]:
    return {
        "name": line.name,
        "class": line.kind.value,
        "begun_at": line.begun_at.astimezone(UTC).isoformat(),
        "duration_s": line.duration_s,
        "size_bytes": line.size_bytes,
        "state": line.state.value,
        "ticket": str(line.ticket),
        "contact_id": str(line.contact_id),
        "number": line.number,
        "agent": line.agent_name,
        "queue": line.queue,
        "is_held": line.is_held,
    }


def _page(lines: Sequence[IndexedRecording], zone: ZoneInfo) -> Iterator[str]:
    for line in lines:
        held = "  held" if line.is_held else ""
        worth = "" if line.state.value == "ok" else f"  {line.state.value}"
        yield (
            f"{line.begun_at.astimezone(zone):%Y-%m-%d %H:%M}  {line.kind:<7}  "
            f"{line.duration_s:6.0f} s  {line.ticket}  {line.name}{worth}{held}"
        )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)
