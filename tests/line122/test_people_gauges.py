"""Promises, storms and what channels are used for, as a monitoring system reads them."""

import pytest
from prometheus_client import CollectorRegistry

from base.clock import LoopClock
from callflow.storm import StormPolicy
from callflow.storm_watch import StormWatch, WatchDoors, WatchPolicy
from line122.people_gauges import show_people
from storage.memory import MemoryBooks
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import ZONE, operator

pytestmark = pytest.mark.looptime


async def test_gauges_follow_the_hall_without_being_told() -> None:
    hall, clock, registry = Hall(), LoopClock(STARTED_AT), CollectorRegistry()
    doors = WatchDoors(clock, hall.calls, hall.distributor, MemoryBooks(clock, ZONE).storms)
    watch = StormWatch(doors, WatchPolicy(StormPolicy(), look_every_s=5.0), ZONE)
    show_people(registry, hall.calls, hall.callbacks, watch)
    before = registry.get_sample_value("line122_channels_in_use", {"purpose": "hold"})
    for number in range(1, 7):
        hall.seat(operator(number, doctor=1))
    await hall.dial("89101234567")
    watch.look()
    hall.calls.is_storm = True

    assert before == 0
    assert (
        sum(
            registry.get_sample_value("line122_channels_in_use", {"purpose": purpose}) or 0
            for purpose in ("talk", "hold", "menu", "announcement", "callback", "emergency")
        )
        == 1
    )
    assert registry.get_sample_value("line122_channels_missing") == 2
    assert registry.get_sample_value("line122_storm") == 1
    assert registry.get_sample_value("line122_people_promised") == 0
    await hall.calls.stop()
    await hall.close()
