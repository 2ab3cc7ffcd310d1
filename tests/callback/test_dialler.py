"""Whom to dial now, and never more than can be taken: `callback/dialler.py`."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from agents.agent import Activity, Agent, Presence
from base.ids import TrunkName
from base.instant import Instant
from base.step import Deadline
from callback.dialler import Dial, dial_now, is_soon_free, may_over_dial, next_look
from callback.facts import DialFacts, FreeChannels, OnLine, Strain
from callback.policy import CallbackPolicy
from callback.request import RequestState
from queues.queue import Entry, Rank
from tests.callback.stage import (
    DIALLING,
    MAIN,
    POLICY,
    attempt,
    contact,
    facts_of,
    floor_of,
    later,
    phone,
    request,
    wrapping_up,
)
from tests.support.site import ADVICE, DOCTORS, call_id, idle_agent
from tests.support.swift import SWIFT

IDLING = Strain(idle_share=0.02, loss_share=0.001)


def people(dials: tuple[Dial, ...]) -> list[int]:
    """Return who is dialled, in order."""
    return [dial.contact_id.int - contact(0).int for dial in dials]


def dialled(facts: DialFacts, policy: CallbackPolicy = POLICY) -> list[int]:
    """Return who is dialled at these facts."""
    return people(dial_now(facts, policy))


def waiting(number: int, **changed: object) -> Entry:
    """Return the entry of somebody on the line."""
    entry = Entry(call_id(number), ADVICE, 0, Instant(0.0))
    return replace(entry, **changed)  # type: ignore[arg-type]  # A story names the fields.


def test_first_in_line_is_dialled_for_each_idle_operator() -> None:
    facts = facts_of([request(3), request(1), request(2)], [idle_agent(1), idle_agent(2)])

    assert dialled(facts) == [1, 2]


def test_danger_goes_first_and_silence_last() -> None:
    asked = [request(1, rank=Rank.LAST), request(2), request(3, rank=Rank.URGENT)]

    assert dialled(facts_of(asked, [idle_agent(1), idle_agent(2)])) == [3, 2]


def test_wrap_up_about_to_end_is_dialled_for_and_a_longer_one_is_waited_for() -> None:
    soon, late = wrapping_up(1, until=15.0), wrapping_up(2, until=15.1)
    facts = facts_of([request(1), request(2)], [soon, late])

    assert dialled(facts) == [1]
    assert dial_now(facts, POLICY)[0].reason == "first_in_line wrap_up_ends_in 15s"
    assert next_look(facts, POLICY) == Deadline(Instant(15.1 - 15.0), "wrap_up_ends")


def test_operator_on_the_way_to_a_break_is_not_dialled_for() -> None:
    leaving = replace(wrapping_up(1, until=5.0), presence=Presence.BREAK)

    assert not is_soon_free(leaving, Instant(0.0), DIALLING.lead_s)
    assert dialled(facts_of([request(1)], [leaving])) == []


def test_who_waits_on_the_line_has_the_operator_and_nobody_is_dialled_for_them() -> None:
    facts = facts_of([request(1)], [wrapping_up(1, until=5.0)])
    crowded = replace(facts, floor=replace(facts.floor, entries={call_id(9): waiting(9)}))

    assert dialled(crowded) == []


def test_callback_in_flight_has_its_operator() -> None:
    flying = request(1, state=RequestState.IN_FLIGHT, call_id=attempt(1))
    facts = facts_of([flying, request(2)], [idle_agent(1)], in_flight={contact(1)})

    assert dialled(facts) == []


def test_answered_callback_that_waits_on_the_floor_is_one_person() -> None:
    flying = request(1, state=RequestState.IN_FLIGHT, call_id=attempt(1))
    agents = [wrapping_up(1, until=5.0), wrapping_up(2, until=5.0)]
    facts = facts_of([flying, request(2), request(3)], agents, in_flight={contact(1)})
    entry = waiting(9, contact_id=contact(1))
    answered = replace(facts, floor=replace(facts.floor, entries={entry.call_id: entry}))

    assert dialled(answered) == [2]


def test_who_is_on_the_line_is_passed_over_and_the_next_is_dialled() -> None:
    asked = [request(1), request(2)]
    by_number = facts_of(asked, [idle_agent(1)], on_line=OnLine(numbers={phone(1)}))
    by_contact = facts_of(asked, [idle_agent(1)], on_line=OnLine(contacts={contact(1)}))
    floor = floor_of(asked, [wrapping_up(1, 5.0), wrapping_up(2, 5.0)])
    held = waiting(9, contact_id=contact(1))
    by_entry = replace(facts_of(asked, []), floor=replace(floor, entries={held.call_id: held}))

    assert dialled(by_number) == [2]
    assert dialled(by_contact) == [2]
    assert dialled(by_entry) == [2]


def test_one_channel_is_always_left_for_whoever_calls() -> None:
    agents = [idle_agent(number) for number in range(1, 4)]
    asked = [request(number) for number in range(1, 4)]
    left = {MAIN: FreeChannels(free=2, reserve=1)}

    assert dialled(facts_of(asked, agents, channels=left)) == [1]
    assert dialled(facts_of(asked, agents, channels={MAIN: FreeChannels(1, 1)})) == []
    assert dialled(facts_of(asked, agents, channels={})) == []


def test_full_trunk_does_not_hold_up_who_is_rung_by_another() -> None:
    spare = TrunkName("spare")
    asked = [request(1), request(2, trunk=spare)]
    left = {MAIN: FreeChannels(1, 1), spare: FreeChannels(2, 1)}

    assert dialled(facts_of(asked, [idle_agent(1)], channels=left)) == [2]


def test_nobody_is_rung_in_the_quiet_hours_or_before_the_pace_allows() -> None:
    facts = facts_of([request(1)], [idle_agent(1)])

    assert dialled(replace(facts, is_open=False)) == []
    assert next_look(replace(facts, is_open=False), POLICY) is None
    paced = replace(facts, paced_until=Instant(0.2))
    assert dialled(paced) == []
    assert next_look(paced, POLICY) == Deadline(Instant(0.2), "pace")


def test_where_a_pace_is_set_one_is_dialled_at_a_time() -> None:
    policy = replace(POLICY, dial=replace(DIALLING, pace_s=0.2))
    facts = facts_of([request(1), request(2)], [idle_agent(1), idle_agent(2)])

    assert dialled(facts, policy) == [1]


def test_one_more_is_dialled_while_operators_idle_with_work_and_nobody_is_lost() -> None:
    facts = facts_of([request(1), request(2), request(3)], [idle_agent(1)], strain=IDLING)

    assert dialled(facts) == [1, 2]
    assert dial_now(facts, POLICY)[1].is_over_dialled
    assert dialled(replace(facts, strain=Strain(0.02, 0.006))) == [1]
    assert dialled(replace(facts, strain=Strain(0.009, 0.0))) == [1]
    assert not may_over_dial(replace(facts, strain=Strain()), POLICY)


def test_doctor_is_kept_for_who_needs_one_while_somebody_else_will_do() -> None:
    asked = [request(1), request(2, queue=DOCTORS)]
    facts = facts_of(asked, [idle_agent(1, doctor=1), idle_agent(2)])

    assert sorted(dialled(facts)) == [1, 2]


def test_person_nobody_at_work_could_take_is_not_rung_even_over() -> None:
    facts = facts_of([request(1, queue=DOCTORS)], [idle_agent(1)], strain=IDLING)

    assert dialled(facts) == []


def test_who_rests_until_a_later_time_is_not_rung() -> None:
    resting = request(1, state=RequestState.RESTING, next_at=later(60))

    assert dialled(facts_of([resting], [idle_agent(1)])) == []


def _agent(number: int, kind: int) -> Agent:
    doctor = {"doctor": 1} if number % 2 else {}
    match kind:
        case 0:
            return idle_agent(number, **doctor)
        case 1:
            return wrapping_up(number, until=10.0, **doctor)
        case 2:
            return wrapping_up(number, until=40.0, **doctor)
        case _:
            return replace(idle_agent(number, **doctor), activity=Activity.TALKING)


@st.composite
def moments(draw: st.DrawFn) -> DialFacts:
    """Draw a moment of a busy day."""
    kinds = draw(st.lists(st.integers(0, 3), max_size=5))
    agents = [_agent(number, kind) for number, kind in enumerate(kinds)]
    states = draw(st.lists(st.sampled_from(RequestState), max_size=8))
    queues = st.sampled_from([ADVICE, DOCTORS])
    asked = [request(n, state=state, queue=draw(queues)) for n, state in enumerate(states)]
    flying = {r.contact_id for r in asked if r.state is RequestState.IN_FLIGHT}
    waiting_now = draw(st.integers(0, 3))
    facts = facts_of(
        asked,
        agents,
        in_flight=flying,
        on_line=OnLine(draw(st.frozensets(st.integers(0, 7).map(phone), max_size=3))),
        channels={MAIN: FreeChannels(draw(st.integers(0, 6)), 1)},
        strain=draw(st.sampled_from([Strain(), IDLING])),
    )
    entries = {call_id(n): waiting(n) for n in range(50, 50 + waiting_now)}
    return replace(facts, floor=replace(facts.floor, entries=entries))


@given(moments())
@SWIFT
def test_never_more_is_in_flight_than_operators_come_free_and_channels_are_left(
    facts: DialFacts,
) -> None:
    dials = dial_now(facts, POLICY)
    hands = sum(
        is_soon_free(agent, facts.now, DIALLING.lead_s) for agent in facts.floor.agents.values()
    )
    over = DIALLING.over_dial if may_over_dial(facts, POLICY) else 0
    claims = len(facts.in_flight) + len(facts.floor.entries)

    assert not dials or len(dials) + claims <= hands + over
    assert len(dials) <= facts.channels[MAIN].for_callbacks
    assert sum(dial.is_over_dialled for dial in dials) <= over


@given(moments())
@SWIFT
def test_only_who_is_due_and_nowhere_else_is_dialled_and_nobody_twice(facts: DialFacts) -> None:
    dials = dial_now(facts, POLICY)

    assert len({dial.contact_id for dial in dials}) == len(dials)
    for dial in dials:
        asked = facts.requests[dial.contact_id]
        assert asked.state in {RequestState.DUE, RequestState.RESTING}
        assert asked.number not in facts.on_line.numbers
        assert dial.contact_id not in facts.in_flight
    assert dials == dial_now(facts, POLICY), "The same facts give the same decision."


@given(moments())
@SWIFT
def test_nobody_is_dialled_before_an_equal_who_stands_earlier_and_could_be(
    facts: DialFacts,
) -> None:
    chosen = [facts.requests[dial.contact_id] for dial in dial_now(facts, POLICY)]
    left_out = [
        asked
        for asked in facts.requests.values()
        if asked not in chosen
        and asked.state in {RequestState.DUE, RequestState.RESTING}
        and asked.number not in facts.on_line.numbers
    ]
    for later_one in chosen:
        for earlier in left_out:
            is_equal = (earlier.queue, earlier.rank) == (later_one.queue, later_one.rank)
            assert not (is_equal and earlier.placed_at < later_one.placed_at)
