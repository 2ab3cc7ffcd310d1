"""`simulate`: live days of a scenario under the product, its peer and the bound."""

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from rich.console import Console

from line122.cli.command import UsageError
from line122.cli.main import OK
from line122.cli.scenario_options import (
    Chosen,
    add_run_options,
    add_scenario_options,
    chosen_by,
    menu_for,
    require_run_options,
    write_chart,
)
from line122.cli.simulated import as_json, as_json_beside, as_table, shown_days, tables_beside
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, read_pack
from simulation.chart import chart_of
from simulation.recorded import RecordedDay, recorded_day
from simulation.recordings import read_recording
from simulation.run import Crew, Order, PolicyName

NAME = "simulate"
HELP = (
    "Live whole days on virtual time: the product's own services, Asterisk's Queue() and the "
    "bound that nobody can beat meet the same citizens, operators and channels. Figures are means "
    "over the days with half the width of their 95 % interval; equal seeds give equal figures."
)

_DAYS: Final = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_scenario_options(parser)
    parser.add_argument(
        "--policy",
        action="append",
        choices=[str(policy) for policy in PolicyName],
        help="who answers; may be given several times (all three)",
    )
    parser.add_argument(
        "--tick",
        type=float,
        metavar="SECONDS",
        help="let app_queue look only so often, as the real one does each second (at once)",
    )
    add_run_options(parser, days=_DAYS)
    recorded = parser.add_argument_group(
        "a recorded day", "its people call; the scenario tells the site and what nobody recorded"
    )
    recorded.add_argument(
        "--from",
        dest="recording",
        type=Path,
        metavar="FILE",
        help="Asterisk's Master.csv or queue_log, or with --mapping any carrier's CSV",
    )
    recorded.add_argument(
        "--mapping", type=Path, metavar="FILE.yaml", help="which column of the CSV is what"
    )
    recorded.add_argument(
        "--zone", default="Europe/Moscow", help="of the times in Master.csv (%(default)s)"
    )


def run(args: argparse.Namespace) -> int:
    """Simulate, and print the figures."""
    require_run_options(args)
    if args.tick is not None and args.tick <= 0:
        raise UsageError("--tick must be more than 0")
    chosen = chosen_by(args)
    recorded = _recorded(args, chosen)
    if recorded is not None:
        chosen = replace(chosen, name=args.recording.name, scenario=recorded.scenario)
    order = Order(
        scenario=chosen.scenario,
        tuning=chosen.tuning,
        seed=args.seed,
        lengths=measure_lengths(read_pack(PACKS / "ru")),
        policies=tuple(PolicyName(name) for name in args.policy or PolicyName),
        tick_s=args.tick,
        menu=menu_for(chosen.scenario),
        recorded=recorded,
    )
    with shown_days(args.days * len(order.policies)) as on_done, Crew(args.workers) as crew:
        outcome = crew.run(order, args.days, on_done)
    if args.chart is not None:
        write_chart(args.chart, chart_of(outcome, chosen.name))
    if args.json:
        shown = as_json(outcome, chosen) | as_json_beside(outcome, recorded)
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    else:
        Console().print(as_table(outcome, chosen), *tables_beside(outcome, recorded))
    return OK


def _recorded(args: argparse.Namespace, chosen: Chosen) -> RecordedDay | None:
    """Return the recorded day, having told which lines of it were not understood."""
    if args.recording is None:
        if args.mapping is not None:
            raise UsageError("--mapping belongs to --from")
        return None
    recording = read_recording(args.recording, mapping=args.mapping, zone=args.zone)
    if recording.fault is not None:
        sys.stderr.write(f"line122: {args.recording.name}: {recording.fault}\n")
    is_set = {name for name, value in vars(args).items() if value is not None}
    keep_hours = bool({"scenario.hours", "scenario.opens_at"} & is_set)
    return recorded_day(recording, chosen.scenario, seed=args.seed, keep_hours=keep_hours)
