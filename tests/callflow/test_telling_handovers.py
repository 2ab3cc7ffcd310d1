"""What is told of a call that was handed over to 103 without an operator.

Of `callflow/telling_transfers.py` and `callflow/handover.py`.
"""

# ruff: noqa: RUF001 -- Russian words look like Latin ones; that is what they are.

import pytest

from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    Joined,
    Ring,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.rerun import Verdict
from callflow.transfer import OutsideNumber, TransferKind, TransferToNumber
from tests.callflow.explained import a_hall, explained, told
from tests.callflow.stories import said
from tests.support.site import MAIN, PLACED

pytestmark = pytest.mark.looptime

NUMBER = "89101234567"
FAR = Ring(1)
ASKED = TransferToNumber(TransferKind.BLIND, OutsideNumber("103"), PLACED.shown, MAIN)
HUNG_UP = CallerHungUp(HangupCause.NORMAL)


async def story(*events: CallEvent) -> list[str]:
    """Return what is told of a call that asked for 103, without the times."""
    async with a_hall() as hall:
        call = await hall.dial(NUMBER)
        for event in (Answered(), said(1), said(2), ASKED, *events, HUNG_UP):
            hall.tell(call, event)
            await hall.settle()
        explanation = explained(hall, NUMBER)
    assert {check.rerun.verdict for check in explanation.checks} == {Verdict.SAME}
    return [line.partition(" ")[2] for line in told(explanation)]


async def test_whoever_was_put_through_reads_that_the_far_end_was_told_who_comes() -> None:
    lines = await story(AgentAnswered(FAR), Whispered(FAR), Joined(FAR))

    assert "Для передачи разговора набран номер 103." in lines
    began = lines.index("Соединение с внешним номером без оператора.")
    told_there = lines.index(
        "На внешнем номере ответили; там звучит, чей это звонок и с какого номера."
    )
    assert began < told_there < lines.index("Соединение с внешним номером состоялось.")


async def test_whoever_was_not_put_through_reads_where_they_stood_then() -> None:
    lines = await story(AgentGone(FAR, HangupCause.BUSY))

    tail = lines.index(
        "Соединить с внешним номером не удалось: об этом сказано, звонок ждёт оператора."
    )
    assert any("впереди всех" in line for line in lines)
    assert tail > lines.index("Соединение с внешним номером без оператора.")
