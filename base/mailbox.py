"""A bounded mailbox that also wakes its one reader at a deadline.

The reader takes one event or the deadline, does everything that follows from it, and comes back.
Events that are already here go before a deadline that has just passed: they happened first. So do
those that came while the whole process stood still: when it wakes they lie in its sockets yet, and
an operator who answered in time must not be taken for one who did not.
"""

import asyncio
from collections import deque
from typing import Final, Generic, TypeVar

from base.clock import Clock
from base.instant import Instant, after, elapsed_s
from base.step import Deadline

EventT = TypeVar("EventT")

_LEAST_SLEEP_S: Final = 0.0001
"""A shorter one may not move the clock at all: a float of many seconds has no finer steps, and
whoever sleeps by them for a deadline that is never reached would spin for ever."""

_STOOD_STILL_S: Final = 0.25
"""Who comes so late to a deadline was held up: in between nobody has listened either."""
_CATCHES_UP_S: Final = 0.1
"""What lies in a socket is in the mailbox after a few turns of the loop."""


class Mailbox(Generic[EventT]):
    """Events in order for one reader."""

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._events: deque[EventT] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def __len__(self) -> int:
        """Return how many events wait to be read."""
        return len(self._events)

    def put(self, event: EventT) -> bool:
        """Add an event; `False` when the mailbox is full and the event was not taken."""
        if len(self._events) >= self._limit:
            return False
        self._events.append(event)
        self._wake()
        return True

    async def take(self, deadline: Deadline | None) -> EventT | Deadline:
        """Return the next event, or the deadline when it comes first."""
        at = None if deadline is None else deadline.at
        await self._wait(at)
        now = self._clock.instant()
        if not self._events and at is not None and elapsed_s(at, now) >= _STOOD_STILL_S:
            await self._wait(after(now, _CATCHES_UP_S))
        if self._events:
            return self._events.popleft()
        assert deadline is not None, "Without a deadline only an event ends the wait."
        return deadline

    async def _wait(self, until: Instant | None) -> None:
        """Wait for an event, or until then."""
        while not self._events and (until is None or self._clock.instant() < until):
            await self._sleep(until)

    async def _sleep(self, until: Instant | None) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = None
        if until is not None:
            delay_s = max(_LEAST_SLEEP_S, until - self._clock.instant())
            timer = loop.call_later(delay_s, self._wake)
        try:
            await self._waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
