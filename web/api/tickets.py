"""Tickets by the API: found, read, opened, changed."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from base.ids import AgentId, CallId, ClinicCode, TicketId, VisitId
from base.phone import PhoneNumber
from tickets.changes import (
    Actor,
    AddVisits,
    AskCitizen,
    Begin,
    Cancel,
    CancelVisit,
    Change,
    Close,
    GiveBack,
    LinkTo,
    Note,
    Own,
    Refuse,
    Reopen,
    Resolve,
    SendVisitTo,
    SetPriority,
    TakeAnswer,
    TellNotSolvable,
)
from tickets.number import TicketNumberError, read_ticket_number
from tickets.readings import (
    By,
    ByAddress,
    ByName,
    ByNumber,
    ByPhone,
    ByText,
    Cursor,
    Sought,
    TicketReading,
)
from tickets.refusal import Refusal
from tickets.ticket import TicketCard
from tickets.ticket_file import Changed, NotAllowed, Unchanged
from tickets.work.ports import Stale
from tickets.work.repeats import AskKey, Repeated
from tickets.work.service import NoTicket
from web.api.answering import (
    etag,
    repeated_reply,
    reply_to_repetition,
    ticket_reply,
    written_reply,
)
from web.api.asks import TicketsAsk
from web.api.cards import (
    shown_entry,
    shown_line,
    shown_ticket,
    taken_file,
    taken_visit,
    visit_faults,
)
from web.api.model import NewTicketSent, Nothing, VisitsSent, WhySent
from web.api.pages import read_place, written_place
from web.api.ports import Doors, Place
from web.api.problems import Fault, Problem, conflict, missing, wrong
from web.api.repeats import read_ask_key
from web.api.route import Ask, BodyT, Reply
from web.api.shown import TicketPage, TicketWhole
from web.api.steps import (
    AnswerStep,
    AnyStep,
    AskStep,
    BeginStep,
    CancelStep,
    ChangeSent,
    CloseStep,
    FileStep,
    GiveBackStep,
    LinkStep,
    NoteStep,
    NotSolvableStep,
    OwnStep,
    PriorityStep,
    RefuseStep,
    ReopenStep,
    ResolveStep,
    SendVisitStep,
)

_MOST_CALLS: Final = 200
_ETAG: Final = re.compile(r'"(?P<revision>\d{1,18})"')


async def list_tickets(ask: Ask[TicketsAsk, Nothing]) -> Reply | Problem:
    """Find tickets, the newest first."""
    query, place = ask.query, read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    by = _by(query)
    if isinstance(by, Problem):
        return by
    sought = Sought(
        by=by,
        kinds=frozenset(query.kind),
        states=frozenset(query.state),
        channels=frozenset(query.channel),
        owner=None if query.owner is None else AgentId(query.owner),
        cause=None if query.cause is None else TicketId(query.cause),
    )
    after = None if place is None else Cursor(place.at, TicketId(place.key))
    page = await ask.doors.tickets.search(sought, after, query.most)
    end = None if page.next is None else Place(page.next.opened_at, page.next.ticket_id)
    return Reply(
        shown=TicketPage(tickets=tuple(map(shown_line, page.tickets)), next=written_place(end)),
        tickets=tuple(found.ticket_id for found in page.tickets),
    )


async def get_ticket(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return a ticket with its visits, its history and the calls of its contact."""
    reading = await _named(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    card = reading.file.card
    history = await ask.doors.tickets.history(card.ticket_id)
    whole = TicketWhole(
        ticket=shown_ticket(reading),
        history=tuple(map(shown_entry, history)),
        calls=await ask.doors.lists.calls_of_contact(card.contact_id, _MOST_CALLS),
    )
    return Reply(shown=whole, headers=etag(reading), tickets=(card.ticket_id,))


async def open_ticket(ask: Ask[Nothing, NewTicketSent]) -> Reply | Problem:
    """Open a ticket that no call has opened."""
    doors, sent = ask.doors, ask.body
    key = read_ask_key(ask)
    if isinstance(key, Problem):
        return key
    before = None if key is None else await repeated_reply(doors, key)
    if before is not None:
        return before
    faults = visit_faults(sent.visits, doors.region.directory, "/visits")
    contact_id = None
    if sent.beside is not None:
        beside = await doors.tickets.get(TicketId(sent.beside))
        if beside is None:
            faults = (*faults, Fault("/beside", "is no ticket; leave it out for a new need"))
        else:
            contact_id = beside.file.card.contact_id
    if faults:
        return wrong(*faults)
    what = taken_file(sent, doors.clock.now())
    match await doors.tickets.open(what, ask.actor, contact_id=contact_id, ask=key):
        case NotAllowed(reason):
            return wrong(Fault("", reason))
        case Repeated() as done:
            assert key is not None, "Only what has a key is ever done already."
            return await reply_to_repetition(doors, key, done)
        case Changed(file):
            return await written_reply(doors, file)


async def change_ticket(ask: Ask[Nothing, ChangeSent]) -> Reply | Problem:
    """Take one step of work on a ticket."""
    reading = await _named(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    work = await _begun(ask, reading.file.card.ticket_id)
    if not isinstance(work, _Work):
        return work
    faults = await _step_faults(ask.doors, ask.body.change)
    if faults:
        return wrong(*faults)
    return await _done(work, _change(ask, reading.file.card))


async def add_visits(ask: Ask[Nothing, VisitsSent]) -> Reply | Problem:
    """Request further visits, one for each patient."""
    reading = await _named(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    work = await _begun(ask, reading.file.card.ticket_id)
    if not isinstance(work, _Work):
        return work
    faults = visit_faults(ask.body.visits, ask.doors.region.directory, "/visits")
    if faults:
        return wrong(*faults)
    now = ask.doors.clock.now()
    return await _done(
        work, AddVisits(tuple(taken_visit(visit, now) for visit in ask.body.visits))
    )


async def cancel_visit(ask: Ask[Nothing, WhySent]) -> Reply | Problem:
    """Call off the doctor of one patient."""
    visit_id = _uuid(ask.path["visit_id"])
    ticket_id = (
        None if visit_id is None else await ask.doors.people.ticket_of_visit(VisitId(visit_id))
    )
    if visit_id is None or ticket_id is None:
        return missing("visit")
    work = _Work(doors=ask.doors, actor=ask.actor, ticket_id=ticket_id)
    return await _done(work, CancelVisit(VisitId(visit_id), ask.body.why))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A change that somebody may make."""

    doors: Doors
    actor: Actor
    ticket_id: TicketId
    revision: int | None = None
    """What they have seen; `None` where any will do."""
    key: AskKey | None = None


async def _begun(ask: Ask[Nothing, BodyT], ticket_id: TicketId) -> _Work | Reply | Problem:
    """Return what is to be done; or its answer, where it was done before or may not be."""
    key = read_ask_key(ask, ticket_id)
    if isinstance(key, Problem):
        return key
    before = None if key is None else await repeated_reply(ask.doors, key)
    if before is not None:
        return before
    revision = _revision(ask.if_match)
    if isinstance(revision, Problem):
        return revision
    return _Work(doors=ask.doors, actor=ask.actor, ticket_id=ticket_id, revision=revision, key=key)


async def _done(work: _Work, what: Change) -> Reply | Problem:
    """Change a ticket, if it is still what whoever asks has seen."""
    doors, ticket_id, key = work.doors, work.ticket_id, work.key
    done = await doors.tickets.change(ticket_id, what, work.actor, revision=work.revision, ask=key)
    match done:
        case Changed(file):
            return await written_reply(doors, file)
        case Unchanged():
            reading = await doors.tickets.get(ticket_id)
            return missing("ticket") if reading is None else ticket_reply(reading)
        case NoTicket():
            return missing("ticket")
        case Repeated():
            assert key is not None, "Only what has a key is ever done already."
            return await reply_to_repetition(doors, key, done)
        case Stale() | NotAllowed():
            # Of two repetitions at once, the second may have read what the first wrote.
            before = None if key is None else await repeated_reply(doors, key)
            return before or await _hindered(doors, ticket_id, done)


async def _hindered(doors: Doors, ticket_id: TicketId, why: Stale | NotAllowed) -> Problem:
    reading = await doors.tickets.get(ticket_id)
    present = None if reading is None else shown_ticket(reading)
    if isinstance(why, NotAllowed):
        return conflict(f"It may not be done: {why.reason}.", present)
    return conflict(
        "Somebody else was quicker: look at `present`, and ask again with its revision in "
        "If-Match.",
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
        return wrong(Fault("If-Match", 'is no revision; write it as in the ETag: "7"'))
    return int(read["revision"])


async def _named(doors: Doors, name: str) -> TicketReading | None:
    """Return the ticket of an id, or of the number that people know it by."""
    ticket_id = _uuid(name)
    if ticket_id is not None:
        return await doors.tickets.get(TicketId(ticket_id))
    try:
        return await doors.tickets.by_number(read_ticket_number(name))
    except TicketNumberError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _by(query: TicketsAsk) -> By | Problem | None:
    match query:
        case TicketsAsk(number=str(number)):
            try:
                return ByNumber(read_ticket_number(number))
            except TicketNumberError as error:
                return wrong(Fault("number", str(error)))
        case TicketsAsk(phone=str(phone)):
            return ByPhone(PhoneNumber(phone))
        case TicketsAsk(name=str(words)):
            return ByName(words)
        case TicketsAsk(address=str(words)):
            return ByAddress(words)
        case TicketsAsk(text=str(words)):
            return ByText(words)
        case _:
            return None


async def _step_faults(doors: Doors, step: AnyStep) -> tuple[Fault, ...]:
    """Return what a step names that is not there."""
    match step:
        case OwnStep(owner=owner) if not doors.people.is_agent(AgentId(owner)):
            return (Fault("/change/owner", "is no agent who works here"),)
        case LinkStep(other=other) if await doors.tickets.get(TicketId(other)) is None:
            return (Fault("/change/other", "is no ticket"),)
        case SendVisitStep(clinic=clinic) if (
            doors.region.directory.clinic(ClinicCode(clinic)) is None
        ):
            return (Fault("/change/clinic", "is no clinic of the directory; see /clinics"),)
        case FileStep(ticket=ticket):
            return visit_faults(ticket.visits, doors.region.directory, "/change/ticket/visits")
        case _:
            return ()


def _change(ask: Ask[Nothing, ChangeSent], card: TicketCard) -> Change:
    """Return what a step does to a ticket."""
    match ask.body.change:
        case FileStep(ticket=ticket):
            return taken_file(ticket, ask.doors.clock.now(), card=card)
        case OwnStep(owner=owner):
            return Own(AgentId(owner))
        case GiveBackStep():
            return GiveBack()
        case BeginStep():
            return Begin()
        case AskStep(question=question):
            return AskCitizen(question)
        case AnswerStep(answer=answer):
            return TakeAnswer(answer)
        case ResolveStep() as step:
            return Resolve(is_answered=step.is_answered, is_solved=step.is_solved, note=step.note)
        case NotSolvableStep() as step:
            return TellNotSolvable(is_answered=step.is_answered, note=step.note)
        case RefuseStep(refusal=sent):
            call_id = None if sent.call_id is None else CallId(sent.call_id)
            return Refuse(
                Refusal(
                    reason=sent.reason,
                    missing=sent.missing,
                    at=sent.at,
                    told=sent.told,
                    call_id=call_id,
                )
            )
        case CancelStep(why=why):
            return Cancel(why)
        case CloseStep():
            return Close()
        case ReopenStep(why=why):
            return Reopen(why)
        case PriorityStep(priority=priority):
            return SetPriority(priority)
        case NoteStep(text=text):
            return Note(text)
        case LinkStep(other=other, how=how):
            return LinkTo(TicketId(other), how)
        case SendVisitStep(visit_id=visit_id, clinic=clinic):
            return SendVisitTo(VisitId(visit_id), ClinicCode(clinic))
