"""How many operators and channels a day needs for what is asked of it, by simulation.

Operators cost most, hence the fewest that can do it on a trunk with room are sought first, by
halving; then the smallest trunk for them. The days are the same at every step (common random
numbers), so that one operator more can hardly look like a loss by chance. A few days find the
place, more days confirm it; where they do not, the step is taken upwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from base.errors import Line122Error
from simulation.averages import FIGURES, Averages
from simulation.run import Crew, Order, PolicyName
from simulation.scenario import Scenario, changed

_SPARE: Final = 2
"""Channels beside the operators', without which nobody can be told anything."""
_ROOM_FOR_PEER: Final = 100
"""Channels beside the operators' on which a queue hardly loses anybody."""
_OPERATORS_LIMIT: Final = 400

_SHORT: Final = {
    "told": "told_or_talking_60s",
    "lost": "first_attempt_lost",
    "within_20s": "answered_in_20s",
}
_MORE_IS_BETTER: Final = frozenset(
    {
        "served",
        "told_or_talking_60s",
        "within_120s",
        "answered_in_20s",
        "productive_share",
        "callback_connect_rate",
    }
)


class PlanError(Line122Error):
    """There is no plan; the text says what cannot be had."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure shall come to."""

    figure: str
    is_at_least: bool
    value: float

    def is_met(self, averages: Averages) -> bool:
        """Tell whether the mean reaches it; a figure that never applied does."""
        value = averages.value(self.figure)
        if value is None:
            return True
        return value >= self.value if self.is_at_least else value <= self.value

    def __str__(self) -> str:
        """Return it as it may be typed."""
        return f"{self.figure}{'>=' if self.is_at_least else '<='}{self.value:g}"


USUAL_TARGETS: Final = (
    Target("answered_in_20s", is_at_least=True, value=0.8),
    Target("first_attempt_lost", is_at_least=False, value=0.01),
)


def target_of(text: str) -> Target:
    """Return what is asked, from `within_120s=0.8`, `told>=0.97` or `asa_s<=60`.

    With a plain `=` the better side is meant: at least for shares of people, at most otherwise.

    Raises:
        PlanError: there is no such figure, or no number.

    """
    for sign in (">=", "<=", "="):
        name, found, number = text.partition(sign)
        if found:
            figure = _SHORT.get(name.strip(), name.strip())
            if figure not in FIGURES:
                msg = f"There is no figure {name.strip()!r}; use one of: {', '.join(FIGURES)}."
                raise PlanError(msg)
            return Target(
                figure, is_at_least=_is_at_least(sign, figure), value=_number(number, text)
            )
    msg = f"A target is FIGURE>=VALUE or FIGURE<=VALUE, not {text!r}."
    raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A site that was tried."""

    operators: int
    channels: int
    days: int
    averages: Averages
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The smallest site that was found."""

    order: Order
    targets: Sequence[Target]
    tried: Sequence[Step]
    """In the order in which they were tried; what was found is among them."""
    found: Step


@dataclass(slots=True, kw_only=True)
class Planner:
    """Looks for the smallest site."""

    order: Order
    """Of one policy: the one that shall do it."""
    targets: Sequence[Target]
    days: int
    """How many confirm the plan."""
    few_days: int
    """How many find the place."""
    crew: Crew
    on_step: Callable[[Step], None] = lambda _: None
    _steps: list[Step] = field(default_factory=list)
    _tried: dict[tuple[int, int, int], Step] = field(default_factory=dict)

    def plan(self) -> Plan:
        """Return the plan.

        Raises:
            PlanError: no number of operators is enough.

        """
        operators = self._fewest(self._first_guess(), self._are_enough)
        while True:
            channels = self._smallest_trunk(operators)
            confirmed = self._step(operators, channels, self.days)
            while not confirmed.is_met and confirmed.channels < self._room(operators):
                confirmed = self._step(operators, confirmed.channels + 1, self.days)
            if confirmed.is_met:
                return Plan(
                    order=self.order,
                    targets=self.targets,
                    tried=tuple(self._steps),
                    found=confirmed,
                )
            operators += 1
            self._require_possible(operators)

    def _are_enough(self, operators: int) -> bool:
        """Tell whether some trunk lets them do it; more room is mostly, not always, better."""
        sizes = (operators + _SPARE, self._room(operators))
        return any(self._step(operators, size, self.few_days).is_met for size in sizes)

    def _smallest_trunk(self, operators: int) -> int:
        low, high = operators + _SPARE, self._room(operators)
        if self._step(operators, low, self.few_days).is_met:
            return low
        while low + 1 < high:
            middle = (low + high) // 2
            if self._step(operators, middle, self.few_days).is_met:
                high = middle
            else:
                low = middle
        return high

    def _fewest(self, guess: int, is_enough: Callable[[int], bool]) -> int:
        """Return the smallest number that is enough, by doubling and halving."""
        low, high = 0, guess
        while not is_enough(high):
            low, high = high, high * 2
            self._require_possible(high)
        while low + 1 < high:
            middle = (low + high) // 2
            if is_enough(middle):
                high = middle
            else:
                low = middle
        return high

    def _first_guess(self) -> int:
        scenario = self.order.scenario
        load_erl = scenario.citizens * scenario.aht_s / scenario.closes_at_s
        return max(1, round(load_erl * 1.5))

    def _room(self, operators: int) -> int:
        """Return how many channels are as good as any number."""
        if PolicyName.APP_QUEUE in self.order.policies:
            return operators + _ROOM_FOR_PEER
        return 2 * operators + 2 * _SPARE

    def _step(self, operators: int, channels: int, days: int) -> Step:
        known = self._tried.get((operators, channels, days))
        if known is not None:
            return known
        scenario = staffed(self.order.scenario, operators, channels)
        outcome = self.crew.run(replace(self.order, scenario=scenario), days)
        averages = outcome.averages(self.order.policies[0])
        step = Step(
            operators=operators,
            channels=channels,
            days=days,
            averages=averages,
            is_met=all(target.is_met(averages) for target in self.targets),
        )
        self._tried[operators, channels, days] = step
        self._steps.append(step)
        self.on_step(step)
        return step

    def _require_possible(self, operators: int) -> None:
        if operators > _OPERATORS_LIMIT:
            missed = ", ".join(
                str(target)
                for target in self.targets
                if not target.is_met(self._steps[-1].averages)
            )
            msg = f"No number of operators reaches {missed}; ask for less."
            raise PlanError(msg)


def staffed(scenario: Scenario, operators: int, channels: int) -> Scenario:
    """Return the same day on a site of another size."""
    return changed(scenario, {"operators": operators, "channels": channels})


def _is_at_least(sign: str, figure: str) -> bool:
    return sign == ">=" or (sign == "=" and figure in _MORE_IS_BETTER)


def _number(written: str, text: str) -> float:
    try:
        return float(written)
    except ValueError:
        msg = f"{text!r} holds no number behind its sign."
        raise PlanError(msg) from None
