"""Transfers as they run: calls, the distributor and the channels of the trunk meet here."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.agent import Activity
from base.ids import CallId, TrunkName
from callflow.commands import RingNumber
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallEvent,
    Joined,
    Ring,
)
from callflow.outcome import HangupCause
from callflow.transfer import (
    OutsideNumber,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
)
from callflow.transfer_desk import TransferDesk
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import CALL_POLICY, MAIN, PLACED, operator

FIRST, SECOND = operator(1, doctor=1), operator(2, doctor=1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
AGENT, FAR = Ring(1), Ring(2)
CONSULT = TransferToAgent(TransferKind.CONSULT, SECOND.agent_id)
AMBULANCE = TransferToNumber(TransferKind.WARM, OutsideNumber("103"), PLACED.shown, MAIN)
TWO_CHANNELS = replace(CALL_POLICY, trunks={MAIN: replace(CALL_POLICY.trunks[MAIN], channels=2)})

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story, on a trunk of two channels."""
    opened = Hall(policy=TWO_CHANNELS)
    yield opened
    await opened.close()


async def talking(hall: Hall) -> CallId:
    hall.seat(FIRST)
    await hall.settle()
    call = await hall.dial("89101234567")
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT))
    await hall.settle()
    assert hall.phase(call) == "Talking"
    return call


async def test_consultation_that_is_completed_frees_the_operator_and_keeps_the_colleague(
    hall: Hall,
) -> None:
    call, desk = await talking(hall), TransferDesk(hall.calls)
    hall.seat(SECOND)

    assert desk.ask(call, CONSULT)
    await hall.settle()
    assert hall.activity(SECOND) is Activity.RINGING
    hall.tell(call, AgentAnswered(FAR))
    await hall.settle()
    assert (hall.activity(FIRST), hall.activity(SECOND)) == (Activity.TALKING, Activity.TALKING)
    assert desk.complete(call)
    await hall.settle()
    hall.tell(call, Joined(FAR))
    await hall.settle()

    assert hall.phase(call) == "Talking"
    assert (hall.activity(FIRST), hall.activity(SECOND)) == (Activity.WRAP_UP, Activity.TALKING)


async def test_colleague_who_is_not_there_leaves_the_talk_as_it_was(hall: Hall) -> None:
    call, desk = await talking(hall), TransferDesk(hall.calls)

    assert desk.ask(call, CONSULT)
    await hall.settle()

    assert (hall.phase(call), hall.activity(FIRST)) == ("Talking", Activity.TALKING)


async def test_colleague_who_does_not_answer_is_as_after_any_missed_ring(hall: Hall) -> None:
    call, desk = await talking(hall), TransferDesk(hall.calls)
    hall.seat(SECOND)
    desk.ask(call, CONSULT)
    await hall.settle()

    hall.tell(call, AgentGone(FAR, HangupCause.DECLINED))
    await hall.settle()

    assert hall.phase(call) == "Talking"
    assert hall.distributor.floor.agents[SECOND.agent_id].call_id is None


async def test_emergency_takes_the_channel_of_an_announcement(hall: Hall) -> None:
    call, desk = await talking(hall), TransferDesk(hall.calls)
    told = await hall.dial("89107654321")
    hall.tell(told, Answered())
    await hall.settle()

    assert desk.ask(call, AMBULANCE)
    await hall.settle()

    assert hall.phase(told) in {"Leaving", "Ended"}
    assert hall.phase(call) == "Transferring"
    assert any(isinstance(command, RingNumber) for command in hall.switchboard.asked)


async def test_only_a_talk_can_be_transferred_and_only_to_a_trunk_that_is_ours(
    hall: Hall,
) -> None:
    call, desk = await talking(hall), TransferDesk(hall.calls)

    assert not desk.ask(call, replace(AMBULANCE, trunk=TrunkName("nobody's")))
    assert not desk.complete(call)
    assert not desk.cancel(call)
    desk.ask(call, AMBULANCE)
    await hall.settle()

    assert not desk.ask(call, CONSULT)
    assert desk.cancel(call)
    await hall.settle()
    assert hall.phase(call) == "Talking"
