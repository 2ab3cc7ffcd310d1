"""Who is still there: all channels are counted every few seconds, so no lost end is for ever.

Asterisk tells the end of a leg once, and only to whoever is connected then; of a caller who hangs
up while the dialplan has them, between two offers, it tells nobody. What is missing in two counts,
one after the other, is gone: one count may have been taken while the leg was just being made.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from asterisk.client import AriError
from base.tasks import cancel, spawn

INTERVAL_S: Final = 5.0

Count = Callable[[], Awaitable[Collection[str]]]
"""Asks Asterisk for the names of all its channels."""

Believed = Callable[[], Iterable[str]]
"""The channels that we believe to exist."""

OnGone = Callable[[str], None]

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def counting(count: Count, believed: Believed, on_gone: OnGone) -> AsyncIterator[None]:
    """Tell of every believed channel that is not there, while the body runs."""
    counters: list[asyncio.Task[None]] = []

    def start() -> None:
        # A bug that one count meets is in the log; the next count may do well, and what only
        # tidies up is not worth the process.
        counter = _count_for_ever(count, believed, on_gone)
        counters[:] = [spawn(counter, name="asterisk.census", on_failure=lambda _: start())]

    start()
    try:
        yield
    finally:
        await cancel(counters[0])


async def _count_for_ever(count: Count, believed: Believed, on_gone: OnGone) -> None:
    suspects: frozenset[str] = frozenset()
    while True:
        # The census has a rhythm of its own; there is no event for what was not told.
        await asyncio.sleep(INTERVAL_S)
        expected = frozenset(believed())
        if not expected:
            continue
        try:
            missing = expected - frozenset(await count())
        except AriError:
            continue  # Asterisk is away; the survey after its return will tell.
        for channel in sorted(missing & suspects):
            _log.warning("asterisk.end_missed")
            on_gone(channel)
        suspects = missing
