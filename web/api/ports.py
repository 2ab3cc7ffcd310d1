"""What the API needs from the running engine."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from administration.service import AdministrationDesk
from agents.codes import Disposition
from base.clock import Clock
from base.ids import AgentId, CallId, ClinicCode, ContactId, DispatchId, TicketId, VisitId
from base.phone import CallerKey, PhoneNumber
from callflow.own_call_desk import OwnCallMade
from callflow.own_calls import CallWish, MayNotCall
from callflow.talk_desk import TalkAnswer, TalkDeed, Wanted
from callflow.transfer import TransferKind
from staff.drafts import DraftBook
from staff.service import SignedIn, SignInDesk
from staff.user import Person
from tickets.address import Address
from tickets.capacity import VisitWish
from tickets.changes import Actor, Change, File
from tickets.directory import Directory
from tickets.directory_ports import Suggestion
from tickets.dispatch import DispatchState
from tickets.intake.urgency import MorningPage, UrgencyPlace
from tickets.number import TicketNumber
from tickets.planning.plan import Plan
from tickets.policy import TicketPolicy
from tickets.readings import Cursor, FoundPage, HistoryEntry, Sought, TicketReading
from tickets.ticket_file import Changed, NotAllowed
from tickets.visit import Patient, VisitState
from tickets.work.repeats import AskBook, AskKey, Repeated
from tickets.work.service import Done
from web.api.alert_ports import Alerts
from web.api.attendance_ports import Attendance
from web.api.board_ports import Board
from web.api.casework_ports import Casework
from web.api.new_secrets import Secrets
from web.api.past_ports import Past
from web.api.report_ports import Reports
from web.api.shown import (
    CallbackShown,
    CallShown,
    ContactShown,
    DispatchShown,
    DueLine,
    VisitLine,
)
from web.api.shown_casework import UndisposedShown
from web.api.shown_desk import DeskShown
from web.api.shown_readers import ReadShown
from web.api.supervise_ports import Supervising
from web.orders import OrderControl
from web.phone.ports import Phones

LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who asks."""

    name: str
    """Of a token, or the login of a person."""
    scopes: frozenset[str]
    person: Person | None = None
    """Who is signed in, where a screen asks; `None` for another system."""
    session: SignedIn | None = None
    """The session of that person."""

    @property
    def asker(self) -> str:
        """What the asker is known by: a token may be called as somebody signs in."""
        return self.name if self.person is None else f"person {self.name}"

    @property
    def clinic(self) -> ClinicCode | None:
        """The one clinic whose visits may be seen; `None` where all may."""
        return None if self.person is None else self.person.user.clinic


class Place(NamedTuple):
    """Where a page ended: the next one goes on behind it."""

    at: datetime
    key: UUID


class Page(NamedTuple, Generic[LineT]):
    """A part of a list."""

    lines: Sequence[LineT]
    next: Place | None
    """`None` when these were the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsWanted:
    """Which visits are looked for."""

    clinic: str | None
    day: date | None
    states: frozenset[VisitState]


class ReaderRole(StrEnum):
    """What kind of reader somebody is."""

    PARTNER = "partner"
    """Another system, by a token."""
    PERSON = "person"
    """Somebody who is signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMade:
    """An answer that showed somebody's case."""

    at: datetime
    role: ReaderRole
    reader: str
    operation: str
    ticket_ids: tuple[TicketId, ...]
    number: CallerKey | None
    recording: str = ""
    """The name of what was heard."""


class Tokens(Protocol):
    """Who is known by which token."""

    async def bearer_of(self, token: str, now: datetime) -> Bearer | None:
        """Return who holds a token; `None` when it opens nothing, or nothing any more."""
        ...


class ReadAudit(Protocol):
    """Where every read of a case is kept."""

    def note(self, read: ReadMade) -> None:
        """Keep that somebody read; returns at once."""
        ...


class ReadersDoor(Protocol):
    """Who has read what."""

    async def readers_of(self, ticket_id: TicketId, most: int) -> tuple[ReadShown, ...]:
        """Return who read a case, the last one first."""
        ...


class TicketWork(Protocol):
    """The desk of tickets."""

    @property
    def policy(self) -> TicketPolicy:
        """Categories and deadlines in force."""
        ...

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Return a ticket as it is now."""
        ...

    async def by_number(self, number: TicketNumber) -> TicketReading | None:
        """Return the ticket of a number, which people know it by."""
        ...

    async def history(self, ticket_id: TicketId) -> tuple[HistoryEntry, ...]:
        """Return every change of a ticket."""
        ...

    async def search(
        self, sought: Sought, after: Cursor | None = None, most: int = 50
    ) -> FoundPage:
        """Return the newest tickets that fit, a page at a time."""
        ...

    async def change(
        self,
        ticket_id: TicketId,
        what: Change,
        actor: Actor,
        *,
        revision: int | None = None,
        ask: AskKey | None = None,
    ) -> Done:
        """Change a ticket; give the revision that was on the screen to be told of newer ones."""
        ...

    async def open(
        self,
        what: File,
        actor: Actor,
        *,
        contact_id: ContactId | None = None,
        ask: AskKey | None = None,
    ) -> Changed | NotAllowed | Repeated:
        """Open a ticket that no call has opened."""
        ...


class Lists(Protocol):
    """The lists that people work by."""

    async def visits(
        self, wanted: VisitsWanted, after: Place | None, most: int
    ) -> Page[VisitLine]:
        """Return the newest visits that fit, behind the place."""
        ...

    async def due(self, until: datetime, after: Place | None, most: int) -> Page[DueLine]:
        """Return the tickets that are due until then, the most overdue first."""
        ...

    async def calls_of_contact(self, contact_id: ContactId, most: int) -> tuple[CallShown, ...]:
        """Return the newest calls of a contact."""
        ...

    async def calls_of(
        self, number: PhoneNumber, after: Place | None, most: int
    ) -> Page[CallShown]:
        """Return the newest calls with a number."""
        ...

    async def contacts_of(
        self, number: PhoneNumber, after: Place | None, most: int
    ) -> Page[ContactShown]:
        """Return the newest contacts of a number."""
        ...

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedShown]:
        """Return the calls since then of which nobody said what they were, the last one first."""
        ...


class Morning(Protocol):
    """What menus took while nobody answered."""

    async def morning_page(self, after: UrgencyPlace | None, most: int) -> MorningPage:
        """Return a part of what waits for people, behind the place, the most urgent first."""
        ...


class People(Protocol):
    """Who waits for us, and who works here."""

    def open_callbacks(self) -> Sequence[CallbackShown]:
        """Return every open promise, in the order of the line."""
        ...

    def is_agent(self, agent_id: AgentId) -> bool:
        """Tell whether that is an agent who works here."""
        ...

    async def ticket_of_visit(self, visit_id: VisitId) -> TicketId | None:
        """Return the ticket that a visit belongs to."""
        ...


class Talks(Protocol):
    """The calls of operators, as they work on them; each returns at once."""

    def call(self, agent_id: AgentId, wish: CallWish) -> OwnCallMade | MayNotCall:
        """Ring an operator and then the person, or return why not."""
        ...

    def do(self, agent_id: AgentId, call_id: CallId, deed: TalkDeed) -> TalkAnswer:
        """Do what a key asks for."""
        ...

    def press(self, agent_id: AgentId, call_id: CallId, written: str) -> TalkAnswer:
        """Press keys for whoever is at the far end."""
        ...

    def hand_on(
        self, agent_id: AgentId, call_id: CallId, kind: TransferKind, to: Wanted
    ) -> TalkAnswer:
        """Ask for somebody to take the talk on, or to join it."""
        ...

    def mark(self, agent_id: AgentId, call_id: CallId, disposition: Disposition) -> TalkAnswer:
        """Take what the operator says that their last talk was."""
        ...


class Region(Protocol):
    """The directory of the region."""

    @property
    def directory(self) -> Directory:
        """The directory in force."""
        ...

    async def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the streets that a text may mean, the likeliest first."""
        ...


class Plans(Protocol):
    """Whoever tells who visits a patient and when."""

    async def plan(
        self,
        patient: Patient,
        address: Address,
        wish: VisitWish,
        *,
        clinic: ClinicCode | None = None,
    ) -> Plan:
        """Return who visits a patient and when; a clinic that is named is taken."""
        ...


class Planner(Plans, Protocol):
    """Whoever plans visits."""

    def turn(self) -> AbstractAsyncContextManager[Plans]:
        """Let nobody else promise a place until what is planned meanwhile is written."""
        ...


class Dispatches(Protocol):
    """What other systems were told."""

    async def listed(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchShown]:
        """Return the newest dispatches in any of the states."""
        ...

    async def replay(
        self, dispatch_ids: Sequence[DispatchId], now: datetime
    ) -> frozenset[DispatchId]:
        """Let dead dispatches be sent again, and return which of them were dead."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """All that the API speaks to."""

    clock: Clock
    tokens: Tokens
    sign_in: SignInDesk
    audit: ReadAudit
    readers: ReadersDoor
    tickets: TicketWork
    asks: AskBook
    lists: Lists
    morning: Morning
    people: People
    talks: Talks
    attendance: Attendance
    region: Region
    planner: Planner
    dispatches: Dispatches
    orders: OrderControl
    phones: Phones
    board: Board
    reports: Reports
    alerts: Alerts
    casework: Casework
    past: Past
    drafts: DraftBook
    administration: AdministrationDesk
    secrets: Secrets
    desk: DeskShown
    supervising: Supervising
