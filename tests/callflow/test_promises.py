"""What a person is told, and what they press: `callflow/asking.py` and `callflow/questions.py`.

The words with numbers in them are those of `callflow/announcements.py`.
"""

from dataclasses import replace

import pytest

from base.instant import Instant
from callflow.asking import SAYINGS_LIMIT
from callflow.call import Asking, Ended, Question, Waiting
from callflow.commands import (
    AddPatient,
    Answer,
    CancelContact,
    Clear,
    EnterQueue,
    HangUp,
    NoteDanger,
    NoteHeard,
    NoteTold,
    NoteTopic,
    PlayMusic,
    StopSaying,
    TakeBack,
    Turn,
)
from callflow.events import (
    Answered,
    Arrived,
    CallerHungUp,
    CommandFailed,
    Performance,
    Reclaimed,
    Utterance,
    VoiceHeard,
)
from callflow.machine import advance
from callflow.outcome import HangupCause, Outcome
from ivr.prompt import Phrase
from ivr.speech import say_promise
from queues.policy import QueueName
from queues.queue import Rank
from tests.callflow.people import SILENT, STORM, STRANGER, TOLD
from tests.callflow.stories import TICKET_37, TURN, pressed, said, says
from tests.callflow.told import (
    LADDER,
    PROMISE,
    REMINDER,
    cancelling,
    challenged,
    in_danger,
    promising,
    reminded,
)
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import (
    ADVICE,
    CALL_POLICY,
    CLOSED,
    DOCTORS,
    GREETING,
    QUESTION,
    TEXTS,
    operator,
)

NORMAL = HangupCause.NORMAL
FRONT = replace(TURN, rank=Rank.URGENT)
MOVED: Phrase = (*LADDER.moved_to_front, *LADDER.short_greeting)
"""Whoever comes to an operator this way hears that talks are recorded."""

LET_IN: Phrase = (*LADDER.short_greeting, *LADDER.connecting)


def test_promise_heard_to_its_end_binds_us_and_silence_means_yes() -> None:
    story = (
        Playbook()
        >> STRANGER.calls(STORM, free=1)
        << Because("2_first_call")
        << Answer()
        >> at(0.2)
        >> Answered()
        << Because("first_call")
        << Committed()
        << says(1, PROMISE)
        >> at(10.2)
        >> said(1)
        << NoteTold(minutes=10)
        >> wakes("digit_awaited")
        << HangUp()
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


def test_person_who_hangs_up_in_the_middle_of_the_promise_was_not_told() -> None:
    story = promising() >> at(4.0) >> CallerHungUp(NORMAL) << Clear()

    assert story
    call = story.run()
    assert (call.phase, call.is_told) == (Ended(Outcome.DIVERTED, NORMAL), False)


def test_person_who_hangs_up_right_after_the_promise_was_told() -> None:
    story = promising() >> at(10.2) >> said(1) << NoteTold(minutes=10)
    story = story >> at(10.5) >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


@pytest.mark.parametrize("key", "013678*#A")
def test_key_that_means_nothing_costs_nobody_the_promise(key: str) -> None:
    story = promising() >> at(4.0) >> pressed(key) << Because("digit_dropped")

    assert story >> at(10.2) >> said(1) << NoteTold(minutes=10)


def test_promise_that_cannot_be_said_has_told_nobody() -> None:
    story = (
        promising()
        >> CommandFailed(Performance.SAY, 1)
        >> wakes("digit_awaited")
        << HangUp()
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.DIVERTED, NORMAL)


def test_promise_whose_end_was_lost_has_told_nobody_as_far_as_we_know() -> None:
    story = (
        promising()
        >> wakes("question_overdue")
        << StopSaying(Utterance(1))
        >> wakes("digit_awaited")
        << HangUp()
    )

    assert story
    assert not story.run().is_told


@pytest.mark.parametrize(
    ("wait_s", "minutes"),
    [
        (0.0, 1),
        (60.0, 1),
        (61.0, 2),
        (600.0, 10),
        (601.0, 11),
        (1201.0, 25),
        (2400.0, 40),
        (5400.0, 90),
        (6300.0, 120),
        (90_000.0, 1500),
    ],
)
def test_minutes_are_rounded_the_honest_way_and_bind_as_they_are_heard(
    wait_s: float, minutes: int
) -> None:
    caller = STRANGER.but(estimated_wait_s=wait_s).calls(STORM, free=1)
    story = Playbook() >> caller << Answer() >> at(0.2) >> Answered() << Committed()

    assert (
        story << says(1, say_promise(37, minutes, is_brief=True)) >> said(1) << NoteTold(minutes)
    )


def test_nine_in_mid_promise_asks_for_danger_signs_and_one_leads_to_the_front_of_the_line() -> (
    None
):
    story = (
        promising()
        >> at(4.0)
        >> pressed("9")
        << Because("worse")
        << Committed()
        << StopSaying(Utterance(1))
        << says(2, LADDER.danger)
        >> at(9.0)
        >> pressed("1")
        << Because("danger_sign")
        << StopSaying(Utterance(2))
        << NoteDanger()
        << NoteTopic(ADVICE)
        << EnterQueue(ADVICE, Instant(9.0), FRONT)
        << says(3, MOVED)
        >> at(13.0)
        >> said(3)
        << PlayMusic()
    )

    assert story
    call = story.run()
    assert isinstance(call.phase, Waiting)
    assert call.is_urgent


def test_danger_sign_of_a_person_who_said_what_they_want_leads_to_that_queue() -> None:
    arrived = TOLD.calls(STORM, free=2)
    doctors = replace(arrived, case=replace(arrived.case, queue=DOCTORS))
    story = Playbook() >> doctors << Answer() >> at(0.2) >> Answered() << Committed()
    story = story << says(1, REMINDER) >> at(6.0) >> pressed("9") << Committed()
    story = story << StopSaying(Utterance(1)) << says(2, LADDER.danger) >> at(9.0) >> said(2)
    story = story >> pressed("1") << NoteDanger() << EnterQueue(DOCTORS, Instant(9.0), FRONT)

    assert story << says(3, MOVED)


@pytest.mark.parametrize("answer", ["2", ""])
def test_person_who_has_no_danger_sign_and_was_never_told_hears_the_promise_again(
    answer: str,
) -> None:
    story = promising() >> at(4.0) >> pressed("9") << Committed() << StopSaying(Utterance(1))
    story = story << says(2, LADDER.danger) >> at(10.0) >> said(2)
    story = story >> pressed(answer) if answer else story >> wakes("digit_awaited")

    assert story << Because("promised_again") << Committed() << says(3, PROMISE)


def test_told_person_who_has_no_danger_sign_is_let_go() -> None:
    assert in_danger() >> at(9.0) >> pressed("2") << StopSaying(Utterance(2)) << HangUp()


def test_reminder_heard_to_its_end_is_noted_and_silence_means_goodbye() -> None:
    story = reminded() >> at(10.0) >> said(1) << NoteHeard() >> wakes("digit_awaited") << HangUp()
    story = story >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


def test_two_in_the_reminder_adds_another_patient_to_the_same_callback() -> None:
    assert (
        reminded()
        >> at(6.0)
        >> pressed("2")
        << Because("another_person")
        << Committed()
        << StopSaying(Utterance(1))
        << AddPatient()
        << says(2, LADDER.another_noted)
        >> at(9.0)
        >> said(2)
        << HangUp()
    )


def test_three_in_the_reminder_cancels_only_after_a_second_key() -> None:
    story = (
        cancelling()
        >> at(9.0)
        >> pressed("1")
        << Because("cancelled")
        << Committed()
        << StopSaying(Utterance(2))
        << CancelContact()
        << says(3, LADDER.cancelled)
        >> at(12.0)
        >> said(3)
        << HangUp()
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.SELF_SERVED, NORMAL)


@pytest.mark.parametrize("answer", ["2", ""])
def test_cancelling_that_is_not_confirmed_changes_nothing(answer: str) -> None:
    story = cancelling() >> at(9.0) >> said(2)
    story = story >> pressed(answer) if answer else story >> wakes("digit_awaited")

    assert story << HangUp() >> CallerHungUp(NORMAL) << Clear()


def test_words_that_confirm_a_change_are_said_again_alone_when_the_engine_comes_back() -> None:
    story = cancelling() >> at(9.0) >> said(2) >> pressed("1") << Committed() << CancelContact()
    story = story << says(3, LADDER.cancelled) >> Reclaimed(is_agent_here=False) << Committed()

    assert story << StopSaying(Utterance(3)) << TakeBack() << says(4, LADDER.cancelled)


def test_silent_number_is_let_in_by_a_voice() -> None:
    story = (
        challenged()
        >> at(3.0)
        >> VoiceHeard()
        << Because("voice_heard")
        << StopSaying(Utterance(1))
        << NoteTopic(ADVICE)
        << EnterQueue(ADVICE, Instant(3.0), TURN)
        << says(2, LET_IN)
        >> at(7.0)
        >> said(2)
        << PlayMusic()
    )

    assert story
    assert story.run().has_voice


@pytest.mark.parametrize("key", "0159*#D")
def test_silent_number_is_let_in_by_any_key(key: str) -> None:
    story = challenged() >> at(5.0) >> said(1) >> pressed(key) << NoteTopic(ADVICE)

    assert story << EnterQueue(ADVICE, Instant(5.0), TURN) << says(2, LET_IN)


def test_silence_after_the_challenge_ends_the_call_and_nothing_else() -> None:
    story = challenged() >> at(5.0) >> said(1) >> wakes("digit_awaited")
    story = story << Because("nobody_spoke") << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    call = story.run()
    assert (call.phase, call.has_voice) == (Ended(Outcome.DIVERTED, NORMAL), False)


def test_silent_number_that_gave_a_danger_sign_before_stands_at_the_front() -> None:
    urgent = SILENT.but(is_urgent=True).calls(STORM, free=0)
    story = Playbook() >> urgent << Because("4_danger_sign") << Answer() >> at(0.2) >> Answered()
    story = story << says(1, LADDER.short_greeting) >> at(3.0) >> said(1) << Because("not_asked")

    assert story << NoteTopic(ADVICE) << EnterQueue(ADVICE, Instant(3.0), FRONT) << PlayMusic()


def test_who_presses_nine_and_no_for_ever_is_let_go() -> None:
    story = promising()
    utterance = 1
    while utterance < SAYINGS_LIMIT:
        story = story >> pressed("9") << Committed() << StopSaying(Utterance(utterance))
        story = story << says(utterance + 1, LADDER.danger) >> pressed("2")
        utterance += 2
        if utterance > SAYINGS_LIMIT:
            break
        story = story << Committed() << StopSaying(Utterance(utterance - 1))
        story = story << says(utterance, PROMISE)

    assert story << Because("too_long") << StopSaying(Utterance(utterance - 1)) << HangUp()


def test_nine_is_answered_however_long_the_call_was() -> None:
    call = replace(promising().run(), utterances=SAYINGS_LIMIT + 1)
    step = advance(call, pressed("9"), Instant(1.0), CALL_POLICY)

    assert isinstance(step.state.phase, Asking)
    assert step.state.phase.question is Question.DANGER


@pytest.mark.parametrize(
    "arrived",
    [
        TOLD.but(ahead=0).calls(STORM, free=1),
        TOLD.but(is_urgent=True).calls(STORM, free=0),
    ],
)
def test_person_who_is_let_in_and_was_asked_before_is_not_asked_again(arrived: Arrived) -> None:
    known = replace(arrived, case=replace(arrived.case, queue=DOCTORS))
    story = Playbook() >> known << Answer() >> at(0.2) >> Answered()
    story = story << says(1, LADDER.short_greeting) >> at(3.0) >> said(1) << Because("not_asked")
    rank = Rank.URGENT if arrived.standing.is_urgent else Rank.NORMAL

    turn = Turn(TURN.contact_id, TURN.placed_at, rank)
    assert story << EnterQueue(DOCTORS, Instant(3.0), turn) << PlayMusic()


def test_person_whose_queue_the_settings_have_lost_is_asked_again() -> None:
    arrived = TOLD.but(ahead=0).calls(STORM, free=1)
    lost = replace(arrived, case=replace(arrived.case, queue=QueueName("vaccination")))
    story = Playbook() >> lost << Answer() >> at(0.2) >> Answered() << says(1, GREETING)

    assert story >> at(5.0) >> said(1) << says(2, QUESTION)


def test_place_in_the_one_order_is_that_of_the_first_dial_and_the_agent_the_one_before() -> None:
    before = operator(1).agent_id
    arrived = TOLD.but(preferred=before).calls(STORM, free=1)
    known = replace(arrived, case=replace(arrived.case, queue=DOCTORS), placed_at=Instant(-3000.0))
    story = Playbook() >> known << Because("4_cut_off") << Answer() >> at(0.2) >> Answered()
    story = story << says(1, LADDER.short_greeting) >> at(3.0) >> said(1)
    turn = Turn(TURN.contact_id, Instant(-3000.0), preferred=before)

    assert story << EnterQueue(DOCTORS, Instant(3.0), turn) << PlayMusic()


def test_closed_line_tells_its_hours_and_nothing_of_callbacks() -> None:
    story = Playbook() >> CLOSED << Because("closed") << Answer() >> at(0.2) >> Answered()

    assert story << Committed() << says(1, TEXTS.closed + TICKET_37)
