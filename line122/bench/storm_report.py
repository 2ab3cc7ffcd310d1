"""What `bench storm` says in the end: figures of people, carrier and rows, live and simulated."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from line122.bench.figures import ratio
from line122.bench.storm import PolicyOutcome, StormReport
from simulation.figures import DayFigures
from simulation.run import PolicyName

SHOWN: Final = (
    "citizens",
    "served",
    "attempts",
    "attempts_per_citizen",
    "first_attempt_lost",
    "told_or_talking_60s",
    "unknown_after_60s",
    "cut_off_with_free_channels",
    "within_120s",
    "asa_s",
    "p50_s",
    "p90_s",
    "rank_displacement",
    "idle_with_work",
    "silence_share",
    "productive_share",
    "channel_s_per_served",
    "all_channels_taken",
    "callbacks",
    "callback_connect_rate",
    "live_hold_s_mean",
    "cut_off_in_talk",
    "rung_when_finished",
)
METHOD: Final[Mapping[str, str]] = {
    "day": (
        "the first hours of storm-morning, cut off at their end; all seconds are those of the day"
    ),
    "people": (
        "citizens, operators and carrier are the simulation's own, over real SIP on loopback; the "
        "carrier counts the channels and turns away whoever finds none"
    ),
    "hearing": (
        "over real SIP nobody can understand what is said: which announcement was heard to its "
        "end, when the wait began and when the operator joined is read from the engine's journal, "
        "some hundredths of a second after the commit"
    ),
    "speed": (
        "every duration of the policy is divided by the speed, and prompts are shortened by it; "
        "the lease, the heartbeat, the patience with Asterisk, and what the engine measures over "
        "fixed windows (the last minute, the last ten minutes) are as ever"
    ),
    "wrap_up": "lasts as long for everybody, since the exchange times it by a setting",
    "app_queue": (
        "strategy rrmemory, autofill, ringinuse=no, retry=1, no announcements, wrapuptime in "
        "whole seconds; in the simulation it looks once per real second, too"
    ),
}


def as_json(report: StormReport) -> Mapping[str, object]:
    """Return the report as what JSON can hold."""
    plan = report.plan
    return {
        "speed": plan.speed,
        "hours": plan.hours,
        "seed": plan.seed,
        **{str(policy): _outcome(outcome) for policy, outcome in report.outcomes.items()},
        "ratios": _ratios(report),
        "method": dict(METHOD),
    }


def as_table(report: StormReport) -> RenderableType:
    """Return the report for people."""
    table = Table("figure")
    for policy in report.outcomes:
        table.add_column(f"{policy} live", justify="right")
        table.add_column("simulated", justify="right")
    for name in SHOWN:
        cells = (
            value
            for outcome in report.outcomes.values()
            for value in (getattr(outcome.figures, name), getattr(outcome.simulated, name))
        )
        table.add_row(name, *("" if value is None else f"{value:.3g}" for value in cells))
    for name, value in _agreements(report):
        table.add_row(name, value)
    return table


def _outcome(outcome: PolicyOutcome) -> dict[str, object]:
    live, agreement = outcome.live, outcome.live.agreement
    return {
        "live": _figures(outcome.figures),
        "simulated": _figures(outcome.simulated),
        "carrier": asdict(live.day.carrier),
        "agreement": None
        if agreement is None
        else {**asdict(agreement), "is_sound": agreement.is_sound},
        "killed_at_s": _rounded(live.killed_at_s),
        "standstill_s": _rounded(live.standstill_s),
        "load": {
            "cpu_share": _rounded(live.cpu_share),
            "lag_ms_p99": _rounded(live.lag_ms_p99),
        },
    }


def _ratios(report: StormReport) -> dict[str, object] | None:
    """Return the engine's figures by app_queue's, live and simulated; `None` without both."""
    engine = report.outcomes.get(PolicyName.ENGINE)
    queue = report.outcomes.get(PolicyName.APP_QUEUE)
    if engine is None or queue is None:
        return None
    return {
        name: {
            "live": _ratio(engine.figures, queue.figures, name),
            "simulated": _ratio(engine.simulated, queue.simulated, name),
        }
        for name in SHOWN
    }


def _ratio(ours: DayFigures, theirs: DayFigures, name: str) -> float | None:
    return _rounded(ratio(getattr(ours, name), getattr(theirs, name)))


def _figures(figures: DayFigures) -> dict[str, float | None]:
    return {name: _rounded(getattr(figures, name)) for name in SHOWN}


def _agreements(report: StormReport) -> Iterator[tuple[str, str]]:
    for outcome in report.outcomes.values():
        if outcome.live.agreement is not None:
            yield from ((name, str(n)) for name, n in asdict(outcome.live.agreement).items())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
