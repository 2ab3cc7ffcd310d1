"""`plan`: how many operators and channels a day needs for what is asked of it."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.table import Table

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
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, read_pack
from simulation.formulas import Forecast, Hour, forecast_of
from simulation.plan import USUAL_TARGETS, Plan, PlanError, Planner, Step, Target, target_of
from simulation.plan_chart import plan_chart
from simulation.run import Crew, Order, PolicyName

NAME = "plan"
HELP = (
    "Find the fewest operators, and for them the smallest trunk, that reach every target on "
    "simulated days; the formulas of Erlang stand beside. Without a target: 80 % answered in "
    "20 s and at most 1 % of first attempts lost. --operators and --channels are what is looked "
    "for, hence ignored."
)

_DAYS: Final = 20
_FEW_DAYS: Final = 4


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add_scenario_options(parser)
    parser.add_argument(
        "--target",
        action="append",
        metavar="FIGURE>=VALUE",
        help="any figure of simulate, or told, lost, within_20s; may be given several times",
    )
    parser.add_argument(
        "--policy",
        choices=[PolicyName.ENGINE, PolicyName.APP_QUEUE],
        default=str(PolicyName.ENGINE),
        help="who answers (%(default)s)",
    )
    parser.add_argument(
        "--few-days",
        type=int,
        default=_FEW_DAYS,
        help="how many days find the place that --days confirm (%(default)s)",
    )
    add_run_options(parser, days=_DAYS)


def run(args: argparse.Namespace) -> int:
    """Plan, and print the plan."""
    require_run_options(args)
    if args.few_days < 1:
        raise UsageError("--few-days must be at least 1")
    targets = _targets(args.target)
    chosen = chosen_by(args)
    order = Order(
        scenario=chosen.scenario,
        tuning=chosen.tuning,
        seed=args.seed,
        lengths=measure_lengths(read_pack(PACKS / "ru")),
        policies=(PolicyName(args.policy),),
        menu=menu_for(chosen.scenario),
    )
    console = Console(stderr=True)
    with Crew(args.workers) as crew, console.status("planning") as status:

        def show(step: Step) -> None:
            word = "enough" if step.is_met else "not enough"
            status.update(f"{step.operators} operators, {step.channels} channels: {word}")

        plan = Planner(
            order=order,
            targets=targets,
            days=args.days,
            few_days=min(args.few_days, args.days),
            crew=crew,
            on_step=show,
        ).plan()
    forecast = forecast_of(chosen.scenario)
    if args.chart is not None:
        write_chart(args.chart, plan_chart(plan, forecast, chosen.name))
    if args.json:
        shown = _as_json(plan, forecast, chosen)
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2) + "\n")
    else:
        Console().print(_as_table(plan, forecast, chosen))
    return OK


def _targets(written: list[str] | None) -> tuple[Target, ...]:
    try:
        return tuple(map(target_of, written)) if written else USUAL_TARGETS
    except PlanError as error:
        raise UsageError(str(error)) from error


def _as_json(plan: Plan, forecast: Forecast, chosen: Chosen) -> dict[str, object]:
    found, busiest = plan.found, forecast.busiest
    return {
        "scenario": chosen.name,
        "seed": plan.order.seed,
        "targets": [str(target) for target in plan.targets],
        "operators": found.operators,
        "channels": found.channels,
        "days": found.days,
        "figures": found.averages.to_json(),
        "tried": [_step(step, plan) for step in plan.tried],
        "busiest_hour": _hour(busiest),
        "hours": [_hour(hour) for hour in forecast.hours],
        "operator_hours": {"flat": forecast.flat_hours, "shaped": forecast.shaped_hours},
        "repeat": _repeat(plan, chosen),
        "look": _look(plan, chosen),
    }


def _step(step: Step, plan: Plan) -> dict[str, object]:
    return {
        "operators": step.operators,
        "channels": step.channels,
        "days": step.days,
        "is_met": step.is_met,
        **{target.figure: step.averages.value(target.figure) for target in plan.targets},
    }


def _hour(hour: Hour) -> dict[str, object]:
    return {
        "begins_s": hour.begins_s,
        "calls": hour.calls,
        "load_erl": hour.load_erl,
        "erlang_c_operators": hour.erlang_c,
        "erlang_a_operators": hour.erlang_a,
    }


def _as_table(plan: Plan, forecast: Forecast, chosen: Chosen) -> RenderableType:
    found = plan.found
    table = Table(
        title=f"{chosen.name}: {found.operators} operators, {found.channels} channels",
        caption=f"seed {plan.order.seed}, confirmed over {found.days} days",
    )
    for column in ("operators", "channels", "days"):
        table.add_column(column, justify="right")
    for target in plan.targets:
        table.add_column(str(target), justify="right")
    table.add_column("enough")
    for row in _rows(plan):
        table.add_row(*row)
    hours = Table(
        title="By formulas, hour by hour",
        caption=(
            f"{forecast.shaped_hours} operator-hours in the right shape, "
            f"{forecast.flat_hours} with as many all day"
        ),
    )
    for column in ("hour", "calls", "load", "Erlang C, 80 % in 20 s", "Erlang A, 20 % wait"):
        hours.add_column(column, justify="right")
    for place, hour in enumerate(forecast.hours, start=1):
        hours.add_row(
            str(place),
            f"{hour.calls:.0f}",
            f"{hour.load_erl:.1f}",
            str(hour.erlang_c),
            str(hour.erlang_a),
        )
    return Group(
        table, hours, f"Again: {_repeat(plan, chosen)}", f"In full: {_look(plan, chosen)}"
    )


def _rows(plan: Plan) -> Iterator[list[str]]:
    for step in plan.tried:
        values = [step.averages.value(target.figure) for target in plan.targets]
        yield [
            str(step.operators),
            str(step.channels),
            str(step.days),
            *("-" if value is None else f"{value:.4g}" for value in values),
            "yes" if step.is_met else "no",
        ]


def _repeat(plan: Plan, chosen: Chosen) -> str:
    """Return the command that plans this again."""
    targets = " ".join(f"--target '{target}'" for target in plan.targets)
    few = min(step.days for step in plan.tried)
    return (
        f"bin/line122 plan {chosen.written} {targets} --policy {plan.order.policies[0]} "
        f"--few-days {few} --days {plan.found.days} --seed {plan.order.seed}"
    )


def _look(plan: Plan, chosen: Chosen) -> str:
    """Return the command that tells all figures of what was found."""
    found = plan.found
    return (
        f"bin/line122 simulate {chosen.written} --operators {found.operators} "
        f"--channels {found.channels} --days {found.days} --seed {plan.order.seed}"
    )
