"""Waiting for what no server announces: asking again until the answer is right."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

_PAUSE_S = 0.05


async def eventually(
    read: Callable[[], Awaitable[T]], is_right: Callable[[T], bool], within_s: float = 15.0
) -> T:
    """Return what was read as soon as it is right."""
    last: T | None = None
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while True:
                found = await read()
                if is_right(found):
                    return found
                last = found
                await asyncio.sleep(_PAUSE_S)
    raise AssertionError(f"after {within_s:g} s still {last!r}")
