"""The caller hangs up at every point, and the agent wherever there is one.

`callflow/endings.py` answers each of them.
"""

from dataclasses import dataclass

import pytest

from agents.activity import RingOutcome
from callflow.call import Ended
from callflow.commands import (
    CallCommand,
    Clear,
    HangUp,
    HangUpAgent,
    LeaveQueue,
    PlayMusic,
    ReportTalkEnded,
    TakeBack,
)
from callflow.events import AgentGone, CallerHungUp, EngineFailed, Ring
from callflow.outcome import HangupCause, Outcome
from ivr.prompt import Phrase
from tests.callflow.stories import (
    BEGINNINGS,
    FIRST,
    TICKET_37,
    joining,
    reports,
    ringing,
    says,
    talking,
    waiting,
)
from tests.support.playbook import Because, Committed, at
from tests.support.site import TEXTS

NORMAL = HangupCause.NORMAL
RING = Ring(1)
CANCELLED = (LeaveQueue(), HangUpAgent(RING), reports(RingOutcome.CANCELLED))
TALK_ENDED = (HangUpAgent(RING), ReportTalkEnded(FIRST.agent_id))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ends whose caller hangs up at a moment of the story."""

    gone_at: float
    outcome: Outcome
    undone: tuple[CallCommand, ...] = ()
    """What was under way for the caller and must be undone, in this order."""


ENDINGS = {
    "answering": Ending(1.0, Outcome.ABANDONED),
    "greeting": Ending(2.0, Outcome.ABANDONED),
    "in_menu": Ending(5.5, Outcome.ABANDONED),
    "listening": Ending(8.0, Outcome.ABANDONED),
    "waiting": Ending(14.0, Outcome.ABANDONED, (LeaveQueue(),)),
    "announcing": Ending(23.0, Outcome.ABANDONED, (LeaveQueue(),)),
    "reserved": Ending(14.0, Outcome.ABANDONED, CANCELLED),
    "ringing": Ending(14.0, Outcome.ABANDONED, CANCELLED),
    "joining": Ending(14.0, Outcome.ABANDONED, CANCELLED),
    "talking": Ending(60.0, Outcome.ANSWERED, TALK_ENDED),
    "parting": Ending(21.0, Outcome.DIVERTED),
    "leaving": Ending(74.0, Outcome.ANSWERED),
    "rejected": Ending(0.1, Outcome.REFUSED),
    "closed": Ending(3.0, Outcome.DIVERTED),
}


@pytest.mark.parametrize("place", BEGINNINGS)
def test_caller_who_hangs_up_leaves_nothing_behind(place: str) -> None:
    ending = ENDINGS[place]
    story = BEGINNINGS[place]() >> at(ending.gone_at) >> CallerHungUp(NORMAL)
    for command in (*ending.undone, Clear()):
        story = story << command

    assert story
    call = story.run()
    assert call.phase == Ended(ending.outcome, NORMAL)
    assert call.times.hung_up_at == ending.gone_at
    assert not call.is_speaking


def test_agent_who_picked_up_but_was_never_heard_has_not_answered() -> None:
    story = joining() >> at(13.05) >> CallerHungUp(NORMAL)
    for command in (*CANCELLED, Clear()):
        story = story << command

    assert story
    times = story.run().times
    assert (times.ringing_at, times.answered_at, times.joined_at) == (10.5, None, None)


@pytest.mark.parametrize(
    ("gone_at", "outcome"),
    [(11.9, Outcome.SHORT_ABANDONED), (12.0, Outcome.ABANDONED)],
)
def test_caller_who_leaves_the_queue_within_five_seconds_is_counted_apart(
    gone_at: float, outcome: Outcome
) -> None:
    story = waiting() >> at(gone_at) >> CallerHungUp(NORMAL) << LeaveQueue() << Clear()

    assert story
    assert story.run().phase == Ended(outcome, NORMAL)


def test_agent_who_refuses_the_ring_leaves_the_caller_in_line() -> None:
    refused = AgentGone(RING, HangupCause.DECLINED)

    assert ringing() >> at(12.0) >> refused << reports(RingOutcome.DECLINED)


def test_agent_who_hangs_up_while_being_let_in_leaves_the_caller_in_line() -> None:
    story = joining() >> AgentGone(RING, NORMAL) << TakeBack() << PlayMusic()

    assert story << reports(RingOutcome.DECLINED)


def test_agent_who_hangs_up_in_the_talk_ends_the_call() -> None:
    story = talking() >> at(60.0) >> AgentGone(RING, NORMAL)

    assert story << ReportTalkEnded(FIRST.agent_id) << HangUp()


@pytest.mark.parametrize(
    "place", sorted(set(BEGINNINGS) - {"joining", "talking", "ringing", "reserved"})
)
def test_end_of_an_agents_leg_that_the_call_does_not_have_is_late(place: str) -> None:
    assert BEGINNINGS[place]() >> AgentGone(RING, NORMAL) << Because("late")


APOLOGISED: dict[str, tuple[CallCommand, ...]] = {
    "waiting": (LeaveQueue(),),
    "reserved": CANCELLED,
    "ringing": CANCELLED,
    "joining": (*CANCELLED, TakeBack()),
}
"""What a caller had under way to whom we must apologise, and for whom joining ended the lease."""


@pytest.mark.parametrize("place", ["waiting", "reserved", "ringing", "joining"])
def test_bug_of_ours_ends_the_call_with_an_apology_and_the_ticket(place: str) -> None:
    story = BEGINNINGS[place]() >> EngineFailed() << Committed()
    for command in APOLOGISED[place]:
        story = story << command

    told = story << says(3, _apology())
    assert told
    assert told.run().times.answered_at is None


@pytest.mark.parametrize("place", ["talking", "parting", "leaving", "rejected", "closed"])
def test_bug_of_ours_leaves_a_talk_and_last_words_alone(place: str) -> None:
    assert BEGINNINGS[place]() >> EngineFailed() << Because("engine_failed")


def test_bug_of_ours_before_the_answer_hangs_up() -> None:
    assert BEGINNINGS["answering"]() >> EngineFailed() << HangUp()


def _apology() -> Phrase:
    return TEXTS.apology + TICKET_37
