"""An event loop on virtual time: a day of calls in seconds, by the very services of the product.

Nothing here waits. When everything that can happen now has happened, the clock jumps to the next
moment for which something was asked; a service that awaits a deadline finds that it has come.
There are no sockets, no threads and no signals, so the loop is small and fast, and a day is the
same day whenever it is run.

It gives what tasks, futures and timers ask of a loop; whatever else is asked of it is refused by
`asyncio.BaseEventLoop` itself.
"""

import asyncio
import heapq
from asyncio import events
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Mapping
from contextvars import Context
from typing import Any, Final, TypeVar, TypeVarTuple, Unpack

ResultT = TypeVar("ResultT")
Arguments = TypeVarTuple("Arguments")

_SWEPT_FROM: Final = 1024
"""Cancelled timers are swept out when they are so many, and more than those that live."""


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop whose clock moves only when there is nothing left to do."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._soon: deque[asyncio.Handle] = deque()
        self._later: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._asked = 0
        self._dead = 0
        self.failures: list[str] = []
        """What was reported to the loop and belongs to nobody; a run that has any has failed."""

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run until the work is done, and return its result; a loop runs once."""
        events._set_running_loop(self)  # noqa: SLF001 - the one way to be the running loop
        try:
            task = self.create_task(work)
            self._turn_until(task)
            return task.result()
        finally:
            events._set_running_loop(None)  # noqa: SLF001 - as above
            self.close()

    def _turn_until(self, task: "asyncio.Task[ResultT]") -> None:
        ready, timers = self._soon, self._later
        while not task.done():
            while ready:
                handle = ready.popleft()
                if not handle.cancelled():
                    handle._run()  # noqa: SLF001 - what every loop does with its handles
            if task.done():
                return
            assert timers, "Everybody waits for something that nobody will do."
            at_s, _, timer = heapq.heappop(timers)
            if timer.cancelled():
                self._dead -= 1
                continue
            self._now_s = max(self._now_s, at_s)
            timer._run()  # noqa: SLF001 - as above

    def time(self) -> float:
        """Return the virtual time, in seconds since the loop was made."""
        return self._now_s

    def is_running(self) -> bool:
        """Return whether the loop runs; it is asked by nobody else."""
        return events._get_running_loop() is self  # noqa: SLF001 - as above

    def get_debug(self) -> bool:
        """Return that nobody debugs virtual time."""
        return False

    def create_future(self) -> "asyncio.Future[Any]":
        """Return a future of this loop."""
        return asyncio.Future(loop=self)

    def create_task(
        self,
        coro: Coroutine[Any, Any, ResultT] | Generator[Any, None, ResultT],
        *,
        name: object = None,
        context: object = None,
    ) -> "asyncio.Task[ResultT]":
        """Start a task of this loop."""
        assert context is None, "No task here runs in another's context."
        return asyncio.Task(coro, loop=self, name=None if name is None else str(name))

    def call_soon(
        self,
        callback: Callable[[Unpack[Arguments]], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """Call in the next turn."""
        handle = asyncio.Handle(callback, args, self, context)
        self._soon.append(handle)
        return handle

    def call_later(
        self,
        delay: float,
        callback: Callable[[Unpack[Arguments]], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call after so many virtual seconds."""
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[Arguments]], object],
        *args: *Arguments,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call at a virtual moment; two of one moment are called in the order of asking."""
        self._asked += 1
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._later, (when, self._asked, timer))
        return timer

    def call_exception_handler(self, context: Mapping[str, Any]) -> None:
        """Keep what failed where nobody could be told."""
        self.failures.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Take that one of the timers is dead; `TimerHandle.cancel` tells every loop so."""
        del handle
        self._dead += 1
        if self._dead > max(_SWEPT_FROM, len(self._later) // 2):
            self._later[:] = [item for item in self._later if not item[2].cancelled()]
            heapq.heapify(self._later)
            self._dead = 0
