"""The two clocks of a record, read together: how instants become stored moments and return."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from base.clock import Clock, require_aware
from base.instant import Instant

GREENWICH: Final = ZoneInfo("UTC")
"""Where days begin for a site that says nothing of its own zone."""

_AT_ONCE_S: Final = 50e-6
_READINGS: Final = 5


@dataclass(frozen=True, slots=True)
class Anchor:
    """One reading of both clocks.

    All moments of one record go through one anchor: whatever the wall clock does between two
    writes, the durations within a record stay what the monotonic clock measured.
    """

    instant: Instant
    moment: datetime

    @classmethod
    def read(cls, clock: Clock) -> Self:
        """Read the clocks, again when they were not read as one.

        A busy machine may take the core away between the two, for milliseconds; every moment that
        goes through such an anchor would lie so much too late.
        """
        best, narrowest_s = None, math.inf
        for _ in range(_READINGS):
            before, moment, behind = clock.instant(), clock.now(), clock.instant()
            if behind - before < narrowest_s:
                best, narrowest_s = cls(before, moment), behind - before
            if narrowest_s < _AT_ONCE_S:
                break
        assert best is not None, "A clock that stands still has no width."
        return best

    def moment_of(self, instant: Instant) -> datetime:
        """Return when an instant was, by the wall clock."""
        return self.moment + timedelta(seconds=instant - self.instant)

    def moment_if(self, instant: Instant | None) -> datetime | None:
        """Return when an instant was; `None` when it was not."""
        return None if instant is None else self.moment_of(instant)

    def instant_of(self, moment: datetime) -> Instant:
        """Return a stored moment on this process's monotonic clock; it may lie before zero."""
        return Instant(self.instant - (self.moment - require_aware(moment)).total_seconds())

    def instant_if(self, moment: datetime | None) -> Instant | None:
        """Return a stored moment on this process's clock; `None` when there is none."""
        return None if moment is None else self.instant_of(moment)


class Revisions:
    """Numbers that rise with every version of a row, over restarts too.

    A statement that was believed lost may still be carried out, late, by a server that was
    frozen; by its revision it cannot put an old version over a newer one.
    """

    def __init__(self, last: int) -> None:
        self._last = last

    def next(self, anchor: Anchor) -> int:
        """Return a number above all before it: the time in microseconds, if that will do."""
        self._last = max(self._last + 1, int(anchor.moment.timestamp() * 1_000_000))
        return self._last
