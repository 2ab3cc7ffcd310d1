"""Virtual time: hours pass at once, in order, and nothing is lost on the way."""

import asyncio

import pytest

from base.tasks import spawn
from simulation.virtual_time import VirtualLoop


def test_a_day_of_waiting_is_over_at_once_and_the_clock_says_so() -> None:
    async def day() -> float:
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time()

    assert VirtualLoop().run(day()) == pytest.approx(86_400)


def test_what_is_asked_for_the_same_moment_happens_in_the_order_of_asking() -> None:
    async def story() -> list[str]:
        told: list[str] = []
        loop = asyncio.get_running_loop()
        loop.call_later(5, told.append, "first")
        loop.call_later(5, told.append, "second")
        loop.call_later(1, told.append, "sooner")
        await asyncio.sleep(6)
        return told

    assert VirtualLoop().run(story()) == ["sooner", "first", "second"]


def test_a_cancelled_timer_is_never_called_however_many_there_are() -> None:
    async def story() -> int:
        loop = asyncio.get_running_loop()
        called: list[int] = []
        for number in range(5000):
            timer = loop.call_later(10, called.append, number)
            if number % 100:
                timer.cancel()
        await asyncio.sleep(20)
        return len(called)

    assert VirtualLoop().run(story()) == 50


def test_tasks_meet_through_futures_and_one_that_fails_tells_its_owner() -> None:
    async def story() -> list[str]:
        told: list[str] = []
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def answer() -> None:
            await asyncio.sleep(3)
            done.set_result("answered")

        async def fail() -> None:
            msg = "a bug"
            raise ValueError(msg)

        spawn(answer(), name="answer")
        spawn(fail(), name="fail", on_failure=lambda error: told.append(str(error)))
        told.append(await done)
        return told

    assert VirtualLoop().run(story()) == ["a bug", "answered"]


def test_waiting_for_what_nobody_will_do_is_a_fault_and_not_an_endless_loop() -> None:
    async def story() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(AssertionError, match="nobody will do"):
        VirtualLoop().run(story())
