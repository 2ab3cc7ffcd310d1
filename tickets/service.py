"""The case desk: every call gets a contact and a ticket the moment it arrives.

It lives by one rule: nothing is asked of the database while a call rings. Open contacts and the
day's counter are held in memory, loaded once at the start, and written behind; whoever speaks a
number aloud waits for the commit first. One engine per site writes, so the counter needs no lock;
the database's own unique constraint stands behind it.

Limits: it remembers only contacts that are open. Deliberately absent: kinds of tickets, visits,
deadlines, people behind one shared number.
"""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog

from base.calendar import local_day
from base.ids import ContactId, new_contact_id, new_ticket_id
from base.phone import PhoneNumber
from tickets.contact import Contact, EndReason, OpenCase, Retrial, Ticket, decide_contact
from tickets.number import TicketNumber
from tickets.ports import CaseBook

_log = structlog.get_logger(__name__)


class CaseDesk:
    """Opens and ends the contacts of one site."""

    def __init__(self, book: CaseBook, zone: ZoneInfo) -> None:
        self._book = book
        self._zone = zone
        self._by_number: dict[PhoneNumber, OpenCase] = {}
        self._by_contact: dict[ContactId, OpenCase] = {}
        self._day: date | None = None
        self._counter = 0

    async def load(self, now: datetime) -> None:
        """Take up what was open when the engine last stopped."""
        for case in await self._book.open_cases():
            self._remember(case)
        self._day = local_day(now, self._zone)
        self._counter = await self._book.last_counter(self._day)
        _log.info("cases.loaded", contacts=len(self._by_contact), counter=self._counter)

    def open_case(self, number: PhoneNumber | None, now: datetime) -> tuple[OpenCase, bool]:
        """Return the case a call belongs to, and whether the person had it open before."""
        known = self._by_number.get(number) if number is not None else None
        decision = decide_contact(number, known)
        if isinstance(decision, Retrial):
            return decision.case, True
        contact = Contact(new_contact_id(), number, now)
        ticket = Ticket(new_ticket_id(), contact.contact_id, self._next_number(now), now)
        case = OpenCase(contact, ticket)
        self._remember(case)
        self._book.write_contact(contact)
        self._book.write_ticket(ticket)
        return case, False

    def end_contact(self, contact_id: ContactId, reason: EndReason, now: datetime) -> None:
        """End a contact; the next call from its number opens a new one."""
        case = self._by_contact.pop(contact_id, None)
        if case is None:
            return
        contact = case.contact
        if contact.number is not None:
            self._by_number.pop(contact.number, None)
        self._book.write_contact(
            Contact(contact.contact_id, contact.number, contact.opened_at, now, reason)
        )

    def release(self, contact_id: ContactId) -> None:
        """Forget a contact that no later call could be known by; it stays open in the book."""
        case = self._by_contact.get(contact_id)
        if case is not None and case.contact.number is None:
            del self._by_contact[contact_id]

    def release_all_but(self, held: Collection[ContactId]) -> None:
        """Forget, after a start, every contact that no call holds and no later call could find."""
        for contact_id in self._by_contact.keys() - set(held):
            self.release(contact_id)

    def _remember(self, case: OpenCase) -> None:
        self._by_contact[case.contact.contact_id] = case
        if case.contact.number is not None:
            self._by_number[case.contact.number] = case

    def _next_number(self, now: datetime) -> TicketNumber:
        today = local_day(now, self._zone)
        if self._day is None or today > self._day:
            self._day, self._counter = today, 0
        # A clock set back over midnight goes on in the later day: no number is given out twice.
        self._counter += 1
        return TicketNumber(self._day, self._counter)
