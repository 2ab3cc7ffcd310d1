"""The lock of the active engine in Redis or Valkey.

One key holds the name of the holder and lapses by itself; beside it a counter rises with every
new holder. Taking and prolonging are one script, so that no moment lies between the question whose
the lock is and the answer. The store is asked with short patience; when it is away the engine goes
on, and the log says that nobody guards against a second one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from storage.ports import Held, HeldByOther, LockAnswer, Unguarded

LEASE_S: Final = 3.0
"""How long the lock outlives a holder that does not renew it; renew it three times as often."""

_PATIENCE_S: Final = 1.0

_TAKE: Final = """
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    return {1, tonumber(redis.call('GET', KEYS[2])), holder}
elseif holder then
    return {0, 0, holder}
end
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return {1, redis.call('INCR', KEYS[2]), ARGV[1]}
"""
_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 0
"""

_log = structlog.get_logger(__name__)


class RedisEngineLock:
    """A `storage.ports.EngineLock`; made by `open_engine_lock`."""

    def __init__(self, redis: Redis, *, site: str, engine: str, lease_s: float = LEASE_S) -> None:
        self._engine = engine
        self._keys = (f"line122:{{{site}}}:engine", f"line122:{{{site}}}:fence")
        self._lease_ms = int(lease_s * 1000)
        self._take = redis.register_script(_TAKE)
        self._release = redis.register_script(_RELEASE)
        self._is_guarded = True

    async def take(self) -> LockAnswer:
        """Take the lock, or prolong it when it is ours already."""
        try:
            is_ours, fence, holder = await self._take(
                keys=self._keys, args=(self._engine, self._lease_ms)
            )
        except (RedisError, OSError) as error:
            self._tell(is_guarded=False, cause=type(error).__name__)
            return Unguarded()
        self._tell(is_guarded=True, cause="")
        return Held(int(fence)) if is_ours else HeldByOther(holder)

    async def release(self) -> None:
        """Give the lock up if it is ours; when the store is away, it lapses."""
        try:
            await self._release(keys=self._keys[:1], args=(self._engine,))
        except (RedisError, OSError) as error:
            self._tell(is_guarded=False, cause=type(error).__name__)

    def _tell(self, *, is_guarded: bool, cause: str) -> None:
        """Log the change, not every failure: the lock is asked for every second."""
        if is_guarded != self._is_guarded:
            self._is_guarded = is_guarded
            if is_guarded:
                _log.info("lock.guarded")
            else:
                _log.warning("lock.unguarded", cause=cause)


@asynccontextmanager
async def open_engine_lock(
    url: str, *, site: str, engine: str, lease_s: float = LEASE_S
) -> AsyncIterator[RedisEngineLock]:
    """Offer the lock while the body runs, and release it; `engine` names this process."""
    redis = Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=_PATIENCE_S,
        socket_connect_timeout=_PATIENCE_S,
        # The next renewal is the retry.
        retry=Retry(NoBackoff(), 0),
    )
    lock = RedisEngineLock(redis, site=site, engine=engine, lease_s=lease_s)
    try:
        yield lock
        await lock.release()
    finally:
        await redis.aclose()
