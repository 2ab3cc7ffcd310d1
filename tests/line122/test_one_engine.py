"""One engine per site: who waits, who serves, who must stop. On virtual time."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from base.clock import LoopClock
from base.tasks import cancel, spawn
from line122.one_engine import RENEW_S, OtherEngineError, keep_lock, only_engine
from storage.live.engine_lock import LEASE_S
from storage.memory import LockTable, MemoryEngineLock
from storage.ports import HeldByOther, LockAnswer, Unguarded

pytestmark = pytest.mark.looptime

NOON = datetime(2026, 11, 22, 9, tzinfo=UTC)


def lock_table() -> LockTable:
    """Return the table of a site's lock on the story's clock."""
    return LockTable(LoopClock(NOON))


def lock_of(engine: str, table: LockTable) -> MemoryEngineLock:
    """Return the lock as one engine asks for it."""
    return MemoryEngineLock(table, engine=engine, lease_s=LEASE_S)


@dataclass
class StoreAway:
    """The lock of an engine whose store cannot be asked."""

    released: list[bool] = field(default_factory=list)

    async def take(self) -> LockAnswer:
        """Return that nobody guards."""
        return Unguarded()

    async def release(self) -> None:
        """Note that it was given up."""
        self.released.append(True)


async def test_engine_alone_serves_at_once_and_leaves_the_lock_to_the_next() -> None:
    table = lock_table()
    began = asyncio.get_running_loop().time()
    async with only_engine(lock_of("first", table)):
        assert isinstance(await lock_of("second", table).take(), HeldByOther)
    async with only_engine(lock_of("second", table)):
        assert asyncio.get_running_loop().time() == began


async def test_second_engine_is_refused_while_the_first_one_renews() -> None:
    table = lock_table()
    async with only_engine(lock_of("first", table)):
        renewal = spawn(keep_lock(lock_of("first", table)), name="lock")
        with pytest.raises(OtherEngineError, match="engine first serves this site; stop it first"):
            async with only_engine(lock_of("second", table)):
                pytest.fail("Two engines serve one site.")
        assert not renewal.done()
        await cancel(renewal)


async def test_successor_of_an_engine_that_died_waits_no_longer_than_its_lock() -> None:
    table = lock_table()
    await lock_of("dead", table).take()
    began = asyncio.get_running_loop().time()
    async with only_engine(lock_of("successor", table)):
        waited_s = asyncio.get_running_loop().time() - began

    assert LEASE_S <= waited_s <= LEASE_S + RENEW_S


async def test_lock_is_given_up_when_the_engine_fails() -> None:
    table = lock_table()
    with pytest.raises(RuntimeError, match="a bug"):
        async with only_engine(lock_of("first", table)):
            raise RuntimeError("a bug")

    assert not isinstance(await lock_of("second", table).take(), HeldByOther)


async def test_engine_that_stood_still_for_longer_than_its_lock_stops() -> None:
    table = lock_table()
    stalled, successor = lock_of("stalled", table), lock_of("successor", table)
    await stalled.take()
    await asyncio.sleep(LEASE_S + 0.1)
    await successor.take()
    with capture_logs() as told:
        await keep_lock(stalled)

    assert [(entry["event"], entry["holder"]) for entry in told] == [
        ("engine.lock_lost", "successor")
    ]


async def test_renewed_lock_is_held_for_as_long_as_the_engine_runs() -> None:
    table = lock_table()
    first = lock_of("first", table)
    renewal = spawn(keep_lock(first), name="lock")
    await asyncio.sleep(10 * LEASE_S)

    assert isinstance(await lock_of("second", table).take(), HeldByOther)
    await cancel(renewal)


async def test_engine_whose_store_is_away_serves_all_the_same() -> None:
    lock = StoreAway()
    async with only_engine(lock):
        renewal = spawn(keep_lock(lock), name="lock")
        await asyncio.sleep(10 * LEASE_S)
        assert not renewal.done()
        await cancel(renewal)

    assert lock.released == [True]
