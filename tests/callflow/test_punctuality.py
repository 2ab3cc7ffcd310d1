"""What was promised against what was done. Of `callflow/punctuality.py`."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from agents.agent import Presence
from callflow.events import (
    AgentAnswered,
    Answered,
    CallerHungUp,
    CallEvent,
    Direction,
    Joined,
    Ring,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.punctuality import Punctuality
from tests.callflow.stories import pressed, said, talking
from tests.support.hall import STARTED_AT, Hall
from tests.support.site import CASE, PLACED, operator
from tickets.contact import Contact

FIRST = operator(1, doctor=1)
DIALLED = "89101234567"
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))
PROMISED = Contact(
    CASE.contact_id, PLACED.number, STARTED_AT, promised_for=STARTED_AT + timedelta(minutes=10)
)


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story; its dialler rings whoever was promised."""
    opened = Hall(rings_back=True)
    yield opened
    await opened.close()


def test_promise_is_told_once_however_often_its_talk_changes_hands() -> None:
    told, call = Punctuality(), talking().run()
    served_at = STARTED_AT + timedelta(minutes=12)

    kept = told.joined(call, PROMISED, served_at)
    again = told.joined(call, PROMISED, served_at + timedelta(minutes=3))

    assert kept is not None
    assert (kept.error_s, kept.direction) == (120.0, Direction.INBOUND)
    assert again is None


def test_promise_that_was_made_anew_is_told_anew() -> None:
    told, call = Punctuality(), talking().run()
    told.joined(call, PROMISED, STARTED_AT)
    later = replace(PROMISED, promised_for=STARTED_AT + timedelta(hours=2))

    kept = told.joined(call, later, STARTED_AT + timedelta(hours=1))

    assert kept is not None
    assert kept.error_s == -3600.0


def test_who_was_promised_nothing_keeps_nothing() -> None:
    call = talking().run()

    assert Punctuality().joined(call, replace(PROMISED, promised_for=None), STARTED_AT) is None
    assert Punctuality().joined(call, None, STARTED_AT) is None


@pytest.mark.looptime
async def test_callback_that_keeps_a_promise_is_measured_when_both_hear_each_other(
    hall: Hall,
) -> None:
    hall.distributor.seat(FIRST, Presence.BREAK)
    await hall.settle()
    gave_up = await hall.dial(DIALLED)
    hall.tell(gave_up, *TO_THE_DOCTORS, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()
    (case,) = hall.cases.open_contacts()
    promised_for = hall.moment().now + timedelta(minutes=8)
    hall.cases.change(replace(case.contact, promised_for=promised_for))
    assert hall.books.kept == []

    await asyncio.sleep(600)
    hall.distributor.declare(FIRST.agent_id, Presence.AVAILABLE)
    await hall.settle()
    (line,) = hall.calls.lines
    ours = line.call.origin.call_id
    hall.tell(ours, Answered())
    await hall.settle()
    hall.tell(ours, AgentAnswered(Ring(1)))
    await hall.settle()
    hall.tell(ours, Whispered(Ring(1)), Joined(Ring(1)), VoiceHeard())
    await hall.settle()

    assert hall.phase(ours) == "Talking"
    (kept,) = hall.books.kept
    assert (kept.call_id, kept.direction) == (ours, Direction.OUTBOUND)
    assert (kept.contact_id, kept.promised_for) == (case.contact.contact_id, promised_for)
    assert kept.error_s == pytest.approx(120.0, abs=1.0)
