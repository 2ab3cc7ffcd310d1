"""How a ticket is changed by the API: found, changed if it is what was seen, answered."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from base.ids import TicketId, VisitId
from tickets.changes import Actor, Change
from tickets.number import TicketNumberError, read_ticket_number
from tickets.readings import TicketReading
from tickets.ticket_file import Changed, NotAllowed, Unchanged
from tickets.work.ports import Stale
from tickets.work.repeats import AskKey, Repeated
from tickets.work.service import NoTicket
from web.api.answering import (
    repeated_reply,
    reply_to_repetition,
    ticket_reply,
    written_reply,
)
from web.api.cards import shown_ticket
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Nothing
from web.api.ports import Doors
from web.api.problems import Fault, Problem, conflict, missing, wrong
from web.api.repeats import read_ask_key
from web.api.route import Ask, BodyT, Reply

_ETAG: Final = re.compile(r'"(?P<revision>\d{1,18})"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A change that somebody may make."""

    doors: Doors
    actor: Actor
    ticket_id: TicketId
    revision: int | None = None
    """What they have seen; `None` where any will do."""
    key: AskKey | None = None


async def begun(
    ask: Ask[Nothing, BodyT], ticket_id: TicketId, visit_id: VisitId | None = None
) -> Work | Reply | Problem:
    """Return what is to be done; or its answer, where it was done before or may not be."""
    key = read_ask_key(ask, visit_id or ticket_id)
    if isinstance(key, Problem):
        return key
    before = None if key is None else await repeated_reply(ask.doors, key)
    if before is not None:
        return before
    revision = _revision(ask.if_match)
    if isinstance(revision, Problem):
        return revision
    return Work(doors=ask.doors, actor=ask.actor, ticket_id=ticket_id, revision=revision, key=key)


async def done(work: Work, what: Change) -> Reply | Problem:
    """Change a ticket, if it is still what whoever asks has seen."""
    doors, ticket_id, key = work.doors, work.ticket_id, work.key
    became = await doors.tickets.change(
        ticket_id, what, work.actor, revision=work.revision, ask=key
    )
    match became:
        case Changed(file):
            return await written_reply(doors, file)
        case Unchanged():
            reading = await doors.tickets.get(ticket_id)
            return missing("ticket") if reading is None else ticket_reply(reading)
        case NoTicket():
            return missing("ticket")
        case Repeated():
            assert key is not None, "Only what has a key is ever done already."
            return await reply_to_repetition(doors, key, became)
        case Stale() | NotAllowed():
            # Of two repetitions at once, the second may have read what the first wrote.
            before = None if key is None else await repeated_reply(doors, key)
            return before or await _hindered(doors, ticket_id, became)


async def _hindered(doors: Doors, ticket_id: TicketId, why: Stale | NotAllowed) -> Problem:
    reading = await doors.tickets.get(ticket_id)
    present = None if reading is None else shown_ticket(reading)
    if isinstance(why, NotAllowed):
        return conflict(f"It may not be done: {why.reason}.", f"ticket_{why.why}", present)
    return conflict(
        "Somebody else was quicker: look at `present`, and ask again with its revision in "
        "If-Match.",
        RefusalCode.QUICKER,
        present,
    )


def _revision(if_match: str | None) -> int | Problem | None:
    """Return the revision that was seen; `None` where any will do."""
    if if_match is None:
        return Problem(
            status=HTTPStatus.PRECONDITION_REQUIRED,
            detail="Name the revision that you saw in If-Match, with its quotes, or write *.",
        )
    if if_match.strip() == "*":
        return None
    read = _ETAG.fullmatch(if_match.strip())
    if read is None:
        return wrong(
            Fault("If-Match", 'is no revision; write it as in the ETag: "7"', FaultCode.UNREADABLE)
        )
    return int(read["revision"])


async def named_ticket(doors: Doors, name: str) -> TicketReading | None:
    """Return the ticket of an id, or of the number that people know it by."""
    ticket_id = read_uuid(name)
    if ticket_id is not None:
        return await doors.tickets.get(TicketId(ticket_id))
    try:
        return await doors.tickets.by_number(read_ticket_number(name))
    except TicketNumberError:
        return None


def read_uuid(text: str) -> UUID | None:
    """Return an id of a path; `None` where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
