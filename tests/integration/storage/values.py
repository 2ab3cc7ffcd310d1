"""Values that the stories of this directory and of the contract are told with."""

from datetime import UTC, date, datetime

from agents.agent import Account, Operator, Skill
from base.ids import (
    CallId,
    LegId,
    TrunkName,
    new_agent_id,
    new_call_id,
    new_contact_id,
    new_ticket_id,
)
from base.instant import Instant
from base.phone import CallerKey, NumberFlag, NumberKind, NumberReading, PhoneNumber
from callback.request import CallbackRequest
from callflow.call import Times
from callflow.events import Answered, CallEvent, JournalEntry, ServiceName
from callflow.record import CallRecord
from queues.policy import QueueName
from storage.roster import NewOperator
from tickets.contact import Contact, OpenCase, Ticket
from tickets.number import TicketNumber

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NUMBER = PhoneNumber("+79101234567")


def a_case(
    counter: int, *, number: CallerKey | None = NUMBER, opened_at: datetime = NOON
) -> OpenCase:
    contact = Contact(new_contact_id(), number, opened_at)
    ticket = Ticket(new_ticket_id(), contact.contact_id, TicketNumber(DAY, counter), opened_at)
    return OpenCase(contact, ticket)


def a_record(case: OpenCase, arrived_at: Instant) -> CallRecord:
    return CallRecord(
        call_id=new_call_id(),
        leg_id=LegId("1763800000.17"),
        contact_id=case.contact.contact_id,
        ticket_id=case.ticket.ticket_id,
        trunk=TrunkName("carrier"),
        service=ServiceName("122"),
        ani=NumberReading(
            kind=NumberKind.NATIONAL,
            raw="8 910 123-45-67",
            number=_shown(case.contact.number),
            flags=frozenset({NumberFlag.CLEANED, NumberFlag.INVALID_PLAN}),
        ),
        dialled="122",
        times=Times(arrived_at),
        queue=None,
        agent_id=None,
        rings=0,
        rings_without_answer=0,
        outcome=None,
        cause=None,
    )


def a_request(case: OpenCase, number: PhoneNumber = NUMBER) -> CallbackRequest:
    return CallbackRequest(
        contact_id=case.contact.contact_id,
        number=number,
        queue=QueueName("doctor"),
        trunk=TrunkName("carrier"),
        placed_at=case.contact.opened_at,
        opened_at=case.contact.opened_at,
    )


def an_entry(
    call_id: CallId, sequence: int, at: Instant, event: CallEvent | None = None
) -> JournalEntry:
    return JournalEntry(call_id, sequence, at, event or Answered(), "answered", "greeting")


def an_operator(account: str) -> NewOperator:
    skills = {Skill("doctor"): 1, Skill("reference"): 2}
    operator = Operator(new_agent_id(), Account(account), "Анна Ёлкина", skills)
    return NewOperator(operator, "0" * 32)


def _shown(number: CallerKey | None) -> PhoneNumber | None:
    return None if number is None or number.startswith("#") else PhoneNumber(number)
