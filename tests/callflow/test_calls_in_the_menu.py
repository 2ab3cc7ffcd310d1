"""Callers before the menu: keys, silence, and what cannot be said."""

from agents.activity import RingOutcome
from base.instant import Instant
from callflow.commands import (
    EnterQueue,
    Join,
    NoteTopic,
    PlayMusic,
    StopSaying,
)
from callflow.events import (
    AgentAnswered,
    AgentRinging,
    Answered,
    CommandFailed,
    Joined,
    Performance,
    Ring,
    Utterance,
)
from tests.callflow.stories import (
    TURN,
    announcing,
    answering,
    in_menu,
    listening,
    matched,
    pressed,
    reports,
    rings,
    said,
    says,
)
from tests.support.playbook import Because, at, wakes
from tests.support.site import (
    ADVICE,
    DOCTORS,
    GREETING,
    QUESTION,
    SILENCE,
    WRONG_KEY,
)


def test_keys_before_the_question_are_dropped_and_choose_nothing() -> None:
    assert (
        answering()
        >> pressed("1")
        << Because("digit_dropped")
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> pressed("1")
        << Because("not_awaited")
        >> at(5.0)
        >> said(1)
        << says(2, QUESTION)
    )


def test_key_in_mid_question_silences_it_and_chooses() -> None:
    assert (
        in_menu()
        >> pressed("1")
        << StopSaying(Utterance(2))
        << NoteTopic(DOCTORS)
        << EnterQueue(DOCTORS, Instant(5.0), TURN)
        << PlayMusic()
        >> at(5.1)
        >> said(2)
        << Because("late")
    )


def test_only_the_first_of_a_storm_of_keys_counts() -> None:
    chosen = listening() >> at(7.0) >> pressed("2") << NoteTopic(ADVICE)
    story = chosen << EnterQueue(ADVICE, Instant(7.0), TURN) << PlayMusic()
    for key in "111#*0123456789ABCD" * 5:
        story = story >> pressed(key) << Because("digit_dropped")

    assert story
    assert story.run().queue == ADVICE


def test_three_wrong_keys_still_lead_to_a_person() -> None:
    assert (
        listening()
        >> pressed("9")
        << says(3, WRONG_KEY + QUESTION)
        >> at(7.0)
        >> pressed("8")
        << StopSaying(Utterance(3))
        << says(4, WRONG_KEY + QUESTION)
        >> at(8.0)
        >> pressed("7")
        << Because("wrong_keys")
        << StopSaying(Utterance(4))
        << NoteTopic(ADVICE)
        << EnterQueue(ADVICE, Instant(8.0), TURN)
        << PlayMusic()
    )


def test_silence_still_leads_to_a_person() -> None:
    assert (
        listening()
        >> wakes("key_awaited")
        << says(3, SILENCE + QUESTION)
        >> at(13.0)
        >> said(3)
        >> wakes("key_awaited")
        << says(4, SILENCE + QUESTION)
        >> at(20.0)
        >> said(4)
        >> wakes("key_awaited")
        << Because("silent")
        << NoteTopic(ADVICE)
        << EnterQueue(ADVICE, Instant(25.0), TURN)
        << PlayMusic()
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


def test_greeting_whose_end_was_lost_does_not_keep_the_caller_from_the_menu() -> None:
    assert (
        answering()
        >> at(0.2)
        >> Answered()
        << says(1, GREETING)
        >> wakes("question_overdue")
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
        << NoteTopic(DOCTORS)
        << EnterQueue(DOCTORS, Instant(66.0), TURN)
        << PlayMusic()
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
        << NoteTopic(DOCTORS)
        << EnterQueue(DOCTORS, Instant(1.0), TURN)
        << PlayMusic()
    )


def test_failure_to_say_something_older_is_nobodys_news() -> None:
    assert in_menu() >> CommandFailed(Performance.SAY, 1) << Because("late")
