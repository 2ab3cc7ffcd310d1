"""`call`: let an operator call somebody; what was decided, and why."""

import argparse
import asyncio
import sys
from typing import Final
from urllib.parse import quote

import msgspec

from callflow.own_call_desk import OwnCallMade
from line122.bootstrap.directories import state_directory
from line122.cli.main import FAILED, OK
from line122.control_socket import ask_engine
from web.ports import Declined

NAME: Final = "call"
HELP: Final = (
    "Let an operator call somebody: their own telephone rings first, and the person's when they "
    "have picked up. The call belongs to the person's open contact; who has none gets one, with a "
    "ticket. On the telephone itself the operator dials *7 and the number."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("account", metavar="AGENT", help="the account of the operator's telephone")
    parser.add_argument("number", metavar="NUMBER", help="+79101234567, or as one dials it")
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Ask the engine for the call, and tell what it decided."""
    account, number = quote(args.account, safe=""), quote(args.number, safe="")
    path = f"/agents/{account}/calls/{number}"
    answer = asyncio.run(ask_engine(state_directory(), "POST", path))
    if isinstance(answer, Declined):
        sys.stderr.write("".join(f"line122: {problem}\n" for problem in answer.problems))
        return FAILED
    if args.json:
        sys.stdout.write(answer.body.decode() + "\n")
        return OK
    made = msgspec.json.decode(answer.body, type=OwnCallMade)
    ticket = f"{made.ticket}, {'open already' if made.is_known else 'opened for this call'}"
    sys.stdout.write(
        f"{args.account} is rung now, and {made.number} when they have picked up\n"
        f"ticket        {ticket}\n"
        f"call          {made.call_id}\n"
    )
    return OK
