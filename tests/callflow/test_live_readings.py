"""What screens show of the line."""

from base.instant import Instant
from callflow.readings import read_live
from queues.floor import Floor
from queues.queue import Entry
from tests.callflow.stories import ENTERED_AT, greeting, waiting
from tests.support.site import (
    ADVICE,
    ARRIVED,
    CALL_POLICY,
    DOCTORS,
    MAIN,
    idle_agent,
)

WAITS = Entry(ARRIVED.call_id, DOCTORS, priority=1, entered_at=ENTERED_AT)


def test_waiting_caller_is_shown_with_their_place_and_never_with_their_number() -> None:
    live = read_live([waiting().run()], Floor({WAITS.call_id: WAITS}), Instant(30.0), CALL_POLICY)

    (call,) = live.calls
    assert (call.phase, call.queue, call.position, call.age_s) == ("Waiting", DOCTORS, 1, 30.0)
    assert call.ticket_number == ARRIVED.case.ticket_number
    assert live.waiting == {DOCTORS: 1, ADVICE: 0}
    assert "9101234567" not in str(live)


def test_caller_who_does_not_wait_has_no_place() -> None:
    live = read_live([greeting().run()], Floor(), Instant(3.0), CALL_POLICY)

    assert [call.position for call in live.calls] == [None]


def test_trunk_shows_its_channels_and_how_many_are_taken() -> None:
    live = read_live([waiting().run(), greeting().run()], Floor(), Instant(30.0), CALL_POLICY)

    (trunk,) = live.trunks
    assert (trunk.name, trunk.channels, trunk.in_use) == (MAIN, 6, 2)


def test_agent_is_shown_with_what_they_do_and_for_how_long() -> None:
    agent = idle_agent(1, idle_since=10.0)
    live = read_live([], Floor(agents={agent.agent_id: agent}), Instant(14.5), CALL_POLICY)

    (shown,) = live.agents
    assert (shown.account, shown.activity, shown.since_s) == ("agent-1", "idle", 4.5)
