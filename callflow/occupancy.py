"""For which share of the last minute no channel of a trunk was free.

A fold of bounded size that takes the same few steps however often channels come and go: the last
minute is kept as seconds per slot of two seconds. Only the slot that is leaving the minute is
taken as a share of itself, so the result is never off by more than such a slot, and what happens
now is exact.
"""

from dataclasses import dataclass
from typing import Final

from base.instant import Instant

WINDOW_S: Final = 60.0
SLOT_S: Final = 2.0
_SLOTS: Final = 31
"""A minute of slots, and the one that is leaving it."""


@dataclass(frozen=True, slots=True)
class Occupancy:
    """How a trunk was taken, up to a moment."""

    at: Instant
    """When it was last observed."""
    is_full: bool = False
    """Whether no channel has been free since then."""
    full_s: tuple[float, ...] = (0.0,) * _SLOTS
    """Seconds without a free channel per slot; the last slot is that of `at`."""


def observe(occupancy: Occupancy, free: int, now: Instant) -> Occupancy:
    """Return the occupancy after the count of free channels changed."""
    at = Instant(max(now, occupancy.at))
    full_s = _full_s(occupancy, at)
    return Occupancy(at, is_full=free <= 0, full_s=full_s)


def full_share(occupancy: Occupancy, now: Instant) -> float:
    """Return for which share of the last minute no channel was free, 0 to 1."""
    at = Instant(max(now, occupancy.at))
    full_s = _full_s(occupancy, at)
    left_share = (at % SLOT_S) / SLOT_S
    return min(1.0, (sum(full_s) - full_s[0] * left_share) / WINDOW_S)


def is_burst(occupancy: Occupancy, now: Instant, limit: float) -> bool:
    """Tell whether the last channel was taken for more than this share of the last minute."""
    return full_share(occupancy, now) > limit


def _full_s(occupancy: Occupancy, at: Instant) -> tuple[float, ...]:
    """Return the slots as they are at a moment that is not earlier than the last one."""
    newest = int(at // SLOT_S)
    passed = min(newest - int(occupancy.at // SLOT_S), _SLOTS)
    if passed == 0 and not occupancy.is_full:
        return occupancy.full_s
    full_s = [*occupancy.full_s[passed:], *(0.0,) * passed]
    if occupancy.is_full:
        for back in range(min(passed + 1, _SLOTS)):
            begins = (newest - back) * SLOT_S
            taken_s = min(at, begins + SLOT_S) - max(occupancy.at, begins)
            full_s[-1 - back] += max(0.0, taken_s)
    return tuple(full_s)
