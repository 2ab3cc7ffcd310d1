"""The lists that people work by, in memory; see `storage/memory.py`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

from base.clock import Clock
from base.ids import ContactId
from base.phone import CallerKey
from callflow.record import CallRecord
from storage.memory import MemoryBooks
from storage.memory_dispatches import MemoryDispatchBook
from storage.moments import Anchor
from storage.worklists import (
    CallLine,
    ContactLine,
    DueLine,
    LineT,
    ListLengths,
    Page,
    Place,
    VisitLine,
    VisitsSought,
    page_of,
)
from tickets.contact import Contact, Ticket
from tickets.dispatch import DispatchRecord, DispatchState
from tickets.readings import FoundTicket, Sought
from tickets.ticket_file import TicketFile
from tickets.visit import HomeVisit, VisitState

_ALL: Final = 1_000_000
_UNACKNOWLEDGED: Final = frozenset({VisitState.REQUESTED, VisitState.DELIVERED})


class MemoryWorklists:
    """A `storage.worklists.Worklists` over the books in memory."""

    def __init__(self, books: MemoryBooks, dispatches: MemoryDispatchBook, clock: Clock) -> None:
        self._books = books
        self._dispatches = dispatches
        self._clock = clock

    async def visits(
        self, sought: VisitsSought, after: Place | None, most: int
    ) -> Page[VisitLine]:
        """Return the newest visits that fit, behind the place."""
        found: list[VisitLine] = []
        for line in await self._tickets():
            reading = await self._books.tickets.get(line.ticket_id)
            if reading is not None:
                found.extend(_fitting(reading.file, sought))
        return newest_page(
            found, after, most, lambda line: Place(line.requested_at, line.visit_id)
        )

    async def due(self, until: datetime, after: Place | None, most: int) -> Page[DueLine]:
        """Return the tickets that are due until then, the most overdue first."""
        lines = [line for found in await self._tickets() for line in _due(found, until)]
        lines.sort(key=_due_place)
        behind = [line for line in lines if after is None or _due_place(line) > after]
        return page_of(behind[: most + 1], most, _due_place)

    async def lengths(self, until: datetime) -> ListLengths:
        """Return how long the lists are; due is what must be done until then."""
        visits = await self.visits(VisitsSought(states=_UNACKNOWLEDGED), None, _ALL)
        due = await self.due(until, None, _ALL)
        night = await self._books.intake.waiting()
        return ListLengths(len(night), len(due.lines), len(visits.lines))

    async def calls_of_contact(self, contact_id: ContactId, most: int) -> tuple[CallLine, ...]:
        """Return the newest calls of a contact."""
        return self._calls({contact_id}, None, most).lines

    async def calls_of(self, number: CallerKey, after: Place | None, most: int) -> Page[CallLine]:
        """Return the newest calls with a number."""
        contacts = {contact.contact_id for contact in self._contacts(number)}
        return self._calls(contacts, after, most)

    async def contacts_of(
        self, number: CallerKey, after: Place | None, most: int
    ) -> Page[ContactLine]:
        """Return the newest contacts of a number, also of those who want to be rung on it."""
        lines = [
            _contact_line(contact, ticket)
            for contact in self._contacts(number)
            if (ticket := self._first_ticket(contact)) is not None
        ]
        return newest_page(lines, after, most, lambda line: Place(line.opened_at, line.contact_id))

    async def dispatches(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchRecord]:
        """Return the newest dispatches in any of the states."""
        records = self._dispatches.records.values()
        found = [record for record in records if record.progress.state in states]
        return newest_page(found, after, most, _dispatch_place)

    async def _tickets(self) -> Sequence[FoundTicket]:
        return (await self._books.tickets.search(Sought(), None, _ALL)).tickets

    def _contacts(self, number: CallerKey) -> Iterator[Contact]:
        for contact in self._books.cases.contacts.values():
            if number in {contact.number, contact.callback_to}:
                yield contact

    def _first_ticket(self, contact: Contact) -> Ticket | None:
        theirs = (
            ticket
            for ticket in self._books.cases.tickets.values()
            if ticket.contact_id == contact.contact_id
        )
        return min(theirs, key=lambda ticket: (ticket.opened_at, ticket.ticket_id), default=None)

    def _calls(self, contacts: set[ContactId], after: Place | None, most: int) -> Page[CallLine]:
        anchor = Anchor.read(self._clock)
        tickets = self._books.cases.tickets
        lines = [
            _call_line(record, str(tickets[record.ticket_id].number), anchor)
            for record in self._books.calls.records.values()
            if record.contact_id in contacts
        ]
        return newest_page(lines, after, most, lambda line: Place(line.arrived_at, line.call_id))


def newest_page(
    lines: Iterable[LineT], after: Place | None, most: int, place: Callable[[LineT], Place]
) -> Page[LineT]:
    """Return the page of a list that begins with the newest, behind a place."""
    behind = [line for line in lines if after is None or place(line) < after]
    behind.sort(key=place, reverse=True)
    return page_of(behind[: most + 1], most, place)


def _fitting(file: TicketFile, sought: VisitsSought) -> Iterator[VisitLine]:
    for visit in file.visits:
        is_theirs = sought.clinic is None or visit.clinic == sought.clinic
        is_of_day = sought.day is None or visit.day == sought.day
        if is_theirs and is_of_day and (not sought.states or visit.state in sought.states):
            yield _visit_line(file, visit)


def _visit_line(file: TicketFile, visit: HomeVisit) -> VisitLine:
    return VisitLine(
        visit_id=visit.visit_id,
        ticket_id=file.card.ticket_id,
        ticket_number=str(file.card.number),
        requested_at=visit.requested_at,
        patient_name=visit.patient.name,
        born_on=visit.patient.born_on,
        complaint=visit.complaint,
        danger_signs=visit.danger_signs,
        address=visit.address.text,
        clinic=visit.clinic,
        day=visit.day,
        shift=visit.shift,
        is_on_waiting_list=visit.is_on_waiting_list,
        state=visit.state,
        state_at=visit.state_at,
        acknowledged_at=visit.acknowledged_at,
        doctor=visit.doctor,
        reason=visit.reason,
    )


def _due(found: FoundTicket, until: datetime) -> Iterator[DueLine]:
    moments = [at for at in (found.clocks.own_by, found.clocks.resolve_by) if at is not None]
    if found.conclusion is not None or not moments or min(moments) > until:
        return
    yield DueLine(
        ticket_id=found.ticket_id,
        ticket_number=str(found.number),
        due_at=min(moments),
        own_by=found.clocks.own_by,
        resolve_by=found.clocks.resolve_by,
        kind=found.kind,
        category_title=found.category_title,
        state=found.state,
        priority=found.priority,
        owner=found.owner,
        name=found.name,
    )


def _due_place(line: DueLine) -> Place:
    return Place(line.due_at, line.ticket_id)


def _dispatch_place(record: DispatchRecord) -> Place:
    return Place(record.dispatch.written_at, record.dispatch.dispatch_id)


def _call_line(record: CallRecord, ticket_number: str, anchor: Anchor) -> CallLine:
    return CallLine(
        call_id=record.call_id,
        contact_id=record.contact_id,
        ticket_number=ticket_number,
        direction=record.direction,
        number=record.ani.number,
        arrived_at=anchor.moment_of(record.times.arrived_at),
        answered_at=anchor.moment_if(record.times.answered_at),
        hung_up_at=anchor.moment_if(record.times.hung_up_at),
        queue=record.queue,
        agent_id=record.agent_id,
        outcome=record.outcome,
        decision=record.decision,
    )


def _contact_line(contact: Contact, ticket: Ticket) -> ContactLine:
    return ContactLine(
        contact_id=contact.contact_id,
        ticket_id=ticket.ticket_id,
        ticket_number=str(ticket.number),
        opened_at=contact.opened_at,
        ended_at=contact.ended_at,
        end_reason=contact.end_reason,
        told_at=contact.told_at,
        promised_for=contact.promised_for,
        is_urgent=contact.is_urgent,
        is_shared=contact.is_shared,
        callback_to=contact.callback_to,
    )
