"""What the classic formulas say of a scenario, hour by hour, beside a simulated plan.

They know no redials, no callbacks and no full trunk. Where they and a simulation differ, these
are the reason; where nothing of the kind happens, they must agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Final

from metrics.erlang import ErlangA, ErlangC
from simulation.scenario import Crowd, Scenario, Wave

_HOUR_S: Final = 3600.0
SERVICE_LEVEL: Final = 0.8
THRESHOLD_S: Final = 20.0
MAY_WAIT: Final = 0.2
"""Erlang A: at most so many have to wait at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """An hour of the day, as the formulas see it."""

    begins_s: float
    calls: float
    """First dials expected."""
    load_erl: float
    erlang_c: int
    """Operators for 80 % answered in 20 s, where nobody hangs up."""
    erlang_a: int
    """Operators for whom at most a fifth of the callers has to wait, where the others hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The day by formulas."""

    hours: Sequence[Hour]

    @property
    def busiest(self) -> Hour:
        """Return the hour with the most calls."""
        return max(self.hours, key=lambda hour: hour.calls)

    @property
    def flat_hours(self) -> int:
        """Return the operator-hours when everybody who is needed at the peak stays all day."""
        return self.busiest.erlang_c * len(self.hours)

    @property
    def shaped_hours(self) -> int:
        """Return the operator-hours when as many are there as each hour needs."""
        return sum(hour.erlang_c for hour in self.hours)


def forecast_of(scenario: Scenario) -> Forecast:
    """Return the day by formulas; a last hour that is not full counts as one of its own rate."""
    hours = range(ceil(scenario.closes_at_s / _HOUR_S))
    return Forecast(hours=tuple(_hour(scenario, number * _HOUR_S) for number in hours))


def patience_s(scenario: Scenario) -> float:
    """Return how long callers wait on average before they hang up."""
    hasty_s = sum(scenario.hasty_patience) / 2
    return scenario.hasty * hasty_s + (1 - scenario.hasty) * scenario.patience_mean_s


def _hour(scenario: Scenario, begins_s: float) -> Hour:
    ends_s = min(begins_s + _HOUR_S, scenario.closes_at_s)
    calls = sum(
        _calls(crowd, scenario, begins_s, ends_s)
        for crowd in (scenario.first_timers, scenario.known)
    ) * (1 - scenario.self_service)
    handle_s = scenario.aht_s + scenario.answer_delay_s
    load_erl = calls * handle_s / (ends_s - begins_s)
    return Hour(
        begins_s=begins_s,
        calls=calls,
        load_erl=load_erl,
        erlang_c=_fewest(lambda agents: _holds_c(agents, load_erl, handle_s), load_erl),
        erlang_a=_fewest(
            lambda agents: _holds_a(agents, load_erl, handle_s, patience_s(scenario)), load_erl
        ),
    )


def _calls(crowd: Crowd, scenario: Scenario, begins_s: float, ends_s: float) -> float:
    waves = crowd.waves or (Wave(0.0, scenario.closes_at_s, 1.0),)
    return crowd.citizens * sum(_share(wave, begins_s, ends_s) for wave in waves)


def _share(wave: Wave, begins_s: float, ends_s: float) -> float:
    if wave.until_s == wave.from_s:
        return wave.share if begins_s <= wave.from_s < ends_s else 0.0
    overlap_s = max(0.0, min(wave.until_s, ends_s) - max(wave.from_s, begins_s))
    return wave.share * overlap_s / (wave.until_s - wave.from_s)


def _fewest(is_enough: Callable[[int], bool], load_erl: float) -> int:
    if not load_erl:
        return 0
    return next(agents for agents in count(1) if is_enough(agents))


def _holds_c(agents: int, load_erl: float, handle_s: float) -> bool:
    if agents <= load_erl:
        return False
    line = ErlangC(agents=agents, load_erl=load_erl, handle_s=handle_s)
    return line.service_level(THRESHOLD_S) >= SERVICE_LEVEL


def _holds_a(agents: int, load_erl: float, handle_s: float, patience_s: float) -> bool:
    line = ErlangA(agents=agents, load_erl=load_erl, handle_s=handle_s, patience_s=patience_s)
    return line.wait_probability <= MAY_WAIT
