"""Who waits long is offered to be rung instead, and chooses by a key: `callflow/queueing.py`.

What is promised then is the estimate that was heard: `callflow/promise.py`.
"""

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
    LeaveQueue,
    NoteDanger,
    NoteTold,
    PlayMusic,
    StopSaying,
    TakeBack,
)
from callflow.events import (
    AgentGone,
    Answered,
    CallerHungUp,
    PositionRead,
    Reclaimed,
    Ring,
    Utterance,
)
from callflow.outcome import HangupCause, Outcome
from ivr.speech import say_offer, say_promise
from queues.queue import Position, Rank
from tests.callflow.people import FOREIGN, HIDDEN, ROOMY, STRANGER, Person
from tests.callflow.stories import TURN, matched, pressed, reports, rings, said, says
from tests.callflow.told import LADDER, picked_up
from tests.support.playbook import Because, Committed, Playbook, at, wakes
from tests.support.site import DOCTORS, phrase

NORMAL = HangupCause.NORMAL
PLACE = phrase("queue.your_place", "ord.2")


def read(wait_s: float | None) -> PositionRead:
    """Return that the caller is second, and what the estimate is."""
    return PositionRead(Position(2, 3), wait_s)


def in_line(person: Person = STRANGER) -> Playbook:
    """Tell a call on a roomy trunk whose caller has waited until their place is due."""
    arrived = person.calls(ROOMY, free=9)
    known = replace(arrived, case=replace(arrived.case, queue=DOCTORS))
    story = Playbook() >> known << Answer() >> at(0.2) >> Answered()
    story = story << says(1, LADDER.short_greeting) >> at(3.0) >> said(1)
    story = story << EnterQueue(DOCTORS, Instant(3.0), TURN) << PlayMusic()
    return story >> wakes("announcement_due") << AskPosition()


def offered(minutes: int = 15) -> Playbook:
    """Tell a call whose caller hears their place and the offer."""
    return in_line() >> read(minutes * 60.0) << says(2, (*PLACE, *say_offer(minutes)))


@pytest.mark.parametrize(
    ("wait_s", "minutes"), [(119.9, None), (120.0, 2), (121.0, 3), (900.0, 15), (None, None)]
)
def test_callback_is_offered_from_the_limit_on(wait_s: float | None, minutes: int | None) -> None:
    words = PLACE if minutes is None else (*PLACE, *say_offer(minutes))

    assert in_line() >> read(wait_s) << says(2, words)


@pytest.mark.parametrize("person", [FOREIGN, HIDDEN])
def test_callback_is_not_offered_where_the_number_cannot_be_rung(person: Person) -> None:
    story = in_line(person) >> read(900.0) << says(2, PLACE)

    assert story >> pressed("1") << Because("digit_dropped")


def test_key_one_leaves_the_line_and_hears_the_promise_of_what_was_offered() -> None:
    story = (
        offered(15)
        >> at(20.0)
        >> pressed("1")
        << Because("callback_chosen")
        << Committed()
        << LeaveQueue()
        << StopSaying(Utterance(2))
        << says(3, say_promise(37, 15, "2122"))
        >> at(30.0)
        >> said(3)
        << NoteTold(minutes=15)
        >> wakes("digit_awaited")
        << HangUp()
        >> CallerHungUp(NORMAL)
        << Clear()
    )

    assert story
    assert story.run().phase == Ended(Outcome.TOLD, NORMAL)


def test_key_one_counts_after_the_offer_was_said_as_well() -> None:
    story = offered() >> at(25.0) >> said(2) << PlayMusic() >> at(40.0) >> pressed("1")

    assert story << Committed() << LeaveQueue() << says(3, say_promise(37, 15, "2122"))


@pytest.mark.parametrize("key", "0234567*#9")
def test_other_keys_are_dropped_and_the_caller_keeps_waiting(key: str) -> None:
    story = offered() >> at(20.0) >> pressed(key) << Because("digit_dropped")

    assert story
    assert isinstance(story.run().phase, Waiting)


def test_key_one_before_any_offer_is_dropped() -> None:
    assert in_line() >> pressed("1") << Because("digit_dropped")


def test_key_one_while_an_operators_telephone_rings_is_dropped_for_the_operator_comes() -> None:
    story = offered() >> at(20.0) >> matched() << rings(1)

    assert story >> pressed("1") << Because("digit_dropped")


def test_match_that_crosses_the_chosen_callback_frees_the_agent() -> None:
    story = offered() >> at(20.0) >> pressed("1") << Committed() << LeaveQueue()
    story = story << StopSaying(Utterance(2)) << says(3, say_promise(37, 15, "2122"))

    assert story >> matched() << LeaveQueue() << reports(RingOutcome.CANCELLED)


def test_person_who_chose_the_callback_and_is_worse_comes_back_into_the_line_at_its_front() -> (
    None
):
    story = offered() >> at(20.0) >> pressed("1") << Committed() << LeaveQueue()
    story = story << StopSaying(Utterance(2)) << says(3, say_promise(37, 15, "2122"))
    story = story >> at(25.0) >> pressed("9") << Committed() << StopSaying(Utterance(3))
    story = story << says(4, LADDER.danger) >> at(30.0) >> said(4) >> pressed("1") << NoteDanger()
    front = replace(TURN, rank=Rank.URGENT)
    words = (*LADDER.moved_to_front, *LADDER.short_greeting)

    assert story << EnterQueue(DOCTORS, Instant(30.0), front) << says(5, words)


def test_offer_stands_after_a_ring_that_nobody_answered() -> None:
    story = offered() >> at(20.0) >> said(2) << PlayMusic() >> at(21.0) >> matched() << rings(1)
    story = story >> AgentGone(Ring(1), HangupCause.BUSY) << reports(RingOutcome.BUSY)

    assert (
        story
        >> pressed("1")
        << Committed()
        << LeaveQueue()
        << says(3, say_promise(37, 15, "2122"))
    )


def test_offer_stands_after_the_engine_came_back() -> None:
    story = offered() >> at(20.0) >> Reclaimed(is_agent_here=False)
    story = story << StopSaying(Utterance(2)) << TakeBack()
    story = story << EnterQueue(DOCTORS, Instant(3.0), TURN) << PlayMusic() >> pressed("1")

    assert story << Committed() << LeaveQueue() << says(3, say_promise(37, 15, "2122"))


def test_words_on_the_way_in_whose_end_was_lost_give_way_to_music_and_then_to_the_place() -> None:
    story = picked_up() >> wakes("announcement_due") << StopSaying(Utterance(1)) << PlayMusic()
    story = story << AskPosition() >> read(None) << says(2, PLACE)

    assert story >> at(26.0) >> said(2) << PlayMusic()


def test_place_is_never_told_into_words_that_are_still_being_said() -> None:
    story = picked_up() >> at(10.0) >> read(None) << StopSaying(Utterance(1))

    assert story << says(2, PLACE)
