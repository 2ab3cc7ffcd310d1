"""Runs a command's coroutine so that Ctrl-C and SIGTERM both end it in order."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Final

TERMINATED: Final = 128 + signal.SIGTERM


def run_to_end(work: Coroutine[object, object, int]) -> int:
    """Run the coroutine and return its exit status.

    Either signal cancels it, so that whatever it has started is stopped by its own clean-up; a
    Ctrl-C then goes on as `KeyboardInterrupt`, a SIGTERM becomes its exit status.
    """
    is_terminated = False

    async def stoppable() -> int:
        task = asyncio.current_task()
        assert task is not None, "a coroutine runs in a task"

        def terminate() -> None:
            nonlocal is_terminated
            is_terminated = True
            task.cancel()

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, terminate)
        return await work

    try:
        return asyncio.run(stoppable())
    except asyncio.CancelledError:
        if is_terminated:
            return TERMINATED
        raise
