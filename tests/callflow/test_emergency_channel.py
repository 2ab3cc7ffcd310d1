"""An emergency finds a channel, however full the ladder has made the trunk.

Of `callflow/preempt.py` and `callflow/present.py`, with the calls themselves.
"""

import asyncio
from dataclasses import replace

import pytest

from base.ids import CallId
from callflow.call import Call, Ended, Leaving
from callflow.commands import RingNumber
from callflow.events import AgentAnswered, AgentGone, Answered, CallEvent, Joined, Ring
from callflow.handover import HANDED_FROM
from callflow.outcome import HangupCause
from callflow.present import channels_of
from callflow.transfer import OutsideNumber, TransferKind, TransferToNumber
from callflow.transfer_desk import TransferDesk
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import CALL_POLICY, MAIN, PLACED, operator

pytestmark = pytest.mark.looptime

ASKED = TransferToNumber(TransferKind.BLIND, OutsideNumber("103"), PLACED.shown, MAIN)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
FIRST = Ring(1)


def is_there(call: Call) -> bool:
    return not isinstance(call.phase, Leaving | Ended)


def taken(hall: Hall) -> int:
    return sum(channels_of(call, MAIN) for call in hall.calls.board.calls() if is_there(call))


async def filled(hall: Hall, channels: int, operators: int) -> list[CallId]:
    """Let as many people call as the trunk carries, and each be treated as the ladder wants."""
    for number in range(operators):
        hall.seat(operator(number + 1, doctor=1))
    await hall.settle()
    calls: list[CallId] = []
    for number in range(channels):
        call = await hall.dial(f"8910000{number:04}")
        hall.tell(call, *TO_THE_DOCTORS)
        await hall.settle()
        if hall.phase(call) == "Ringing":
            hall.tell(call, AgentAnswered(FIRST), Joined(FIRST))
        await hall.settle()
        calls.append(call)
    return calls


@pytest.mark.parametrize(("channels", "operators"), [(3, 1), (4, 2), (6, 4), (6, 2), (8, 5)])
async def test_whoever_is_not_with_an_operator_is_put_through_to_103(
    channels: int, operators: int
) -> None:
    trunks = {MAIN: replace(CALL_POLICY.trunks[MAIN], channels=channels)}
    hall = Hall(policy=replace(CALL_POLICY, trunks=trunks))
    await filled(hall, channels, operators)
    before = [call for call in hall.calls.board.calls() if is_there(call)]
    in_need = next(call for call in before if isinstance(call.phase, HANDED_FROM))

    assert TransferDesk(hall.calls).ask(in_need.origin.call_id, ASKED)
    await hall.settle()

    assert hall.phase(in_need.origin.call_id) == "Transferring"
    assert any(isinstance(command, RingNumber) for command in hall.switchboard.asked)
    assert taken(hall) <= channels
    talks = [call for call in before if type(call.phase).__name__ == "Talking"]
    assert {hall.phase(call.origin.call_id) for call in talks} <= {"Talking"}
    await hall.close()


async def test_channel_that_was_given_up_is_taken_though_the_carrier_is_slow() -> None:
    trunks = {MAIN: replace(CALL_POLICY.trunks[MAIN], channels=3)}
    hall = Hall(policy=replace(CALL_POLICY, trunks=trunks))
    await filled(hall, 3, 1)
    calls = hall.calls.board.calls()
    in_need = next(call for call in calls if isinstance(call.phase, HANDED_FROM))
    TransferDesk(hall.calls).ask(in_need.origin.call_id, ASKED)
    await hall.settle()

    hall.tell(in_need.origin.call_id, AgentGone(FIRST, HangupCause.CONGESTION))
    await hall.settle()
    other = await hall.dial("89105550000")
    await asyncio.sleep(CALL_POLICY.transfer.pause_s)
    await hall.settle()

    assert hall.phase(other) == "Leaving"
    assert sum(isinstance(command, RingNumber) for command in hall.switchboard.asked) == 2
    assert taken(hall) == 3
    await hall.close()
