"""Arithmetic of the bench: order statistics, ratios, and when something counts as broken."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

LOST_SHARE_LIMIT: Final = 0.01
RING_LIMIT_MS: Final = 500.0
LAG_LIMIT_MS: Final = 100.0
"""A load generator that is later than this, one time in a hundred, measures itself."""


class Breaking(StrEnum):
    """What broke first."""

    CALLS_LOST = "calls_lost"
    """More than one call in a hundred was not connected."""
    RING_LATE = "ring_late"
    """The slowest hundredth of the rings came later than half a second."""
    LOAD_GENERATOR = "load_generator"
    """The telephones themselves could not keep the pace, so the step proves nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the ramp came to."""

    rate: float
    placed: int
    connected: int
    ring_p99_ms: float | None
    lag_p99_ms: float


def percentile(values: Iterable[float], share: float) -> float | None:
    """Return the value that so great a share does not exceed; `None` when there is none.

    Source: the nearest-rank method; no value is returned that was not measured.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(since: datetime, until: datetime) -> float:
    """Return the milliseconds from one moment to another."""
    return (until - since).total_seconds() * 1000


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Return how many times theirs ours is; `None` when either was not measured."""
    return ours / theirs if ours is not None and theirs else None


def verdict(step: Step) -> Breaking | None:
    """Return what broke in a step; `None` when it held."""
    if step.lag_p99_ms > LAG_LIMIT_MS:
        return Breaking.LOAD_GENERATOR
    if step.placed - step.connected > LOST_SHARE_LIMIT * step.placed:
        return Breaking.CALLS_LOST
    if step.ring_p99_ms is None or step.ring_p99_ms > RING_LIMIT_MS:
        return Breaking.RING_LATE
    return None
