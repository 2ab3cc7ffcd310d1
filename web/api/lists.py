"""The lists that people work by: visits, deadlines, numbers, promises, dispatches."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

import msgspec
import structlog

from base.errors import AwayError
from base.ids import DispatchId, TicketId
from base.phone import PhoneNumber
from tickets.intake.urgency import IntakeLine
from web.api.asks import DispatchesAsk, DueAsk, PageAsk, VisitsAsk
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Nothing, ReplaySent
from web.api.pages import read_place, read_urgency_place, written_place
from web.api.ports import Doors, Place, VisitsWanted
from web.api.problems import Fault, Problem, wrong
from web.api.route import Ask, Reply
from web.api.shown import (
    CallbackPage,
    CallbackShown,
    CallPage,
    ContactPage,
    DispatchPage,
    DuePage,
    IntakePage,
    IntakeShown,
    Replayed,
    VisitPage,
)
from web.api.shown_casework import BriefShown

_log = structlog.get_logger(__name__)

_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")


async def list_visits(ask: Ask[VisitsAsk, Nothing]) -> Reply | Problem:
    """List visits, the newest first."""
    query, place = ask.query, read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    only = ask.bearer.clinic
    if only is not None and query.clinic not in {None, only}:
        return Problem(
            status=HTTPStatus.FORBIDDEN,
            detail=f"You see the visits of {only} and of no other.",
            code=RefusalCode.OTHER_CLINIC,
        )
    wanted = VisitsWanted(
        clinic=only or query.clinic, day=query.day, states=frozenset(query.state)
    )
    page = await ask.doors.lists.visits(wanted, place, query.most)
    return Reply(
        shown=VisitPage(visits=tuple(page.lines), next=written_place(page.next)),
        tickets=tuple(dict.fromkeys(TicketId(line.ticket_id) for line in page.lines)),
    )


async def list_due(ask: Ask[DueAsk, Nothing]) -> Reply | Problem:
    """List tickets that somebody must own or resolve, the most overdue first."""
    query, place = ask.query, read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    until = ask.doors.clock.now() if query.until is None else query.until
    page = await ask.doors.lists.due(until, place, query.most)
    return Reply(
        shown=DuePage(tickets=tuple(page.lines), next=written_place(page.next)),
        tickets=tuple(TicketId(line.ticket_id) for line in page.lines),
    )


async def list_intakes(ask: Ask[PageAsk, Nothing]) -> Reply | Problem:
    """List what menus took and nobody works on yet, the most urgent first."""
    place = read_urgency_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    page = await ask.doors.morning.morning_page(place, ask.query.most)
    return Reply(
        shown=IntakePage(
            intakes=tuple(map(_shown_intake, page.lines)), next=written_place(page.next)
        ),
        tickets=tuple(dict.fromkeys(line.ticket_id for line in page.lines)),
    )


async def list_calls(ask: Ask[PageAsk, Nothing]) -> Reply | Problem:
    """List the calls of a number and ours to it, the newest first."""
    number, place = _number(ask.path["number"]), read_place(ask.query.after)
    if isinstance(number, Problem):
        return number
    if isinstance(place, Problem):
        return place
    page = await ask.doors.lists.calls_of(number, place, ask.query.most)
    shown = CallPage(calls=tuple(page.lines), next=written_place(page.next))
    return Reply(shown=shown, number=number)


async def list_contacts(ask: Ask[PageAsk, Nothing]) -> Reply | Problem:
    """List the needs of a number with their first tickets, the newest first."""
    number, place = _number(ask.path["number"]), read_place(ask.query.after)
    if isinstance(number, Problem):
        return number
    if isinstance(place, Problem):
        return place
    page = await ask.doors.lists.contacts_of(number, place, ask.query.most)
    shown = ContactPage(contacts=tuple(page.lines), next=written_place(page.next))
    return Reply(
        shown=shown,
        number=number,
        tickets=tuple(TicketId(line.ticket_id) for line in page.lines),
    )


async def list_callbacks(ask: Ask[PageAsk, Nothing]) -> Reply | Problem:
    """List open promises to ring somebody, in the order of the line."""
    place = read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    behind = [
        shown
        for shown in ask.doors.people.open_callbacks()
        if place is None or _callback_place(shown) > place
    ]
    page = behind[: ask.query.most]
    end = _callback_place(page[-1]) if len(behind) > len(page) else None
    tickets = [TicketId(each.ticket_id) for each in page if each.ticket_id is not None]
    briefs = await _briefs(ask.doors, tickets)
    shown = CallbackPage(
        callbacks=tuple(_with_brief(each, briefs) for each in page), next=written_place(end)
    )
    return Reply(shown=shown, tickets=tuple(tickets))


async def list_dispatches(ask: Ask[DispatchesAsk, Nothing]) -> Reply | Problem:
    """List what other systems were told or could not be, the newest first."""
    query, place = ask.query, read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    page = await ask.doors.dispatches.listed(frozenset(query.state), place, query.most)
    shown = DispatchPage(dispatches=tuple(page.lines), next=written_place(page.next))
    return Reply(shown=shown)


async def replay_dispatches(ask: Ask[Nothing, ReplaySent]) -> Reply | Problem:
    """Let dead dispatches be sent again under their old keys."""
    wanted = tuple(map(DispatchId, ask.body.dispatch_ids))
    replayed = await ask.doors.dispatches.replay(wanted, ask.doors.clock.now())
    if not replayed:
        return Problem(
            status=HTTPStatus.CONFLICT,
            detail="None of them is dead; /dispatches lists which are.",
            code=RefusalCode.NOTHING_DEAD,
        )
    return Reply(shown=Replayed(dispatch_ids=tuple(sorted(replayed))))


def _shown_intake(line: IntakeLine) -> IntakeShown:
    return IntakeShown(
        ticket_id=line.ticket_id,
        ticket_number=str(line.number),
        kind=line.kind,
        taken_at=line.taken_at,
        is_urgent=line.is_urgent,
        is_partial=line.is_partial,
        is_filed=line.is_filed,
        called_from=line.called_from,
        phone=line.phone,
        born_on=line.born_on,
        clinic=line.clinic,
        recordings=line.recordings,
    )


async def _briefs(doors: Doors, ticket_ids: Sequence[TicketId]) -> Mapping[TicketId, BriefShown]:
    """Return what is written of tickets; nothing while the database is away, for calls go on."""
    try:
        return await doors.casework.files.briefs(ticket_ids)
    except AwayError as error:
        _log.warning("callback.listed_bare", cause=str(error))
        return {}


def _with_brief(shown: CallbackShown, briefs: Mapping[TicketId, BriefShown]) -> CallbackShown:
    brief = None if shown.ticket_id is None else briefs.get(TicketId(shown.ticket_id))
    if brief is None:
        return shown
    return msgspec.structs.replace(
        shown, name=brief.name, category_title=brief.category_title, text=brief.text
    )


def _callback_place(shown: CallbackShown) -> Place:
    return Place(shown.placed_at, shown.contact_id)


def _number(text: str) -> PhoneNumber | Problem:
    if _PHONE.fullmatch(text) is None:
        return wrong(
            Fault("number", "is no number in E.164; write it as +79101234567", FaultCode.NO_NUMBER)
        )
    return PhoneNumber(text)
