"""`delivery`: what other systems have been told, and what they could not be."""

import argparse
import asyncio
from uuid import UUID

import msgspec

from base.clock import SystemClock
from base.errors import Line122Error
from base.ids import DispatchId
from line122.cli.command import UsageError
from line122.cli.database import configure_database, database_url, settings_of
from line122.cli.main import OK
from line122.cli.told import tell
from storage.records.connection import Timeouts, open_pool
from storage.records.dispatches import PostgresDispatchBook
from tickets.dispatch import DispatchRecord, DispatchState

NAME = "delivery"
HELP = (
    "List what other systems were told of visits and tickets, show one of them, and let dead ones "
    "be sent again under their old keys. A running engine sends what is replayed at once."
)

_MOST = 200
_PATIENT = Timeouts(connect_s=5.0, command_s=30.0)


class NothingReplayedError(Line122Error):
    """None of them is dead; `line122 delivery list --state dead` shows which are."""


class UnknownDispatchError(Line122Error):
    """There is no such dispatch; `line122 delivery list` shows which there are."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    listing = actions.add_parser("list", help="show the newest, or those in one state")
    listing.add_argument("--state", choices=[state.value for state in DispatchState])
    listing.add_argument("--most", type=int, default=_MOST, metavar="N", help="else 200")
    show = actions.add_parser("show", help="show one with all its facts")
    show.add_argument("dispatch", metavar="ID")
    replay = actions.add_parser("replay", help="send dead ones again")
    replay.add_argument("dispatch", nargs="*", metavar="ID")
    replay.add_argument("--all", action="store_true", help="every dead one")
    for action in (listing, show, replay):
        configure_database(action)
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Do what is asked for."""
    settings = settings_of(args)
    with database_url(args, settings) as url:
        return asyncio.run(_run(args, url, settings.site.id))


async def _run(args: argparse.Namespace, url: str, site: str) -> int:
    async with open_pool(url, timeouts=_PATIENT) as pool:
        book = PostgresDispatchBook(pool, site)
        match args.action:
            case "list":
                states = list(DispatchState) if args.state is None else [DispatchState(args.state)]
                records = await book.in_states(states, args.most)
                tell([_shown(record) for record in records], as_json=args.json)
            case "show":
                tell([await _one(book, args.dispatch)], as_json=args.json)
            case _:
                await _replay(args, book)
    return OK


async def _one(book: PostgresDispatchBook, text: str) -> dict[str, object]:
    record = await book.by_id(_id(text))
    if record is None:
        raise UnknownDispatchError(
            f"no dispatch is called {text}; look with line122 delivery list"
        )
    return {**_shown(record), "facts": msgspec.to_builtins(record.dispatch.facts)}


async def _replay(args: argparse.Namespace, book: PostgresDispatchBook) -> None:
    if bool(args.dispatch) == args.all:
        raise UsageError("name the dispatches to replay, or give --all")
    wanted = [_id(text) for text in args.dispatch]
    if args.all:
        dead = await book.in_states([DispatchState.DEAD], _MOST)
        wanted = [record.dispatch.dispatch_id for record in dead]
    replayed = await book.replay(wanted, SystemClock().now())
    if not replayed:
        raise NothingReplayedError(
            "nothing was replayed: none of them is dead, and of a visit that is still wanted"
        )
    tell([{"replayed": str(dispatch_id)} for dispatch_id in sorted(replayed)], as_json=args.json)


def _id(text: str) -> DispatchId:
    try:
        return DispatchId(UUID(text))
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no dispatch's id; line122 delivery list shows them"
        ) from error


def _shown(record: DispatchRecord) -> dict[str, object]:
    dispatch, progress = record.dispatch, record.progress
    return {
        "dispatch_id": str(dispatch.dispatch_id),
        "state": progress.state.value,
        "target": dispatch.target,
        "about": dispatch.about.value,
        "ticket_id": str(dispatch.ticket_id),
        "visit_id": None if dispatch.visit_id is None else str(dispatch.visit_id),
        "written_at": dispatch.written_at.isoformat(),
        "attempts": progress.attempts,
        "next_at": progress.next_at.isoformat(),
        "error": progress.error,
    }
