"""What belongs to a case beside its ticket: our tries to ring, recordings, and lost messages."""

from http import HTTPStatus
from typing import Final

from base.ids import ContactId, TicketId, VisitId
from tickets.readings import TicketReading
from web.api.codes import RefusalCode
from web.api.model import Nothing
from web.api.ports import ReaderRole, ReadMade
from web.api.problems import Problem, conflict, missing
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope, allows
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
    """List what whoever asks may hear of a ticket's contact, the earliest first."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing(_NO_TICKET)
    recordings = tuple(each for each in await _recorded(ask, reading) if _may_hear(ask, each))
    ticket_id = reading.file.card.ticket_id
    return Reply(shown=Recordings(recordings=recordings), tickets=(ticket_id,))


async def play_recording(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return a recording of a ticket's contact, whole or in ranges."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing(_NO_TICKET)
    # A name is looked for among the contact's own, and never made into a path before.
    named = ask.path["recording"]
    theirs = await _recorded(ask, reading)
    recording = next((each for each in theirs if each.name == named), None)
    file = None if recording is None else ask.doors.casework.files.file_of(named)
    if recording is None or file is None:
        return missing("recording of this ticket")
    ticket_id = reading.file.card.ticket_id
    if not _may_hear(ask, recording):
        _note_refusal(ask, ticket_id, named)
        return _NOT_THEIRS
    return Reply(shown=Nothing(), file=file, tickets=(ticket_id,), recording=named)


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
        return conflict(
            "Nothing of it is dead: it was sent, or it is being sent.", RefusalCode.NOTHING_DEAD
        )
    return Reply(shown=Replayed(dispatch_ids=tuple(sorted(replayed))), tickets=(ticket_id,))


async def _recorded(
    ask: Ask[Nothing, Nothing], reading: TicketReading
) -> tuple[RecordingShown, ...]:
    return await ask.doors.casework.files.recorded(reading.file.card.contact_id)


def _may_hear(ask: Ask[Nothing, Nothing], recording: RecordingShown) -> bool:
    """Tell whether somebody may hear a recording: a talk is for those who had it, or watch."""
    is_own = ask.agent_id is not None and recording.agent_id == ask.agent_id
    is_message = recording.field is not None
    return is_message or is_own or allows(ask.bearer.scopes, Scope.RECORDINGS_READ)


def _note_refusal(ask: Ask[Nothing, Nothing], ticket_id: TicketId, named: str) -> None:
    person, doors = ask.bearer.person, ask.doors
    doors.audit.note(
        ReadMade(
            at=doors.clock.now(),
            role=ReaderRole.PARTNER if person is None else ReaderRole.PERSON,
            reader=ask.bearer.name,
            operation="play_recording_refused",
            ticket_ids=(ticket_id,),
            number=None,
            recording=named,
        )
    )


_NOT_THEIRS: Final = Problem(
    status=HTTPStatus.FORBIDDEN,
    detail="This talk was somebody else's; it is for those who had it, and for supervisors.",
    code=RefusalCode.NOT_YOUR_RECORDING,
)

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
