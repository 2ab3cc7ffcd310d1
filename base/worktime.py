"""Time that counts only while something is open: what deadlines are reckoned in."""

from datetime import datetime, timedelta

from base.calendar import OpeningHours
from base.clock import require_aware


def after_open_time(hours: OpeningHours, start: datetime, seconds: float) -> datetime:
    """Return the moment at which so much open time has passed since the start.

    It is the earliest such moment: what is used up at the closing minute ends there, not at the
    next opening; no time at all has passed at the start itself.

    Raises:
        ValueError: the seconds are negative, or the hours do not open for so long any more.

    """
    require_aware(start)
    if seconds < 0:
        raise ValueError("Time that has passed cannot be negative.")
    left = timedelta(seconds=seconds)
    if not left:
        return start
    for opening in hours.openings(start):
        begins_at = max(opening.opens_at, start)
        if left <= opening.closes_at - begins_at:
            return begins_at + left
        left -= opening.closes_at - begins_at
    raise ValueError("These hours do not open for so long; a deadline in them never comes.")


def open_seconds(hours: OpeningHours, start: datetime, end: datetime) -> float:
    """Return how long it is open between two moments; nothing when the end is not later."""
    require_aware(end)
    total = timedelta()
    if end <= start:
        return 0.0
    for opening in hours.openings(start):
        if opening.opens_at >= end:
            break
        total += min(opening.closes_at, end) - max(opening.opens_at, start)
    return total.total_seconds()
