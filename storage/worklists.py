"""Lists that people work by: visits, what is due, and what is known of a number, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from base.ids import AgentId, CallId, ClinicCode, ContactId, TicketId, VisitId
from base.phone import CallerKey, PhoneNumber
from callflow.events import Direction
from callflow.outcome import Outcome
from queues.policy import QueueName
from tickets.capacity import Shift
from tickets.category import Kind
from tickets.contact import EndReason, State
from tickets.dispatch import DispatchRecord, DispatchState
from tickets.ticket import Priority
from tickets.visit import VisitState

LineT = TypeVar("LineT")


class Place(NamedTuple):
    """Where a page ended: the next one goes on behind it."""

    at: datetime
    key: UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[LineT]):
    """A part of a list."""

    lines: tuple[LineT, ...]
    next: Place | None = None
    """`None` when these were the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsSought:
    """Which visits are looked for; all of it must fit."""

    clinic: ClinicCode | None = None
    day: date | None = None
    states: frozenset[VisitState] = frozenset()
    """None for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitLine:
    """A line of a list of visits."""

    visit_id: VisitId
    ticket_id: TicketId
    ticket_number: str
    requested_at: datetime
    patient_name: str
    born_on: date | None
    complaint: str
    danger_signs: tuple[str, ...]
    address: str
    clinic: ClinicCode | None
    day: date | None
    shift: Shift | None
    is_on_waiting_list: bool
    state: VisitState
    state_at: datetime
    acknowledged_at: datetime | None
    doctor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """A ticket somebody must own or resolve by some moment."""

    ticket_id: TicketId
    ticket_number: str
    due_at: datetime
    """The nearer one of the two."""
    own_by: datetime | None
    resolve_by: datetime | None
    kind: Kind
    category_title: str
    state: State
    priority: Priority
    owner: AgentId | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """A call of a person, or of ours to them."""

    call_id: CallId
    contact_id: ContactId
    ticket_number: str
    direction: Direction
    number: PhoneNumber | None
    """`None` where the caller did not show any."""
    arrived_at: datetime
    answered_at: datetime | None
    hung_up_at: datetime | None
    queue: QueueName | None
    agent_id: AgentId | None
    outcome: Outcome | None
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A need of a person, with its first ticket."""

    contact_id: ContactId
    ticket_id: TicketId
    ticket_number: str
    opened_at: datetime
    ended_at: datetime | None
    end_reason: EndReason | None
    told_at: datetime | None
    promised_for: datetime | None
    is_urgent: bool
    is_shared: bool
    callback_to: PhoneNumber | None


class ListLengths(NamedTuple):
    """How many lie on each list that somebody works off."""

    night: int
    """Requests of menus on whose ticket nobody works yet."""
    due: int
    unacknowledged: int
    """Visits that no clinic has answered for."""


class Worklists(Protocol):
    """The lists of one site."""

    async def visits(
        self, sought: VisitsSought, after: Place | None, most: int
    ) -> Page[VisitLine]:
        """Return the newest visits that fit, behind the place."""
        ...

    async def due(self, until: datetime, after: Place | None, most: int) -> Page[DueLine]:
        """Return the tickets that are due until then, the most overdue first."""
        ...

    async def lengths(self, until: datetime) -> ListLengths:
        """Return how long the lists are; due is what must be done until then."""
        ...

    async def calls_of_contact(self, contact_id: ContactId, most: int) -> tuple[CallLine, ...]:
        """Return the newest calls of a contact."""
        ...

    async def calls_of(self, number: CallerKey, after: Place | None, most: int) -> Page[CallLine]:
        """Return the newest calls with a number."""
        ...

    async def contacts_of(
        self, number: CallerKey, after: Place | None, most: int
    ) -> Page[ContactLine]:
        """Return the newest contacts of a number, also of those who want to be rung on it."""
        ...

    async def dispatches(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchRecord]:
        """Return the newest dispatches in any of the states."""
        ...


def page_of(lines: Sequence[LineT], most: int, place: Callable[[LineT], Place]) -> Page[LineT]:
    """Return the page of lines that were read with one more than it holds."""
    shown = tuple(lines[:most])
    return Page(shown, place(shown[-1]) if len(lines) > most else None)
