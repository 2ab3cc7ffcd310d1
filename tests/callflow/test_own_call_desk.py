"""Operators call people themselves, as it runs: codes, contacts, promises and the dialler meet.

Of `callflow/own_call_desk.py`, `callflow/code_desk.py` and `callflow/talks.py`.
"""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from agents.agent import Activity, Presence
from agents.codes import Disposition
from agents.ports import StoredOperator
from base.ids import CallId, LegId
from base.phone import PhoneNumber
from callback.request import EndedBy, RequestState
from callflow.commands import DialOut, RingAgent
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    Direction,
    Joined,
    Placed,
    Ring,
    VoiceHeard,
)
from callflow.outcome import HangupCause, Outcome
from callflow.own_call_desk import OwnCallMade
from callflow.own_calls import MayCall, MayNotCall, OfContact, OfNumber, WhyCalled, WhyNotCalled
from callflow.ports import CodeDialled
from callflow.talks import REMEMBERED, Talks
from tests.callflow.stories import pressed, said
from tests.support.hall import Hall
from tests.support.site import CASE, DOCTORS, TEXTS, call_id, operator
from tickets.contact import EndReason, OpenCase

FIRST, SECOND = operator(1, doctor=1), operator(2, doctor=1)
NUMBER = PhoneNumber("+79101234567")
DIALLED = "89101234567"
AGENT = Ring(1)
TO_THE_DOCTORS: tuple[CallEvent, ...] = (Answered(), said(1), said(2), pressed("1"))

pytestmark = pytest.mark.looptime


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Open the hall for one story; its dialler rings whoever was promised."""
    opened = Hall(rings_back=True)
    opened.books.stored.append(StoredOperator(FIRST, Presence.AVAILABLE, ""))
    await opened.roster.load()
    await opened.settle()
    yield opened
    await opened.close()


async def code(hall: Hall, dialled: str) -> None:
    """Let the operator dial a code and hear what is said to it."""
    hall.calls.code_dialled(CodeDialled(LegId("code"), FIRST.account, dialled))
    await hall.settle()


def own_call(hall: Hall) -> Placed:
    (placed,) = [
        line.call.origin for line in hall.calls.lines if isinstance(line.call.origin, Placed)
    ]
    assert placed.caller == FIRST.agent_id
    return placed


def tickets(hall: Hall) -> int:
    """Return how many tickets were opened; a row may be written twice."""
    return len({ticket.ticket_id for ticket in hall.books.tickets})


async def talks(hall: Hall, call: CallId) -> None:
    """Let the operator's telephone be picked up, and then the person's."""
    hall.tell(call, AgentAnswered(AGENT))
    await hall.settle()
    hall.tell(call, Answered(), Joined(AGENT), VoiceHeard())
    await hall.settle()
    assert hall.phase(call) == "Talking"


async def promised(hall: Hall) -> OpenCase:
    """Let somebody wait, give up, and be promised a call while nobody may be rung by us."""
    hall.distributor.declare(FIRST.agent_id, Presence.BREAK)
    await hall.settle()
    call = await hall.dial(DIALLED)
    hall.tell(call, *TO_THE_DOCTORS, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()
    (case,) = hall.cases.open_contacts()
    assert hall.callbacks.ledger.requests[case.contact.contact_id].state is RequestState.DUE
    return case


async def test_number_dialled_behind_the_code_is_rung_after_the_operators_own_telephone(
    hall: Hall,
) -> None:
    await code(hall, f"*7{DIALLED}")
    placed = own_call(hall)

    assert hall.switchboard.confirmed == [TEXTS.own_calls.hang_up]
    assert hall.switchboard.asked == [RingAgent(AGENT, FIRST.account)]
    assert hall.activity(FIRST) is Activity.RINGING
    await talks(hall, placed.call_id)
    dialled = [c for c in hall.switchboard.asked if isinstance(c, DialOut)]
    assert [c.number for c in dialled] == [NUMBER]

    hall.tell(placed.call_id, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()

    (record,) = hall.books.ended
    assert (record.direction, record.outcome) == (Direction.OUTBOUND, Outcome.ANSWERED)
    assert (record.agent_id, record.decision) == (FIRST.agent_id, WhyCalled.NUMBER)
    assert {ticket.contact_id for ticket in hall.books.tickets} == {record.contact_id}
    assert tickets(hall) == 1
    assert hall.books.contacts[-1].end_reason is EndReason.SERVED
    assert hall.activity(FIRST) is Activity.WRAP_UP


async def test_promise_is_kept_by_the_operators_own_call_and_nobody_is_dialled_again(
    hall: Hall,
) -> None:
    case = await promised(hall)
    await code(hall, f"*7{DIALLED}")
    placed = own_call(hall)
    assert (placed.case.contact_id, placed.queue) == (case.contact.contact_id, DOCTORS)
    assert placed.case.ticket_id == case.ticket.ticket_id

    # A colleague who is idle all the while is not given the person whom the operator rings.
    hall.seat(SECOND)
    await hall.settle()
    await talks(hall, placed.call_id)
    hall.tell(placed.call_id, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()

    ended = hall.callbacks.ledger.find(case.contact.contact_id)
    assert ended is not None
    assert (ended.state, ended.ended_by) == (RequestState.ENDED, EndedBy.TALK)
    assert tickets(hall) == 1
    assert sum(isinstance(c, DialOut) for c in hall.switchboard.asked) == 1
    assert not hall.calls.lines


async def test_promise_stands_when_nobody_picks_up_and_the_dialler_takes_its_turn(
    hall: Hall,
) -> None:
    case = await promised(hall)
    await code(hall, f"*7{DIALLED}")
    placed = own_call(hall)
    hall.tell(placed.call_id, AgentAnswered(AGENT))
    await hall.settle()

    hall.tell(placed.call_id, CallerHungUp(HangupCause.NO_ANSWER))
    await hall.settle()

    request = hall.callbacks.ledger.requests[case.contact.contact_id]
    assert (request.state, request.tries) == (RequestState.DUE, 0)
    assert hall.cases.case_of(case.contact.contact_id) is not None


async def test_nobody_is_promised_anything_by_an_operators_call_that_is_not_picked_up(
    hall: Hall,
) -> None:
    await code(hall, f"*7{DIALLED}")
    hall.tell(own_call(hall).call_id, AgentGone(AGENT, HangupCause.NO_ANSWER))
    await hall.settle()
    hall.tell(own_call(hall).call_id, CallerHungUp(HangupCause.CANCELLED))
    await hall.settle()

    assert not hall.callbacks.ledger.requests
    await code(hall, f"*7{DIALLED}")
    assert own_call(hall).case.is_retrial, "the same need, and the same ticket"
    assert tickets(hall) == 1


async def test_code_alone_rings_the_person_of_the_last_talk_on_a_contact_of_their_own(
    hall: Hall,
) -> None:
    await code(hall, "*7")
    assert hall.switchboard.confirmed == [TEXTS.own_calls.nobody]

    call = await hall.dial(DIALLED)
    hall.tell(call, *TO_THE_DOCTORS)
    await hall.settle()
    hall.tell(call, AgentAnswered(AGENT), Joined(AGENT), VoiceHeard())
    await hall.settle()
    await code(hall, "*7")
    assert not [line for line in hall.calls.lines if isinstance(line.call.origin, Placed)]
    hall.tell(call, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()
    assert hall.activity(FIRST) is Activity.WRAP_UP

    await code(hall, "*7")
    placed = own_call(hall)

    assert (placed.number, placed.reason) == (NUMBER, WhyCalled.LAST_TALK)
    assert not placed.case.is_retrial
    assert hall.activity(FIRST) is Activity.RINGING


async def test_code_alone_finds_the_contact_that_a_mark_has_opened_again(hall: Hall) -> None:
    await code(hall, f"*7{DIALLED}")
    first = own_call(hall)
    await talks(hall, first.call_id)
    hall.tell(first.call_id, CallerHungUp(HangupCause.NORMAL))
    await hall.settle()
    await code(hall, "*3")
    assert hall.switchboard.confirmed[-1] == TEXTS.marked[Disposition.NOBODY]

    await code(hall, "*7")

    assert own_call(hall).case.contact_id == first.case.contact_id


async def test_person_who_calls_while_their_operator_rings_them_is_talked_with_once(
    hall: Hall,
) -> None:
    await code(hall, f"*7{DIALLED}")
    ours = own_call(hall).call_id
    hall.tell(ours, AgentAnswered(AGENT))
    await hall.settle()
    assert hall.phase(ours) == "Dialling"

    theirs = await hall.dial(DIALLED)

    assert hall.phase(ours) == "Leaving"
    assert hall.phase(theirs) == "Answering"
    assert hall.activity(FIRST) is Activity.WRAP_UP


async def test_what_is_refused_says_why_and_opens_nothing(hall: Hall) -> None:
    moment = hall.moment()
    case = await promised(hall)
    hall.distributor.declare(FIRST.agent_id, Presence.AVAILABLE)
    await hall.settle()
    assert hall.phase(next(iter(hall.calls.lines)).call.origin.call_id) == "Dialling"

    desk, before = hall.own_calls, tickets(hall)
    wishes = (
        OfContact(case.contact.contact_id),
        OfContact(CASE.contact_id),
        OfNumber("8101415551234"),
    )
    refused = [desk.place(FIRST.agent_id, wish, moment) for wish in wishes]

    assert refused == [
        MayNotCall(WhyNotCalled.CALLBACK_IN_FLIGHT),
        MayNotCall(WhyNotCalled.NOBODY_KNOWN),
        MayNotCall(WhyNotCalled.NOT_CALLABLE, "number_foreign"),
    ]
    assert tickets(hall) == before


async def test_open_contact_is_called_by_the_number_that_its_person_gave(hall: Hall) -> None:
    case = await promised(hall)
    other = PhoneNumber("+79107654321")
    hall.cases.change(replace(case.contact, callback_to=other))

    by_contact = hall.own_calls.decide(FIRST.agent_id, OfContact(case.contact.contact_id))
    made = hall.own_calls.place(FIRST.agent_id, OfNumber(other), hall.moment())

    assert isinstance(by_contact, MayCall)
    assert by_contact.number == other
    assert isinstance(made, OwnCallMade)
    assert (made.is_known, made.ticket) == (True, str(case.ticket.number))


async def test_only_the_talks_of_late_are_remembered(hall: Hall) -> None:
    told = Talks()
    case, _ = hall.cases.open_case(NUMBER, hall.moment().now)
    for number in range(REMEMBERED + 1):
        told.remember(call_id(number), case)

    assert told.case_of(call_id(0)) is None
    assert told.case_of(call_id(REMEMBERED)) is case
