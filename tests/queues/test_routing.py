"""Who is next, and to whom; the order of the line itself is that of `queues/queue.py`."""

from dataclasses import replace

from agents.agent import Activity, Agent, Presence
from base.instant import Instant
from queues.order import position_of
from queues.queue import Entry, Match, Rank, in_order
from queues.routing import is_manned, match_calls
from tests.support.site import (
    ADVICE,
    DOCTOR,
    DOCTORS,
    FLOOR_POLICY,
    call_id,
    idle_agent,
    operator,
)

NOW = Instant(100.0)


def entry(number: int, *, entered_at: float, queue: str = "advice", priority: int = 0) -> Entry:
    """Return the place of the story's caller of this number."""
    name = DOCTORS if queue == "doctors" else ADVICE
    return Entry(call_id(number), name, priority, Instant(entered_at))


def matched(entries: list[Entry], agents: list[Agent], now: Instant = NOW) -> tuple[Match, ...]:
    """Return what is decided for these people and these agents."""
    present = {agent.agent_id: agent for agent in agents}
    return match_calls(entries, present, now, FLOOR_POLICY)


def pairs(matches: tuple[Match, ...]) -> list[tuple[int, str]]:
    """Return who goes to whom, in the order in which it was decided."""
    return [(match.call_id.int, match.account) for match in matches]


def test_longest_waiting_person_goes_first() -> None:
    entries = [entry(1, entered_at=20.0), entry(2, entered_at=10.0)]

    assert pairs(matched(entries, [idle_agent(1)])) == [(2, "agent-1")]


def test_higher_priority_goes_before_longer_waiting() -> None:
    entries = [entry(1, entered_at=10.0), entry(2, entered_at=90.0, priority=1)]

    assert pairs(matched(entries, [idle_agent(1)])) == [(2, "agent-1")]


def test_older_call_goes_first_among_those_who_entered_together() -> None:
    entries = [entry(2, entered_at=10.0), entry(1, entered_at=10.0)]

    assert [place.call_id.int for place in in_order(entries)] == [1, 2]


def test_longest_idle_agent_is_rung() -> None:
    agents = [idle_agent(1, idle_since=50.0), idle_agent(2, idle_since=10.0)]

    matches = matched([entry(1, entered_at=10.0)], agents)

    assert pairs(matches) == [(1, "agent-2")]


def test_better_skilled_agent_is_rung_before_the_longer_idle() -> None:
    agents = [idle_agent(1, idle_since=0.0, doctor=2), idle_agent(2, idle_since=90.0, doctor=1)]

    matches = matched([entry(1, entered_at=10.0, queue="doctors")], agents)

    assert pairs(matches) == [(1, "agent-2")]


def test_agent_below_the_needed_level_is_not_rung() -> None:
    novice = idle_agent(1, doctor=3)

    assert not matched([entry(1, entered_at=10.0, queue="doctors")], [novice])


def test_entry_nobody_can_take_does_not_block_those_behind() -> None:
    entries = [entry(1, entered_at=0.0, queue="doctors", priority=1), entry(2, entered_at=50.0)]

    assert pairs(matched(entries, [idle_agent(1)])) == [(2, "agent-1")]


def test_agent_in_two_queues_is_one_agent() -> None:
    entries = [entry(1, entered_at=0.0, queue="doctors", priority=1), entry(2, entered_at=0.0)]

    matches = matched(entries, [idle_agent(1, doctor=1)])

    assert pairs(matches) == [(1, "agent-1")]


def test_entry_whose_agent_is_being_rung_gets_no_second_one() -> None:
    rung = replace(entry(1, entered_at=0.0), agent_id=operator(9).agent_id)

    assert not matched([rung], [idle_agent(1)])


def test_only_available_and_idle_agents_are_rung() -> None:
    agents = [
        replace(idle_agent(1), presence=Presence.BREAK),
        replace(idle_agent(2), presence=Presence.OFFLINE),
        replace(idle_agent(3), activity=Activity.WRAP_UP),
        replace(idle_agent(4), activity=Activity.TALKING),
    ]

    assert not matched([entry(1, entered_at=0.0)], agents)


def test_match_says_in_words_why_it_was_made() -> None:
    agent = idle_agent(1, idle_since=70.0, doctor=2)
    waiting = entry(1, entered_at=58.5, queue="doctors", priority=1)

    (match,) = matched([waiting], [agent])

    assert match.reason == (
        "longest_waiting 41.5s priority 1 to longest_idle 30.0s needs doctor level 2"
    )


def test_hall_is_manned_by_whoever_is_logged_in_even_on_a_break() -> None:
    on_break = replace(idle_agent(1, doctor=1), presence=Presence.BREAK)
    gone = replace(on_break, presence=Presence.OFFLINE)

    assert is_manned([on_break], {DOCTOR: 2})
    assert not is_manned([gone], {DOCTOR: 2})
    assert not is_manned([idle_agent(1)], {DOCTOR: 2})


def test_position_counts_those_of_the_same_queue_only() -> None:
    entries = [
        entry(1, entered_at=0.0, queue="doctors", priority=1),
        entry(2, entered_at=1.0),
        entry(3, entered_at=2.0),
    ]

    position = position_of(call_id(3), entries)

    assert position is not None
    assert (position.position, position.waiting) == (2, 2)
    assert position_of(call_id(4), entries) is None


def test_who_was_cut_off_in_talk_gets_the_same_agent_before_the_longer_idle() -> None:
    cut_off = replace(entry(1, entered_at=90.0), preferred=operator(2).agent_id)
    agents = [idle_agent(1, idle_since=0.0), idle_agent(2, idle_since=80.0)]

    (match,) = matched([cut_off], agents)

    assert match.account == "agent-2"
    assert match.reason.startswith("cut_off_with")


def test_who_was_cut_off_is_kept_for_their_agent_for_a_moment_and_holds_up_nobody() -> None:
    cut_off = replace(entry(1, entered_at=90.0), preferred=operator(2).agent_id)
    agents = [idle_agent(1), replace(idle_agent(2), activity=Activity.WRAP_UP)]
    behind = entry(2, entered_at=95.0)

    assert pairs(matched([cut_off, behind], agents)) == [(2, "agent-1")]
    assert pairs(matched([cut_off], agents, Instant(110.0))) == [(1, "agent-1")]


def test_who_was_cut_off_is_not_kept_for_an_agent_on_a_break() -> None:
    cut_off = replace(entry(1, entered_at=90.0), preferred=operator(2).agent_id)
    agents = [idle_agent(1), replace(idle_agent(2), presence=Presence.BREAK)]

    assert pairs(matched([cut_off], agents)) == [(1, "agent-1")]


def test_danger_goes_before_priority_and_silence_after_everybody() -> None:
    silent = replace(entry(1, entered_at=0.0, priority=1), rank=Rank.LAST)
    urgent = replace(entry(2, entered_at=90.0), rank=Rank.URGENT)
    normal = entry(3, entered_at=50.0)

    assert [place.call_id.int for place in in_order([silent, normal, urgent])] == [2, 3, 1]


def test_place_goes_by_the_first_dial_not_by_this_call() -> None:
    early = replace(entry(2, entered_at=90.0), placed_at=Instant(1.0))

    assert [place.call_id.int for place in in_order([entry(1, entered_at=50.0), early])] == [2, 1]
