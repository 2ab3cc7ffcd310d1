"""How true the promises of a day were: what people heard, against when an operator spoke."""

from dataclasses import dataclass
from typing import Final

_MOST: Final = 400
"""A day of a small line; of a longer one the last ones are looked at."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The errors of today's promises that were kept."""

    errors_s: tuple[float, ...] = ()
    """How many seconds each was off, early or late; the newest last."""

    @property
    def count(self) -> int:
        """Return how many promises it knows."""
        return len(self.errors_s)


def with_error(accuracy: Accuracy, error_s: float) -> Accuracy:
    """Return the accuracy with one more promise that was kept."""
    return Accuracy((*accuracy.errors_s[1 - _MOST :], abs(error_s)))


def error_s_of(accuracy: Accuracy) -> int | None:
    """Return by how much half of the promises were off at most; `None` before there is any."""
    errors = sorted(accuracy.errors_s)
    return round(errors[(len(errors) - 1) // 2]) if errors else None
