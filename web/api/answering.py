"""How a ticket is answered, also where it can no more be read, or was asked for before."""

import structlog

from base.errors import Line122Error
from tickets.readings import TicketReading
from tickets.sla import clocks_of
from tickets.ticket_file import TicketFile
from tickets.work.repeats import AskKey, Repeated
from web.api.cards import shown_ticket
from web.api.codes import FaultCode
from web.api.ports import Doors
from web.api.problems import Fault, Problem, missing, wrong
from web.api.repeats import REPEAT_HEADER
from web.api.route import Reply

_log = structlog.get_logger(__name__)


async def written_reply(doors: Doors, written: TicketFile) -> Reply:
    """Return the ticket that was just written, as it stands in the book.

    What is written is never answered as undone, even when it cannot be read: whoever is told so
    asks again, and a second doctor comes. Then only who called is left out.
    """
    card = written.card
    try:
        reading = await doors.tickets.get(card.ticket_id)
    except Line122Error as error:
        _log.warning("api.answered_unread", ticket_id=str(card.ticket_id), cause=str(error))
        reading = None
    if reading is None:
        clocks = clocks_of(card, doors.tickets.policy)
        reading = TicketReading(written, clocks, called_from=None)
    return ticket_reply(reading)


async def repeated_reply(doors: Doors, ask: AskKey) -> Reply | Problem | None:
    """Return what was answered under a key before; `None` when nothing was done under it."""
    done = await doors.asks.done_under(ask)
    return None if done is None else await reply_to_repetition(doors, ask, done)


async def reply_to_repetition(doors: Doors, ask: AskKey, done: Repeated) -> Reply | Problem:
    """Return the ticket that was written then, as it is now; or that it was something else."""
    if done.digest != ask.digest:
        was = "was given with another request, which is done; give each request a key of its own"
        return wrong(Fault(REPEAT_HEADER, was, FaultCode.REPEATED))
    reading = await doors.tickets.get(done.ticket_id)
    if reading is None:
        return missing("ticket")
    _log.info("api.request_repeated", asker=ask.asker, ticket_id=str(done.ticket_id))
    return ticket_reply(reading)


def ticket_reply(reading: TicketReading) -> Reply:
    """Return a ticket with its place and its revision."""
    ticket_id = reading.file.card.ticket_id
    where = {"Location": f"/api/v1/tickets/{ticket_id}"}
    return Reply(
        shown=shown_ticket(reading), headers={**etag(reading), **where}, tickets=(ticket_id,)
    )


def etag(reading: TicketReading) -> dict[str, str]:
    """Return the header that tells a ticket's revision."""
    return {"ETag": f'"{reading.file.card.revision}"'}
