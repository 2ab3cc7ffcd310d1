"""`reload`: let the running engine follow its changed settings."""

import argparse
import asyncio
import sys

import msgspec

from line122.bootstrap.directories import state_directory
from line122.cli.main import MISUSED, OK
from line122.control_socket import ask_engine
from line122.reload import Reloaded
from web.ports import Declined

NAME = "reload"
HELP = (
    "Let the running engine read its settings anew. They are checked whole first: what is wrong "
    "is told with its line, and nothing changes. Calls that have begun keep the policy they began "
    "with. SIGHUP does the same, and leaves the answer in the log."
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print one JSON value")


def run(args: argparse.Namespace) -> int:
    """Ask the engine, and tell what it answers."""
    answer = asyncio.run(ask_engine(state_directory(), "POST", "/reload"))
    if isinstance(answer, Declined):
        sys.stderr.write("".join(f"{problem}\n" for problem in answer.problems))
        return MISUSED
    if args.json:
        sys.stdout.write(answer.body.decode() + "\n")
        return OK
    reloaded = msgspec.json.decode(answer.body, type=Reloaded)
    sys.stdout.write(f"followed; policy {reloaded.policy_id}\n")
    for setting in reloaded.awaits_restart:
        sys.stdout.write(f"awaits a restart: {setting}\n")
    return OK
