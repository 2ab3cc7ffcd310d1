"""Every place that the ladder and our own calls add: hung up, met by a bug, taken up again."""

from dataclasses import dataclass

import pytest

from agents.activity import RingOutcome
from callflow.call import Ended
from callflow.commands import (
    CallCommand,
    Clear,
    EnterQueue,
    HangUp,
    HangUpAgent,
    LeaveQueue,
    PlayMusic,
    StopSaying,
    TakeBack,
)
from callflow.events import (
    Answered,
    CallerHungUp,
    EngineFailed,
    Reclaimed,
    Ring,
    Utterance,
    VoiceHeard,
)
from callflow.outcome import HangupCause, Outcome
from tests.callflow.stories import TICKET_37, matched, reports, said, says
from tests.callflow.told import (
    IS_IT_RIGHT,
    LADDER,
    OUR_TURN,
    PICKED_UP_AT,
    PLACES,
    PROMISE,
    REMINDER,
)
from tests.support.playbook import Because, Committed, at
from tests.support.site import DOCTORS, TEXTS

NORMAL = HangupCause.NORMAL
ALONE = Reclaimed(is_agent_here=False)
GIVEN_BACK = (HangUpAgent(Ring(1)), reports(RingOutcome.CANCELLED))
BACK_IN_LINE = (TakeBack(), EnterQueue(DOCTORS, PICKED_UP_AT, OUR_TURN), PlayMusic())


def stop(number: int) -> StopSaying:
    """Return the command to stop the call's so-many-th utterance."""
    return StopSaying(Utterance(number))


@dataclass(frozen=True, slots=True)
class Ending:
    """How a call ends whose caller hangs up, and what must be undone for it."""

    gone_at: float
    outcome: Outcome
    undone: tuple[CallCommand, ...] = ()


ENDINGS = {
    "promising": Ending(3.0, Outcome.DIVERTED),
    "reminded": Ending(3.0, Outcome.TOLD),
    "in_danger": Ending(7.0, Outcome.TOLD),
    "cancelling": Ending(7.0, Outcome.TOLD),
    "keying": Ending(7.0, Outcome.TOLD),
    "confirming": Ending(9.0, Outcome.TOLD),
    "number_needed": Ending(3.0, Outcome.DIVERTED),
    "challenged": Ending(3.0, Outcome.DIVERTED),
    "dialling": Ending(2.0, Outcome.NOT_REACHED),
    "far_end_ringing": Ending(5.0, Outcome.NOT_REACHED),
    "picked_up": Ending(14.0, Outcome.ABANDONED, (LeaveQueue(),)),
    "person_asked": Ending(9.0, Outcome.NOT_REACHED),
    "whispering": Ending(12.0, Outcome.ABANDONED, (LeaveQueue(), *GIVEN_BACK)),
}


@pytest.mark.parametrize("place", PLACES)
def test_caller_who_hangs_up_leaves_nothing_behind(place: str) -> None:
    ending = ENDINGS[place]
    story = PLACES[place]() >> at(ending.gone_at) >> CallerHungUp(NORMAL)
    for command in (*ending.undone, Clear()):
        story = story << command

    assert story
    call = story.run()
    assert call.phase == Ended(ending.outcome, NORMAL)
    assert call.times.hung_up_at == ending.gone_at
    assert call.times.answered_at is None
    assert not call.is_speaking


GOES_ON: dict[str, tuple[CallCommand | Committed, ...]] = {
    "promising": (Committed(), stop(1), TakeBack(), says(2, PROMISE)),
    "reminded": (Committed(), stop(1), TakeBack(), says(2, REMINDER)),
    "in_danger": (Committed(), stop(2), TakeBack(), says(3, LADDER.danger)),
    "cancelling": (Committed(), stop(2), TakeBack(), says(3, LADDER.cancel)),
    "keying": (stop(2), TakeBack(), says(3, LADDER.enter_number)),
    "confirming": (Committed(), stop(3), TakeBack(), says(4, IS_IT_RIGHT)),
    "number_needed": (stop(1), TakeBack(), says(2, LADDER.enter_number)),
    "challenged": (Committed(), stop(1), TakeBack(), says(2, LADDER.challenge)),
    "dialling": (HangUp(),),
    "far_end_ringing": (HangUp(),),
    "picked_up": (stop(1), *BACK_IN_LINE),
    "person_asked": (Committed(), stop(1), TakeBack(), says(2, LADDER.person)),
    "whispering": (stop(1), *GIVEN_BACK, *BACK_IN_LINE),
}


@pytest.mark.parametrize("place", PLACES)
def test_engine_that_comes_back_goes_on_where_the_person_was(place: str) -> None:
    story = PLACES[place]() >> ALONE
    for consequence in GOES_ON[place]:
        story = story << consequence

    assert story


@pytest.mark.parametrize("place", ["dialling", "far_end_ringing"])
def test_person_whom_we_rang_while_the_engine_died_is_not_reached_and_rung_again(
    place: str,
) -> None:
    story = PLACES[place]() >> ALONE << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.NOT_REACHED, NORMAL)


def test_agent_who_hears_the_whisper_when_the_engine_dies_is_given_back_though_still_there() -> (
    None
):
    story = PLACES["whispering"]() >> Reclaimed(is_agent_here=True)
    for consequence in GOES_ON["whispering"]:
        story = story << consequence

    assert story


UNDONE: dict[str, tuple[CallCommand, ...]] = {
    "picked_up": (LeaveQueue(),),
    "whispering": (LeaveQueue(), *GIVEN_BACK),
}
SPOKEN = {"in_danger": 2, "cancelling": 2, "keying": 2, "confirming": 3}


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"dialling", "far_end_ringing"}))
def test_bug_of_ours_ends_the_call_with_an_apology_and_the_ticket(place: str) -> None:
    spoken = SPOKEN.get(place, 1)
    story = PLACES[place]() >> EngineFailed() << Committed() << stop(spoken)
    for command in UNDONE.get(place, ()):
        story = story << command

    assert story << says(spoken + 1, TEXTS.apology + TICKET_37)


@pytest.mark.parametrize("place", ["dialling", "far_end_ringing"])
def test_bug_of_ours_before_anybody_picked_up_hangs_up(place: str) -> None:
    story = PLACES[place]() >> EngineFailed() << HangUp() >> CallerHungUp(NORMAL) << Clear()

    assert story
    assert story.run().phase == Ended(Outcome.FAILED, NORMAL)


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"picked_up", "whispering"}))
def test_match_for_somebody_who_does_not_wait_frees_the_agent(place: str) -> None:
    story = PLACES[place]() >> matched() << Because("match_late")

    assert story << LeaveQueue() << reports(RingOutcome.CANCELLED)


def test_second_match_during_the_whisper_frees_the_second_agent_and_keeps_the_place() -> None:
    story = PLACES["whispering"]() >> matched(2)

    assert story << reports(RingOutcome.CANCELLED, agent=2)


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"dialling", "far_end_ringing"}))
def test_answer_that_is_told_twice_is_late(place: str) -> None:
    assert PLACES[place]() >> Answered() << Because("late")


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"challenged", "person_asked"}))
def test_voice_is_remembered_and_changes_nothing_where_none_was_asked_for(place: str) -> None:
    before = PLACES[place]()
    story = before >> VoiceHeard() << Because("voice_heard")

    assert story
    call = story.run()
    assert call.has_voice
    assert call.phase == before.run().phase


@pytest.mark.parametrize("place", sorted(set(PLACES) - {"dialling", "far_end_ringing"}))
def test_end_of_something_older_is_nobodys_news(place: str) -> None:
    assert PLACES[place]() >> said(0) << Because("late")
