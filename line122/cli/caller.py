"""`caller`: what the engine knows of a number, and taking back what it holds against it."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import quote

import msgspec

from line122.bootstrap.directories import state_directory
from line122.cli.main import FAILED, OK
from line122.control import CallerShown, CaseShown
from line122.control_socket import ask_engine
from web.ports import Declined

NAME = "caller"
HELP = (
    "Ask the running engine about a number: what it did, whether it is silenced, what was "
    "promised to it. `undo` takes a silence back at once, and imposes none until the next day."
)

_ACTIONS: Final = {
    "show": ("GET", "", "tell what is known of a number"),
    "undo": ("POST", "/undo", "take a silence back"),
    "silence": ("POST", "/silence", "put a number last in order until the end of the day"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    for name, (_, _, meaning) in _ACTIONS.items():
        action = actions.add_parser(name, help=meaning)
        action.add_argument("number", metavar="NUMBER", help="+79101234567, or as one dials it")
        action.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Ask the engine, and tell what it answers."""
    method, path, _ = _ACTIONS[args.action]
    number = quote(args.number, safe="")
    answer = asyncio.run(ask_engine(state_directory(), method, f"/callers/{number}{path}"))
    if isinstance(answer, Declined):
        sys.stderr.write("".join(f"line122: {problem}\n" for problem in answer.problems))
        return FAILED
    if args.json:
        sys.stdout.write(answer.body.decode() + "\n")
        return OK
    shown = msgspec.json.decode(answer.body, type=CallerShown)
    sys.stdout.write("".join(f"{line}\n" for line in _lines(shown)))
    return OK


def _lines(shown: CallerShown) -> Iterator[str]:
    yield f"number        {shown.number}{' (shared)' if shown.is_shared else ''}"
    yield f"first seen    {_moment(shown.first_seen_at)}"
    yield f"last seen     {_moment(shown.last_seen_at)}, {shown.attempts_today} attempts that day"
    yield f"on the line   {'yes' if shown.is_on_line else 'no'}"
    yield f"looks like    {shown.verdict}"
    if shown.silenced:
        yield f"silenced      {shown.silenced}, until {_moment(shown.silenced_until)}"
    elif shown.exempt_until is not None:
        yield f"spared        until {_moment(shown.exempt_until)}"
    for case in shown.cases:
        yield from _case_lines(case)


def _case_lines(case: CaseShown) -> Iterator[str]:
    urgent = ", urgent" if case.is_urgent else ""
    yield f"ticket        {case.ticket}, opened {_moment(case.opened_at)}{urgent}"
    if case.told_at is not None:
        yield f"  told        {_moment(case.told_at)}, for {_moment(case.promised_for)}"
    if case.callback is not None:
        yield f"  callback    {case.callback}, rung {case.tries} times"


def _moment(moment: datetime | None) -> str:
    """Return the moment by this machine's clock."""
    return "never" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
