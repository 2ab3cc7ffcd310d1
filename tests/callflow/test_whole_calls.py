"""Whole calls, told line by line on virtual time."""

from dataclasses import replace

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
    LeaveQueue,
    PlayMusic,
    Reject,
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
    TurnedAway,
    Utterance,
)
from callflow.outcome import HangupCause, Outcome, RejectAs
from queues.messages import TurnAwayReason
from queues.queue import Position
from tests.callflow.stories import (
    ENTERED_AT,
    FIRST,
    TICKET_37,
    announcing,
    answering,
    in_menu,
    joining,
    leaving,
    listening,
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
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import (
    ADVICE,
    ARRIVED,
    CLOSED,
    CROWDED,
    DOCTORS,
    GREETING,
    QUESTION,
    SILENCE,
    TEXTS,
    WRONG_KEY,
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
        << EnterQueue(DOCTORS, Instant(7.0))
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
        (HangupCause.BUSY, RingOutcome.DECLINED),
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
        << Because("no_capacity")
        << Committed()
        << Reject(RejectAs.BUSY)
        >> at(0.1)
        >> CallerHungUp(HangupCause.BUSY)
        << Clear()
    )

    assert story
    call = story.run()
    assert call.phase == Ended(Outcome.REFUSED, HangupCause.BUSY)
    assert call.arrived.case == CROWDED.case


def test_keys_before_the_question_are_dropped_and_choose_nothing() -> None:
    assert (
        answering()
        >> pressed("1")
        << Because("digit_dropped")
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> pressed("1")
        << Because("digit_dropped")
        >> at(5.0)
        >> said(1)
        << says(2, QUESTION)
    )


def test_key_in_mid_question_silences_it_and_chooses() -> None:
    assert (
        in_menu()
        >> pressed("1")
        << StopSaying(Utterance(2))
        << EnterQueue(DOCTORS, Instant(5.0))
        << PlayMusic()
        >> at(5.1)
        >> said(2)
        << Because("late")
    )


def test_only_the_first_of_a_storm_of_keys_counts() -> None:
    storm = listening() >> at(7.0) >> pressed("2") << EnterQueue(ADVICE, Instant(7.0))
    story = storm << PlayMusic()
    for key in "111#*0123456789ABCD" * 5:
        story = story >> pressed(key) << Because("digit_dropped")

    assert story
    assert story.run().queue == ADVICE


def test_three_wrong_keys_still_lead_to_a_person() -> None:
    assert (
        listening()
        >> pressed("9")
        << says(3, WRONG_KEY + QUESTION)
        >> pressed("8")
        << StopSaying(Utterance(3))
        << says(4, WRONG_KEY + QUESTION)
        >> pressed("7")
        << Because("wrong_keys")
        << StopSaying(Utterance(4))
        << EnterQueue(ADVICE, Instant(6.0))
        << PlayMusic()
    )


def test_silence_still_leads_to_a_person() -> None:
    assert (
        listening()
        >> wakes("digit_awaited")
        << says(3, SILENCE + QUESTION)
        >> at(13.0)
        >> said(3)
        >> wakes("digit_awaited")
        << says(4, SILENCE + QUESTION)
        >> at(20.0)
        >> said(4)
        >> wakes("digit_awaited")
        << Because("silent")
        << EnterQueue(ADVICE, Instant(25.0))
        << PlayMusic()
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


def test_agent_who_answers_in_mid_announcement_silences_it() -> None:
    assert (
        announcing()
        >> at(22.5)
        >> matched()
        << rings(1)
        >> at(23.0)
        >> AgentRinging(Ring(1))
        >> at(23.5)
        >> AgentAnswered(Ring(1))
        << StopSaying(Utterance(3))
        << Join(Ring(1))
        >> said(3)
        << Because("late")
        >> at(23.6)
        >> Joined(Ring(1))
        << reports(RingOutcome.ANSWERED)
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


def test_greeting_whose_end_was_lost_does_not_keep_the_caller_from_the_menu() -> None:
    assert (
        answering()
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> wakes("greeting_overdue")
        << StopSaying(Utterance(1))
        << says(2, QUESTION)
    )


def test_question_whose_end_was_lost_is_silenced_and_a_key_still_chooses() -> None:
    assert (
        in_menu()
        >> wakes("question_overdue")
        << StopSaying(Utterance(2))
        >> at(66.0)
        >> pressed("1")
        << EnterQueue(DOCTORS, Instant(66.0))
        << PlayMusic()
    )


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


def test_what_cannot_be_said_is_passed_over_at_once() -> None:
    assert (
        answering()
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> CommandFailed(Performance.SAY, 1)
        << says(2, QUESTION)
        >> CommandFailed(Performance.SAY, 2)
        << Because("listening")
        >> at(1.0)
        >> pressed("1")
        << EnterQueue(DOCTORS, Instant(1.0))
        << PlayMusic()
    )


def test_failure_to_say_something_older_is_nobodys_news() -> None:
    assert in_menu() >> CommandFailed(Performance.SAY, 1) << Because("late")


@pytest.mark.parametrize("is_overdue", [True, False])
def test_call_that_cannot_be_answered_is_hung_up_as_failed(
    is_overdue: bool,  # noqa: FBT001 -- A parameter of the story, not of an interface.
) -> None:
    failed = CommandFailed(Performance.ANSWER)
    story = answering() >> wakes("answer_overdue") if is_overdue else answering() >> failed
    story = story << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.FAILED, NORMAL)


def test_leg_whose_end_is_never_told_does_not_hold_the_call_for_ever() -> None:
    story = leaving() >> wakes("hangup_overdue") << HangUp() << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.ANSWERED, HangupCause.LOST)
