"""One moment on both clocks: the monotonic one of calls, the aware one of what is stored."""

from dataclasses import dataclass
from datetime import datetime

from base.instant import Instant


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment on both clocks."""

    now: datetime
    instant: Instant

    def instant_of(self, moment: datetime) -> Instant:
        """Return where a stored moment lies on the monotonic clock; it may be before its zero."""
        return Instant(self.instant - (self.now - moment).total_seconds())
