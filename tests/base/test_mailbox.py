"""The mailbox: events in order, the deadline when nothing comes first."""

import asyncio
from datetime import UTC, datetime

import pytest

from base.clock import LoopClock
from base.instant import Instant, after
from base.mailbox import Mailbox
from base.step import Deadline
from base.tasks import cancel, spawn

pytestmark = pytest.mark.looptime


def mailbox(limit: int = 10) -> tuple[Mailbox[str], LoopClock]:
    """Return an empty mailbox and its clock."""
    clock = LoopClock(datetime(2026, 11, 22, tzinfo=UTC))
    return Mailbox(clock, limit), clock


def due(clock: LoopClock, seconds: float) -> Deadline:
    """Return a deadline so many seconds from now."""
    return Deadline(after(clock.instant(), seconds), "story")


async def test_events_are_read_in_the_order_in_which_they_came() -> None:
    box, _ = mailbox()
    for event in "abc":
        box.put(event)

    assert [await box.take(None) for _ in range(3)] == ["a", "b", "c"]
    assert len(box) == 0


async def test_reader_sleeps_until_the_deadline_and_not_longer() -> None:
    box, clock = mailbox()
    deadline = due(clock, 30.0)

    assert await box.take(deadline) is deadline
    assert clock.instant() == pytest.approx(deadline.at)


async def test_event_wakes_the_reader_before_the_deadline() -> None:
    box, clock = mailbox()
    asyncio.get_running_loop().call_later(7.0, box.put, "early")

    assert await box.take(due(clock, 30.0)) == "early"
    assert clock.instant() == pytest.approx(7.0)


async def test_event_that_is_here_goes_before_a_deadline_that_has_passed() -> None:
    box, clock = mailbox()
    passed = Deadline(Instant(clock.instant() - 5.0), "passed")
    box.put("first")

    assert await box.take(passed) == "first"
    assert await box.take(passed) is passed


async def test_what_came_while_the_process_stood_still_goes_before_the_deadline_it_missed() -> (
    None
):
    box, clock = mailbox()
    missed = Deadline(Instant(clock.instant() - 5.0), "missed")
    asyncio.get_running_loop().call_later(0.05, box.put, "read from a socket")

    assert await box.take(missed) == "read from a socket"
    assert clock.instant() == pytest.approx(0.05)
    assert await box.take(missed) is missed


async def test_reader_that_is_hardly_late_takes_the_deadline_at_once() -> None:
    box, clock = mailbox()
    passed = Deadline(Instant(clock.instant() - 0.1), "passed")
    asyncio.get_running_loop().call_later(0.05, box.put, "later")

    assert await box.take(passed) is passed
    assert clock.instant() == 0.0


async def test_reader_without_a_deadline_waits_for_as_long_as_it_takes() -> None:
    box, clock = mailbox()
    asyncio.get_running_loop().call_later(86_400.0, box.put, "tomorrow")

    assert await box.take(None) == "tomorrow"
    assert clock.instant() == pytest.approx(86_400.0)


async def test_full_mailbox_takes_nothing_and_says_so() -> None:
    box, _ = mailbox(limit=2)

    assert [box.put(event) for event in "abc"] == [True, True, False]
    assert await box.take(None) == "a"
    assert box.put("d")
    assert [await box.take(None) for _ in range(2)] == ["b", "d"]


async def test_reader_that_was_cancelled_leaves_the_mailbox_fit_for_the_next() -> None:
    box, _ = mailbox()
    read: list[str | Deadline] = []

    async def reader() -> None:
        read.append(await box.take(None))

    first = spawn(reader(), name="first reader")
    await asyncio.sleep(1.0)
    await cancel(first)
    second = spawn(reader(), name="second reader")
    await asyncio.sleep(1.0)
    box.put("for the second")
    await second

    assert read == ["for the second"]


async def test_loop_clock_tells_both_times_together() -> None:
    _, clock = mailbox()
    begun_at, begun = clock.now(), clock.instant()
    await asyncio.sleep(90.0)

    assert (clock.now() - begun_at).total_seconds() == pytest.approx(90.0)
    assert clock.instant() - begun == pytest.approx(90.0)
