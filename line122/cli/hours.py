"""`hours`: which services are open, and opening or closing one whatever its hours say."""

import argparse
import asyncio
import getpass
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from callflow.standing_orders import HoursAsked
from line122.bootstrap.directories import state_directory
from line122.cli.asking import told
from line122.control_socket import ask_engine
from line122.order_control import HoursAsk, ServiceShown

NAME = "hours"
HELP = (
    "Show which services are open, and open or close one whatever its hours say. An order holds "
    "until its moment, or until `hours undo`; restarts and reloads leave it in force."
)

_FORCED: Final = {"open": HoursAsked.OPEN, "closed": HoursAsked.CLOSED}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    show = actions.add_parser("show", help="tell which services are open")
    force = actions.add_parser("force", help="open or close a service")
    undo = actions.add_parser("undo", help="let a service go by its hours again")
    for action in (force, undo):
        action.add_argument("service", metavar="SERVICE")
    force.add_argument("asked", choices=tuple(_FORCED))
    force.add_argument("--until", metavar="HH:MM", help="by the site's clock; else until undone")
    for action in (show, force, undo):
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Ask the engine, and tell what it answers."""
    if args.action == "show":
        answer = asyncio.run(ask_engine(state_directory(), "GET", "/hours"))
    else:
        is_undo = args.action == "undo"
        ask = HoursAsk(
            service=args.service,
            asked=HoursAsked.AS_PLANNED if is_undo else _FORCED[args.asked],
            until=None if is_undo else args.until,
            author=getpass.getuser(),
        )
        body = msgspec.json.encode(ask)
        answer = asyncio.run(ask_engine(state_directory(), "POST", "/hours", body))
    return told(answer, _page, as_json=args.json)


def _page(body: bytes) -> Iterator[str]:
    for shown in msgspec.json.decode(body, type=tuple[ServiceShown, ...]):
        state = "open" if shown.is_open else "closed"
        change = "" if shown.changes_at is None else f", until {_moment(shown.changes_at)}"
        yield f"{shown.service:20} {state}{change}"
        if shown.forced:
            end = "undone" if shown.until is None else _moment(shown.until)
            yield f"{'':20} forced {shown.forced} by {shown.author} until {end}"


def _moment(moment: datetime) -> str:
    """Return the moment by this machine's clock."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
