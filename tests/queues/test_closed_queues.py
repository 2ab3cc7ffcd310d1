"""Nobody is left in a closed queue: neither who waits then, nor who comes later."""

from agents.activity import RingOutcome
from agents.agent import Activity
from base.instant import Instant
from queues.messages import EntryQueued, LineClosing, RingReported, TurnAway, TurnAwayReason
from tests.queues.test_floor import SECOND, Day
from tests.support.site import ADVICE, DOCTORS, call_id


def test_closing_tells_who_waits_in_order_and_leaves_those_whose_agent_rings() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    day.enter(3.0, 9)
    day.enter(2.0, 8)
    day.enter(4.0, 5, DOCTORS)

    commands = day.take(10.0, LineClosing(frozenset({ADVICE})))

    assert commands == (
        TurnAway(call_id(8), TurnAwayReason.CLOSING),
        TurnAway(call_id(9), TurnAwayReason.CLOSING),
    )
    assert set(day.floor.entries) == {call_id(7), call_id(5)}


def test_nobody_waits_who_enters_a_closed_queue_and_no_agent_is_rung_for_them() -> None:
    day = Day()
    day.seat(0.0, 2)

    told = day.take(10.0, EntryQueued(call_id(7), ADVICE, Instant(10.0), is_closed=True))

    assert told == (TurnAway(call_id(7), TurnAwayReason.CLOSING),)
    assert not day.floor.entries
    assert day.activity(2) is Activity.IDLE


def test_ring_in_vain_that_outlasted_the_closing_leaves_nobody_waiting() -> None:
    day = Day()
    day.seat(0.0, 2)
    day.enter(1.0, 7)
    assert day.take(10.0, LineClosing(frozenset({ADVICE}))) == ()

    ring = RingReported(call_id(7), SECOND.agent_id, RingOutcome.DECLINED)

    assert day.take(12.0, ring) == (TurnAway(call_id(7), TurnAwayReason.CLOSING),)
    assert not day.floor.entries
