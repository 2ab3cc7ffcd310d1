"""When things happen in a simulated day: seconds since the line opened.

Everybody outside the exchange schedules by this port alone, so that the same citizens live on
a plain heap, where a day takes a fraction of a second, and on the virtual event loop on which
the product's own services run.
"""

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Protocol

from base.clock import Clock

Call = Callable[[], None]


class Cancellable(Protocol):
    """Something that will happen unless it is cancelled."""

    def cancel(self) -> None:
        """Let it not happen; harmless when it has happened."""
        ...


class Schedule(Protocol):
    """The time of the day, and what will be done when."""

    def now_s(self) -> float:
        """Return the seconds since the line opened."""
        ...

    def at(self, when_s: float, call: Call) -> Cancellable:
        """Call at that time; things of one time are called in the order they were scheduled."""
        ...

    def after(self, delay_s: float, call: Call) -> Cancellable:
        """Call when so many seconds have passed."""
        ...


class _Entry:
    """One thing to do; the heap compares the pairs that it stands in, never itself."""

    __slots__ = ("call",)

    def __init__(self, call: Call) -> None:
        self.call: Call | None = call

    def cancel(self) -> None:
        self.call = None


class HeapSchedule:
    """Virtual time on a heap, for models that need no event loop."""

    def __init__(self) -> None:
        self._now_s = 0.0
        self._count = 0
        self._heap: list[tuple[float, int, _Entry]] = []

    def now_s(self) -> float:
        """Return the seconds since the line opened."""
        return self._now_s

    def at(self, when_s: float, call: Call) -> Cancellable:
        """Call at that time, or at once when it has passed."""
        return self._push(max(self._now_s, when_s), call)

    def after(self, delay_s: float, call: Call) -> Cancellable:
        """Call when so many seconds have passed."""
        return self._push(self._now_s + delay_s, call)

    def run_until(self, end_s: float) -> None:
        """Let the time pass; what lies later stays undone."""
        heap = self._heap
        while heap and heap[0][0] <= end_s:
            self._now_s, _, entry = heappop(heap)
            if entry.call is not None:
                entry.call()
        self._now_s = end_s

    def _push(self, when_s: float, call: Call) -> _Entry:
        entry = _Entry(call)
        self._count += 1
        heappush(self._heap, (when_s, self._count, entry))
        return entry


class LoopSchedule:
    """The time of an event loop, virtual when the loop's is, for days with the real services."""

    def __init__(self, loop: asyncio.AbstractEventLoop, clock: Clock) -> None:
        """Open the line now, by the clock that the services are given too."""
        self._loop = loop
        self._clock = clock
        self._opened_at = clock.instant()

    def now_s(self) -> float:
        """Return the seconds since the line opened."""
        return self._clock.instant() - self._opened_at

    def at(self, when_s: float, call: Call) -> Cancellable:
        """Call at that time, or in the loop's next turn when it has passed."""
        return self._loop.call_later(max(0.0, when_s - self.now_s()), call)

    def after(self, delay_s: float, call: Call) -> Cancellable:
        """Call when so many seconds have passed."""
        return self._loop.call_later(delay_s, call)
