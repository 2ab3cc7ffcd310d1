"""What the lock of the active engine promises, in memory and in Valkey."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from redis.asyncio import Redis

from base.clock import SystemClock
from base.instant import Instant
from storage.live.engine_lock import LEASE_S, open_engine_lock
from storage.memory import LockTable, MemoryEngineLock
from storage.ports import EngineLock, Held, HeldByOther, Unguarded

LockOf = Callable[[str], EngineLock]


@pytest.fixture(params=["memory", "valkey"])
async def lock_of(
    request: pytest.FixtureRequest, redis_url: str
) -> AsyncIterator[Callable[[str], EngineLock]]:
    """Return the lock as an engine of that name sees it; all see the same one."""
    table = LockTable(SystemClock())
    site = request.node.name
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            yield lambda engine: MemoryEngineLock(table, engine=engine, lease_s=LEASE_S)
        else:
            opened = {
                engine: await stack.enter_async_context(
                    open_engine_lock(redis_url, site=site, engine=engine)
                )
                for engine in ("one", "two")
            }
            yield opened.__getitem__


async def test_second_engine_is_told_who_holds_the_lock(lock_of: LockOf) -> None:
    assert isinstance(await lock_of("one").take(), Held)
    assert await lock_of("two").take() == HeldByOther("one")


async def test_holder_prolongs_without_a_new_fence(lock_of: LockOf) -> None:
    first = await lock_of("one").take()
    assert await lock_of("one").take() == first


async def test_every_new_holder_has_a_higher_fence(lock_of: LockOf) -> None:
    first = await lock_of("one").take()
    await lock_of("one").release()
    second = await lock_of("two").take()
    assert isinstance(first, Held)
    assert isinstance(second, Held)
    assert second.fence > first.fence


async def test_only_the_holder_can_release(lock_of: LockOf) -> None:
    await lock_of("one").take()
    await lock_of("two").release()
    assert await lock_of("two").take() == HeldByOther("one")


async def test_lock_of_an_engine_that_falls_silent_lapses_by_itself(redis_url: str) -> None:
    async with (
        Redis.from_url(redis_url) as redis,
        open_engine_lock(redis_url, site="silent", engine="one", lease_s=7.0) as lock,
    ):
        await lock.take()
        (key,) = await redis.keys("*{silent}:engine")
        assert 0 < await redis.pttl(key) <= 7000


async def test_lock_in_memory_lapses_too() -> None:
    clock = HandClock()
    table = LockTable(clock)
    one, two = (MemoryEngineLock(table, engine=name, lease_s=7.0) for name in ("one", "two"))
    await one.take()
    clock.seconds += 6.9
    assert await two.take() == HeldByOther("one")
    clock.seconds += 0.2
    assert await two.take() == Held(2)


class HandClock:
    """A clock that the story moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def instant(self) -> Instant:
        """Return the story's time."""
        return Instant(self.seconds)

    def now(self) -> datetime:
        """Return the story's time of the day."""
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)


async def test_engine_goes_on_without_the_store() -> None:
    async with open_engine_lock("redis://127.0.0.1:1", site="north", engine="one") as lock:
        assert await lock.take() == Unguarded()
        assert await lock.take() == Unguarded()
