"""Tickets by the API: found, read, opened, changed."""

from typing import Final

from base.ids import AgentId, CallId, ClinicCode, TicketId, VisitId
from base.phone import PhoneNumber
from tickets.changes import (
    AskCitizen,
    Begin,
    Cancel,
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
)
from tickets.refusal import Refusal
from tickets.ticket_file import Changed, NotAllowed
from tickets.work.repeats import Repeated
from web.api.answering import etag, repeated_reply, reply_to_repetition, written_reply
from web.api.asks import TicketsAsk
from web.api.cards import (
    shown_entry,
    shown_line,
    shown_ticket,
    taken_file,
    visit_faults,
)
from web.api.codes import FaultCode
from web.api.model import NewTicketSent, Nothing
from web.api.pages import read_place, written_place
from web.api.ports import Place
from web.api.problems import Fault, Problem, missing, wrong
from web.api.repeats import read_ask_key
from web.api.route import Ask, Reply
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
    WorkStep,
)
from web.api.visits import planned_visits
from web.api.work import Work, begun, done, named_ticket

_MOST_CALLS: Final = 200


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
    reading = await named_ticket(ask.doors, ask.path["ticket"])
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
            faults = (
                *faults,
                Fault("/beside", "is no ticket; leave it out for a new need", FaultCode.NO_TICKET),
            )
        else:
            contact_id = beside.file.card.contact_id
    if faults:
        return wrong(*faults)
    async with doors.planner.turn() as plans:
        visits = await planned_visits(plans, sent.visits, doors.clock.now())
        what = taken_file(sent, visits)
        opened = await doors.tickets.open(what, ask.actor, contact_id=contact_id, ask=key)
    match opened:
        case NotAllowed(why, reason):
            return wrong(Fault("", reason, f"ticket_{why}"))
        case Repeated() as done:
            assert key is not None, "Only what has a key is ever done already."
            return await reply_to_repetition(doors, key, done)
        case Changed(file):
            return await written_reply(doors, file)


async def change_ticket(ask: Ask[Nothing, ChangeSent]) -> Reply | Problem:
    """Take one step of work on a ticket."""
    reading = await named_ticket(ask.doors, ask.path["ticket"])
    if reading is None:
        return missing("ticket; look at its number digit by digit")
    work = await begun(ask, reading.file.card.ticket_id)
    if not isinstance(work, Work):
        return work
    faults = await _step_faults(ask, ask.body.change)
    if faults:
        return wrong(*faults)
    step = ask.body.change
    if not isinstance(step, FileStep):
        return await done(work, _change(ask, step))
    async with ask.doors.planner.turn() as plans:
        visits = await planned_visits(plans, step.ticket.visits, ask.doors.clock.now())
        return await done(work, taken_file(step.ticket, visits, card=reading.file.card))


def _by(query: TicketsAsk) -> By | Problem | None:
    match query:
        case TicketsAsk(number=str(number)):
            try:
                return ByNumber(read_ticket_number(number))
            except TicketNumberError as error:
                return wrong(Fault("number", str(error), FaultCode.NO_TICKET))
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


def _owner(ask: Ask[Nothing, ChangeSent], step: OwnStep) -> AgentId | None:
    """Return who shall own a ticket: whoever asks, unless somebody is named."""
    return ask.actor.agent_id if step.owner is None else AgentId(step.owner)


async def _step_faults(ask: Ask[Nothing, ChangeSent], step: AnyStep) -> tuple[Fault, ...]:
    """Return what a step names that is not there."""
    doors = ask.doors
    match step:
        case OwnStep() if (owner := _owner(ask, step)) is None or not doors.people.is_agent(owner):
            return (Fault("/change/owner", "is no agent who works here", FaultCode.NO_AGENT),)
        case LinkStep(other=other) if await doors.tickets.get(TicketId(other)) is None:
            return (Fault("/change/other", "is no ticket", FaultCode.NO_TICKET),)
        case SendVisitStep(clinic=clinic) if (
            doors.region.directory.clinic(ClinicCode(clinic)) is None
        ):
            return (
                Fault(
                    "/change/clinic",
                    "is no clinic of the directory; see /clinics",
                    FaultCode.NO_CLINIC,
                ),
            )
        case FileStep(ticket=ticket):
            return visit_faults(ticket.visits, doors.region.directory, "/change/ticket/visits")
        case _:
            return ()


def _change(ask: Ask[Nothing, ChangeSent], step: WorkStep) -> Change:
    """Return what a step does to a ticket."""
    match step:
        case OwnStep() as step:
            owner = _owner(ask, step)
            assert owner is not None, "Steps are looked at before."
            return Own(owner)
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
