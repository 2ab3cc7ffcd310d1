"""What holds for every walk through every script that passed its checks.

Of `ivr/walk.py`, `ivr/walking.py`, `ivr/entering.py`, `ivr/turns.py`: every event is answered at
every stage; nobody is trapped; 0 reaches a person.
"""

from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant, after
from ivr.facts import CallerMark, Facts, Hours
from ivr.menu import DIGITS, Digit
from ivr.nodes import CallbackNode, QueueNode, TransferNode
from ivr.walk import (
    FileRequest,
    Found,
    Go,
    Learned,
    Left,
    LookUp,
    LookUpOutcome,
    Pressed,
    RecordingDone,
    RecordingLost,
    Spoken,
    Take,
    TimedOut,
    WalkEvent,
)
from ivr.walking import MOST_TURNS
from tests.ivr.walks import TODAY, Stroll, shipped
from tests.support.swift import SWIFT

SCRIPTS = {name: shipped(name) for name in ("122", "support", "mark")}

facts = st.builds(
    Facts,
    today=st.just(TODAY),
    hours=st.sampled_from(Hours),
    is_storm=st.booleans(),
    caller=st.frozensets(st.sampled_from(CallerMark)),
)
keys = st.sampled_from(sorted(DIGITS)).map(lambda key: Pressed(Digit(key)))
takes = st.builds(Take, st.sampled_from(["what", "where", "who"]), st.integers(1, 2))
events = st.one_of(
    keys,
    st.just(Spoken()),
    st.just(TimedOut()),
    st.builds(Found, st.integers(0, 3), st.sampled_from(LookUpOutcome)),
    st.builds(RecordingDone, takes, st.floats(0, 60)),
    st.builds(RecordingLost, takes),
    st.builds(Learned, facts),
    st.just(Left()),
)
stories = st.lists(st.tuples(st.floats(0, 20), st.one_of(events, st.none())), max_size=40)
names = st.sampled_from(sorted(SCRIPTS))


def lead_on(stroll: Stroll) -> None:
    """Let happen what the walk waits for."""
    walk = stroll.walk
    commands = stroll.latest.commands
    if walk.is_speaking:
        stroll.happen(Spoken())
    elif any(isinstance(command, LookUp) for command in commands):
        stroll.find(LookUpOutcome.NOTHING)
    elif walk.deadline is not None:
        stroll.now = Instant(max(stroll.now, walk.deadline.at))
        stroll.happen(TimedOut())


def tell(stroll: Stroll, story: list[tuple[float, WalkEvent | None]]) -> None:
    """Let a story happen; where it says nothing, what is waited for happens."""
    for seconds, event in story:
        stroll.now = after(stroll.now, seconds)
        if event is None:
            lead_on(stroll)
        else:
            stroll.happen(event)


@given(names, facts, stories)
@SWIFT
def test_every_event_is_answered_and_somebody_who_is_not_spoken_to_is_waited_for(
    name: str, given_facts: Facts, story: list[tuple[float, WalkEvent | None]]
) -> None:
    stroll = Stroll(SCRIPTS[name], given_facts)
    for seconds, event in story:
        tell(stroll, [(seconds, event)])
        walk = stroll.walk

        assert stroll.latest.reason
        assert walk.is_over or walk.is_speaking or walk.deadline is not None


@given(names, facts, stories)
@SWIFT
def test_walk_ends_once_and_nothing_is_said_after_it(
    name: str, given_facts: Facts, story: list[tuple[float, WalkEvent | None]]
) -> None:
    stroll = Stroll(SCRIPTS[name], given_facts)
    tell(stroll, story)
    ends = [n for n, command in enumerate(stroll.commands) if isinstance(command, Go)]

    assert len(ends) <= 1
    assert not ends or ends[0] == len(stroll.commands) - 1


@given(names, facts, stories)
@SWIFT
def test_silence_leads_to_an_end_from_everywhere(
    name: str, given_facts: Facts, story: list[tuple[float, WalkEvent | None]]
) -> None:
    stroll = Stroll(SCRIPTS[name], given_facts)
    tell(stroll, story)
    for _ in range(6 * MOST_TURNS):
        if stroll.walk.is_over:
            break
        lead_on(stroll)

    assert stroll.walk.is_over


@given(st.sampled_from(["122", "support"]), facts, stories)
@SWIFT
def test_operator_key_reaches_a_person_from_everywhere(
    name: str, given_facts: Facts, story: list[tuple[float, WalkEvent | None]]
) -> None:
    """By night a request that was kept is what a person works off in the morning."""
    stroll = Stroll(SCRIPTS[name], given_facts)
    tell(stroll, [(s, e) for s, e in story if not isinstance(e, Left | Learned)])
    for _ in range(8):
        stroll.now = after(stroll.now, 1.0)
        stroll.happen(Pressed(Digit("0")))
        for _ in range(3):
            if stroll.walk.is_speaking:
                stroll.happen(Spoken())
        if stroll.walk.is_over:
            break
        # A 0 among digits is a digit: alone it ends with a pause.
        lead_on(stroll)

    assert stroll.end is not None
    has_filed = any(isinstance(command, FileRequest) for command in stroll.commands)
    was_served = stroll.end.reason == "chosen"
    is_person = isinstance(stroll.end.to, QueueNode | CallbackNode | TransferNode)
    assert is_person or has_filed or was_served


@given(names, facts, stories)
@SWIFT
def test_same_story_is_walked_the_same_way_again(
    name: str, given_facts: Facts, story: list[tuple[float, WalkEvent | None]]
) -> None:
    once, twice = Stroll(SCRIPTS[name], given_facts), Stroll(SCRIPTS[name], given_facts)
    tell(once, story)
    tell(twice, story)

    assert once.walk == twice.walk
    assert once.commands == twice.commands
