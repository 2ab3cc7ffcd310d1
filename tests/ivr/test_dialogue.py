"""The dialogue of a menu: nobody is trapped in it and nobody is refused by it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant, after
from base.step import Deadline
from ivr.dialogue import (
    DIGIT_AWAITED,
    Choose,
    Dialogue,
    DialogueEvent,
    DialogueStep,
    Hush,
    Pressed,
    Speak,
    Spoken,
    TimedOut,
    advance,
    deadline,
    open_dialogue,
)
from ivr.menu import DIGITS, ChoiceReason, Digit, Menu, Target
from tests.support.site import ADVICE, DOCTORS, QUESTION, SILENCE, WRONG_KEY
from tests.support.swift import SWIFT

NOW = Instant(10.0)
TO_DOCTORS, TO_ADVICE = Target(DOCTORS), Target(ADVICE)
MENU = Menu(
    name="main",
    prompt=QUESTION,
    invalid=WRONG_KEY,
    silence=SILENCE,
    choices={Digit("1"): TO_DOCTORS, Digit("2"): TO_ADVICE},
    otherwise=TO_ADVICE,
    digit_timeout_s=5.0,
    attempts=3,
)


def walked(*events: DialogueEvent) -> DialogueStep:
    """Return the last step of a dialogue to which this happened."""
    step = open_dialogue(MENU)
    for event in events:
        step = advance(step.state, event, NOW)
    return step


def test_question_is_asked_first_and_nothing_is_awaited_while_it_is_said() -> None:
    step = open_dialogue(MENU)

    assert step.commands == (Speak(QUESTION),)
    assert step.deadline is None
    assert deadline(step.state) is None


def test_key_in_mid_question_silences_it_and_chooses() -> None:
    step = walked(Pressed(Digit("1")))

    assert step.commands == (Hush(), Choose(TO_DOCTORS, ChoiceReason.PRESSED))


def test_key_after_the_question_chooses_without_silencing_anything() -> None:
    step = walked(Spoken(), Pressed(Digit("2")))

    assert step.commands == (Choose(TO_ADVICE, ChoiceReason.PRESSED),)


def test_question_that_was_said_is_listened_to_for_five_seconds() -> None:
    step = walked(Spoken())

    assert step.deadline == Deadline(Instant(15.0), DIGIT_AWAITED)
    assert not step.commands


def test_end_of_the_question_told_twice_does_not_listen_longer() -> None:
    listening = walked(Spoken()).state

    later = advance(listening, Spoken(), Instant(14.0))

    assert later.state == listening
    assert later.deadline == Deadline(Instant(15.0), DIGIT_AWAITED)


def test_wrong_key_is_remarked_on_and_the_question_asked_again() -> None:
    assert walked(Spoken(), Pressed(Digit("9"))).commands == (Speak(WRONG_KEY + QUESTION),)


def test_wrong_key_in_mid_question_does_not_speak_into_it() -> None:
    assert walked(Pressed(Digit("#"))).commands == (Hush(), Speak(WRONG_KEY + QUESTION))


def test_silence_is_remarked_on_and_the_question_asked_again() -> None:
    assert walked(Spoken(), TimedOut()).commands == (Speak(SILENCE + QUESTION),)


def test_timeout_while_speaking_is_none() -> None:
    step = walked(TimedOut())

    assert (step.commands, step.state) == ((), open_dialogue(MENU).state)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(Pressed(Digit("9")), ChoiceReason.WRONG_KEYS), (TimedOut(), ChoiceReason.SILENT)],
)
def test_third_vain_attempt_leads_to_a_person(wrong: DialogueEvent, reason: ChoiceReason) -> None:
    step = walked(*(Spoken(), wrong) * 3)

    assert step.commands == (Choose(TO_ADVICE, reason),)


def test_right_key_at_the_last_attempt_still_counts() -> None:
    step = walked(Spoken(), TimedOut(), Spoken(), Pressed(Digit("9")), Pressed(Digit("1")))

    assert step.commands == (Hush(), Choose(TO_DOCTORS, ChoiceReason.PRESSED))


keys = st.sampled_from(sorted(DIGITS)).map(lambda key: Pressed(Digit(key)))
events: st.SearchStrategy[DialogueEvent] = st.one_of(keys, st.just(Spoken()), st.just(TimedOut()))


@given(st.lists(st.tuples(st.sampled_from([0.0, 2.0, 7.0]), events), max_size=20))
@SWIFT
def test_every_event_is_answered_and_the_question_asked_no_more_than_three_times(
    story: list[tuple[float, DialogueEvent]],
) -> None:
    step, now, asked = open_dialogue(MENU), NOW, 1
    for seconds, event in story:
        now = after(now, seconds)
        step = advance(step.state, event, now)
        asked += sum(isinstance(command, Speak) for command in step.commands)
        if any(isinstance(command, Choose) for command in step.commands):
            break

        assert step.deadline == deadline(step.state)
        assert (step.deadline is None) == step.state.is_speaking

    assert asked == step.state.asked <= MENU.attempts


@given(st.integers(1, 5))
@SWIFT
def test_who_does_nothing_reaches_a_person_in_as_many_attempts_as_the_menu_has(
    attempts: int,
) -> None:
    step, timeouts = open_dialogue(MENU), 0
    dialogue = Dialogue(MENU, asked=max(1, MENU.attempts - attempts + 1))
    while not any(isinstance(command, Choose) for command in step.commands):
        dialogue = advance(dialogue, Spoken(), NOW).state
        step, timeouts = advance(dialogue, TimedOut(), NOW), timeouts + 1
        dialogue = step.state

    assert timeouts == min(attempts, MENU.attempts)
