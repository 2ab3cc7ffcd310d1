"""`bench`: measure the engine on this machine, beside what Asterisk can do by itself."""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from rich.console import Console, RenderableType

from base.clock import Clock, SystemClock
from base.logs import configure_logs
from line122.bench import (
    board_report,
    desk_report,
    ivr_report,
    reject_report,
    report,
    reports_report,
    storm_report,
    ticket_report,
)
from line122.bench.board_run import BoardPlan, bench_wallboard
from line122.bench.connect import BenchPlan, bench_connect
from line122.bench.desk_run import DeskPlan, bench_desk
from line122.bench.ivr import IvrPlan, bench_ivr
from line122.bench.reject import KNEE_LIMIT, RejectPlan, bench_reject
from line122.bench.reports import ReportsPlan, bench_reports
from line122.bench.storm import BOTH, StormPlan, bench_storm, policies_named
from line122.bench.tickets import TicketsPlan, bench_tickets
from line122.bench.trial import RAMP_LIMIT
from line122.bootstrap.directories import state_directory
from line122.bootstrap.instance import Instance, only_instance
from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.cli.running import run_to_end

NAME = "bench"
HELP = (
    "Start servers and an engine, let many cheap telephones call and answer, and tell what it "
    "costs and where it breaks, beside what Asterisk does by itself. It needs the machine for "
    "itself, and leaves nothing running."
)

_CONNECT: Final = (
    "How soon an operator's telephone rings, what a call costs, and at which rate it breaks; the "
    "same call through Asterisk's own Queue() beside it. About four minutes."
)
_REJECT: Final = (
    "How soon a known repeat caller hears the busy tone when channels are short, the commit of "
    "the attempt included, what it costs, and up to which rate it holds; a plain Hangup(17) "
    "beside it. About three minutes."
)
_STORM: Final = (
    "The first hours of the storm's morning, so many times faster, over real SIP: citizens who "
    "react, operators, a carrier of six channels, the real engine; then Asterisk's own Queue(); "
    "the simulation of the same people beside both. The logs of the carrier are compared with "
    "the rows of the database."
)
_IVR: Final = (
    "How soon the menu speaks and answers keys when many walk it at once, and what a step costs; "
    "the same menu as plain dialplan beside it. About two minutes."
)
_DESK: Final = (
    "How soon the pages of all operators know who rings, one of them in Chromium, where somebody "
    "types; what the pages weigh and cost, beside the same calls without a page and a bare server "
    "that sends the same bytes. It needs Playwright. About three minutes."
)
_TICKETS: Final = (
    "How soon tickets are found and opened in a database that has very many of them, with the "
    "durability that a site has. It needs PostgreSQL only. About three minutes."
)
_REPORTS: Final = (
    "How long the reports of a day and of a year take over so many calls, the last day one of a "
    "storm. It needs PostgreSQL only. About two minutes."
)
_WALLBOARD: Final = (
    "Wallboards during the storm's morning, sixty times as fast: how soon fifty of them know what "
    "happens, how soon one in Chromium has painted it, and what telling them all costs beside a "
    "bare broadcast of the same bytes. About three minutes."
)
_SECONDS: Final = 20.0
_FASTEST: Final = 60.0
"""At more than this the shortest prompts and talks are no longer what they stand for."""
_MOST_HOURS: Final = 9.0
_MOST_WALKERS: Final = 200
_FEWEST_TICKETS: Final = 1000
_FEWEST_CALLS: Final = 20_000
_MOST_DESKS: Final = 200
_FEWEST_BOARDS, _MOST_BOARDS = 3, 400
_DESK_CALLS_A_SECOND: Final = 5.0
"""At more, thirty operators who write up for five seconds are all at work."""
_DESK_SECONDS: Final = 60.0
_MOST_TICKETS_A_SECOND: Final = 500.0

ReportT = TypeVar("ReportT")


@dataclass(frozen=True, slots=True)
class _Bench(Generic[ReportT]):
    """One kind of bench: how it is run, and how its report is shown."""

    measure: Callable[[Instance, Clock], Coroutine[object, object, ReportT]]
    as_json: Callable[[ReportT], Mapping[str, object]]
    as_table: Callable[[ReportT], RenderableType]

    async def run(self, *, as_object: bool) -> int:
        """Measure, and print the report."""
        with only_instance(state_directory() / "bench") as instance:
            measured = await self.measure(instance, SystemClock())
        if as_object:
            written = json.dumps(self.as_json(measured), ensure_ascii=False, indent=2)
            sys.stdout.write(written + "\n")
        else:
            Console().print(self.as_table(measured))
        return OK


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    kinds = parser.add_subparsers(metavar="WHAT", required=True)
    _configure_connect(
        kinds.add_parser("connect", help="calls that reach an operator", description=_CONNECT)
    )
    _configure_reject(
        kinds.add_parser("reject", help="repeat callers turned away", description=_REJECT)
    )
    _configure_ivr(kinds.add_parser("ivr", help="callers who walk the menu", description=_IVR))
    _configure_desk(kinds.add_parser("desk", help="operators' pages", description=_DESK))
    _configure_wallboard(
        kinds.add_parser("wallboard", help="supervisors' boards", description=_WALLBOARD)
    )
    _configure_tickets(
        kinds.add_parser("tickets", help="tickets found and opened", description=_TICKETS)
    )
    _configure_reports(
        kinds.add_parser("reports", help="figures of a day and a year", description=_REPORTS)
    )
    _configure_storm(
        kinds.add_parser("storm", help="the storm's morning, replayed", description=_STORM)
    )


def run(args: argparse.Namespace) -> int:
    """Measure, and print the report."""
    configure_logs(as_json=False, show_personal=False, least=logging.ERROR)
    chosen: Callable[[argparse.Namespace], int] = args.bench
    return chosen(args)


def _configure_connect(parser: argparse.ArgumentParser) -> None:
    _add_load(parser, rate=20.0)
    parser.set_defaults(bench=_connect)


def _configure_reject(parser: argparse.ArgumentParser) -> None:
    _add_load(parser, rate=100.0)
    parser.set_defaults(bench=_reject)


def _configure_storm(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--speed", type=float, default=10.0, help="so many times (%(default)g)")
    parser.add_argument("--hours", type=float, default=1.5, help="of the day (%(default)g)")
    parser.add_argument(
        "--policy",
        choices=("both", *map(str, BOTH)),
        default="both",
        help="who answers (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1, help="of the people (%(default)s)")
    parser.add_argument(
        "--kill",
        action="store_true",
        help="kill the engine in the middle, and start it again",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(bench=_storm)


def _configure_ivr(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=50, help="at once (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(bench=_ivr)


def _configure_desk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--desks", type=int, default=30, help="pages (%(default)s)")
    _add_load(parser, rate=2.0, seconds=_DESK_SECONDS)
    parser.set_defaults(bench=_desk)


def _configure_wallboard(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--boards", type=int, default=50, help="open at once (%(default)s)")
    parser.add_argument("--hours", type=float, default=1.5, help="of the day (%(default)g)")
    parser.add_argument("--seed", type=int, default=1, help="of the people (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(bench=_wallboard)


def _configure_tickets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tickets", type=int, default=200_000, help="in the database (%(default)s)"
    )
    parser.add_argument("--searches", type=int, default=300, help="by each thing (%(default)s)")
    _add_load(parser, rate=50.0)
    parser.set_defaults(bench=_tickets)


def _configure_reports(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--calls", type=int, default=200_000, help="in the database (%(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(bench=_reports)


def _add_load(parser: argparse.ArgumentParser, *, rate: float, seconds: float = _SECONDS) -> None:
    parser.add_argument(
        "--rate", type=float, default=rate, help="calls a second of the even load (%(default)g)"
    )
    parser.add_argument(
        "--for",
        "--seconds",
        dest="seconds",
        type=float,
        default=seconds,
        help="how many seconds it is measured (%(default)g)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _connect(args: argparse.Namespace) -> int:
    plan = BenchPlan(*_load(args, RAMP_LIMIT))
    bench = _Bench(
        lambda instance, clock: bench_connect(instance, plan, clock),
        report.as_json,
        report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _reject(args: argparse.Namespace) -> int:
    plan = RejectPlan(*_load(args, KNEE_LIMIT))
    bench = _Bench(
        lambda instance, clock: bench_reject(instance, plan, clock),
        reject_report.as_json,
        reject_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _storm(args: argparse.Namespace) -> int:
    if not 1 <= args.speed <= _FASTEST:
        raise UsageError(f"--speed must lie between 1 and {_FASTEST:g}")
    if not 0 < args.hours <= _MOST_HOURS:
        raise UsageError(f"--hours must be more than 0 and at most {_MOST_HOURS:g}")
    plan = StormPlan(
        speed=args.speed,
        hours=args.hours,
        policies=tuple(policies_named(args.policy)),
        seed=args.seed,
        is_engine_killed=args.kill,
    )
    bench = _Bench(
        lambda instance, clock: bench_storm(instance, plan, clock),
        storm_report.as_json,
        storm_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _ivr(args: argparse.Namespace) -> int:
    if not 1 <= args.calls <= _MOST_WALKERS:
        raise UsageError(f"--calls must lie between 1 and {_MOST_WALKERS}")
    plan = IvrPlan(args.calls)
    bench = _Bench(
        lambda instance, clock: bench_ivr(instance, plan, clock),
        ivr_report.as_json,
        ivr_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _desk(args: argparse.Namespace) -> int:
    rate, seconds = _load(args, _DESK_CALLS_A_SECOND)
    if not 1 <= args.desks <= _MOST_DESKS:
        raise UsageError(f"--desks must lie between 1 and {_MOST_DESKS}")
    plan = DeskPlan(args.desks, rate, seconds)
    bench = _Bench(
        lambda instance, clock: bench_desk(instance, plan, clock),
        desk_report.as_json,
        desk_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _wallboard(args: argparse.Namespace) -> int:
    if not _FEWEST_BOARDS <= args.boards <= _MOST_BOARDS:
        raise UsageError(f"--boards must lie between {_FEWEST_BOARDS} and {_MOST_BOARDS}")
    if not 0 < args.hours <= _MOST_HOURS:
        raise UsageError(f"--hours must be more than 0 and at most {_MOST_HOURS:g}")
    plan = BoardPlan(args.boards, args.hours, args.seed)
    bench = _Bench(
        lambda instance, clock: bench_wallboard(instance, plan, clock),
        board_report.as_json,
        board_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _tickets(args: argparse.Namespace) -> int:
    rate, seconds = _load(args, _MOST_TICKETS_A_SECOND)
    if args.tickets < _FEWEST_TICKETS or args.searches < 1:
        raise UsageError(f"--tickets must be {_FEWEST_TICKETS} or more, --searches 1 or more")
    plan = TicketsPlan(args.tickets, args.searches, rate, seconds)
    bench = _Bench(
        lambda instance, clock: bench_tickets(instance, plan, clock),
        ticket_report.as_json,
        ticket_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _reports(args: argparse.Namespace) -> int:
    if args.calls < _FEWEST_CALLS:
        raise UsageError(f"--calls must be {_FEWEST_CALLS} or more")
    plan = ReportsPlan(args.calls)
    bench = _Bench(
        lambda instance, clock: bench_reports(instance, plan, clock),
        reports_report.as_json,
        reports_report.as_table,
    )
    return run_to_end(bench.run(as_object=args.json))


def _load(args: argparse.Namespace, most: float) -> tuple[float, float]:
    rate, seconds = float(args.rate), float(args.seconds)
    if not 1 <= rate <= most:
        raise UsageError(f"--rate must lie between 1 and {most:g} calls a second")
    if seconds <= 0:
        raise UsageError("--for must be more than 0 seconds")
    return rate, seconds
