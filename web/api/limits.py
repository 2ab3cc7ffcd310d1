"""How much one asker may ask: a bucket of requests that fills again by itself."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from base.instant import Instant, elapsed_s

MOST_BYTES: Final = 1_048_576
"""Of a body; a minute's recording of a topic fits, and nothing larger is ever needed."""

_ASKERS: Final = 4_096
"""So many are remembered; whoever was quiet for longest is forgotten first, with a full bucket."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often somebody may ask."""

    per_s: float = 50.0
    burst: float = 200.0


@dataclass(frozen=True, slots=True)
class _Bucket:
    left: float
    at: Instant


def unknown_at(address: str | None) -> str:
    """Return what those share a bucket by who are not known, each address by itself."""
    return f"unknown {address}"


class Paces:
    """Who has asked how often."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait_s(self, asker: str, now: Instant) -> float:
        """Take one request from an asker's bucket; return how long to wait when it is empty."""
        left, pause_s = self._left(asker, now)
        self._buckets[asker] = _Bucket(left - (not pause_s), now)
        self._buckets.move_to_end(asker)
        if len(self._buckets) > _ASKERS:
            self._buckets.popitem(last=False)
        return pause_s

    def would_wait_s(self, asker: str, now: Instant) -> float:
        """Return as `wait_s`, and take nothing."""
        return self._left(asker, now)[1]

    def _left(self, asker: str, now: Instant) -> tuple[float, float]:
        """Return what is in the bucket, and how long until a request is."""
        pace = self._pace
        bucket = self._buckets.get(asker) or _Bucket(pace.burst, now)
        left = min(pace.burst, bucket.left + elapsed_s(bucket.at, now) * pace.per_s)
        return left, 0.0 if left >= 1.0 else (1.0 - left) / pace.per_s
