"""Notes that one shift leaves to the next: written, read, done."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from base.ids import NoteId, TicketId, new_note_id
from staff.handover import HandoverNote, NotedTicket, Signature
from staff.lease import Colleague
from web.api.codes import FaultCode
from web.api.model import Name, Nothing, Sent, Told
from web.api.problems import Fault, Problem, missing, wrong
from web.api.route import Address, Ask, BodyT, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_casework import (
    ColleagueNamed,
    Noted,
    NotedTicketShown,
    Notes,
    NoteShown,
    SignatureShown,
)
from web.api.work import named_ticket, read_uuid

_DONE_SHOWN: Final = timedelta(hours=24)
"""So long a note that is done is shown to those who come after."""
_MOST: Final = 200


class NoteSent(Sent, frozen=True, kw_only=True):
    """What shall be told to the next shift."""

    text: Told
    ticket: Name | None = None
    """The id or number of a ticket; `null` for what concerns the whole line."""


async def list_notes(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List what is told to the next shift: what is not done, then what was done today."""
    since = ask.doors.clock.now() - _DONE_SHOWN
    notes = await ask.doors.casework.handover.notes(since, _MOST)
    tickets = (note.ticket.ticket_id for note in notes if note.ticket is not None)
    return Reply(
        shown=Notes(notes=tuple(map(_shown, notes))), tickets=tuple(dict.fromkeys(tickets))
    )


async def write_note(ask: Ask[Nothing, NoteSent]) -> Reply | Problem:
    """Tell the next shift something, of the line or of a ticket."""
    sent, ticket = ask.body, None
    if sent.ticket is not None:
        reading = await named_ticket(ask.doors, sent.ticket)
        if reading is None:
            return wrong(
                Fault(
                    "/ticket",
                    "is no ticket; look at its number digit by digit",
                    FaultCode.NO_TICKET,
                )
            )
        card = reading.file.card
        ticket = NotedTicket(TicketId(card.ticket_id), str(card.number))
    note = HandoverNote(
        note_id=new_note_id(), text=sent.text, ticket=ticket, written=_signature(ask)
    )
    await ask.doors.casework.handover.write(note)
    return Reply(shown=Noted(note_id=note.note_id))


async def note_read(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Say that one has read a note."""
    note_id = _note_of(ask)
    book = ask.doors.casework.handover
    if note_id is None or not await book.note_read(note_id, _signature(ask)):
        return missing("note")
    return Reply(shown=Noted(note_id=note_id))


async def note_done(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Say that what a note is about is done."""
    note_id = _note_of(ask)
    book = ask.doors.casework.handover
    if note_id is None or not await book.note_done(note_id, _signature(ask)):
        return missing("note")
    return Reply(shown=Noted(note_id=note_id))


def _note_of(ask: Ask[Nothing, Nothing]) -> NoteId | None:
    note_id = read_uuid(ask.path["note_id"])
    return None if note_id is None else NoteId(note_id)


def _signature(ask: Ask[Nothing, BodyT]) -> Signature:
    person = ask.bearer.person
    assert person is not None, "Only somebody who is signed in comes here."
    user = person.user
    return Signature(Colleague(user.user_id, user.login, user.name), ask.doors.clock.now())


def _shown(note: HandoverNote) -> NoteShown:
    ticket = note.ticket
    return NoteShown(
        note_id=note.note_id,
        text=note.text,
        ticket=(
            None
            if ticket is None
            else NotedTicketShown(ticket_id=ticket.ticket_id, number=ticket.number)
        ),
        written=_signed(note.written),
        reads=tuple(map(_signed, note.reads)),
        done=None if note.done is None else _signed(note.done),
    )


def _signed(signature: Signature) -> SignatureShown:
    by = ColleagueNamed(login=signature.by.login, name=signature.by.name)
    return SignatureShown(by=by, at=signature.at)


def _on_note(path: str) -> Address:
    return Address(
        method="POST", path=f"/handover/{{note_id}}/{path}", scope=Scope.DESK, needs_person=True
    )


HANDOVER_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/handover", scope=Scope.TICKETS_READ),
        list_notes,
        query=Nothing,
        body=Nothing,
        shown=Notes,
    ),
    route(
        Address(
            method="POST",
            path="/handover",
            scope=Scope.DESK,
            status=HTTPStatus.CREATED,
            needs_person=True,
        ),
        write_note,
        query=Nothing,
        body=NoteSent,
        shown=Noted,
    ),
    route(_on_note("read"), note_read, query=Nothing, body=Nothing, shown=Noted),
    route(_on_note("done"), note_done, query=Nothing, body=Nothing, shown=Noted),
)
"""The operations of this page; part of the one table."""
