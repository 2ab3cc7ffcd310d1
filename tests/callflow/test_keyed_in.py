"""Numbers and times that people key in: `callflow/gathering.py`."""

from dataclasses import replace

import pytest

from callflow.call import Ended
from callflow.commands import (
    Answer,
    CallAt,
    CallOtherNumber,
    Clear,
    HangUp,
    NoteTold,
    StopSaying,
)
from callflow.events import Answered, CallerHungUp, Utterance
from callflow.outcome import HangupCause, Outcome
from ivr.prompt import Phrase
from tests.callflow.people import FOREIGN, STORM
from tests.callflow.stories import TICKET_37, pressed, said, says
from tests.callflow.told import (
    IS_IT_RIGHT,
    LADDER,
    OTHER_NUMBER,
    PROMISE,
    confirming,
    keyed,
    keying,
    number_needed,
    promising,
    reminded,
)
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import CALL_POLICY, MAIN, TEXTS

NORMAL = HangupCause.NORMAL
AGAIN: Phrase = (*LADDER.not_understood, *LADDER.enter_number)
TIME_AGAIN: Phrase = (*LADDER.not_understood, *LADDER.enter_time)


def asked_for_a_time() -> Playbook:
    """Tell a call whose caller wants to be rung at a time of their choice."""
    story = reminded() >> at(6.0) >> pressed("5") << StopSaying(Utterance(1))
    return story << says(2, LADDER.enter_time) >> at(8.0) >> said(2)


def test_other_number_is_repeated_and_kept_by_a_key() -> None:
    story = (
        confirming()
        >> at(14.0)
        >> said(3)
        >> pressed("1")
        << Because("number_changed")
        << Committed()
        << CallOtherNumber(OTHER_NUMBER)
        << says(4, LADDER.number_kept)
        >> at(17.0)
        >> said(4)
        << HangUp()
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


def test_number_ends_without_the_key_when_no_digit_follows() -> None:
    story = keying() >> at(7.5) >> said(2)

    assert (
        keyed(story, "89107654321") >> wakes("digits_over") << Committed() << says(3, IS_IT_RIGHT)
    )


def test_number_of_the_promise_may_be_changed_before_the_promise_was_heard() -> None:
    story = promising() >> at(4.0) >> pressed("2") << StopSaying(Utterance(1))
    story = story << says(2, LADDER.enter_number) >> at(7.0) >> said(2)
    story = keyed(story, "89107654321#") << Committed() << says(3, IS_IT_RIGHT) >> said(3)
    story = story >> pressed("1") << Committed() << CallOtherNumber(OTHER_NUMBER)

    assert story << says(4, PROMISE) >> said(4) << NoteTold(minutes=10)


def test_number_that_is_not_right_is_keyed_in_anew() -> None:
    story = confirming() >> at(14.0) >> pressed("2") << Because("other_number")

    assert story << StopSaying(Utterance(3)) << says(4, LADDER.enter_number)


def test_number_that_nobody_confirms_is_not_rung_and_the_promise_stands() -> None:
    story = confirming() >> at(14.0) >> said(3) >> wakes("digit_awaited") << Because("silent")

    assert story << HangUp()


def test_first_key_silences_the_question_and_letters_and_stars_are_dropped() -> None:
    story = keying() >> at(7.0) >> pressed("*") << Because("digit_dropped")
    story = story >> pressed("A") << Because("digit_dropped")

    assert story >> pressed("8") << Because("digit_taken") << StopSaying(Utterance(2))


@pytest.mark.parametrize(
    "digits",
    ["", "1", "12345", "103", "112", "8104951234567", "87771234567", "0" * 16, "9" * 30],
    ids=lambda digits: f"{digits[:13]}({len(digits)})",
)
def test_number_that_we_cannot_ring_is_asked_for_again(digits: str) -> None:
    story = keying() >> at(7.5) >> said(2)

    assert keyed(story, digits) >> pressed("#") << Because("unreadable") << says(3, AGAIN)


def test_our_own_number_is_not_rung() -> None:
    ours = CALL_POLICY.trunks[MAIN].outgoing_number
    rules = replace(CALL_POLICY.trunks[MAIN].rules, own_numbers=frozenset({ours}))
    trunks = {MAIN: replace(CALL_POLICY.trunks[MAIN], rules=rules)}
    arrived = FOREIGN.calls(STORM, free=1)
    story = Playbook(replace(CALL_POLICY, trunks=trunks)) >> arrived << Answer()
    story = story >> at(0.2) >> Answered() << says(1, LADDER.enter_number) >> said(1)

    assert keyed(story, ours.removeprefix("+")) >> pressed("#") << says(2, AGAIN)


def test_told_person_who_keys_nothing_in_three_times_keeps_the_promise_that_stood() -> None:
    story = keying() >> at(7.5) >> said(2) >> wakes("digits_over") << says(3, AGAIN)
    story = story >> at(16.0) >> said(3) >> wakes("digits_over") << says(4, AGAIN)
    story = story >> at(26.0) >> said(4) >> wakes("digits_over")

    assert story << Because("nothing_keyed_in") << HangUp()


def given_up(story: Playbook, utterance: int) -> Playbook:
    """Tell that three times nothing is keyed in, from this utterance on."""
    for number in (utterance, utterance + 1):
        story = story >> said(number) >> pressed("#") << says(number + 1, AGAIN)
    return story >> said(utterance + 2) >> pressed("#")


def test_untold_person_who_gives_up_the_other_number_hears_the_promise_for_theirs() -> None:
    story = promising() >> at(4.0) >> pressed("2") << StopSaying(Utterance(1))
    story = given_up(story << says(2, LADDER.enter_number), 2) << Because("nothing_keyed_in")

    assert story << Committed() << says(5, PROMISE)


def test_person_whom_we_cannot_ring_is_not_let_go_without_the_ticket_and_where_to_turn() -> None:
    story = given_up(number_needed(), 1) << Because("nothing_keyed_in") << Committed()
    story = story << says(4, TEXTS.no_agents + TICKET_37) >> said(4) << HangUp()
    story = story >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.DIVERTED, NORMAL)


def test_person_whom_we_could_not_ring_hears_when_we_ring_after_giving_a_number() -> None:
    story = keyed(number_needed() >> at(4.0) >> said(1), "89107654321#")
    story = story << Committed() << says(2, IS_IT_RIGHT) >> at(9.0) >> said(2) >> pressed("1")
    story = story << Committed() << CallOtherNumber(OTHER_NUMBER) << says(3, PROMISE)
    story = story >> at(19.0) >> said(3) << NoteTold(minutes=10) >> wakes("digit_awaited")

    assert story << HangUp()


def test_person_whom_we_cannot_ring_and_who_confirms_no_number_is_told_so() -> None:
    story = keyed(number_needed() >> at(4.0) >> said(1), "89107654321#")
    story = story << Committed() << says(2, IS_IT_RIGHT) >> at(9.0) >> said(2)

    assert story >> wakes("digit_awaited") << Committed() << says(3, TEXTS.no_agents + TICKET_37)


@pytest.mark.parametrize(
    ("digits", "hour", "minute"), [("0000", 0, 0), ("0830", 8, 30), ("2359", 23, 59)]
)
def test_time_of_day_is_kept_as_soon_as_its_fourth_digit_is_there(
    digits: str, hour: int, minute: int
) -> None:
    story = keyed(asked_for_a_time(), digits) << Because("time_chosen") << Committed()
    story = story << CallAt(hour, minute) << says(3, LADDER.time_kept) >> said(3) << HangUp()
    story = story >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


@pytest.mark.parametrize("digits", ["2400", "0860", "9999"])
def test_time_that_no_day_has_is_asked_for_again(digits: str) -> None:
    assert keyed(asked_for_a_time(), digits) << Because("unreadable") << says(3, TIME_AGAIN)


@pytest.mark.parametrize("digits", ["", "8", "083"])
def test_time_that_is_broken_off_is_asked_for_again(digits: str) -> None:
    assert keyed(asked_for_a_time(), digits) >> wakes("digits_over") << says(3, TIME_AGAIN)


def test_time_may_be_chosen_in_the_promise_too() -> None:
    story = promising() >> at(4.0) >> pressed("5") << Because("time_wanted")

    assert story << StopSaying(Utterance(1)) << says(2, LADDER.enter_time)
