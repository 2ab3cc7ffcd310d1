"""How people behave on the telephone: what all citizens of a scenario have in common."""

from dataclasses import dataclass
from random import Random
from typing import Final, Self

from simulation.laws import Exponential, Law, Uniform
from simulation.scenario import Scenario

QUEUE_DIGIT: Final = "1"
"""What a citizen presses to accept an offered callback."""
OPERATOR_DIGIT: Final = "0"
"""What a citizen presses in the menu to speak with an operator."""
SELF_SERVICE_DIGIT: Final = "3"
"""What a citizen presses whose question the menu itself answers: in the menu, after the promise,
and in the reference that it leads to."""
SETTLED_DIGIT: Final = "1"
"""What a citizen presses who needs no call any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """The temper of the citizens; shares are 0 to 1."""

    closes_at_s: float
    """New dials stop then."""
    nobody_on_line: float
    hasty: float
    hasty_patience: Law
    patience: Law
    callback_patience: Law
    engaged_per_dial_s: float
    accept_offer: float
    pick_up: float
    pick_up_after: Law
    ring_back: float
    ring_back_after: Law

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return the habits of a scenario."""
        return cls(
            closes_at_s=scenario.closes_at_s,
            nobody_on_line=scenario.nobody_on_line,
            hasty=scenario.hasty,
            hasty_patience=Uniform(*scenario.hasty_patience),
            patience=Exponential(scenario.patience_mean_s),
            callback_patience=Exponential(scenario.callback_patience_mean_s),
            engaged_per_dial_s=scenario.engaged_per_dial_s,
            accept_offer=scenario.accept_offer,
            pick_up=scenario.pick_up,
            pick_up_after=Uniform(*scenario.pick_up_after),
            ring_back=scenario.ring_back,
            ring_back_after=Uniform(*scenario.ring_back_after),
        )

    def patience_s(self, dice: Random) -> float:
        """Return how long somebody waits before hanging up, this time."""
        law = self.hasty_patience if dice.random() < self.hasty else self.patience
        return law.draw_s(dice)
