"""The desk's own loop: what calls hand over is written without anybody waiting for it.

`tickets/work/service.py` keeps it; what it saves is told in the contract of the book.
"""

import asyncio
from datetime import timedelta

from base.clock import SystemClock
from base.ids import new_contact_id, new_ticket_id
from base.tasks import cancel, spawn
from storage.memory_tickets import MemoryTicketBook
from tests.tickets.cases import NOON, POLICY, ZONE, a_visit_request
from tickets.changes import CITIZEN, Change, Note
from tickets.contact import Contact, Ticket
from tickets.dispatch import Dispatch
from tickets.number import TicketNumber
from tickets.work.service import DeskTools, TicketDesk


async def written_after(*submitted: Change) -> tuple[MemoryTicketBook, Ticket]:
    """Let a call hand over changes, and return the book when the clinic has been told."""
    contact = Contact(new_contact_id(), None, NOON)
    ticket = Ticket(new_ticket_id(), contact.contact_id, TicketNumber(NOON.date(), 1), NOON)
    told = asyncio.Event()

    def tell(_: Dispatch) -> None:
        told.set()

    book = MemoryTicketBook({contact.contact_id: contact}, {ticket.ticket_id: ticket}, tell)
    tools = DeskTools(
        book=book,
        deadlines=book,
        clock=SystemClock(),
        zone=ZONE,
        take_number=lambda now: TicketNumber((now + timedelta(days=1)).date(), 2),
    )
    desk = TicketDesk(tools, POLICY)
    running = spawn(desk.run(), name="tickets")
    for what in submitted:
        assert desk.submit(ticket.ticket_id, what, CITIZEN)
    async with asyncio.timeout(10):
        await told.wait()
    await cancel(running)
    return book, ticket


async def test_request_that_a_call_hands_over_is_written_by_the_desk_itself() -> None:
    request = a_visit_request()
    book, ticket = await written_after(request)
    history = await book.history(ticket.ticket_id)
    assert [entry.what for entry in history] == [request]


async def test_what_cannot_be_done_holds_nothing_up_behind_it() -> None:
    request = a_visit_request()
    book, ticket = await written_after(Note(" "), request)
    history = await book.history(ticket.ticket_id)
    assert [entry.what for entry in history] == [request]
