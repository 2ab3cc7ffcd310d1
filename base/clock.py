"""The only place that reads a clock.

A service is given a `Clock`; a decision is given the time. The system's monotonic clock starts
at a random offset, so that code which compares two clocks fails at once (an idea of trio's).
"""

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from base.instant import Instant


class Clock(Protocol):
    """Both kinds of time, read together from one source."""

    def instant(self) -> Instant:
        """Return the monotonic time, for what happens within a call."""
        ...

    def now(self) -> datetime:
        """Return the aware UTC time, for what is stored or shown."""
        ...


class SystemClock:
    """The clocks of the machine."""

    def __init__(self) -> None:
        self._offset_s = secrets.randbelow(1_000_000)

    def instant(self) -> Instant:
        """Return the monotonic time, for what happens within a call."""
        return Instant(time.monotonic() + self._offset_s)

    def now(self) -> datetime:
        """Return the aware UTC time, for what is stored or shown."""
        return datetime.now(UTC)


class LoopClock:
    """The time of the running event loop, virtual when the loop's time is."""

    def __init__(self, started_at: datetime) -> None:
        self._started_at = require_aware(started_at)
        self._zero = asyncio.get_running_loop().time()

    def instant(self) -> Instant:
        """Return the loop's monotonic time."""
        return Instant(asyncio.get_running_loop().time())

    def now(self) -> datetime:
        """Return the start of the story plus the loop's time since then."""
        passed_s = asyncio.get_running_loop().time() - self._zero
        return self._started_at + timedelta(seconds=passed_s)


def require_aware(moment: datetime) -> datetime:
    """Return the moment unchanged; a naive one is refused.

    Raises:
        ValueError: the moment has no time zone.

    """
    if moment.tzinfo is None:
        msg = "A moment must carry its time zone; use datetime.now(UTC) or a ZoneInfo."
        raise ValueError(msg)
    return moment


def instant_of(moment: datetime, clock: Clock) -> Instant:
    """Return the instant at which a stored moment lies on this process's monotonic clock.

    Used once, when stored calls are taken up again after a restart; it may lie before zero.
    """
    return Instant(clock.instant() - (clock.now() - require_aware(moment)).total_seconds())
