"""Who has read a case: the audit, for whoever watches the readers."""

from web.api.asks import ReadersAsk
from web.api.model import Nothing
from web.api.problems import Problem, missing
from web.api.route import Ask, Reply
from web.api.shown_readers import Readers
from web.api.work import named_ticket


async def list_readers(ask: Ask[ReadersAsk, Nothing]) -> Reply | Problem:
    """List who has read a ticket, the last one first."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    ticket_id = reading.file.card.ticket_id
    reads = await ask.doors.readers.readers_of(ticket_id, ask.query.most)
    # It shows nothing of the case, so it is no read of it.
    return Reply(shown=Readers(reads=reads))
