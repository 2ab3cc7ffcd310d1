"""`callflow/storm_watch.py`: storms are seen, journaled and told; hours teach what is usual."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import structlog

from base.clock import LoopClock
from base.ids import LegId
from base.tasks import cancel, spawn
from callflow.ports import IncomingCall, StormSwitch
from callflow.storm import (
    Calm,
    HourNorm,
    HourSlot,
    Norm,
    ObservedHour,
    Storm,
    StormFigures,
    StormPolicy,
)
from callflow.storm_watch import StormWatch, WatchDoors, WatchPolicy
from storage.errors import DatabaseAwayError
from storage.memory import MemoryBooks
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import MAIN, ZONE, operator

pytestmark = pytest.mark.looptime

POLICY = WatchPolicy(StormPolicy(), look_every_s=5.0)
SUNDAY_NOON = HourSlot(6, 12)
"""The hour in which these stories begin, by Moscow's clock."""

FIGURES = StormFigures(people=40, attempts=400, channels_full_share=0.5, first_refused=9)


class AwayBook:
    """A storms' book whose database is away (`callflow.ports.StormBook`)."""

    def write_switch(self, switch: StormSwitch) -> None:
        """Write nothing."""

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write nothing."""

    async def norm(self) -> Norm | None:
        """Fail."""
        raise DatabaseAwayError("away")

    async def last_switch(self) -> StormSwitch | None:
        """Fail."""
        raise DatabaseAwayError("away")

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Fail."""
        raise DatabaseAwayError(f"away from {since} to {until}")


class Watched:
    """A hall with somebody who watches over it."""

    def __init__(self) -> None:
        self.hall = Hall()
        self.clock = LoopClock(STARTED_AT)
        self.book = MemoryBooks(self.clock, ZONE).storms
        self.watch = StormWatch(
            WatchDoors(self.clock, self.hall.calls, self.hall.distributor, self.book), POLICY, ZONE
        )

    def redial(self, people: int, times: int) -> None:
        """Let so many people call so many times each."""
        for attempt in range(times):
            for person in range(people):
                self.hall.calls.incoming_call(
                    IncomingCall(
                        leg_id=LegId(f"{person}.{attempt}"),
                        trunk=MAIN,
                        ani=f"8910123{person:04}",
                        ani_name="",
                        is_ani_withheld=False,
                        dialled="122",
                        diverted_from="",
                    )
                )


@asynccontextmanager
async def watched() -> AsyncIterator[Watched]:
    """Open a hall under watch."""
    story = Watched()
    await story.watch.load()
    running = spawn(story.watch.run(), name="watch")
    try:
        yield story
    finally:
        await cancel(running)
        await story.hall.calls.stop()
        await story.hall.close()


async def test_storm_is_entered_after_a_minute_of_signs_and_left_when_all_is_calm() -> None:
    with structlog.testing.capture_logs() as logs:
        async with watched() as story:
            story.redial(people=10, times=4)
            await asyncio.sleep(50.0)
            seen = [story.hall.calls.is_storm]
            await asyncio.sleep(20.0)
            seen.append(story.hall.calls.is_storm)
            # The attempts leave the window of ten minutes, then a quarter of an hour is calm.
            await asyncio.sleep(600.0 + 900.0 + 60.0)
            seen.append(story.hall.calls.is_storm)
            switches = story.book.switches

    assert seen == [False, True, False]
    assert [switch.entered for switch in switches] == [True, False]
    assert "redials" in switches[0].reason
    assert (switches[0].figures.people, switches[0].figures.attempts) == (10, 40)
    told = {log["event"]: log for log in logs}
    assert told["storm.entered"]["log_level"] == "warning"
    assert told["storm.entered"]["signs"] == ["redials", "first_refused"]
    assert told["storm.left"]["log_level"] == "info"


async def test_people_who_call_once_each_are_no_storm() -> None:
    async with watched() as story:
        story.redial(people=5, times=1)
        await asyncio.sleep(120.0)

        assert story.watch.state == Calm()
        assert story.book.switches == []


async def test_storm_that_lasted_when_the_engine_stopped_lasts_when_it_is_back() -> None:
    story = Watched()
    at = STARTED_AT - timedelta(minutes=5)
    story.book.write_switch(StormSwitch(at, entered=True, reason="redials", figures=FIGURES))
    await story.watch.load()

    assert story.watch.state == Storm(at, FIGURES)
    assert story.hall.calls.is_storm
    await story.hall.close()


async def test_hour_that_is_over_teaches_what_was_usual_in_it_even_if_nobody_called() -> None:
    async with watched() as story:
        await asyncio.sleep(3600.0 + 10.0)
        norm = await story.book.norm()

    assert norm is not None
    learned = norm.at(SUNDAY_NOON)
    assert (learned.people.days, learned.people.mean, learned.attempts.days) == (1, 0.0, 1)
    assert norm.at(replace(SUNDAY_NOON, hour=13)).people.days == 0


async def test_database_that_is_away_leaves_the_absolute_limits_to_decide() -> None:
    story = Watched()
    away = StormWatch(
        WatchDoors(story.clock, story.hall.calls, story.hall.distributor, AwayBook()),
        POLICY,
        ZONE,
    )
    with structlog.testing.capture_logs() as logs:
        await away.load()
        story.redial(people=10, times=4)
        away.look()
        await asyncio.sleep(3600.0)
        await away.learn_when_due()
    await story.hall.calls.stop()
    await story.hall.close()

    events = [log["event"] for log in logs]
    assert "storm.loading_failed" in events
    assert "storm.learning_failed" in events


async def test_missing_channels_are_told_once_for_every_change_and_by_number() -> None:
    with structlog.testing.capture_logs() as logs:
        async with watched() as story:
            await asyncio.sleep(20.0)
            for number in range(1, 6):
                story.hall.seat(operator(number, doctor=1))
            await asyncio.sleep(20.0)
            assert story.watch.missing_channels == 1
            story.hall.distributor.remove(operator(1).agent_id)
            await asyncio.sleep(20.0)
            assert story.watch.missing_channels == 0

    told = [
        (log["event"], log["log_level"], log.get("to_order"), log["operators"])
        for log in logs
        if log["event"].startswith("trunk.channels")
    ]
    assert told == [
        ("trunk.channels_short", "warning", 1, 5),
        ("trunk.channels_sufficed", "info", None, 4),
    ]
