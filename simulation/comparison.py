"""How the product's days compare with its peer's and with the bound, and what was asked of them.

Ratios are ratios of means over the same days. The goals are data: what is asked of a figure, on
which days, as a floor below which the product must not fall and as a goal that it should reach.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from simulation.averages import Mean, ratio_of_means
from simulation.run import Outcome, PolicyName
from simulation.scenario import scenario_names

_PROMISE_ERROR_S: Final = 180.0
_PROMISE_ERROR_SHARE: Final = 0.25
_OURS: Final = frozenset(scenario_names())
_BOUND, _PEER = PolicyName.BOUND, PolicyName.APP_QUEUE

RATIOS: Final = {
    "served_to_bound": ("served", _BOUND),
    "asa_to_bound": ("asa_s", _BOUND),
    "p90_to_bound": ("p90_s", _BOUND),
    "served_to_app_queue": ("served", _PEER),
    "attempts_per_citizen_to_app_queue": ("attempts_per_citizen", _PEER),
    "first_attempt_lost_to_app_queue": ("first_attempt_lost", _PEER),
    "silence_share_to_app_queue": ("silence_share", _PEER),
    "channel_s_per_served_to_app_queue": ("channel_s_per_served", _PEER),
}
"""Which figure of the engine is divided by whose."""


def ratios_of(outcome: Outcome) -> dict[str, Mean | None]:
    """Return the ratios for which both policies were run."""
    if PolicyName.ENGINE not in outcome.days:
        return {}
    ours = outcome.figures(PolicyName.ENGINE)
    return {
        name: ratio_of_means(ours, outcome.figures(whose), figure)
        for name, (figure, whose) in RATIOS.items()
        if whose in outcome.days
    }


class Verdict(StrEnum):
    """How far a figure came."""

    GOAL = "goal"
    """The goal is reached, and with it the floor."""
    FLOOR = "floor"
    """The floor is held."""
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is asked of a figure."""

    scenarios: tuple[str, ...]
    figure: str
    floor: float | None
    """`None`: there is only a goal."""
    goal: float
    beside: PolicyName | None = None
    """Whose figure ours is compared with; `None`: it stands alone."""
    is_difference: bool = False
    """Compared by subtraction; otherwise by division."""
    is_at_least: bool = False
    robots: int | None = None
    """Asked only of days with so many robots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A target, and what became of it."""

    target: Target
    name: str
    value: float
    verdict: Verdict


TARGETS: Final = (
    Target(
        scenarios=("storm-morning", "storm-flat"),
        figure="told_or_talking_60s",
        floor=0.85,
        goal=0.97,
        is_at_least=True,
    ),
    Target(
        scenarios=("storm-morning", "storm-flat", "robots"),
        figure="first_attempt_lost",
        floor=0.006,
        goal=0.001,
    ),
    Target(scenarios=("flash-crowd",), figure="first_attempt_lost", floor=0.09, goal=0.017),
    Target(scenarios=("normal-trunk",), figure="cut_off_with_free_channels", floor=0.0, goal=0.0),
    *(
        Target(
            scenarios=(scenario,),
            figure=figure,
            floor=-0.01,
            goal=0.0,
            beside=_PEER,
            is_difference=True,
            is_at_least=True,
        )
        for scenario, figure in (
            ("normal-trunk", "within_120s"),
            ("ordinary-450", "answered_in_20s"),
        )
    ),
    Target(
        scenarios=("storm-flat",),
        figure="served",
        floor=0.95,
        goal=0.985,
        beside=_BOUND,
        is_at_least=True,
    ),
    Target(scenarios=("storm-morning",), figure="p90_s", floor=1.20, goal=1.05, beside=_BOUND),
    Target(scenarios=("storm-flat",), figure="p90_s", floor=1.85, goal=1.20, beside=_BOUND),
    Target(scenarios=("storm-morning",), figure="rank_displacement", floor=3.5, goal=2.0),
    Target(scenarios=("storm-flat",), figure="rank_displacement", floor=4.8, goal=2.7),
    Target(
        scenarios=("storm-morning",),
        figure="attempts_per_citizen",
        floor=0.45,
        goal=0.23,
        beside=_PEER,
    ),
    Target(
        scenarios=("storm-flat",),
        figure="attempts_per_citizen",
        floor=0.50,
        goal=0.23,
        beside=_PEER,
    ),
    Target(scenarios=("storm-morning",), figure="silence_share", floor=0.06, goal=0.02, robots=22),
    Target(
        scenarios=("storm-morning",), figure="silence_share", floor=0.06, goal=0.04, robots=200
    ),
)


def judged(outcome: Outcome, scenario_name: str) -> Iterator[Judgement]:
    """Yield what became of the targets that were set for these days."""
    if PolicyName.ENGINE not in outcome.days:
        return
    for target in (*TARGETS, *_of_promises(outcome, scenario_name)):
        robots = outcome.order.scenario.robots
        is_meant = scenario_name in target.scenarios and target.robots in {None, robots}
        value = _compared(outcome, target) if is_meant else None
        if value is not None:
            yield Judgement(
                target=target, name=_name(target), value=value, verdict=_verdict(target, value)
            )


def _of_promises(outcome: Outcome, scenario_name: str) -> Iterator[Target]:
    """Yield what is asked of promises, on all days of ours: it depends on what was promised."""
    promised_s = outcome.averages(PolicyName.ENGINE).value("promised_s_mean")
    if scenario_name in _OURS and promised_s is not None:
        yield Target(
            scenarios=(scenario_name,),
            figure="promise_error_p80_s",
            floor=None,
            goal=max(_PROMISE_ERROR_S, _PROMISE_ERROR_SHARE * promised_s),
        )


def _compared(outcome: Outcome, target: Target) -> float | None:
    ours = outcome.averages(PolicyName.ENGINE).value(target.figure)
    if target.beside is None:
        return ours
    if target.beside not in outcome.days:
        return None
    theirs = outcome.averages(target.beside).value(target.figure)
    if ours is None or theirs is None:
        return None
    if target.is_difference:
        return ours - theirs
    return ours / theirs if theirs else None


def _verdict(target: Target, value: float) -> Verdict:
    def holds(limit: float) -> bool:
        return value >= limit if target.is_at_least else value <= limit

    if holds(target.goal):
        return Verdict.GOAL
    has_floor = target.floor is not None and holds(target.floor)
    return Verdict.FLOOR if has_floor else Verdict.MISSED


def _name(target: Target) -> str:
    if target.beside is None:
        return target.figure
    sign = "minus" if target.is_difference else "÷"
    return f"{target.figure} {sign} {target.beside}'s"
