"""Handovers to somebody outside with no operator between, told as stories.

Of `callflow/handover.py`, `callflow/onward.py` and `ivr/handover.py`.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from base.phone import NumberKind, NumberReading
from callflow.call import Call, Ended, HandedOver, Transferring, TransferStage, Waiting
from callflow.commands import (
    EnterQueue,
    HangUp,
    HangUpAgent,
    Join,
    LeaveQueue,
    MakeRoom,
    NoteDanger,
    NoteTopic,
    PlayMusic,
    RingNumber,
    StopSaying,
    TakeBack,
    Whisper,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    Joined,
    Performance,
    Reclaimed,
    Ring,
    Utterance,
    Whispered,
)
from callflow.handover import begin_handover
from callflow.machine import advance
from callflow.onward import card_of
from callflow.outcome import HangupCause, Outcome
from callflow.present import channels_of
from callflow.steps import CallStep
from callflow.transfer import OutsideNumber, TransferKind, TransferToNumber
from ivr.handover import say_card, say_handing_over, say_not_handed_over
from queues.queue import Rank
from tests.callflow.stories import (
    TURN,
    listening,
    matched,
    reports,
    rings,
    said,
    says,
    waiting,
)
from tests.support.playbook import Playbook, at, wakes
from tests.support.site import ADVICE, ARRIVED, CALL_POLICY, DOCTORS, MAIN, PLACED

FAR = Ring(1)
AMBULANCE = OutsideNumber("103")
ASKED = TransferToNumber(TransferKind.BLIND, AMBULANCE, PLACED.shown, MAIN)
RING = RingNumber(FAR, AMBULANCE, PLACED.shown, MAIN, 25.0)
CARD = say_card("+79101234567")
IN_FRONT = replace(TURN, rank=Rank.URGENT)
GONE = HangupCause.NORMAL


def handed_from_menu() -> Playbook:
    """Tell a call whose caller stands in a menu and is about to be connected with 103."""
    story = listening() >> at(7.0) >> ASKED << NoteDanger() << says(3, say_handing_over())
    return story << MakeRoom(MAIN) << RING


def ringing() -> Playbook:
    """Tell it on while 103 rings and the person hears music."""
    story = handed_from_menu() >> at(7.3) >> AgentRinging(FAR)
    return story >> at(9.5) >> said(3) << PlayMusic()


def briefing() -> Playbook:
    """Tell it on while 103 hears who comes."""
    return ringing() >> at(10.0) >> AgentAnswered(FAR) << Whisper(FAR, CARD)


def handed_over() -> Playbook:
    """Tell it on to the talk with 103."""
    story = briefing() >> at(16.0) >> Whispered(FAR) << Join(FAR)
    return story >> at(16.1) >> Joined(FAR)


def to_the_front(story: Playbook, seconds: float) -> Playbook:
    """Tell on how somebody who was not put through stands in line again."""
    story = story << NoteTopic(ADVICE) << EnterQueue(ADVICE, Instant(seconds), IN_FRONT)
    return story << says(4, say_not_handed_over())


def happen(call: Call, event: CallEvent, seconds: float) -> CallStep:
    return advance(call, event, Instant(seconds), CALL_POLICY)


def test_far_end_hears_whose_call_it_is_before_it_hears_the_person() -> None:
    call = handed_over().run()

    assert isinstance(call.phase, HandedOver)
    assert channels_of(call, MAIN) == 2
    assert (call.times.answered_at, call.times.joined_at) == (Instant(16.1), Instant(16.1))


def test_number_that_is_hidden_is_not_read_out() -> None:
    hidden = NumberReading(kind=NumberKind.WITHHELD, raw="anonymous", number=None)
    call = listening().run()

    withheld = replace(call, origin=replace(ARRIVED, ani=hidden))

    assert card_of(withheld) == say_card("") == CARD[:1]
    assert card_of(call) == CARD
    assert card_of(replace(call, origin=PLACED)) == say_card(PLACED.number)


def test_who_stands_in_line_leaves_it_and_is_not_told_their_place_meanwhile() -> None:
    story = waiting() >> at(9.0) >> ASKED << LeaveQueue() << NoteDanger()
    story = story << says(3, say_handing_over()) << MakeRoom(MAIN) << RING
    story = story >> at(9.1) >> matched() << LeaveQueue() << reports(RingOutcome.CANCELLED)

    assert isinstance(story.run().phase, Transferring)


@pytest.mark.parametrize(
    ("event", "seconds"),
    [
        (AgentGone(FAR, HangupCause.BUSY), 10.0),
        (AgentGone(FAR, HangupCause.UNREACHABLE), 10.0),
        (CommandFailed(Performance.RING, FAR), 10.0),
    ],
)
def test_whom_nobody_takes_over_is_told_so_and_stands_in_front_of_everybody(
    event: CallEvent, seconds: float
) -> None:
    story = ringing() >> at(seconds) >> event << HangUpAgent(FAR)
    story = to_the_front(story << TakeBack(), seconds)

    call = story.run()

    assert isinstance(call.phase, Waiting)
    assert call.is_urgent


def test_far_end_that_does_not_answer_is_not_waited_for_and_an_operator_takes_the_person() -> None:
    story = ringing() >> wakes("transfer_ringing_overdue") << HangUpAgent(FAR)
    story = to_the_front(story << TakeBack(), 32.0)
    story = story >> at(36.0) >> said(4) << PlayMusic() >> at(36.5) >> matched() << rings(2)

    assert type(story.run().phase).__name__ == "Ringing"


def test_words_that_are_still_said_are_stopped_before_others_are() -> None:
    story = handed_from_menu() >> at(7.2) >> AgentGone(FAR, HangupCause.BUSY) << HangUpAgent(FAR)
    story = to_the_front(story << TakeBack() << StopSaying(Utterance(3)), 7.2)

    assert isinstance(story.run().phase, Waiting)


def test_carrier_without_a_channel_is_asked_again_and_room_is_made_each_time() -> None:
    story = handed_from_menu() >> at(7.1) >> AgentGone(FAR, HangupCause.CONGESTION)
    pausing = story.run()
    story = story >> wakes("transfer_pausing_overdue") << MakeRoom(MAIN)
    story = story << replace(RING, ring=Ring(2))

    assert channels_of(pausing, MAIN) == channels_of(story.run(), MAIN) == 2


def test_carrier_that_never_has_a_channel_leaves_the_person_in_front() -> None:
    call, seconds = handed_from_menu().run(), 7.1
    for _ in range(CALL_POLICY.transfer.tries):
        call = happen(call, AgentGone(Ring(call.rings), HangupCause.CONGESTION), seconds).state
        if isinstance(call.phase, Transferring) and call.phase.until is not None:
            seconds = call.phase.until
            call = happen(call, DeadlinePassed("transfer_pausing_overdue"), seconds).state

    assert isinstance(call.phase, Waiting)
    assert call.is_urgent


def test_card_that_cannot_be_read_out_keeps_nobody_apart() -> None:
    failed = briefing() >> at(10.1) >> CommandFailed(Performance.WHISPER, FAR) << Join(FAR)
    overdue = briefing() >> wakes("transfer_briefing_overdue") << Join(FAR)

    for story in (failed, overdue):
        call = story.run()
        assert isinstance(call.phase, Transferring)
        assert call.phase.stage is TransferStage.ENTERING


def test_far_end_that_hangs_up_while_it_hears_the_card_leaves_the_person_in_front() -> None:
    story = briefing() >> at(12.0) >> AgentGone(FAR, GONE) << HangUpAgent(FAR)
    story = to_the_front(story << TakeBack(), 12.0)

    assert isinstance(story.run().phase, Waiting)


def test_call_is_over_when_the_far_end_hangs_up_after_the_talk() -> None:
    story = handed_over() >> at(80.0) >> AgentGone(FAR, GONE) << HangUp()

    call = story.run()
    ended = happen(call, CallerHungUp(GONE), 80.1).state

    assert isinstance(ended.phase, Ended)
    assert ended.phase.outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("beginning", "outcome"),
    [
        (handed_from_menu, Outcome.ABANDONED),
        (ringing, Outcome.ABANDONED),
        (briefing, Outcome.ABANDONED),
        (handed_over, Outcome.ANSWERED),
    ],
)
def test_person_who_hangs_up_leaves_no_telephone_ringing(
    beginning: Callable[[], Playbook], outcome: Outcome
) -> None:
    gone = happen(beginning().run(), CallerHungUp(GONE), 60.0)

    assert HangUpAgent(FAR) in gone.commands
    assert isinstance(gone.state.phase, Ended)
    assert gone.state.phase.outcome is outcome


@pytest.mark.parametrize("beginning", [handed_from_menu, ringing, briefing])
def test_engine_that_died_on_the_way_puts_the_person_in_front(
    beginning: Callable[[], Playbook],
) -> None:
    step = happen(beginning().run(), Reclaimed(is_agent_here=False), 60.0)

    assert isinstance(step.state.phase, Waiting)
    assert HangUpAgent(FAR) in step.commands
    assert EnterQueue(ADVICE, Instant(60.0), IN_FRONT) in step.commands


def test_talk_outside_outlives_the_engine() -> None:
    step = happen(handed_over().run(), Reclaimed(is_agent_here=True, here=(FAR,)), 60.0)

    assert isinstance(step.state.phase, HandedOver)


def test_menu_says_which_line_catches_the_person_and_whether_it_is_a_matter_of_life() -> None:
    call = listening().run()

    step = begin_handover(call, ASKED, Instant(7.0), CALL_POLICY, queue=DOCTORS, is_urgent=False)
    back = happen(step.state, AgentGone(FAR, HangupCause.BUSY), 9.0)

    assert NoteDanger() not in step.commands
    assert EnterQueue(DOCTORS, Instant(9.0), TURN) in back.commands
