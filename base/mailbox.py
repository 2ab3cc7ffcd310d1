"""A bounded mailbox that also wakes its one reader at a deadline.

The reader takes one event or the deadline, does everything that follows from it, and comes back.
Events that are already here go before a deadline that has just passed: they happened first.
"""

import asyncio
from collections import deque
from typing import Final, Generic, TypeVar

from base.clock import Clock
from base.step import Deadline

EventT = TypeVar("EventT")

_LEAST_SLEEP_S: Final = 0.0001
"""A shorter one may not move the clock at all: a float of many seconds has no finer steps, and
whoever sleeps by them for a deadline that is never reached would spin for ever."""


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
        while not self._events:
            if deadline is not None and self._clock.instant() >= deadline.at:
                return deadline
            await self._sleep(deadline)
        return self._events.popleft()

    async def _sleep(self, deadline: Deadline | None) -> None:
        loop = asyncio.get_running_loop()
        self._waiter = loop.create_future()
        timer = None
        if deadline is not None:
            delay_s = max(_LEAST_SLEEP_S, deadline.at - self._clock.instant())
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
