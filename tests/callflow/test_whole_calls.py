"""Whole calls, told line by line on virtual time.

`callflow/machine.py` leads them from the arrival to the end, `callflow/queueing.py` through the
middle: waiting, ringing, joining, talking.
"""

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.call import Ended, Waiting
from callflow.commands import (
    Answer,
    AskPosition,
    Clear,
    EnterQueue,
    HangUp,
    HangUpAgent,
    Join,
    NoteTopic,
    PlayMusic,
    ReportTalkEnded,
    StopSaying,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    CommandFailed,
    Joined,
    Performance,
    PositionRead,
    Ring,
    Utterance,
)
from callflow.outcome import HangupCause, Outcome
from queues.queue import Position
from tests.callflow.stories import (
    ENTERED_AT,
    FIRST,
    TURN,
    announcing,
    joining,
    matched,
    pressed,
    reports,
    reserved,
    ringing,
    rings,
    said,
    says,
    talking,
    waiting,
)
from tests.support.playbook import Because, Playbook, at, wakes
from tests.support.site import (
    ARRIVED,
    DOCTORS,
    GREETING,
    QUESTION,
    phrase,
)

NORMAL = HangupCause.NORMAL


def test_caller_is_greeted_chooses_waits_talks_and_is_recorded_as_answered() -> None:
    story = (
        Playbook()
        >> ARRIVED
        << Answer()
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> at(5.0)
        >> said(1)
        << says(2, QUESTION)
        >> at(6.0)
        >> said(2)
        >> at(7.0)
        >> pressed("1")
        << NoteTopic(DOCTORS)
        << EnterQueue(DOCTORS, Instant(7.0), TURN)
        << PlayMusic()
        >> wakes("announcement_due")
        << AskPosition()
        >> PositionRead(Position(position=1, waiting=1))
        << says(3, phrase("queue.next"))
        >> at(24.0)
        >> said(3)
        << PlayMusic()
        >> at(30.0)
        >> matched()
        << rings(1)
        >> at(30.5)
        >> AgentRinging(Ring(1))
        >> at(33.0)
        >> AgentAnswered(Ring(1))
        << Join(Ring(1))
        >> at(33.1)
        >> Joined(Ring(1))
        << reports(RingOutcome.ANSWERED)
        >> at(93.0)
        >> AgentGone(Ring(1), NORMAL)
        << ReportTalkEnded(FIRST.agent_id)
        << HangUp()
        >> at(93.1)
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.ANSWERED, NORMAL)
    assert call.agent_id == FIRST.agent_id
    times = call.times
    assert (times.entered_at, times.answered_at, times.hung_up_at) == (7.0, 33.0, 93.1)


def test_caller_ends_the_talk_and_the_agents_telephone_is_hung_up_before_they_are_freed() -> None:
    assert (
        talking()
        >> at(60.0)
        >> CallerHungUp(NORMAL)
        << HangUpAgent(Ring(1))
        << ReportTalkEnded(FIRST.agent_id)
        << Clear()
    )


def test_ring_without_answer_moves_on_to_the_next_agent_and_keeps_the_place() -> None:
    story = (
        ringing()
        >> wakes("ring_timeout")
        << HangUpAgent(Ring(1))
        << reports(RingOutcome.TIMED_OUT)
        >> at(30.0)
        >> matched(2)
        << rings(2, agent=2)
        >> at(31.0)
        >> AgentRinging(Ring(2))
        >> at(32.0)
        >> AgentAnswered(Ring(2))
        << Join(Ring(2))
    )

    assert story
    call = story.run()
    assert call.times.entered_at == ENTERED_AT
    assert (call.rings, call.rings_without_answer) == (2, 1)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        (HangupCause.BUSY, RingOutcome.BUSY),
        (HangupCause.DECLINED, RingOutcome.DECLINED),
        (HangupCause.NO_ANSWER, RingOutcome.TIMED_OUT),
        (HangupCause.UNREACHABLE, RingOutcome.UNREACHABLE),
        (HangupCause.CONGESTION, RingOutcome.UNREACHABLE),
    ],
)
def test_caller_keeps_waiting_in_music_when_the_agents_telephone_does_not_take_the_call(
    cause: HangupCause, outcome: RingOutcome
) -> None:
    story = reserved() >> at(10.2) >> AgentGone(Ring(1), cause) << reports(outcome)

    assert story
    assert isinstance(story.run().phase, Waiting)


def test_telephone_that_never_rang_is_unreachable_and_not_unanswered() -> None:
    assert (
        reserved()
        >> wakes("ring_timeout")
        << HangUpAgent(Ring(1))
        << reports(RingOutcome.UNREACHABLE)
    )


def test_ring_that_could_not_be_made_frees_the_caller_for_the_next_agent() -> None:
    assert (
        reserved()
        >> CommandFailed(Performance.RING, 1)
        << HangUpAgent(Ring(1))
        << reports(RingOutcome.UNREACHABLE)
        >> at(11.0)
        >> matched(2)
        << rings(2, agent=2)
    )


def test_late_failure_of_an_older_ring_leaves_the_ring_of_now_alone() -> None:
    assert (
        reserved()
        >> at(11.0)
        >> AgentGone(Ring(1), HangupCause.UNREACHABLE)
        << reports(RingOutcome.UNREACHABLE)
        >> at(12.0)
        >> matched(2)
        << rings(2, agent=2)
        >> CommandFailed(Performance.RING, 1)
        << Because("late")
    )


def test_agent_who_is_gone_before_they_are_let_in_leaves_the_caller_in_line_with_music() -> None:
    assert (
        joining()
        >> AgentGone(Ring(1), NORMAL)
        << TakeBack()
        << PlayMusic()
        << reports(RingOutcome.DECLINED)
    )


@pytest.mark.parametrize("is_overdue", [True, False])
def test_agent_who_cannot_be_let_in_is_hung_up_and_the_caller_goes_back_in_line(
    is_overdue: bool,  # noqa: FBT001 -- A parameter of the story, not of an interface.
) -> None:
    broken = CommandFailed(Performance.JOIN, 1)
    story = joining() >> wakes("join_overdue") if is_overdue else joining() >> broken

    assert (
        story
        << HangUpAgent(Ring(1))
        << TakeBack()
        << PlayMusic()
        << reports(RingOutcome.UNREACHABLE)
    )


def test_positions_are_told_in_a_rhythm_that_rests_from_the_end_of_each() -> None:
    assert (
        waiting()
        >> at(22.0)
        >> wakes("announcement_due")
        << AskPosition()
        >> PositionRead(Position(position=3, waiting=3))
        << says(3, phrase("queue.your_place", "ord.3"))
        >> at(25.0)
        >> said(3)
        << PlayMusic()
        >> at(55.0)
        >> wakes("announcement_due")
        << AskPosition()
        >> PositionRead(Position(position=1, waiting=3))
        << says(4, phrase("queue.next"))
    )


def test_unanswered_question_of_the_position_is_asked_again_in_the_same_rhythm() -> None:
    assert (
        waiting()
        >> at(22.0)
        >> wakes("announcement_due")
        << AskPosition()
        >> at(52.0)
        >> wakes("announcement_due")
        << AskPosition()
    )


def test_second_answer_about_the_position_does_not_speak_into_the_first() -> None:
    assert (
        announcing()
        >> at(23.0)
        >> PositionRead(Position(position=1, waiting=3))
        << Because("late")
    )


def test_announcement_that_ends_while_the_agents_telephone_rings_gives_way_to_music() -> None:
    assert (
        announcing()
        >> at(22.5)
        >> matched()
        << rings(1)
        >> at(24.0)
        >> said(3)
        << PlayMusic()
        >> wakes("ring_timeout")
        << HangUpAgent(Ring(1))
        << reports(RingOutcome.UNREACHABLE)
        >> at(54.0)
        >> wakes("announcement_due")
        << AskPosition()
    )


def test_announcement_whose_end_was_lost_gives_way_to_music_all_the_same() -> None:
    assert announcing() >> wakes("announcement_overdue") << StopSaying(Utterance(3)) << PlayMusic()
