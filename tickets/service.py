"""The case desk: every call gets a contact and a ticket the moment it arrives.

It lives by one rule: nothing is asked of the database while a call rings. Open contacts and the
day's counter are held in memory, loaded once at the start, and written behind; whoever speaks a
number aloud waits for the commit first. One engine per site writes, so the counter needs no lock;
the database's own unique constraint stands behind it.

The end of a contact says what became of its tickets, as long as nobody has written down more:
talked, self-served, cancelled, given up. Somebody without a number who hangs up unserved has left,
because nobody can ring them; those who never found a channel were turned away. Whoever else hangs
up, or is turned away, keeps an open contact and an open ticket.

Limits: it remembers only contacts that are open, and of each its first ticket and those beside it
that calls opened and nobody has filed. Deliberately absent: what people write down; see
`tickets/work/`.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from base.calendar import local_day
from base.ids import ContactId, new_contact_id, new_ticket_id
from base.phone import CallerKey
from tickets.contact import (
    Conclusion,
    Contact,
    EndReason,
    OpenCase,
    Retrial,
    Ticket,
    concluded,
    decide_contact,
)
from tickets.number import TicketNumber
from tickets.ports import CaseBook

_log = structlog.get_logger(__name__)


class CaseDesk:
    """Opens, changes and ends the contacts of one site."""

    def __init__(self, book: CaseBook, zone: ZoneInfo) -> None:
        self._book = book
        self._zone = zone
        self._by_number: dict[CallerKey, OpenCase] = {}
        self._by_contact: dict[ContactId, OpenCase] = {}
        self._unreachable: OpenCase | None = None
        self._day: date | None = None
        self._counter = 0

    async def load(self, now: datetime) -> None:
        """Take up what was open when the engine last stopped."""
        for case in await self._book.open_cases():
            self._remember(case)
        self._day = local_day(now, self._zone)
        self._counter = await self._book.last_counter(self._day)
        _log.info("cases.loaded", contacts=len(self._by_contact), counter=self._counter)

    def open_case(self, number: CallerKey | None, now: datetime) -> tuple[OpenCase, bool]:
        """Return the case a call belongs to, and whether the person had it open before."""
        known = self._by_number.get(number) if number is not None else None
        decision = decide_contact(number, known)
        if isinstance(decision, Retrial):
            return decision.case, True
        return self._open(Contact(new_contact_id(), number, now)), False

    def open_beside(self, contact: Contact, now: datetime) -> OpenCase:
        """Open a contact of its own for another person who calls from the same number."""
        return self._open(Contact(new_contact_id(), contact.number, now, is_shared=True))

    def unreachable_case(self, now: datetime) -> OpenCase:
        """Return the case of the hour for callers without a number who cannot be answered.

        Nobody could ever be rung or known again, so one ticket says how many there were.
        """
        hour = now.replace(minute=0, second=0, microsecond=0)
        case = self._unreachable
        if case is None or case.contact.opened_at < hour:
            case = self._open(Contact(new_contact_id(), None, now), Conclusion.TURNED_AWAY)
            self._unreachable = case
        return case

    def contact(self, contact_id: ContactId) -> Contact | None:
        """Return a contact that has not ended."""
        case = self._by_contact.get(contact_id)
        return None if case is None else case.contact

    def open_contacts(self) -> tuple[OpenCase, ...]:
        """Return every case that has not ended."""
        return tuple(self._by_contact.values())

    def case_of(self, contact_id: ContactId) -> OpenCase | None:
        """Return the open case of a contact."""
        return self._by_contact.get(contact_id)

    def change(self, contact: Contact) -> None:
        """Take a contact as it is from now on; one that has ended stays as it was."""
        case = self._by_contact.get(contact.contact_id)
        if case is None or case.contact == contact:
            return
        self._remember(replace(case, contact=contact))
        self._book.write_contact(contact)

    def add_ticket(self, contact_id: ContactId, now: datetime) -> Ticket | None:
        """Open one more ticket, for another person; `None` when the contact has ended."""
        case = self._by_contact.get(contact_id)
        if case is None:
            return None
        ticket = Ticket(new_ticket_id(), contact_id, self.take_number(now), now)
        self._remember(replace(case, beside=(*case.beside, ticket)))
        self._book.write_ticket(ticket)
        return ticket

    def end_contact(self, contact_id: ContactId, reason: EndReason, now: datetime) -> None:
        """End a contact; the next call from its number opens a new one."""
        case = self._by_contact.pop(contact_id, None)
        if case is None:
            return
        contact = case.contact
        if contact.number is not None and self._by_number.get(contact.number) is case:
            del self._by_number[contact.number]
        for ticket in case.tickets:
            self._book.write_ticket(concluded(ticket, reason, now))
        self._book.write_contact(replace(contact, ended_at=now, end_reason=reason))

    def reopen(self, case: OpenCase) -> None:
        """Take back the end of a contact: the operator says that nobody was there."""
        contact = case.contact
        is_open = contact.contact_id in self._by_contact
        if is_open or (contact.number is not None and contact.number in self._by_number):
            # The person has called again meanwhile: the newer contact stands for them.
            return
        open_again = replace(contact, ended_at=None, end_reason=None)
        self._remember(replace(case, contact=open_again))
        self._book.write_contact(open_again)
        for ticket in case.tickets:
            self._book.write_ticket(ticket)

    def release(self, contact_id: ContactId, now: datetime | None = None) -> None:
        """Forget a contact that no later call could be known by and that nobody can ring.

        It stays open in the book. Give the time when its person has just hung up: their tickets
        are at an end.
        """
        case = self._by_contact.get(contact_id)
        if case is None or case.contact.is_reachable or case is self._unreachable:
            return
        del self._by_contact[contact_id]
        for ticket in case.tickets:
            if now is not None and ticket.conclusion is None:
                left = replace(ticket, conclusion=Conclusion.LEFT, concluded_at=now)
                self._book.write_ticket(left)

    def release_all_but(self, held: Collection[ContactId]) -> None:
        """Forget, after a start, every contact that no call holds, finds or could be made to."""
        for contact_id in self._by_contact.keys() - set(held):
            self.release(contact_id)

    def take_number(self, now: datetime) -> TicketNumber:
        """Return a ticket's number that nobody else has; one that is not used is skipped."""
        today = local_day(now, self._zone)
        if self._day is None or today > self._day:
            self._day, self._counter = today, 0
        # A clock set back over midnight goes on in the later day: no number is given out twice.
        self._counter += 1
        return TicketNumber(self._day, self._counter)

    def _open(self, contact: Contact, conclusion: Conclusion | None = None) -> OpenCase:
        at = contact.opened_at
        ticket = Ticket(new_ticket_id(), contact.contact_id, self.take_number(at), at)
        if conclusion is not None:
            ticket = replace(ticket, conclusion=conclusion, concluded_at=at)
        case = OpenCase(contact, ticket)
        self._remember(case)
        self._book.write_contact(contact)
        self._book.write_ticket(ticket)
        return case

    def _remember(self, case: OpenCase) -> None:
        contact = case.contact
        self._by_contact[contact.contact_id] = case
        if contact.number is not None and not contact.is_shared:
            self._by_number.setdefault(contact.number, case)
            if self._by_number[contact.number].contact.contact_id == contact.contact_id:
                self._by_number[contact.number] = case
