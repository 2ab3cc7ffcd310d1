"""A share over the last minutes, by two counts that only grow from midnight on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=15)
LEAST: Final = 10
"""Of fewer people nothing is said: one of three is no third of a town."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many were judged until a moment, and how many of them well."""

    at: datetime
    well: int
    judged: int


@dataclass(frozen=True, slots=True)
class Recent:
    """What was counted over the last minutes, the oldest first."""

    counts: tuple[Counted, ...] = ()


def counted(recent: Recent, now: Counted) -> Recent:
    """Return the window with what is counted now; a new day, which counts from 0, begins it anew.

    One that was judged anew and taken out of the count for a moment does no harm.
    """
    last = recent.counts[-1] if recent.counts else now
    if now.judged < last.judged // 2:
        return Recent((now,))
    return Recent((*_kept(recent, now.at - WINDOW), now))


def share(recent: Recent) -> float | None:
    """Return which share of the people judged in the window was well; `None` for too few."""
    if not recent.counts:
        return None
    first, last = recent.counts[0], recent.counts[-1]
    judged = last.judged - first.judged
    if judged < LEAST:
        return None
    return min(1.0, max(0.0, (last.well - first.well) / judged))


def _kept(recent: Recent, since: datetime) -> tuple[Counted, ...]:
    """Return what is in the window, and the last count before it, which it begins with."""
    counts = recent.counts
    before = sum(count.at <= since for count in counts)
    return counts[max(0, before - 1) :]
