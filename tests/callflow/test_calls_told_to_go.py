"""Callers who are told to go, and calls that must end by themselves."""

from dataclasses import replace

import pytest

from callflow.call import Ended
from callflow.commands import (
    Answer,
    AskPosition,
    Clear,
    HangUp,
    LeaveQueue,
    Reject,
    StopSaying,
)
from callflow.events import (
    Answered,
    CallerHungUp,
    CommandFailed,
    Performance,
    TurnedAway,
    Utterance,
)
from callflow.outcome import HangupCause, Outcome, RejectAs
from queues.messages import TurnAwayReason
from tests.callflow.stories import (
    TICKET_37,
    announcing,
    answering,
    leaving,
    said,
    says,
    waiting,
)
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import (
    CLOSED,
    CROWDED,
    GREETING,
    TEXTS,
    phrase,
)

NORMAL = HangupCause.NORMAL


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (TurnAwayReason.NO_AGENTS, TEXTS.no_agents),
        (TurnAwayReason.CLOSING, TEXTS.closing),
    ],
)
def test_caller_for_whom_nobody_will_come_hears_the_committed_ticket_number(
    reason: TurnAwayReason, words: tuple[str, ...]
) -> None:
    story = (
        waiting()
        >> at(67.0 - 45.0)
        >> wakes("announcement_due")
        << AskPosition()
        >> at(40.0)
        >> TurnedAway(reason)
        << Committed()
        << LeaveQueue()
        << says(3, (*phrase(*words), *TICKET_37))
        >> at(50.0)
        >> said(3)
        << HangUp()
        >> at(50.1)
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.DIVERTED, NORMAL)


def test_caller_turned_away_in_mid_announcement_hears_one_voice() -> None:
    assert (
        announcing()
        >> at(23.0)
        >> TurnedAway(TurnAwayReason.CLOSING)
        << Committed()
        << LeaveQueue()
        << StopSaying(Utterance(3))
        << says(4, TEXTS.closing + TICKET_37)
    )


@pytest.mark.parametrize(
    ("counter", "words"),
    [
        (9999, ("num.9", "thousand.many", "num.900", "num.90", "num.9")),
        (10_000, ("digit.1", "digit.0", "digit.0", "pause.group", "digit.0", "digit.0")),
    ],
)
def test_number_of_a_day_with_more_tickets_than_words_is_said_digit_by_digit(
    counter: int, words: tuple[str, ...]
) -> None:
    arrived = replace(CLOSED, case=replace(CLOSED.case, spoken_number=counter))
    story = Playbook() >> arrived << Answer() >> at(0.2) >> Answered() << Committed()

    assert story << says(1, TEXTS.closed + phrase("ticket", *words, "emergency"))


def test_caller_at_closed_hours_is_answered_told_the_number_and_where_to_turn() -> None:
    story = (
        Playbook()
        >> CLOSED
        << Because("closed")
        << Answer()
        >> at(0.2)
        >> Answered()
        << Committed()
        << says(1, TEXTS.closed + TICKET_37)
        >> at(9.0)
        >> said(1)
        << HangUp()
        >> at(9.1)
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.DIVERTED, NORMAL)


def test_call_beyond_the_last_channel_is_rejected_only_after_its_case_is_committed() -> None:
    story = (
        Playbook()
        >> CROWDED
        << Because("3_no_channel")
        << Committed()
        << Reject(RejectAs.BUSY)
        >> at(0.1)
        >> CallerHungUp(HangupCause.BUSY)
        << Clear()
    )

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.REFUSED, HangupCause.BUSY)
    assert call.origin.case == CROWDED.case


def test_parting_whose_end_was_lost_still_ends() -> None:
    assert (
        Playbook()
        >> CLOSED
        << Answer()
        >> at(1.0)
        >> Answered()
        << Committed()
        << says(1, TEXTS.closed + TICKET_37)
        >> wakes("parting_overdue")
        << StopSaying(Utterance(1))
        << HangUp()
    )


def test_call_that_is_slow_to_be_answered_is_asked_for_again() -> None:
    story = answering() >> CommandFailed(Performance.ANSWER) >> wakes("answer_overdue") << Answer()

    assert story >> Answered() << says(1, GREETING)


def test_call_that_cannot_be_answered_at_all_is_hung_up_as_failed() -> None:
    overdue = wakes("answer_overdue")
    story = answering() >> overdue << Answer() >> overdue << Answer() >> overdue << HangUp()
    story = story >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.FAILED, NORMAL)


def test_leg_whose_end_is_never_told_does_not_hold_the_call_for_ever() -> None:
    story = leaving() >> wakes("hangup_overdue") << HangUp() << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.ANSWERED, HangupCause.LOST)
