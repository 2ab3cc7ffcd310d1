"""What belongs to a case beside its ticket: our tries to ring, recordings, and lost messages."""

from typing import Final

from base.ids import ContactId, VisitId
from tickets.readings import TicketReading
from web.api.model import Nothing
from web.api.problems import Problem, conflict, missing
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown import Replayed
from web.api.shown_casework import Recordings, RecordingShown, Tries
from web.api.work import named_ticket, read_uuid

_MOST_TRIES: Final = 50
_NO_TICKET: Final = "ticket; look at its number digit by digit"


async def list_tries(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List our tries to ring a person, the last one first."""
    contact_id = read_uuid(ask.path["contact_id"])
    if contact_id is None:
        return missing("contact")
    tries = await ask.doors.casework.files.tries(ContactId(contact_id), _MOST_TRIES)
    return Reply(shown=Tries(tries=tries))


async def list_recordings(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """List what can be heard of a ticket's contact, the earliest first."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing(_NO_TICKET)
    recordings = await _recorded(ask, reading)
    ticket_id = reading.file.card.ticket_id
    return Reply(shown=Recordings(recordings=recordings), tickets=(ticket_id,))


async def play_recording(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return a recording of a ticket's contact, whole or in ranges."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing(_NO_TICKET)
    # A name is looked for among the contact's own, and never made into a path before.
    named = ask.path["recording"]
    is_theirs = any(each.name == named for each in await _recorded(ask, reading))
    file = ask.doors.casework.files.file_of(named) if is_theirs else None
    if file is None:
        return missing("recording of this ticket")
    return Reply(shown=Nothing(), file=file, tickets=(reading.file.card.ticket_id,))


async def send_visit_again(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Send again what a clinic could not be told of a visit."""
    doors, visit_id = ask.doors, read_uuid(ask.path["visit_id"])
    ticket_id = None
    if visit_id is not None:
        ticket_id = await doors.people.ticket_of_visit(VisitId(visit_id))
    if visit_id is None or ticket_id is None:
        return missing("visit")
    dead = await doors.casework.files.dead_dispatches(VisitId(visit_id))
    replayed = await doors.dispatches.replay(dead, doors.clock.now()) if dead else frozenset()
    if not replayed:
        return conflict("Nothing of it is dead: it was sent, or it is being sent.")
    return Reply(shown=Replayed(dispatch_ids=tuple(sorted(replayed))), tickets=(ticket_id,))


async def _recorded(
    ask: Ask[Nothing, Nothing], reading: TicketReading
) -> tuple[RecordingShown, ...]:
    return await ask.doors.casework.files.recorded(reading.file.card.contact_id)


CASE_FILE_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/callbacks/{contact_id}/tries", scope=Scope.CALLS_READ),
        list_tries,
        query=Nothing,
        body=Nothing,
        shown=Tries,
    ),
    route(
        Address(method="GET", path="/tickets/{ticket}/recordings", scope=Scope.TICKETS_READ),
        list_recordings,
        query=Nothing,
        body=Nothing,
        shown=Recordings,
    ),
    route(
        Address(
            method="GET",
            path="/tickets/{ticket}/recordings/{recording}",
            scope=Scope.TICKETS_READ,
            media="audio/wav",
        ),
        play_recording,
        query=Nothing,
        body=Nothing,
        shown=Nothing,
    ),
    route(
        Address(
            method="POST",
            path="/visits/{visit_id}/send-again",
            scope=Scope.VISITS_WRITE,
        ),
        send_visit_again,
        query=Nothing,
        body=Nothing,
        shown=Replayed,
    ),
)
"""The operations of this page; part of the one table."""
