"""How long things last: the two laws of a simulated day's lengths, and shares that are drawn.

Randomness comes from one generator per person, seeded by the day and the person, so that every
policy meets the same people: same first dials, same needs, same temper (common random numbers).
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from random import Random
from typing import Protocol


class Law(Protocol):
    """How long something lasts, in seconds."""

    @property
    def mean_s(self) -> float:
        """Return how long it lasts on average."""
        ...

    def draw_s(self, dice: Random) -> float:
        """Return how long it lasts this time."""
        ...


@dataclass(frozen=True, slots=True)
class Uniform:
    """Anything between two lengths, all as likely."""

    low_s: float
    high_s: float

    @property
    def mean_s(self) -> float:
        """Return the middle."""
        return (self.low_s + self.high_s) / 2

    def draw_s(self, dice: Random) -> float:
        """Return one length."""
        return self.low_s + (self.high_s - self.low_s) * dice.random()


@dataclass(frozen=True, slots=True)
class Exponential:
    """What does not remember how long it has lasted already."""

    mean_s: float

    def draw_s(self, dice: Random) -> float:
        """Return one length."""
        return dice.expovariate(1.0) * self.mean_s


@dataclass(frozen=True, slots=True)
class LogNormal:
    """What is mostly short and now and then very long, as talks are."""

    mean_s: float
    variation: float
    """Standard deviation divided by the mean."""

    def draw_s(self, dice: Random) -> float:
        """Return one length."""
        spread = log(1 + self.variation**2)
        return self.mean_s * exp(dice.gauss(0.0, 1.0) * sqrt(spread) - spread / 2)


def dice_of(seed: int, day: int, person: str) -> Random:
    """Return the dice of one person on one day."""
    # Seeding by a text goes through SHA-512: neighbouring persons have nothing in common.
    return Random(f"{seed}/{day}/{person}")  # noqa: S311 -- Repeatable, not secret.
