"""Time within a call: monotonic seconds that no wall clock can move."""

from typing import NewType

Instant = NewType("Instant", float)
"""Seconds on the injected monotonic clock. Its zero means nothing; only differences do."""


def after(instant: Instant, seconds: float) -> Instant:
    """Return the instant that lies so many seconds later."""
    return Instant(instant + seconds)


def elapsed_s(since: Instant, until: Instant) -> float:
    """Return the seconds from one instant to a later one, never less than zero."""
    return max(0.0, until - since)
