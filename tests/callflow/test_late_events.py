"""What comes too late, each by its own name."""

import pytest

from agents.activity import RingOutcome
from callflow.commands import Clear, HangUpAgent, LeaveQueue
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    EngineFailed,
    Joined,
    Performance,
    Ring,
    TurnedAway,
)
from callflow.outcome import HangupCause
from queues.messages import TurnAwayReason
from tests.callflow.stories import (
    BEGINNINGS,
    SECOND_PLACE,
    matched,
    parting,
    pressed,
    reports,
    ringing,
    said,
    talking,
    waiting,
)
from tests.support.playbook import Because, Playbook, at

NORMAL = HangupCause.NORMAL


def gone() -> Playbook:
    """Tell a call whose caller left the queue."""
    return waiting() >> at(14.0) >> CallerHungUp(NORMAL) << LeaveQueue() << Clear()


@pytest.mark.parametrize(
    "place", ["answering", "greeting", "in_menu", "talking", "parting", "leaving", "closed"]
)
def test_match_for_a_caller_who_waits_no_more_frees_the_agent(place: str) -> None:
    story = BEGINNINGS[place]() >> matched() << Because("match_late")

    assert story << LeaveQueue() << reports(RingOutcome.CANCELLED)


def test_match_for_a_caller_who_is_gone_frees_the_agent() -> None:
    story = gone() >> matched() << Because("match_late")

    assert story << LeaveQueue() << reports(RingOutcome.CANCELLED)


def test_second_match_while_an_agent_rings_frees_the_second_agent_and_keeps_the_place() -> None:
    assert ringing() >> matched(2) << reports(RingOutcome.CANCELLED, agent=2)


def test_agent_who_answers_after_the_caller_left_is_hung_up() -> None:
    assert gone() >> AgentAnswered(Ring(1)) << Because("agent_late") << HangUpAgent(Ring(1))


def test_agents_telephone_that_begins_to_ring_after_its_ring_is_over_is_hung_up() -> None:
    story = ringing() >> at(12.0) >> AgentGone(Ring(1), NORMAL) << reports(RingOutcome.DECLINED)

    assert story >> AgentRinging(Ring(1)) << Because("agent_late") << HangUpAgent(Ring(1))


def test_answer_that_is_told_twice_does_not_hang_up_the_agent_who_talks() -> None:
    assert talking() >> AgentAnswered(Ring(1)) << Because("late")


def test_ring_that_is_over_cannot_let_its_agent_in() -> None:
    story = ringing() >> at(12.0) >> AgentGone(Ring(1), NORMAL) << reports(RingOutcome.DECLINED)

    assert story >> Joined(Ring(1)) << Because("late")


def test_position_that_is_told_while_an_agent_rings_is_not_spoken() -> None:
    assert ringing() >> SECOND_PLACE << Because("late")


def test_end_of_an_older_utterance_is_nobodys_news() -> None:
    assert parting() >> said(2) << Because("late")


@pytest.mark.parametrize(
    "event",
    [
        Answered(),
        said(1),
        pressed("1"),
        CallerHungUp(NORMAL),
        SECOND_PLACE,
        TurnedAway(TurnAwayReason.CLOSING),
        AgentGone(Ring(1), NORMAL),
        Joined(Ring(1)),
        CommandFailed(Performance.SAY, 1),
        CommandFailed(Performance.ANSWER),
        DeadlinePassed("announcement_due"),
        EngineFailed(),
    ],
)
def test_ended_call_absorbs_what_still_comes(event: CallEvent) -> None:
    before, story = gone(), gone() >> event

    assert story
    assert story.run() == before.run()
