"""What the API speaks to: the services and the books of the running engine, in its words."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

import msgspec

from base.ids import AgentId, ClinicCode, ContactId, DispatchId, TicketId, VisitId
from base.phone import PhoneNumber
from callback.request import CallbackRequest
from queues.queue import Rank
from storage.case_files import CaseFiles
from storage.tokens import TokenBook
from storage.worklists import Place as Spot
from storage.worklists import VisitsSought, Worklists
from tickets.contact import OpenCase
from tickets.directory import Directory
from tickets.directory_desk import DirectoryDesk
from tickets.directory_ports import StreetCatalogue, Suggestion
from tickets.dispatch import DispatchRecord, DispatchState
from tickets.work.ports import TicketBook
from web.api.ports import (
    Bearer,
    Page,
    Place,
    VisitsWanted,
)
from web.api.scopes import digest_of
from web.api.shown import (
    CallbackShown,
    CallShown,
    ContactShown,
    DispatchShown,
    DueLine,
    VisitLine,
)
from web.api.shown_casework import UndisposedShown

_ShownT = TypeVar("_ShownT")


class TokenDoor:
    """A `web.api.ports.Tokens`."""

    def __init__(self, book: TokenBook) -> None:
        self._book = book

    async def bearer_of(self, token: str, now: datetime) -> Bearer | None:
        """Return who holds a token; `None` when it opens nothing, or nothing any more."""
        digest = digest_of(token)
        row = await self._book.used(digest, now)
        if row is None or not hmac.compare_digest(row.digest, digest) or not row.is_good(now):
            return None
        return Bearer(row.name, row.scopes)


class ListDoor:
    """A `web.api.ports.Lists`."""

    def __init__(self, lists: Worklists, files: CaseFiles) -> None:
        self._lists = lists
        self._files = files

    async def visits(
        self, wanted: VisitsWanted, after: Place | None, most: int
    ) -> Page[VisitLine]:
        """Return the newest visits that fit, behind the place."""
        clinic = None if wanted.clinic is None else ClinicCode(wanted.clinic)
        sought = VisitsSought(clinic=clinic, day=wanted.day, states=wanted.states)
        page = await self._lists.visits(sought, _spot(after), most)
        return Page(_shown(page.lines, VisitLine), _place(page.next))

    async def due(self, until: datetime, after: Place | None, most: int) -> Page[DueLine]:
        """Return the tickets that are due until then, the most overdue first."""
        page = await self._lists.due(until, _spot(after), most)
        return Page(_shown(page.lines, DueLine), _place(page.next))

    async def calls_of_contact(self, contact_id: ContactId, most: int) -> tuple[CallShown, ...]:
        """Return the newest calls of a contact."""
        return _shown(await self._lists.calls_of_contact(contact_id, most), CallShown)

    async def calls_of(
        self, number: PhoneNumber, after: Place | None, most: int
    ) -> Page[CallShown]:
        """Return the newest calls with a number."""
        page = await self._lists.calls_of(number, _spot(after), most)
        return Page(_shown(page.lines, CallShown), _place(page.next))

    async def contacts_of(
        self, number: PhoneNumber, after: Place | None, most: int
    ) -> Page[ContactShown]:
        """Return the newest contacts of a number."""
        page = await self._lists.contacts_of(number, _spot(after), most)
        return Page(_shown(page.lines, ContactShown), _place(page.next))

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedShown]:
        """Return the calls since then of which nobody said what they were, the last one first."""
        page = await self._files.undisposed(since, _spot(after), most)
        return Page(_shown(page.lines, UndisposedShown), _place(page.next))


class Promises(Protocol):
    """Who was promised a call, as the ledger of callbacks knows it."""

    @property
    def requests(self) -> Mapping[ContactId, CallbackRequest]:
        """The open promises."""
        ...


class Cases(Protocol):
    """The contacts that have not ended."""

    def case_of(self, contact_id: ContactId) -> OpenCase | None:
        """Return the open case of a contact."""
        ...


class Staff(Protocol):
    """Who works here."""

    def is_agent(self, agent_id: AgentId) -> bool:
        """Tell whether that is an agent who works here."""
        ...


@dataclass(frozen=True, slots=True)
class PeopleDoor:
    """A `web.api.ports.People`."""

    promises: Promises
    cases: Cases
    staff: Staff
    tickets: TicketBook

    def open_callbacks(self) -> Sequence[CallbackShown]:
        """Return every open promise, in the order of the line."""
        shown = [self._shown(request) for request in self.promises.requests.values()]
        return sorted(shown, key=lambda each: (each.placed_at, each.contact_id))

    def is_agent(self, agent_id: AgentId) -> bool:
        """Tell whether that is an agent who works here."""
        return self.staff.is_agent(agent_id)

    async def ticket_of_visit(self, visit_id: VisitId) -> TicketId | None:
        """Return the ticket that a visit belongs to."""
        reading = await self.tickets.of_visit(visit_id)
        return None if reading is None else reading.file.card.ticket_id

    def _shown(self, request: CallbackRequest) -> CallbackShown:
        case = self.cases.case_of(request.contact_id)
        return CallbackShown(
            contact_id=request.contact_id,
            ticket_id=None if case is None else case.ticket.ticket_id,
            ticket_number=None if case is None else str(case.ticket.number),
            number=request.number,
            queue=request.queue,
            placed_at=request.placed_at,
            promised_for=None if case is None else case.contact.promised_for,
            state=request.state,
            tries=request.tries,
            next_at=request.next_at,
            is_urgent=request.rank is Rank.URGENT,
            chosen_at=request.chosen_at,
            missed_at=request.missed_at,
        )


@dataclass(frozen=True, slots=True)
class RegionDoor:
    """A `web.api.ports.Region`."""

    desk: DirectoryDesk
    streets: StreetCatalogue

    @property
    def directory(self) -> Directory:
        """The directory in force."""
        return self.desk.directory

    async def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the streets that a text may mean, the likeliest first."""
        return await self.streets.suggest(text, limit=limit)


class Replays(Protocol):
    """Lets dead dispatches be sent again."""

    async def replay(
        self, dispatch_ids: Collection[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let dead dispatches wait again, and return which of them were dead."""
        ...


@dataclass(frozen=True, slots=True)
class DispatchDoor:
    """A `web.api.ports.Dispatches`."""

    lists: Worklists
    replays: Replays

    async def listed(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchShown]:
        """Return the newest dispatches in any of the states."""
        page = await self.lists.dispatches(states, _spot(after), most)
        return Page(tuple(map(_dispatch, page.lines)), _place(page.next))

    async def replay(
        self, dispatch_ids: Sequence[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let dead dispatches be sent again, and return which of them were dead."""
        return await self.replays.replay(dispatch_ids, now)


def _dispatch(record: DispatchRecord) -> DispatchShown:
    told, progress = record.dispatch, record.progress
    return DispatchShown(
        dispatch_id=told.dispatch_id,
        ticket_id=told.ticket_id,
        visit_id=told.visit_id,
        target=told.target,
        about=told.about,
        state=progress.state,
        attempts=progress.attempts,
        written_at=told.written_at,
        next_at=progress.next_at,
        sent_at=progress.sent_at,
        acknowledged_at=progress.acknowledged_at,
        error=progress.error,
    )


def _shown(lines: Sequence[object], kind: type[_ShownT]) -> tuple[_ShownT, ...]:
    """Return lines as they are answered; both sides have the same fields."""
    return tuple(msgspec.convert(line, kind, from_attributes=True) for line in lines)


def _spot(place: Place | None) -> Spot | None:
    return None if place is None else Spot(place.at, place.key)


def _place(spot: Spot | None) -> Place | None:
    return None if spot is None else Place(spot.at, spot.key)
