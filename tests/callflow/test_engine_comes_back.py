"""The engine was killed or frozen, and comes back: in every phase the caller goes on.

`callflow/reclaim.py` says how.
"""

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.call import Talking, Waiting
from callflow.commands import (
    Answer,
    CallCommand,
    Clear,
    EnterQueue,
    HangUp,
    HangUpAgent,
    LeaveQueue,
    NoteTopic,
    PlayMusic,
    ReportTalkEnded,
    ReportTalkFound,
    StopSaying,
    TakeBack,
)
from callflow.events import (
    CallerHungUp,
    CommandFailed,
    Performance,
    Reclaimed,
    Ring,
    Utterance,
)
from callflow.outcome import HangupCause
from ivr.prompt import Phrase
from tests.callflow.stories import (
    BEGINNINGS,
    ENTERED_AT,
    FIRST,
    TICKET_37,
    TURN,
    joining,
    matched,
    pressed,
    reports,
    rings,
    said,
    says,
    talking,
    waiting,
)
from tests.support.playbook import Because, Committed, at, wakes
from tests.support.site import DOCTORS, GREETING, QUESTION, TEXTS

ALONE = Reclaimed(is_agent_here=False)
BACK_AT = 90.0
IN_LINE = (TakeBack(), EnterQueue(DOCTORS, ENTERED_AT, TURN), PlayMusic())
GIVEN_BACK = (HangUpAgent(Ring(1)), reports(RingOutcome.CANCELLED))

GOES_ON: dict[str, tuple[CallCommand, ...]] = {
    "answering": (Answer(),),
    "greeting": (StopSaying(Utterance(1)), TakeBack(), says(2, GREETING)),
    "in_menu": (StopSaying(Utterance(2)), TakeBack(), says(3, QUESTION)),
    "listening": (TakeBack(), says(3, QUESTION)),
    "waiting": IN_LINE,
    "announcing": (StopSaying(Utterance(3)), *IN_LINE),
    "reserved": (*GIVEN_BACK, *IN_LINE),
    "ringing": (*GIVEN_BACK, *IN_LINE),
    "joining": (*GIVEN_BACK, *IN_LINE),
    "talking": (HangUpAgent(Ring(1)), ReportTalkEnded(FIRST.agent_id), HangUp()),
    "leaving": (HangUp(),),
    "rejected": (HangUp(),),
}
"""What the call does at once; the two partings also commit again, and stand apart."""


@pytest.mark.parametrize("place", GOES_ON)
def test_caller_goes_on_where_they_were_or_one_step_before(place: str) -> None:
    story = BEGINNINGS[place]() >> ALONE
    for command in GOES_ON[place]:
        story = story << command

    assert story


@pytest.mark.parametrize(
    ("place", "number", "words"),
    [("parting", 4, TEXTS.no_agents), ("closed", 2, TEXTS.closed)],
)
def test_last_words_are_said_anew_from_their_beginning(
    place: str, number: int, words: Phrase
) -> None:
    unfinished = StopSaying(Utterance(number - 1))
    story = BEGINNINGS[place]() >> ALONE << Committed() << unfinished << TakeBack()

    assert story << says(number, words + TICKET_37)


@pytest.mark.parametrize("place", ["waiting", "announcing", "reserved", "ringing", "joining"])
def test_place_in_line_is_the_one_from_before(place: str) -> None:
    story = BEGINNINGS[place]() >> ALONE
    for command in GOES_ON[place]:
        story = story << command
    call = story.run()

    assert isinstance(call.phase, Waiting)
    assert call.phase.entered_at == call.times.entered_at == ENTERED_AT
    assert call.times.answered_at is None
    assert not call.phase.is_announcing


def test_caller_in_line_is_matched_and_hears_positions_again() -> None:
    assert (
        waiting()
        >> at(20.0)
        >> ALONE
        << TakeBack()
        << EnterQueue(DOCTORS, ENTERED_AT, TURN)
        << PlayMusic()
        >> at(50.0)
        >> matched()
        << rings(1)
    )


def test_agent_found_in_the_room_goes_on_talking() -> None:
    story = talking() >> at(BACK_AT) >> Reclaimed(is_agent_here=True)

    assert story << ReportTalkFound(FIRST.agent_id)
    assert isinstance((story << ReportTalkFound(FIRST.agent_id)).run().phase, Talking)


def test_agent_who_was_let_in_unseen_goes_on_talking() -> None:
    story = joining() >> Reclaimed(is_agent_here=True)
    story = story << LeaveQueue() << ReportTalkFound(FIRST.agent_id)

    assert story
    call = story.run()
    assert isinstance(call.phase, Talking)
    assert call.agent_id == FIRST.agent_id


def test_caller_who_cannot_be_brought_into_a_room_is_tried_again() -> None:
    assert (
        waiting()
        >> at(20.0)
        >> CommandFailed(Performance.TAKE_BACK)
        >> wakes("announcement_due")
        << TakeBack()
        << PlayMusic()
    )


def test_question_that_is_put_again_takes_a_key() -> None:
    assert (
        BEGINNINGS["listening"]()
        >> ALONE
        << TakeBack()
        << says(3, QUESTION)
        >> said(2)
        << Because("late")
        >> at(10.0)
        >> pressed("1")
        << StopSaying(Utterance(3))
        << NoteTopic(DOCTORS)
        << EnterQueue(DOCTORS, Instant(10.0), TURN)
        << PlayMusic()
    )


def test_caller_who_left_while_the_engine_was_away_leaves_the_line() -> None:
    story = waiting() >> at(20.0) >> CallerHungUp(HangupCause.LOST)

    assert story << LeaveQueue() << Clear()


def test_caller_who_ended_before_the_engine_noticed_is_hung_up_and_stays_ended() -> None:
    story = waiting() >> at(20.0) >> CallerHungUp(HangupCause.NORMAL) << LeaveQueue() << Clear()

    assert story >> ALONE << Because("late")


def test_answer_that_stays_away_after_the_return_still_ends() -> None:
    assert (
        BEGINNINGS["answering"]()
        >> at(3.0)
        >> ALONE
        << Answer()
        >> wakes("answer_overdue")
        << Answer()
        >> wakes("answer_overdue")
        << Answer()
        >> wakes("answer_overdue")
        << HangUp()
    )
