"""Only one engine serves a site: the lock is taken before the start and held to the end.

A successor waits for as long as the lock of a predecessor that died may still stand. When the
store of the lock is away the engine serves all the same: a citizen is on the line.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog

from base.errors import Line122Error
from storage.live.engine_lock import LEASE_S
from storage.ports import EngineLock, HeldByOther

RENEW_S: Final = LEASE_S / 3
_WAIT_S: Final = LEASE_S + 2 * RENEW_S
_log = structlog.get_logger(__name__)


class OtherEngineError(Line122Error):
    """Another engine serves this site; stop it first."""


@asynccontextmanager
async def only_engine(lock: EngineLock) -> AsyncIterator[None]:
    """Take the lock and give it up at the end; `keep_lock` renews it meanwhile.

    Raises:
        OtherEngineError: another engine holds it and goes on renewing it.

    """
    try:
        async with asyncio.timeout(_WAIT_S):
            await _taken(lock)
    except TimeoutError:
        answer = await lock.take()
        if isinstance(answer, HeldByOther):
            raise OtherEngineError(
                f"engine {answer.holder} serves this site; stop it first"
            ) from None
    try:
        yield
    finally:
        await lock.release()


async def keep_lock(lock: EngineLock) -> None:
    """Renew the lock until cancelled; returns when another engine has taken it.

    That happens only to an engine that stood still for longer than its lock: it must not go on.
    """
    while True:
        answer = await lock.take()
        if isinstance(answer, HeldByOther):
            _log.error("engine.lock_lost", holder=answer.holder)
            return
        # A heartbeat has a rhythm and no event to wait for.
        await asyncio.sleep(RENEW_S)


async def _taken(lock: EngineLock) -> None:
    while isinstance(answer := await lock.take(), HeldByOther):
        _log.info("engine.lock_awaited", holder=answer.holder)
        await asyncio.sleep(RENEW_S / 4)
