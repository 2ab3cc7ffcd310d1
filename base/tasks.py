"""The only place that creates tasks, so that no failure goes unheard.

A task that fails is logged with its traceback and handed to `on_failure`; what shall happen to
the call, the queue or the process is the owner's decision, never the task's.
"""

import asyncio
from collections.abc import Callable, Coroutine

import structlog

_log = structlog.get_logger(__name__)
_running: set[asyncio.Task[None]] = set()
"""The event loop keeps only weak references to tasks; this keeps them alive until they end."""

OnFailure = Callable[[BaseException], None]


def spawn(
    work: Coroutine[object, object, None], *, name: str, on_failure: OnFailure | None = None
) -> asyncio.Task[None]:
    """Start a task that reports its own failure once."""
    task = asyncio.get_running_loop().create_task(_guarded(work, name, on_failure), name=name)
    _running.add(task)
    task.add_done_callback(_running.discard)
    # A task that is cancelled before its first step never enters its coroutine.
    task.add_done_callback(lambda _: work.close())
    return task


async def cancel(task: asyncio.Task[None]) -> None:
    """End a task and wait until it has ended."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _guarded(
    work: Coroutine[object, object, None], name: str, on_failure: OnFailure | None
) -> None:
    try:
        await work
    except asyncio.CancelledError:
        raise
    except Exception as error:
        _log.exception("task.failed", task=name)
        if on_failure is not None:
            on_failure(error)
