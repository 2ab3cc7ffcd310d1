"""An agent's day, and what holds whatever is told of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.activity import (
    AgentEvent,
    DeadlinePassed,
    PhoneLost,
    PhoneSeen,
    PresenceDeclared,
    Reserved,
    RingEnded,
    RingOutcome,
    TalkEnded,
    TalkResumed,
    WrapUpEnded,
    WrapUpExtended,
    advance,
    is_idle,
    is_present,
    marked_call,
    may_extend,
)
from agents.agent import Activity, Agent, BreakReason, Declared, PauseCause, Presence
from agents.phone import PhoneTrouble
from base.instant import Instant, after
from tests.support.site import AGENT_POLICY, call_id, idle_agent
from tests.support.swift import SWIFT

CALL, OTHER = call_id(1), call_id(2)
LUNCH, TRAINING = BreakReason("lunch"), BreakReason("training")


def told(agent: Agent, at: float, *events: AgentEvent) -> Agent:
    """Return the agent after these events at one moment."""
    for event in events:
        agent = advance(agent, event, Instant(at), AGENT_POLICY)
    return agent


def ringing() -> Agent:
    """Return an agent, idle since 0, whose telephone rings since 10."""
    return told(idle_agent(1), 10.0, Reserved(CALL))


def talking() -> Agent:
    """Return an agent who talks since 15."""
    return told(ringing(), 15.0, RingEnded(CALL, RingOutcome.ANSWERED))


def test_agent_rings_talks_writes_up_and_is_idle_again() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))
    free = told(wrapping_up, 105.0, DeadlinePassed())

    assert (talking().activity, talking().call_id) == (Activity.TALKING, CALL)
    assert (wrapping_up.activity, wrapping_up.until) == (Activity.WRAP_UP, 105.0)
    assert is_idle(free)
    assert (free.idle_since, free.until, free.call_id) == (105.0, None, None)


def test_agent_who_says_so_has_written_up_at_once_and_only_then() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))

    assert is_idle(told(wrapping_up, 80.0, WrapUpEnded()))
    assert told(talking(), 80.0, WrapUpEnded()) == talking()
    assert told(ringing(), 12.0, WrapUpEnded()) == ringing()


def test_agent_marks_the_last_call_that_they_talked_in() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))
    free = told(wrapping_up, 80.0, WrapUpEnded())
    rung_again = told(free, 81.0, Reserved(OTHER))

    assert marked_call(ringing()) is None
    assert [marked_call(a) for a in (talking(), wrapping_up, free, rung_again)] == [CALL] * 4
    answered = told(rung_again, 82.0, RingEnded(OTHER, RingOutcome.ANSWERED))
    assert marked_call(answered) == OTHER


def test_talk_is_measured_from_its_beginning_until_it_is_written_up() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))

    assert (talking().talk_since, wrapping_up.talk_since) == (15.0, 15.0)
    assert told(wrapping_up, 80.0, WrapUpEnded()).talk_since is None


def test_agent_works_through_the_line_unless_on_a_break_or_out_of_reach() -> None:
    assert is_present(talking())
    assert not is_present(replace(talking(), presence=Presence.BREAK))
    lost = told(ringing(), 12.0, RingEnded(CALL, RingOutcome.UNREACHABLE))
    assert not is_present(lost)


def test_caller_who_gives_up_first_does_not_cost_the_agent_the_place_among_the_idle() -> None:
    spared = told(ringing(), 14.0, RingEnded(CALL, RingOutcome.CANCELLED))

    assert is_idle(spared)
    assert (spared.idle_since, spared.since, spared.missed_rings) == (0.0, 14.0, 0)


@pytest.mark.parametrize(("misses", "pause_s"), [(1, 10.0), (2, 20.0), (3, 25.0), (9, 25.0)])
@pytest.mark.parametrize("outcome", [RingOutcome.TIMED_OUT, RingOutcome.DECLINED])
def test_pause_after_missed_rings_grows_and_never_for_ever(
    outcome: RingOutcome, misses: int, pause_s: float
) -> None:
    agent = replace(ringing(), missed_rings=misses - 1)
    left_alone = told(agent, 30.0, RingEnded(CALL, outcome))

    assert left_alone.activity is Activity.UNREACHABLE
    assert left_alone.until == 30.0 + pause_s
    assert left_alone.missed_rings == misses


def test_answered_ring_forgives_the_missed_ones() -> None:
    agent = replace(ringing(), missed_rings=4)

    assert told(agent, 12.0, RingEnded(CALL, RingOutcome.ANSWERED)).missed_rings == 0


def test_telephone_that_cannot_be_rung_is_tried_again_after_a_while_or_when_it_is_seen() -> None:
    away = told(ringing(), 11.0, RingEnded(CALL, RingOutcome.UNREACHABLE))

    assert (away.activity, away.until, away.missed_rings) == (Activity.UNREACHABLE, 18.0, 0)
    assert not is_idle(told(away, 17.9, DeadlinePassed()))
    assert is_idle(told(away, 18.0, DeadlinePassed()))
    assert is_idle(told(away, 12.0, PhoneSeen()))


def test_telephone_seen_in_mid_talk_ends_no_talk() -> None:
    agent = talking()

    assert told(agent, 20.0, PhoneSeen()) is agent


@pytest.mark.parametrize("presence", [Presence.BREAK, Presence.ASIDE, Presence.OFFLINE])
def test_wish_declared_in_a_talk_is_kept_and_takes_effect_after_wrap_up(
    presence: Presence,
) -> None:
    wishing = told(talking(), 20.0, PresenceDeclared(presence))
    after_wrap_up = told(told(wishing, 60.0, TalkEnded(CALL)), 90.0, DeadlinePassed())

    assert (wishing.activity, wishing.presence) == (Activity.TALKING, Presence.AVAILABLE)
    assert wishing.wish == Declared(presence)
    assert not is_present(wishing)
    assert (after_wrap_up.activity, after_wrap_up.presence) == (Activity.IDLE, presence)
    assert not is_idle(after_wrap_up)


def test_wish_is_taken_back_by_saying_what_one_is() -> None:
    wishing = told(talking(), 20.0, PresenceDeclared(Presence.BREAK, LUNCH))

    assert wishing.wish == Declared(Presence.BREAK, LUNCH)
    assert told(wishing, 21.0, PresenceDeclared(Presence.AVAILABLE)) == talking()


def test_wish_holds_when_the_caller_left_before_the_answer() -> None:
    wishing = told(ringing(), 11.0, PresenceDeclared(Presence.BREAK, LUNCH))
    spared = told(wishing, 12.0, RingEnded(CALL, RingOutcome.CANCELLED))

    assert (spared.presence, spared.reason, spared.since) == (Presence.BREAK, LUNCH, 12.0)
    assert spared.wish is None


def test_break_has_a_reason_that_goes_with_it() -> None:
    at_lunch = told(idle_agent(1), 50.0, PresenceDeclared(Presence.BREAK, LUNCH))
    in_training = told(at_lunch, 60.0, PresenceDeclared(Presence.ASIDE, TRAINING))
    back = told(in_training, 70.0, PresenceDeclared(Presence.AVAILABLE, LUNCH))

    assert (at_lunch.reason, at_lunch.since) == (LUNCH, 50.0)
    assert (in_training.reason, in_training.since) == (TRAINING, 60.0)
    assert back.reason is None


def test_wrap_up_is_made_longer_once_for_each_talk() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))
    longer = told(wrapping_up, 80.0, WrapUpExtended())
    after_that = told(longer, 165.0, DeadlinePassed())
    rung_again = told(after_that, 166.0, Reserved(OTHER))
    next_one = told(rung_again, 170.0, RingEnded(OTHER, RingOutcome.ANSWERED), TalkEnded(OTHER))

    assert (longer.until, longer.has_extended) == (165.0, True)
    assert told(longer, 81.0, WrapUpExtended()) is longer
    assert is_idle(after_that)
    assert may_extend(next_one, AGENT_POLICY)
    assert not may_extend(next_one, replace(AGENT_POLICY, wrap_up_extension_s=0.0))


@pytest.mark.parametrize("agent", [idle_agent(1), ringing(), talking()])
def test_nobody_gets_more_time_who_writes_nothing_up(agent: Agent) -> None:
    assert told(agent, 80.0, WrapUpExtended()) is agent


def test_agent_with_a_dead_telephone_is_not_rung_until_it_is_back() -> None:
    dead = told(idle_agent(1), 20.0, PhoneLost(PhoneTrouble.UNREGISTERED))
    back = told(dead, 50.0, PhoneSeen())

    assert (dead.presence, dead.trouble) == (Presence.AVAILABLE, PhoneTrouble.UNREGISTERED)
    assert not is_idle(dead)
    assert not is_present(dead)
    assert is_idle(back)
    assert back.idle_since == 50.0


def test_telephone_lost_in_mid_talk_ends_no_talk_and_nothing_rings_after_it() -> None:
    lost = told(talking(), 20.0, PhoneLost(PhoneTrouble.UNREACHABLE))
    free = told(told(lost, 60.0, TalkEnded(CALL)), 90.0, DeadlinePassed())

    assert lost.activity is Activity.TALKING
    assert free.activity is Activity.IDLE
    assert not is_idle(free)


def test_pause_of_who_missed_a_ring_says_why_and_outlasts_a_telephone_that_is_well() -> None:
    paused = told(ringing(), 30.0, RingEnded(CALL, RingOutcome.TIMED_OUT))

    assert (paused.paused_for, paused.paused_until) == (PauseCause.MISSED, 40.0)
    assert told(paused, 31.0, PhoneSeen()) is paused
    assert told(paused, 40.0, DeadlinePassed()).paused_until is None


def test_agent_who_declares_available_owes_no_pause_any_more() -> None:
    wrapping_up = told(talking(), 75.0, TalkEnded(CALL))

    assert is_idle(told(wrapping_up, 80.0, PresenceDeclared(Presence.AVAILABLE)))


def test_agent_back_from_a_break_stands_last_among_the_idle() -> None:
    away = told(idle_agent(1), 50.0, PresenceDeclared(Presence.BREAK))

    assert told(away, 99.0, PresenceDeclared(Presence.AVAILABLE)).idle_since == 99.0


def test_agent_who_declares_what_they_are_changes_nothing() -> None:
    idle = idle_agent(1)

    assert told(idle, 9.0, PresenceDeclared(Presence.AVAILABLE)) is idle
    busy = talking()
    assert told(busy, 20.0, PresenceDeclared(Presence.AVAILABLE)) is busy


@pytest.mark.parametrize(
    "event",
    [
        RingEnded(OTHER, RingOutcome.ANSWERED),
        RingEnded(OTHER, RingOutcome.UNREACHABLE),
        TalkEnded(OTHER),
        TalkEnded(CALL),
        DeadlinePassed(),
        PhoneSeen(),
    ],
)
def test_late_report_changes_nothing_of_an_agent_who_rings(event: AgentEvent) -> None:
    agent = ringing()

    assert told(agent, 12.0, event) is agent


def test_agent_found_in_a_talk_after_a_restart_is_not_idle() -> None:
    found = told(idle_agent(1), 5.0, TalkResumed(CALL))

    assert (found.activity, found.call_id) == (Activity.TALKING, CALL)
    assert told(found, 9.0, TalkEnded(CALL)).activity is Activity.WRAP_UP


calls = st.sampled_from([CALL, OTHER])
events: st.SearchStrategy[AgentEvent] = st.one_of(
    st.builds(PresenceDeclared, st.sampled_from(Presence), st.sampled_from([None, LUNCH])),
    st.builds(Reserved, calls),
    st.builds(RingEnded, calls, st.sampled_from(RingOutcome)),
    st.builds(TalkResumed, calls),
    st.builds(TalkEnded, calls),
    st.just(WrapUpEnded()),
    st.just(WrapUpExtended()),
    st.just(PhoneSeen()),
    st.builds(PhoneLost, st.sampled_from(PhoneTrouble)),
    st.just(DeadlinePassed()),
)
days = st.lists(st.tuples(st.sampled_from([0.0, 1.0, 8.0, 40.0]), events), max_size=30)
WITH_A_CALL = {Activity.RINGING, Activity.TALKING}
WITH_AN_END = {Activity.WRAP_UP, Activity.UNREACHABLE}


@given(days)
@SWIFT
def test_every_event_is_answered_in_every_activity_and_the_parts_agree(
    day: list[tuple[float, AgentEvent]],
) -> None:
    agent, now = idle_agent(1), Instant(0.0)
    for seconds, event in day:
        now = after(now, seconds)
        if agent.until is not None and agent.until <= now:
            agent = advance(agent, DeadlinePassed(), now, AGENT_POLICY)
        if isinstance(event, Reserved) and not is_idle(agent):
            continue
        agent = advance(agent, event, now, AGENT_POLICY)

        assert agent.until is None or agent.until > now
        assert (agent.until is not None) == (agent.activity in WITH_AN_END)
        assert agent.call_id is not None or agent.activity not in WITH_A_CALL
        assert agent.call_id is None or agent.activity is not Activity.IDLE
        assert agent.since <= now
        assert (agent.paused_for is not None) == (agent.activity is Activity.UNREACHABLE)
        assert not agent.has_extended or agent.activity is Activity.WRAP_UP
        assert agent.reason is None or agent.presence in {Presence.BREAK, Presence.ASIDE}


@given(days)
@SWIFT
def test_only_the_person_changes_their_presence(day: list[tuple[float, AgentEvent]]) -> None:
    agent, declared = idle_agent(1), Presence.AVAILABLE
    for _, event in day:
        if isinstance(event, Reserved) and not is_idle(agent):
            continue
        agent = advance(agent, event, Instant(1.0), AGENT_POLICY)
        if isinstance(event, PresenceDeclared):
            declared = event.presence

        assert agent.intends.presence is declared
        assert agent.wish is None or agent.activity in WITH_A_CALL


@given(days)
@SWIFT
def test_every_pause_ends_by_itself(day: list[tuple[float, AgentEvent]]) -> None:
    agent, now = idle_agent(1), Instant(0.0)
    for seconds, event in day:
        now = after(now, seconds)
        if not isinstance(event, Reserved) or is_idle(agent):
            agent = advance(agent, event, now, AGENT_POLICY)
    if agent.until is not None:
        agent = advance(agent, DeadlinePassed(), agent.until, AGENT_POLICY)

    assert agent.until is None
