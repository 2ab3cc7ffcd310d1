"""The lease of each waiting caller, second by second on virtual time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from structlog.testing import capture_logs

from asterisk.client import AriClient, AriError, ChannelId, Done, Gone
from asterisk.lease import RENEWAL_S, LeaseKeeper
from asterisk.site import LEASE_S, AriAddress
from base.tasks import cancel, spawn

CALLER, OTHER = ChannelId("1.1"), ChannelId("2.2")
LEASED, FREE = str(LEASE_S), "0"

pytestmark = pytest.mark.looptime


class SmallAsterisk(AriClient):
    """What an Asterisk is told of its channels' timeouts, without the wire between."""

    def __init__(self) -> None:
        super().__init__(AriAddress(host="127.0.0.1", port=1, user="", password=""))
        self.told: list[tuple[float, ChannelId, str]] = []
        self.gone: set[ChannelId] = set()
        self.away: set[ChannelId] = set()
        self.stuck: dict[ChannelId, asyncio.Event] = {}

    def leases(self, channel: ChannelId) -> list[str]:
        """Return what was told of one channel, in order."""
        return [value for _, told, value in self.told if told == channel]

    async def set_variable(self, channel: ChannelId, name: str, value: str) -> Done | Gone:
        """Take one timeout."""
        assert name == "TIMEOUT(absolute)"
        if channel in self.stuck and value == LEASED:
            await self.stuck[channel].wait()
        if channel in self.away:
            raise AriError("Asterisk does not answer.")
        self.told.append((asyncio.get_running_loop().time(), channel, value))
        return Gone(404) if channel in self.gone else Done()


@asynccontextmanager
async def keeping(asterisk: SmallAsterisk) -> AsyncIterator[LeaseKeeper]:
    """Keep leases while the body runs; within the story, whose time is virtual."""
    keeper = LeaseKeeper(asterisk)
    running = spawn(keeper.run(), name="leases")
    try:
        yield keeper
    finally:
        await cancel(running)


async def seconds(passed: float) -> None:
    """Let virtual time pass, and a little more, so that what is due has happened."""
    await asyncio.sleep(passed + 0.001)


def test_lease_outlasts_three_renewals() -> None:
    assert LEASE_S > 3 * RENEWAL_S


async def test_held_caller_is_leased_anew_every_second() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        keeper.hold(CALLER)
        await seconds(5.0)
        moments = [at for at, _, value in asterisk.told if value == LEASED]

        assert len(moments) == 6
        assert {round(later - earlier, 6) for earlier, later in pairwise(moments)} == {RENEWAL_S}


async def test_caller_of_an_earlier_engine_is_leased_at_once() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        await seconds(0.5)
        assert await keeper.hold_now(CALLER) == Done()
        assert asterisk.leases(CALLER) == [LEASED]

        await seconds(1.0)
        assert len(asterisk.leases(CALLER)) == 2


async def test_forgotten_caller_is_renewed_no_more() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        keeper.hold(CALLER)
        await seconds(2.0)
        keeper.forget(CALLER)
        before = len(asterisk.told)
        await seconds(5.0)

        assert len(asterisk.told) == before


async def test_cleared_caller_has_no_lease_for_the_rest_of_the_talk() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        keeper.hold(CALLER)
        await seconds(2.0)
        await keeper.clear(CALLER)
        await seconds(5.0)

        assert asterisk.leases(CALLER)[-1] == FREE
        assert asterisk.leases(CALLER).count(FREE) == 1


async def test_renewal_on_its_way_never_comes_after_the_clearing() -> None:
    """A lease set after it was cleared would cut the talk four seconds later."""
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        asterisk.stuck[CALLER] = asyncio.Event()
        keeper.hold(CALLER)
        await seconds(1.0)
        clearing = asyncio.gather(keeper.clear(CALLER))
        await seconds(0.5)
        assert asterisk.leases(CALLER) == []

        asterisk.stuck[CALLER].set()
        await clearing
        assert asterisk.leases(CALLER) == [LEASED, FREE]


async def test_caller_whose_renewal_hangs_keeps_no_other_from_being_renewed() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        asterisk.stuck[CALLER] = asyncio.Event()
        keeper.hold(CALLER)
        keeper.hold(OTHER)
        await seconds(4.0)

        assert asterisk.leases(CALLER) == []
        assert len(asterisk.leases(OTHER)) == 5


async def test_caller_who_has_gone_is_asked_for_once() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        asterisk.gone.add(CALLER)
        keeper.hold(CALLER)
        await seconds(4.0)

        assert asterisk.leases(CALLER) == [LEASED]


async def test_lease_that_could_not_be_renewed_is_tried_again_and_told() -> None:
    asterisk = SmallAsterisk()
    async with keeping(asterisk) as keeper:
        asterisk.away.add(CALLER)
        keeper.hold(CALLER)
        with capture_logs() as told:
            await seconds(2.0)
        asterisk.away.clear()
        await seconds(1.0)

        assert {entry["event"] for entry in told} == {"lease.not_renewed"}
        assert asterisk.leases(CALLER) == [LEASED]
