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
from collections.abc import Callable, Coroutine, Mapping
from contextvars import Context
from typing import Any, Final, TypeVar, TypeVarTuple, Unpack

from base.tasks import spawn

ResultT = TypeVar("ResultT")
Arguments = TypeVarTuple("Arguments")

_SWEPT_FROM: Final = 4096
"""With so many timers, and whenever they have doubled since, the cancelled ones are swept out."""


class VirtualLoop(asyncio.BaseEventLoop):
    """A loop whose clock moves only when there is nothing left to do."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0
        self._soon: deque[asyncio.Handle] = deque()
        self._later: list[tuple[float, int, asyncio.TimerHandle]] = []
        self._asked = 0
        self._swept_at = _SWEPT_FROM
        self.set_exception_handler(self._keep_failure)
        self.failures: list[str] = []
        """What was reported to the loop and belongs to nobody; a run that has any has failed."""

    def run(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run until the work is done, and return its result; a loop runs once."""
        results: list[ResultT] = []
        failed: list[BaseException] = []

        async def whole() -> None:
            results.append(await work)

        events._set_running_loop(self)  # noqa: SLF001 - the one way to be the running loop
        try:
            self._turn_until(spawn(whole(), name="virtual_time", on_failure=failed.append))
        finally:
            events._set_running_loop(None)  # noqa: SLF001 - as above
            self.close()
        for error in failed:
            raise error
        return results[0]

    def _turn_until(self, task: "asyncio.Task[None]") -> None:
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
                continue
            self._now_s = max(self._now_s, at_s)
            timer._run()  # noqa: SLF001 - as above

    def time(self) -> float:
        """Return the virtual time, in seconds since the loop was made."""
        return self._now_s

    def is_running(self) -> bool:
        """Return whether the loop runs; it is asked by nobody else."""
        return events._get_running_loop() is self  # noqa: SLF001 - as above

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
        if len(self._later) >= self._swept_at:
            self._sweep()
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._later, (when, self._asked, timer))
        return timer

    def _keep_failure(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        del loop
        self.failures.append(f"{context.get('message')}: {context.get('exception')!r}")

    def _sweep(self) -> None:
        """Drop cancelled timers, which may be the most."""
        self._later[:] = [item for item in self._later if not item[2].cancelled()]
        heapq.heapify(self._later)
        self._swept_at = max(_SWEPT_FROM, 2 * len(self._later))
