"""Who is next, and to whom; the order of the line itself is that of `queues/queue.py`."""

from dataclasses import replace

from agents.agent import Activity, Presence
from base.instant import Instant
from queues.queue import Entry, Match, in_order, position_of
from queues.routing import is_manned, match_calls
from tests.support.site import ADVICE, DOCTOR, DOCTORS, QUEUES, call_id, idle_agent, operator

NOW = Instant(100.0)


def entry(number: int, *, entered_at: float, queue: str = "advice", priority: int = 0) -> Entry:
    """Return the place of the story's caller of this number."""
    name = DOCTORS if queue == "doctors" else ADVICE
    return Entry(call_id(number), name, priority, Instant(entered_at))


def pairs(matches: tuple[Match, ...]) -> list[tuple[int, str]]:
    """Return who goes to whom, in the order in which it was decided."""
    return [(match.call_id.int, match.account) for match in matches]


def test_longest_waiting_person_goes_first() -> None:
    entries = [entry(1, entered_at=20.0), entry(2, entered_at=10.0)]

    assert pairs(match_calls(entries, [idle_agent(1)], NOW, QUEUES)) == [(2, "agent-1")]


def test_higher_priority_goes_before_longer_waiting() -> None:
    entries = [entry(1, entered_at=10.0), entry(2, entered_at=90.0, priority=1)]

    assert pairs(match_calls(entries, [idle_agent(1)], NOW, QUEUES)) == [(2, "agent-1")]


def test_older_call_goes_first_among_those_who_entered_together() -> None:
    entries = [entry(2, entered_at=10.0), entry(1, entered_at=10.0)]

    assert [place.call_id.int for place in in_order(entries)] == [1, 2]


def test_longest_idle_agent_is_rung() -> None:
    agents = [idle_agent(1, idle_since=50.0), idle_agent(2, idle_since=10.0)]

    matches = match_calls([entry(1, entered_at=10.0)], agents, NOW, QUEUES)

    assert pairs(matches) == [(1, "agent-2")]


def test_better_skilled_agent_is_rung_before_the_longer_idle() -> None:
    agents = [idle_agent(1, idle_since=0.0, doctor=2), idle_agent(2, idle_since=90.0, doctor=1)]

    matches = match_calls([entry(1, entered_at=10.0, queue="doctors")], agents, NOW, QUEUES)

    assert pairs(matches) == [(1, "agent-2")]


def test_agent_below_the_needed_level_is_not_rung() -> None:
    novice = idle_agent(1, doctor=3)

    assert not match_calls([entry(1, entered_at=10.0, queue="doctors")], [novice], NOW, QUEUES)


def test_entry_nobody_can_take_does_not_block_those_behind() -> None:
    entries = [entry(1, entered_at=0.0, queue="doctors", priority=1), entry(2, entered_at=50.0)]

    assert pairs(match_calls(entries, [idle_agent(1)], NOW, QUEUES)) == [(2, "agent-1")]


def test_agent_in_two_queues_is_one_agent() -> None:
    entries = [entry(1, entered_at=0.0, queue="doctors", priority=1), entry(2, entered_at=0.0)]

    matches = match_calls(entries, [idle_agent(1, doctor=1)], NOW, QUEUES)

    assert pairs(matches) == [(1, "agent-1")]


def test_entry_whose_agent_is_being_rung_gets_no_second_one() -> None:
    rung = replace(entry(1, entered_at=0.0), agent_id=operator(9).agent_id)

    assert not match_calls([rung], [idle_agent(1)], NOW, QUEUES)


def test_only_available_and_idle_agents_are_rung() -> None:
    agents = [
        replace(idle_agent(1), presence=Presence.BREAK),
        replace(idle_agent(2), presence=Presence.OFFLINE),
        replace(idle_agent(3), activity=Activity.WRAP_UP),
        replace(idle_agent(4), activity=Activity.TALKING),
    ]

    assert not match_calls([entry(1, entered_at=0.0)], agents, NOW, QUEUES)


def test_match_says_in_words_why_it_was_made() -> None:
    agent = idle_agent(1, idle_since=70.0, doctor=2)
    waiting = entry(1, entered_at=58.5, queue="doctors", priority=1)

    (match,) = match_calls([waiting], [agent], NOW, QUEUES)

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
