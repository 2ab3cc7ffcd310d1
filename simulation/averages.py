"""Figures over many days: means, how sure they are, and how two policies compare.

Two policies meet the same people, therefore their ratio is known better than either of them: its
interval is made from the days' differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import sqrt
from statistics import fmean, stdev

from simulation.figures import DayFigures

FIGURES = tuple(field.name for field in fields(DayFigures))
_CONFIDENCE = 1.96
"""Half the width of a 95 % interval, in standard errors, for as many days as one needs anyway."""
_TWO_DAYS = 2


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over days, and half the width of its 95 % interval."""

    value: float
    ci95: float | None
    """`None` for a single day, which says nothing about others."""


@dataclass(frozen=True, slots=True)
class Averages:
    """What a policy came to over all days; `None` where a figure never applied."""

    days: int
    figures: dict[str, Mean | None]

    def value(self, name: str) -> float | None:
        """Return the mean of a figure."""
        mean = self.figures[name]
        return None if mean is None else mean.value

    def to_json(self) -> dict[str, object]:
        """Return the means by name, and their intervals beside."""
        values: dict[str, object] = {name: self.value(name) for name in FIGURES}
        values["ci95"] = {name: mean and mean.ci95 for name, mean in self.figures.items()}
        return values


def averages_of(days: Sequence[DayFigures]) -> Averages:
    """Return the means over the days on which a figure applied."""
    return Averages(len(days), {name: mean_of(_figure(days, name)) for name in FIGURES})


def mean_of(values: Sequence[float | None]) -> Mean | None:
    """Return the mean of what is there."""
    there = [value for value in values if value is not None]
    if not there:
        return None
    return Mean(fmean(there), _half_width(there))


def ratio_of_means(
    over: Sequence[DayFigures], under: Sequence[DayFigures], name: str
) -> Mean | None:
    """Return how a figure of one policy compares with another's on the same days.

    The interval is that of the linearised ratio: mean a divided by mean b is as sure as the mean
    of a - r·b is, divided by the mean of b.
    """
    pairs = [
        (a, b)
        for a, b in zip(_figure(over, name), _figure(under, name), strict=True)
        if a is not None and b is not None
    ]
    below = fmean(b for _, b in pairs) if pairs else 0.0
    if not below:
        return None
    ratio = fmean(a for a, _ in pairs) / below
    width = _half_width([a - ratio * b for a, b in pairs])
    return Mean(ratio, None if width is None else width / abs(below))


def _figure(days: Sequence[DayFigures], name: str) -> list[float | None]:
    return [getattr(day, name) for day in days]


def _half_width(values: Sequence[float]) -> float | None:
    if len(values) < _TWO_DAYS:
        return None
    return _CONFIDENCE * stdev(values) / sqrt(len(values))
