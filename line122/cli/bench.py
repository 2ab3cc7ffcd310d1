"""`bench`: measure the engine on this machine, beside the queue that Asterisk brings itself."""

import argparse
import json
import sys
from typing import Final

from rich.console import Console

from base.clock import SystemClock
from line122.bench.connect import BenchPlan, bench_connect
from line122.bench.report import Report, as_json, as_table
from line122.bench.trial import RAMP_LIMIT
from line122.bootstrap.directories import state_directory
from line122.bootstrap.instance import only_instance
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.cli.running import run_to_end

NAME = "bench"
HELP = (
    "Start servers and an engine, let many cheap telephones call and answer, and tell how soon "
    "an operator's telephone rings, what a call costs, and at which rate it breaks; the same call "
    "through Asterisk's own Queue() beside it. It takes about four minutes, needs the machine for "
    "itself, and leaves nothing running."
)

_SECONDS: Final = 20.0


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    connect = kinds.add_parser(
        "connect", help="calls that reach an idle operator", description=HELP
    )
    connect.add_argument(
        "--rate", type=float, default=20.0, help="calls a second of the even load (%(default)g)"
    )
    connect.add_argument(
        "--seconds", type=float, default=_SECONDS, help="how long it is measured (%(default)g)"
    )
    connect.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Measure, and print the report."""
    if not 1 <= args.rate <= RAMP_LIMIT:
        raise UsageError(f"--rate must lie between 1 and {RAMP_LIMIT:g} calls a second")
    if args.seconds <= 0:
        raise UsageError("--seconds must be more than 0")
    return run_to_end(_measured(BenchPlan(args.rate, args.seconds), as_object=args.json))


async def _measured(plan: BenchPlan, *, as_object: bool) -> int:
    with only_instance(state_directory() / "bench") as instance:
        report = await bench_connect(instance, plan, SystemClock())
    _print(report, as_object=as_object)
    return OK


def _print(report: Report, *, as_object: bool) -> None:
    if as_object:
        sys.stdout.write(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n")
    else:
        Console().print(as_table(report))
