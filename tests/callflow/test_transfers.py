"""Transfers, told as stories: the person is never lost between two people, nor anybody held."""

from dataclasses import replace

import pytest

from agents.activity import RingOutcome
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.call import (
    AgentAtWork,
    Call,
    HandedOver,
    Talking,
    Transferring,
    TransferStage,
    Waiting,
)
from callflow.commands import (
    EnterQueue,
    HangUp,
    HangUpAgent,
    Join,
    MakeRoom,
    NoteTopic,
    PlayMusic,
    PutAside,
    ReportTalkEnded,
    ReportTalkFound,
    ReserveAgent,
    RingAgent,
    RingNumber,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallerHungUp,
    CallEvent,
    DeadlinePassed,
    Joined,
    Matched,
    Reclaimed,
    Ring,
    TurnedAway,
)
from callflow.machine import advance
from callflow.outcome import HangupCause
from callflow.present import channels_of
from callflow.reclaim import agents_of
from callflow.steps import CallStep
from callflow.transfer import (
    OutsideNumber,
    TransferCancelled,
    TransferCompleted,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from queues.messages import TurnAwayReason
from queues.policy import QueueName
from tests.callflow.stories import FIRST, SECOND, TURN, reports, says, talking
from tests.support.playbook import Playbook, at, wakes
from tests.support.site import ADVICE, CALL_POLICY, MAIN, TEXTS, operator

AGENT, FAR = Ring(1), Ring(2)
BLIND, CONSULT = TransferKind.BLIND, TransferKind.CONSULT
WARM, CONFERENCE = TransferKind.WARM, TransferKind.CONFERENCE
COLLEAGUE = Matched(SECOND.agent_id, SECOND.account, "asked_for")
AMBULANCE = OutsideNumber("103")
SHOWN = PhoneNumber("+78442122122")
LET_GO = HangUpAgent(AGENT), ReportTalkEnded(FIRST.agent_id)
HUNG_UP = HangupCause.NORMAL


def asks(kind: TransferKind) -> TransferToAgent:
    return TransferToAgent(kind, SECOND.agent_id)


def asking(kind: TransferKind) -> Playbook:
    """Tell a talk whose operator asks for a colleague."""
    story = talking() >> at(40.0) >> asks(kind)
    if kind is BLIND:
        story = story << LET_GO[0] << LET_GO[1] << TakeBack() << PlayMusic()
    return story << ReserveAgent(SECOND.agent_id)


def ringing(kind: TransferKind) -> Playbook:
    """Tell a talk while the colleague's telephone rings."""
    story = asking(kind) >> at(40.1) >> COLLEAGUE << RingAgent(FAR, SECOND.account)
    return story >> at(40.5) >> AgentRinging(FAR)


def answered(kind: TransferKind) -> Playbook:
    return (
        ringing(kind) >> at(43.0) >> AgentAnswered(FAR) << reports(RingOutcome.ANSWERED, agent=2)
    )


def consulting(kind: TransferKind = CONSULT) -> Playbook:
    """Tell a talk whose person hears music while the two talk aside."""
    return answered(kind) << PutAside(AGENT) << PlayMusic() << PutAside(FAR)


def together(kind: TransferKind = CONFERENCE) -> Playbook:
    return answered(kind) << Join(FAR) >> at(43.2) >> Joined(FAR)


def ringing_outside(kind: TransferKind) -> Playbook:
    """Tell a talk while the ambulance is rung."""
    story = talking() >> at(40.0) >> TransferToNumber(kind, AMBULANCE, SHOWN, MAIN)
    return story << MakeRoom(MAIN) << RingNumber(FAR, AMBULANCE, SHOWN, MAIN, 25.0)


def happen(call: Call, event: CallEvent, seconds: float) -> CallStep:
    return advance(call, event, Instant(seconds), CALL_POLICY)


def with_agent(call: Call) -> int:
    assert isinstance(call.phase, Talking)
    return call.phase.agent.ring


def test_consultation_that_is_completed_hands_the_person_over_and_frees_the_operator() -> None:
    story = consulting() >> at(60.0) >> TransferCompleted() << Join(FAR)
    story = story >> at(60.2) >> Joined(FAR) << LET_GO[0] << LET_GO[1]

    call = story.run()

    assert with_agent(call) == FAR
    assert call.agent_id == SECOND.agent_id


def test_operator_who_hangs_up_while_consulting_has_completed_it() -> None:
    story = consulting() >> at(60.0) >> AgentGone(AGENT, HUNG_UP) << LET_GO[0] << LET_GO[1]
    story = story << Join(FAR) >> at(60.2) >> Joined(FAR)

    assert with_agent(story.run()) == FAR


def test_consultation_that_is_cancelled_brings_the_operator_back() -> None:
    story = consulting() >> at(60.0) >> TransferCancelled()
    story = story << HangUpAgent(FAR) << ReportTalkEnded(SECOND.agent_id) << Join(AGENT)
    story = story >> at(60.2) >> Joined(AGENT)

    assert with_agent(story.run()) == AGENT


def test_person_does_not_listen_to_music_for_ever() -> None:
    story = consulting() >> wakes("transfer_aside_overdue")
    story = story << HangUpAgent(FAR) << ReportTalkEnded(SECOND.agent_id) << Join(AGENT)

    assert isinstance(story.run().phase, Transferring)


def test_operator_who_cannot_come_back_leaves_the_person_in_line_with_a_word() -> None:
    story = consulting() >> at(60.0) >> AgentGone(FAR, HUNG_UP) << HangUpAgent(FAR)
    story = story << ReportTalkEnded(SECOND.agent_id) << Join(AGENT)
    story = story >> at(60.1) >> AgentGone(AGENT, HangupCause.LOST) << LET_GO[0] << LET_GO[1]
    story = story << TakeBack() << NoteTopic(story_queue())
    story = story << EnterQueue(story_queue(), Instant(60.1), TURN)

    assert (story << says(3, TEXTS.ladder.connecting)).run().queue == story_queue()


def test_warm_transfer_brings_both_to_the_person_and_the_operator_leaves_later() -> None:
    story = consulting(WARM) >> at(60.0) >> TransferCompleted() << Join(FAR)
    story = story >> at(60.2) >> Joined(FAR) << Join(AGENT)
    story = story >> at(80.0) >> TransferCompleted() << LET_GO[0] << LET_GO[1]

    assert with_agent(story.run()) == FAR


def test_conference_has_three_and_whoever_leaves_leaves_the_others_in_it() -> None:
    operator_left = together() >> at(90.0) >> AgentGone(AGENT, HUNG_UP) << LET_GO[0] << LET_GO[1]
    colleague_left = together() >> at(90.0) >> AgentGone(FAR, HUNG_UP) << HangUpAgent(FAR)
    colleague_left = colleague_left << ReportTalkEnded(SECOND.agent_id)

    assert with_agent(operator_left.run()) == FAR
    assert with_agent(colleague_left.run()) == AGENT


def test_person_who_leaves_a_conference_ends_it_for_both() -> None:
    gone = happen(together().run(), CallerHungUp(HUNG_UP), 90.0)

    assert {HangUpAgent(AGENT), HangUpAgent(FAR)} <= set(gone.commands)
    ended = {c.agent_id for c in gone.commands if isinstance(c, ReportTalkEnded)}
    assert ended == {FIRST.agent_id, SECOND.agent_id}


@pytest.mark.parametrize("kind", [CONSULT, WARM, CONFERENCE])
def test_colleague_who_does_not_answer_leaves_the_talk_as_it_was(kind: TransferKind) -> None:
    story = ringing(kind) >> wakes("transfer_ringing_overdue") << HangUpAgent(FAR)
    story = story << reports(RingOutcome.TIMED_OUT, agent=2)

    assert with_agent(story.run()) == AGENT


@pytest.mark.parametrize("kind", [CONSULT, WARM, CONFERENCE])
def test_colleague_who_is_not_free_is_not_rung(kind: TransferKind) -> None:
    call = (asking(kind) >> at(40.1) >> TurnedAway(TurnAwayReason.NO_AGENTS)).run()

    assert with_agent(call) == AGENT


def test_blind_transfer_frees_the_operator_at_once() -> None:
    story = ringing(BLIND) >> at(43.0) >> AgentAnswered(FAR)
    story = story << reports(RingOutcome.ANSWERED, agent=2) << Join(FAR)

    assert with_agent((story >> at(43.2) >> Joined(FAR)).run()) == FAR


def test_blind_transfer_that_nobody_answers_puts_the_person_back_in_line_with_a_word() -> None:
    story = ringing(BLIND) >> at(60.0) >> AgentGone(FAR, HangupCause.DECLINED)
    story = story << HangUpAgent(FAR) << reports(RingOutcome.DECLINED, agent=2) << TakeBack()
    story = story << NoteTopic(story_queue())
    story = story << EnterQueue(story_queue(), Instant(60.0), TURN)
    story = story << says(3, TEXTS.ladder.connecting)

    assert isinstance(story.run().phase, Waiting)


def test_operator_who_lets_go_while_it_rings_makes_the_transfer_blind() -> None:
    story = ringing(CONSULT) >> at(41.0) >> TransferCompleted() << LET_GO[0] << LET_GO[1]
    story = story << TakeBack() << PlayMusic() >> at(43.0) >> AgentAnswered(FAR)
    story = story << reports(RingOutcome.ANSWERED, agent=2) << Join(FAR)

    assert with_agent((story >> at(43.2) >> Joined(FAR)).run()) == FAR


def test_person_who_is_sent_to_another_line_keeps_the_place_that_was_theirs() -> None:
    story = talking() >> at(40.0) >> TransferToQueue(ADVICE) << LET_GO[0] << LET_GO[1]
    story = story << TakeBack() << NoteTopic(ADVICE)
    story = story << EnterQueue(ADVICE, Instant(40.0), TURN) << PlayMusic()

    assert story.run().queue == ADVICE


def test_somebody_outside_takes_the_talk_on_and_a_second_channel() -> None:
    story = ringing_outside(CONFERENCE) >> at(42.0) >> AgentAnswered(FAR) << Join(FAR)
    story = story >> at(42.2) >> Joined(FAR)
    three = story.run()
    call = (story >> at(50.0) >> TransferCompleted() << LET_GO[0] << LET_GO[1]).run()
    over = story >> at(50.0) >> TransferCompleted() << LET_GO[0] << LET_GO[1]
    over = over >> at(90.0) >> AgentGone(FAR, HUNG_UP) << HangUp()

    assert isinstance(call.phase, HandedOver)
    assert (channels_of(three, MAIN), channels_of(call, MAIN)) == (2, 2)
    assert channels_of(over.run(), MAIN) == 1


def test_emergency_is_dialled_again_until_the_carrier_has_a_channel_for_it() -> None:
    story = ringing_outside(WARM) >> at(40.1) >> AgentGone(FAR, HangupCause.CONGESTION)
    story = story >> wakes("transfer_pausing_overdue")
    story = story << MakeRoom(MAIN) << RingNumber(Ring(3), AMBULANCE, SHOWN, MAIN, 25.0)

    assert channels_of(story.run(), MAIN) == 2


def test_emergency_that_finds_no_channel_is_given_up_and_the_operator_is_still_there() -> None:
    call, seconds = ringing_outside(CONSULT).run(), 40.1
    for _ in range(CALL_POLICY.transfer.tries):
        call = happen(call, AgentGone(Ring(call.rings), HangupCause.CONGESTION), seconds).state
        seconds += CALL_POLICY.transfer.pause_s
        call = happen(call, DeadlinePassed("transfer_pausing_overdue"), seconds).state

    assert with_agent(call) == AGENT


def test_engine_that_died_during_a_consultation_brings_the_operator_back_to_the_person() -> None:
    story = consulting() >> at(70.0) >> Reclaimed(is_agent_here=False)
    story = story << HangUpAgent(FAR) << ReportTalkEnded(SECOND.agent_id) << TakeBack()
    story = story << ReportTalkFound(FIRST.agent_id) << Join(AGENT)

    assert with_agent((story >> at(70.2) >> Joined(AGENT)).run()) == AGENT


@pytest.mark.parametrize(
    ("here", "goes_on_with"),
    [((AGENT, FAR), {AGENT, FAR}), ((FAR,), {FAR}), ((AGENT,), {AGENT})],
    ids=["both", "colleague", "operator"],
)
def test_after_the_engine_was_away_whoever_stands_with_the_person_stays(
    here: tuple[Ring, ...], goes_on_with: set[Ring]
) -> None:
    step = happen(together().run(), Reclaimed(AGENT in here, here), 90.0)

    phase = step.state.phase
    if isinstance(phase, Transferring):
        assert phase.stage is TransferStage.TOGETHER
        sides = {side.ring for side in (phase.agent, phase.far) if side is not None}
    else:
        assert isinstance(phase, Talking)
        sides = {phase.agent.ring}
    assert sides == goes_on_with
    assert len([c for c in step.commands if isinstance(c, ReportTalkFound)]) == len(sides)


def test_person_alone_after_the_engine_was_away_stands_in_line_again() -> None:
    step = happen(ringing(BLIND).run(), Reclaimed(is_agent_here=False), 60.0)

    assert isinstance(step.state.phase, Waiting)
    assert HangUpAgent(FAR) in step.commands
    assert any(isinstance(command, EnterQueue) for command in step.commands)


def test_agents_of_a_transfer_are_not_idle_after_a_restart() -> None:
    assert agents_of(ringing(CONSULT).run().phase) == (FIRST.agent_id,)
    assert agents_of(consulting().run().phase) == (FIRST.agent_id, SECOND.agent_id)
    assert agents_of(Talking(AgentAtWork(operator(3).agent_id, SECOND.account, FAR))) == (
        operator(3).agent_id,
    )


def test_only_a_talk_is_transferred() -> None:
    waiting = replace(talking().run(), phase=Waiting(ADVICE, Instant(7.0), Instant(22.0)))

    assert happen(waiting, asks(CONSULT), 10.0).state is waiting


def story_queue() -> QueueName:
    queue = talking().run().queue
    assert queue is not None
    return queue
