"""The desk's own loop: it sleeps until a deadline comes, and a nearer one wakes it.

`tickets/work/service.py` keeps it; what it saves is told in the contract of the book.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from base.clock import LoopClock
from base.errors import Line122Error
from base.ids import TicketId, new_contact_id, new_ticket_id
from base.tasks import cancel, spawn
from storage.memory_tickets import MemoryTicketBook
from tests.tickets.cases import NOON, POLICY, ZONE, a_support_request, a_visit_request
from tickets.category import CategoryTree
from tickets.changes import CITIZEN
from tickets.contact import Contact, Ticket
from tickets.number import TicketNumber
from tickets.policy import TicketPolicy
from tickets.report import ReportedStatus, StatusReport
from tickets.ticket import Priority
from tickets.ticket_file import Changed
from tickets.work.ports import DueDeadline, OnDue, Save, Stale
from tickets.work.repeats import Repeated
from tickets.work.service import DeskTools, TicketBusyError, TicketDesk

pytestmark = pytest.mark.looptime

_TO_OWN_S = 20.0


class AskedDeadlines:
    """The deadlines of a book, and how often they were asked for."""

    def __init__(self, book: MemoryTicketBook) -> None:
        self._book = book
        self.asked = 0
        self.refused: set[TicketId] = set()

    async def next_due(self, aside: Collection[TicketId] = ()) -> DueDeadline | None:
        """Return the one that comes next."""
        self.asked += 1
        return await self._book.next_due(aside)

    async def fire(self, due: DueDeadline, now: datetime, decide: OnDue) -> bool:
        """Let one that has come bring about what it does."""
        if due.ticket_id in self.refused:
            raise Line122Error("refused")
        return await self._book.fire(due, now, decide)


class ContestedBook(MemoryTicketBook):
    """A book in which, if the story wants, somebody else is always quicker."""

    is_contested = False

    async def save(self, saves: Sequence[Save]) -> Stale | Repeated | None:
        """Write the changes, or refuse them."""
        if self.is_contested:
            return Stale(saves[0].file.card.ticket_id)
        return await super().save(saves)


class Office:
    """A desk at work, and one ticket that a call has left."""

    def __init__(self, policy: TicketPolicy) -> None:
        contact = Contact(new_contact_id(), None, NOON)
        self.ticket = Ticket(
            new_ticket_id(), contact.contact_id, TicketNumber(NOON.date(), 1), NOON
        )
        tickets = {self.ticket.ticket_id: self.ticket}
        book = self.book = ContestedBook({contact.contact_id: contact}, tickets)
        self.deadlines = AskedDeadlines(book)
        tools = DeskTools(
            book=book,
            deadlines=self.deadlines,
            clock=LoopClock(NOON),
            zone=ZONE,
            take_number=lambda now: TicketNumber((now + timedelta(days=1)).date(), 2),
        )
        self.desk = TicketDesk(tools, policy)

    async def filed(self) -> None:
        """Let somebody write down what the ticket is about."""
        done = await self.desk.change(self.ticket.ticket_id, a_support_request(), CITIZEN)
        assert isinstance(done, Changed), done

    async def priority(self) -> Priority:
        """Return how much the ticket presses."""
        reading = await self.desk.get(self.ticket.ticket_id)
        assert reading is not None
        return reading.file.card.priority


@asynccontextmanager
async def at_work(policy: TicketPolicy) -> AsyncIterator[Office]:
    """Open an office whose loop sleeps until a deadline comes."""
    office = Office(policy)
    running = spawn(office.desk.run(), name="tickets")
    await asyncio.sleep(1.0)
    yield office
    await cancel(running)


async def test_deadline_that_comes_while_the_desk_would_sleep_wakes_it() -> None:
    hurried = (replace(each, own_within_s=_TO_OWN_S) for each in POLICY.categories)
    async with at_work(replace(POLICY, categories=CategoryTree(list(hurried)))) as office:
        await office.filed()
        await asyncio.sleep(_TO_OWN_S)
        assert await office.priority() is Priority.URGENT


async def test_change_whose_deadlines_are_far_costs_the_database_no_question_more() -> None:
    async with at_work(POLICY) as office:
        before = office.deadlines.asked
        await office.filed()
        await asyncio.sleep(1.0)
        assert office.deadlines.asked == before


async def test_ticket_whose_deadline_cannot_be_written_holds_up_no_other() -> None:
    hurried = (replace(each, own_within_s=_TO_OWN_S) for each in POLICY.categories)
    async with at_work(replace(POLICY, categories=CategoryTree(list(hurried)))) as office:
        opened = await office.desk.open(a_support_request(), CITIZEN)
        assert isinstance(opened, Changed)
        office.deadlines.refused.add(opened.file.card.ticket_id)
        await office.filed()
        await asyncio.sleep(_TO_OWN_S)
        assert await office.priority() is Priority.URGENT


async def test_report_that_others_were_always_quicker_than_is_to_come_again() -> None:
    office = Office(POLICY)
    await office.desk.change(office.ticket.ticket_id, a_visit_request(), CITIZEN)
    reading = await office.desk.get(office.ticket.ticket_id)
    assert reading is not None
    office.book.is_contested = True
    report = StatusReport(
        target="gp-3",
        event_id="1",
        visit_id=reading.file.visits[0].visit_id,
        status=ReportedStatus.ACCEPTED,
        reason=None,
        at=NOON,
    )
    with pytest.raises(TicketBusyError):
        await office.desk.report(report, NOON)
