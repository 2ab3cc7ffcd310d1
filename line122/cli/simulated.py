"""What `simulate` shows: progress on a terminal, one JSON object, or tables for people."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

import msgspec
from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from line122.cli.scenario_options import Chosen
from simulation.averages import FIGURES, Averages, Mean
from simulation.comparison import Judgement, judged, ratios_of
from simulation.recorded import RecordedDay
from simulation.run import DayDone, Outcome, PolicyName
from simulation.trust import comparisons

_DIGITS: Final = 4


@contextmanager
def shown_days(days: int) -> Iterator[Callable[[DayDone], None]]:
    """Yield what is told of each day; on a terminal a bar shows how many are left."""
    console = Console(stderr=True)
    columns = (
        TextColumn("simulating"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        bar = progress.add_task("days", total=days)
        yield lambda _: progress.advance(bar)


def as_json(outcome: Outcome, chosen: Chosen) -> dict[str, object]:
    """Return the run as one JSON object."""
    ratios = ratios_of(outcome)
    return {
        "scenario": chosen.name,
        "days": _days(outcome),
        "seed": outcome.order.seed,
        "parameters": msgspec.to_builtins(chosen.scenario),
        "tuning": asdict(chosen.tuning),
        **{str(policy): outcome.averages(policy).to_json() for policy in outcome.days},
        "ratios": _with_intervals(ratios),
        "goals": [_judgement(one) for one in judged(outcome, chosen.name)],
        "cpu_ms_per_attempt": _of_engine(outcome),
    }


def as_table(outcome: Outcome, chosen: Chosen) -> RenderableType:
    """Return the run for people."""
    policies = tuple(outcome.days)
    table = Table(
        title=f"{chosen.name}: {chosen.scenario.title}",
        caption=f"{_days(outcome)} days, seed {outcome.order.seed}; ± half a 95 % interval",
    )
    table.add_column("", no_wrap=True)
    averages = {policy: outcome.averages(policy) for policy in policies}
    for policy in policies:
        table.add_column(policy, justify="right", no_wrap=True)
    for figure in FIGURES:
        table.add_row(figure, *(_shown_mean(averages[policy], figure) for policy in policies))
    return Group(table, *_verdicts(outcome, chosen))


def as_json_beside(outcome: Outcome, recorded: RecordedDay | None) -> dict[str, object]:
    """Return what a recorded day was, and how far the simulated app_queue is from it."""
    if recorded is None:
        return {}
    return {
        "recorded": {
            "people": len(recorded.people),
            "robots": len(recorded.robots),
            "withheld": recorded.withheld,
            "attempts": recorded.witnessed.attempts,
            "answered": recorded.witnessed.answered,
            "asa_s": recorded.witnessed.asa_s,
        },
        "app_queue_error": {
            one.name: one.error for one in comparisons(recorded.witnessed, outcome)
        },
    }


def tables_beside(outcome: Outcome, recorded: RecordedDay | None) -> Iterator[RenderableType]:
    """Yield the same for people."""
    if recorded is None:
        return
    table = Table(
        title="The recorded day",
        caption=(
            f"{len(recorded.people)} needs, {len(recorded.robots)} robots, "
            f"{recorded.withheld} withheld calls"
        ),
    )
    for column in ("", "recorded", "app_queue simulated", "error"):
        table.add_column(column, justify="right" if column else "left")
    for one in comparisons(recorded.witnessed, outcome):
        error = "-" if one.error is None else f"{one.error:+.1%}"
        table.add_row(one.name, f"{one.recorded:.0f}", f"{one.simulated:.0f}", error)
    yield table


def _verdicts(outcome: Outcome, chosen: Chosen) -> Iterator[RenderableType]:
    ratios = ratios_of(outcome)
    if ratios:
        table = Table(title="Ratios of means")
        table.add_column("")
        table.add_column("engine ÷ …", justify="right")
        for name, mean in ratios.items():
            table.add_row(name, _shown(mean))
        yield table
    judgements = list(judged(outcome, chosen.name))
    if judgements:
        table = Table(title="What was asked of it")
        for column in ("", "value", "floor", "goal", "reached"):
            table.add_column(column, justify="left" if column in {"", "reached"} else "right")
        for one in judgements:
            sign = "≥" if one.target.is_at_least else "≤"
            table.add_row(
                one.name,
                f"{one.value:.{_DIGITS}g}",
                "-" if one.target.floor is None else f"{sign} {one.target.floor:g}",
                f"{sign} {one.target.goal:g}",
                one.verdict,
            )
        yield table
    cpu_ms = _of_engine(outcome)
    if cpu_ms is not None:
        yield f"{cpu_ms:.2f} ms of CPU for each attempt of the engine's days"


def _of_engine(outcome: Outcome) -> float | None:
    if PolicyName.ENGINE not in outcome.days:
        return None
    return outcome.cpu_ms_per_attempt(PolicyName.ENGINE)


def _days(outcome: Outcome) -> int:
    return max(len(days) for days in outcome.days.values())


def _judgement(one: Judgement) -> dict[str, object]:
    return {
        "figure": one.name,
        "value": one.value,
        "floor": one.target.floor,
        "goal": one.target.goal,
        "is_at_least": one.target.is_at_least,
        "reached": str(one.verdict),
    }


def _with_intervals(means: Mapping[str, Mean | None]) -> dict[str, object]:
    values: dict[str, object] = {name: mean and mean.value for name, mean in means.items()}
    values["ci95"] = {name: mean and mean.ci95 for name, mean in means.items()}
    return values


def _shown_mean(averages: Averages, figure: str) -> str:
    return _shown(averages.figures[figure])


def _shown(mean: Mean | None) -> str:
    if mean is None:
        return "-"
    # So many digits that matter, the interval with as many, and never a power of ten.
    places = max(0, _DIGITS - len(str(int(abs(mean.value)))))
    width = "" if mean.ci95 is None else f" ± {mean.ci95:.{places}f}"
    return f"{mean.value:.{places}f}{width}"
