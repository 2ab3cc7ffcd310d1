"""How long people wait, honestly, and who is idle for whom.

`queues/estimate.py`, what it learns from in `queues/handling.py`, and `queues/readings.py`.
"""

from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from agents.agent import Activity, Agent, Presence
from base.ids import AgentId
from base.instant import Instant
from queues.estimate import (
    Method,
    Overhead,
    PromiseError,
    PromiseOutcome,
    estimate_wait,
    promise_error,
)
from queues.floor import Floor, advance
from queues.handling import busy_s_of, learned
from queues.messages import (
    AgentSeated,
    EntryQueued,
    FloorDeadline,
    PromisePut,
    RingReported,
    TalkReported,
)
from queues.queue import Entry, Rank
from queues.readings import Person, idle_unclaimed
from tests.queues.test_order_and_promises import contact, promised
from tests.support.site import (
    ADVICE,
    DOCTORS,
    FLOOR_POLICY,
    QUEUES,
    call_id,
    idle_agent,
    operator,
)

NOW = Instant(1000.0)
NOTHING_LOST = Overhead(connect_s=0.0)
NEWCOMER = Person(ADVICE, NOW)
HANDLE_S = QUEUES[ADVICE].handle_s


def seated(*agents: Agent) -> dict[AgentId, Agent]:
    """Return these agents as they stand on a floor."""
    return {agent.agent_id: agent for agent in agents}


def talking(number: int, **skills: int) -> Agent:
    """Return an agent who talks."""
    return replace(idle_agent(number, **skills), activity=Activity.TALKING)


def with_promises(floor: Floor, *numbers: int, **changed: object) -> Floor:
    """Return the floor on which these people have a promise."""
    for number in numbers:
        put = PromisePut(promised(number, **changed))
        floor = advance(floor, put, NOW, FLOOR_POLICY).state
    return floor


def waiting(number: int, entered_at: float, **changed: object) -> Entry:
    """Return somebody on the line."""
    entry = Entry(call_id(number), ADVICE, 0, Instant(entered_at))
    return replace(entry, **changed)  # type: ignore[arg-type]  # A story names the fields.


def test_idle_operator_makes_no_wait() -> None:
    floor = Floor(agents=seated(idle_agent(1)))
    estimate = estimate_wait(floor, NEWCOMER, NOW, FLOOR_POLICY)

    assert (estimate.method, estimate.wait_s) == (Method.IDLE_AGENT, 3.0)


def test_four_people_before_two_busy_operators_take_two_and_a_half_talks() -> None:
    busy = Floor(agents=seated(talking(1), talking(2)))
    floor = with_promises(busy, 1, 2, 3, 4)
    estimate = estimate_wait(floor, NEWCOMER, NOW, FLOOR_POLICY, NOTHING_LOST)

    assert estimate.wait_s == pytest.approx(5 * HANDLE_S / 2)
    assert (estimate.ahead, estimate.operators) == (4, 2)
    assert estimate.method is Method.PEOPLE_AHEAD


def test_nobody_can_tell_while_nobody_is_at_work() -> None:
    on_break = replace(talking(1), presence=Presence.BREAK)
    floor = Floor(agents=seated(on_break, idle_agent(2)))
    doctors = Person(DOCTORS, NOW)

    assert estimate_wait(floor, doctors, NOW, FLOOR_POLICY).method is Method.NOBODY_AT_WORK
    assert estimate_wait(floor, doctors, NOW, FLOOR_POLICY).wait_s is None


def test_people_of_another_queue_count_where_the_same_operators_take_them() -> None:
    shared = Floor(agents=seated(talking(1, doctor=1)))
    apart = Floor(agents=seated(talking(1)))
    changed = {"queue": DOCTORS, "priority": 1}

    for floor, ahead in ((shared, 3), (apart, 0)):
        full = with_promises(floor, 1, 2, 3, **changed)
        assert estimate_wait(full, NEWCOMER, NOW, FLOOR_POLICY).ahead == ahead


def test_person_in_the_line_is_not_counted_before_themselves() -> None:
    floor = with_promises(Floor(agents=seated(talking(1))), 1, 2, 3)
    second = Person(ADVICE, Instant(2.0), contact_id=contact(2))

    urgent = Person(ADVICE, NOW, rank=Rank.URGENT)

    for person, ahead in ((second, 1), (NEWCOMER, 3), (urgent, 0)):
        assert estimate_wait(floor, person, NOW, FLOOR_POLICY).ahead == ahead


def test_whose_next_try_comes_due_meanwhile_is_counted_and_a_later_one_is_not() -> None:
    floor = with_promises(Floor(agents=seated(talking(1))), 1, 2)
    soon = with_promises(floor, 3, not_before=Instant(1100.0))
    far = with_promises(floor, 3, not_before=Instant(9000.0))

    assert estimate_wait(soon, NEWCOMER, NOW, FLOOR_POLICY, NOTHING_LOST).ahead == 3
    assert estimate_wait(far, NEWCOMER, NOW, FLOOR_POLICY, NOTHING_LOST).ahead == 2


def test_callbacks_that_reach_nobody_lengthen_the_wait_of_those_behind() -> None:
    floor = with_promises(Floor(agents=seated(talking(1))), 1, 2)
    half = Overhead(unreached_share=0.5, unreached_cost_s=10.0, connect_s=0.0)

    estimate = estimate_wait(floor, NEWCOMER, NOW, FLOOR_POLICY, half)

    assert estimate.wait_s == pytest.approx(3 * (HANDLE_S + 10.0))


def test_long_talks_of_the_day_are_learned_and_the_expectation_fades() -> None:
    known = learned(None, 300.0, QUEUES[ADVICE])
    assert known.mean_s == pytest.approx(HANDLE_S + (300.0 - HANDLE_S) / 11)

    for _ in range(300):
        known = learned(known, 300.0, QUEUES[ADVICE])
    assert busy_s_of(QUEUES[ADVICE], {ADVICE: known}) == pytest.approx(300.0, abs=1.0)
    assert busy_s_of(QUEUES[ADVICE], {}) == HANDLE_S


def test_floor_learns_talk_and_wrap_up_together() -> None:
    floor = Floor()
    agent_id = operator(1).agent_id
    for at, event in (
        (0.0, AgentSeated(operator(1), Presence.AVAILABLE)),
        (0.0, EntryQueued(call_id(1), ADVICE, Instant(0.0))),
        (5.0, RingReported(call_id(1), agent_id, RingOutcome.ANSWERED)),
        (105.0, TalkReported(call_id(1), agent_id)),
        (135.0, FloorDeadline()),
    ):
        floor = advance(floor, event, Instant(at), FLOOR_POLICY).state

    assert floor.handles == {ADVICE: learned(None, 130.0, QUEUES[ADVICE])}
    assert floor.handles[ADVICE].mean_s < HANDLE_S


def test_idle_operator_is_claimed_by_who_waits_and_by_callbacks_in_flight() -> None:
    agents = seated(idle_agent(1), idle_agent(2), idle_agent(3))
    entry = waiting(1, 0.0, preferred=operator(9).agent_id)
    floor = Floor(entries={entry.call_id: entry}, agents=agents)

    assert idle_unclaimed(floor, ADVICE, FLOOR_POLICY, callbacks_in_flight=0) == 2
    assert idle_unclaimed(floor, ADVICE, FLOOR_POLICY, callbacks_in_flight=1) == 1
    assert idle_unclaimed(floor, ADVICE, FLOOR_POLICY, callbacks_in_flight=9) == 0
    assert idle_unclaimed(floor, DOCTORS, FLOOR_POLICY, callbacks_in_flight=0) == 0


def test_who_waits_for_a_doctor_claims_no_operator_who_is_none() -> None:
    entry = waiting(1, 0.0, queue=DOCTORS)
    floor = Floor(entries={entry.call_id: entry}, agents=seated(idle_agent(1)))

    assert idle_unclaimed(floor, ADVICE, FLOOR_POLICY, callbacks_in_flight=0) == 1


def test_promises_are_measured_by_what_became_of_four_in_five() -> None:
    outcomes = [PromiseOutcome(600.0, 600.0 + wrong) for wrong in (0, 10, -20, 40, 500)]

    assert promise_error(outcomes) == PromiseError(promises=5, p80_s=40.0, mean_s=106.0)
    assert promise_error([]) is None
