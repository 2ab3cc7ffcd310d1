"""Waiting for what no server announces: asking again until the answer is right."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

T = TypeVar("T")

PATIENCE_S: Final = 60.0
"""What has not happened by then will not happen: far longer than a busy machine needs for it."""

_PAUSE_S: Final = 0.05


async def eventually(
    read: Callable[[], Awaitable[T]], is_right: Callable[[T], bool], within_s: float = PATIENCE_S
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
