"""A whole day on the virtual loop: `simulation/schedule.py` keeps the same time on both."""

from datetime import UTC, datetime

import pytest

from base.clock import LoopClock
from simulation.app_queue import AppQueue, AppQueuePolicy, app_queue_day
from simulation.figures import figures_of
from simulation.neighbourhood import Neighbourhood, trace_of
from simulation.scenario import load_scenario
from simulation.schedule import LoopSchedule
from simulation.virtual_time import VirtualLoop


def test_a_day_on_the_virtual_loop_is_the_day_on_the_heap() -> None:
    """Citizens, carrier and operators must not notice on what they live."""
    scenario = load_scenario("flash-crowd")
    on_heap = figures_of(app_queue_day(scenario, trace_of(scenario, seed=1, day=0)))
    loop = VirtualLoop()

    async def live() -> None:
        schedule = LoopSchedule(loop, LoopClock(datetime(2021, 9, 14, 8, tzinfo=UTC)))
        trace = trace_of(scenario, seed=1, day=0)
        around = Neighbourhood(schedule, scenario, trace, are_remembered=False)
        exchange = AppQueue(schedule, around.carrier, AppQueuePolicy())
        exchange.staff(around.open(exchange, exchange))
        closed = loop.create_future()
        schedule.at(scenario.closes_at_s, lambda: closed.set_result(None))
        await closed
        on_loop = figures_of(around.close())
        assert on_loop.served == on_heap.served
        assert on_loop.attempts == on_heap.attempts
        assert on_loop.asa_s == pytest.approx(on_heap.asa_s)

    loop.run(live())
    assert loop.failures == []
