"""Nobody whose end was told to nobody stays on the line for ever (`asterisk/census.py`)."""

import asyncio
from collections.abc import Collection, Iterator

import pytest
from structlog.testing import capture_logs

from asterisk.census import INTERVAL_S, counting
from asterisk.client import AriError

CALLER, AGENT = "1700000000.1", "0192.agent.1"
A_LITTLE_S = 0.1

pytestmark = pytest.mark.looptime


class Exchange:
    """What is there, what is believed, and who was told to be gone."""

    def __init__(self) -> None:
        self.there: set[str] = {CALLER, AGENT}
        self.believed: set[str] = {CALLER, AGENT}
        self.gone: list[str] = []
        self.is_away = False
        self.bugs = 0
        """How many counts fail by a bug of ours before one does not."""

    async def count(self) -> Collection[str]:
        if self.is_away:
            raise AriError("Asterisk is away in this story.")
        if self.bugs:
            self.bugs -= 1
            raise AssertionError
        return frozenset(self.there)

    def believe(self) -> Iterator[str]:
        return iter(tuple(self.believed))

    def tell(self, channel: str) -> None:
        self.gone.append(channel)
        self.believed.discard(channel)

    async def after_counts(self, counts: int) -> list[str]:
        async with counting(self.count, self.believe, self.tell):
            await asyncio.sleep(counts * INTERVAL_S + A_LITTLE_S)
        return self.gone


async def test_whoever_is_there_is_left_in_peace() -> None:
    assert await Exchange().after_counts(5) == []


async def test_leg_that_two_counts_miss_is_told_once() -> None:
    exchange = Exchange()
    exchange.there.discard(CALLER)
    assert await exchange.after_counts(5) == [CALLER]


async def test_leg_that_one_count_misses_may_just_be_being_made() -> None:
    exchange = Exchange()
    exchange.there.discard(AGENT)
    assert await exchange.after_counts(1) == []
    exchange.there.add(AGENT)
    assert await exchange.after_counts(3) == []


async def test_nobody_is_gone_because_asterisk_is_away() -> None:
    exchange = Exchange()
    exchange.there.clear()
    exchange.is_away = True
    assert await exchange.after_counts(5) == []


async def test_bug_that_one_count_meets_ends_no_other_count() -> None:
    exchange = Exchange()
    exchange.there.discard(CALLER)
    exchange.bugs = 2
    with capture_logs() as told:
        assert await exchange.after_counts(6) == [CALLER]
    assert [line["event"] for line in told].count("task.failed") == 2
