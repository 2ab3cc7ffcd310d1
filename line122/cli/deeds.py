"""`deeds`: what supervisors did to the line, its people and its operators, as it was kept."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from callflow.intervention import Deed, Intervention
from config import Settings
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from storage.interventions import InterventionsSought
from storage.records.connection import Timeouts, open_pool
from storage.records.interventions import PostgresInterventionBook
from tickets.legible import made_visible

NAME = "deeds"
HELP = (
    "List what supervisors did, the newest first: who, when, to what, why, and how long they "
    "stood beside a talk. It needs the database and no engine; what was done a moment ago may "
    "still be on its way there."
)

LISTENING: Final = frozenset({Deed.SUPERVISION_BEGUN, Deed.MODE_CHANGED, Deed.SUPERVISION_ENDED})
"""All that is kept of standing beside a talk: listening, whispering, speaking to both."""

_LISTENING: Final = "listening"
_PATIENT: Final = Timeouts(connect_s=5.0, command_s=30.0)
_MOST: Final = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="2026-11-22")
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="that day too; else all since"
    )
    parser.add_argument(
        "--day", type=date.fromisoformat, help="one day alone, instead of --since and --until"
    )
    parser.add_argument("--by", metavar="LOGIN", help="who did it")
    parser.add_argument(
        "--kind",
        action="append",
        choices=[_LISTENING, *(deed.value for deed in Deed)],
        default=[],
        metavar="KIND",
        help=f"any of %(choices)s; {_LISTENING} is all three about talks; may be repeated",
    )
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="%(default)s")
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    configure_database(parser)


def run(args: argparse.Namespace) -> int:
    """List what fits.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer.

    """
    settings = settings_of(args)
    sought, most = _sought(args, settings.site.zone), min(args.limit, _MOST)
    with database_url(args, settings) as url:
        found = asyncio.run(_found(url, settings, sought, most))
    if args.json:
        rows = [_row(each) for each in found]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _page(found, settings.site.zone, most))
    return OK


def _sought(args: argparse.Namespace, zone: ZoneInfo) -> InterventionsSought:
    if args.limit < 1:
        raise UsageError("--limit must be 1 or more")
    since, until = args.since, args.until
    if args.day is not None:
        if since is not None or until is not None:
            raise UsageError("give --day alone, or --since and --until")
        since = until = args.day
    if since is not None and until is not None and until < since:
        raise UsageError("--until must not be before --since")
    deeds = {Deed(kind) for kind in args.kind if kind != _LISTENING}
    return InterventionsSought(
        since=_midnight(since, zone),
        until=None if until is None else _midnight(until + timedelta(days=1), zone),
        actor=args.by,
        deeds=frozenset(deeds | LISTENING if _LISTENING in args.kind else deeds),
    )


async def _found(
    url: str, settings: Settings, sought: InterventionsSought, most: int
) -> tuple[Intervention, ...]:
    async with open_pool(url, timeouts=_PATIENT) as pool:
        return await PostgresInterventionBook(pool, settings.site.id).found(sought, most)


def _row(done: Intervention) -> Mapping[str, str | float | None]:
    return {
        "at": done.at.astimezone(UTC).isoformat(),
        "actor": done.actor,
        "deed": done.deed.value,
        "subject": done.subject,
        "detail": done.detail,
        "why": done.why,
        "call_id": None if done.call_id is None else str(done.call_id),
        "lasted_s": done.lasted_s,
    }


def _page(found: Sequence[Intervention], zone: ZoneInfo, most: int) -> Iterator[str]:
    for done in found:
        what = [done.subject, done.detail]
        if done.lasted_s is not None:
            what.append(f"{done.lasted_s:.0f} s")
        if done.why:
            what.append(f"«{done.why}»")
        yield made_visible(
            f"{done.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {done.actor:<12}  {done.deed:<17}  "
            f"{'  '.join(filter(None, what))}"
        )
    if not found:
        yield "Nothing of that was done."
    elif len(found) == most:
        yield f"The newest {most}; --limit shows more."


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)
