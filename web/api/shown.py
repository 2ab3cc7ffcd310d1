"""What the API answers: the shapes, and how the values of the rooms below become them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from callback.request import RequestState
from callflow.events import Direction
from callflow.outcome import Outcome
from tickets.capacity import Shift
from tickets.category import Kind
from tickets.changes import Role
from tickets.contact import Conclusion, EndReason, State
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.follow_up import FollowUpReason
from tickets.refusal import RefusalReason
from tickets.ticket import Channel, Priority
from tickets.visit import VisitState

At = Annotated[datetime, Meta(tz=True)]
"""A moment; in UTC, as all of them are kept."""

Facts = Annotated[msgspec.Raw, Meta(description="What was said with it, as it was.")]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is answered."""


class PersonShown(Shown, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    phone: str | None
    institution: str | None
    region_number: str
    """What they are known by in the region's own system."""


class AddressShown(Shown, frozen=True, kw_only=True):
    """Where a doctor is wanted."""

    text: str
    settlement: str
    street: str
    house: str
    flat: str
    entrance: str
    floor: str
    intercom: str
    landmark: str


class PatientShown(Shown, frozen=True, kw_only=True):
    """Who is ill."""

    name: str
    born_on: date | None
    age_years: int | None
    policy_number: str


class WindowShown(Shown, frozen=True, kw_only=True):
    """When the patient is at home."""

    since: At
    until: At


class VisitShown(Shown, frozen=True, kw_only=True):
    """A visit of a ticket."""

    visit_id: UUID
    requested_at: At
    complaint: str
    danger_signs: tuple[str, ...]
    address: AddressShown
    patient: PatientShown
    phone: str | None
    window: WindowShown | None
    clinic: str | None
    day: date | None
    shift: Shift | None
    is_on_waiting_list: bool
    state: VisitState
    state_at: At
    acknowledged_at: At | None
    doctor: str
    reason: str


class EndingShown(Shown, frozen=True, kw_only=True):
    """How a ticket ended."""

    conclusion: Conclusion
    at: At
    is_answered: bool | None
    is_solved: bool | None
    refusal: RefusalReason | None
    note: str


class FollowUpShown(Shown, frozen=True, kw_only=True):
    """Why a ticket is a task of ours."""

    cause: UUID
    reason: FollowUpReason


class LinkShown(Shown, frozen=True, kw_only=True):
    """Another ticket that belongs to it."""

    ticket_id: UUID
    how: str


class TicketShown(Shown, frozen=True, kw_only=True):
    """A ticket with its visits."""

    ticket_id: UUID
    contact_id: UUID
    number: str
    revision: int
    """Also the ETag; a change names it in `If-Match`."""
    channel: Channel
    opened_at: At
    filed_at: At | None
    kind: Kind
    category: str | None
    category_title: str
    is_in_scope: bool
    person: PersonShown
    called_from: str | None
    """The number of the first call, not verified; `null` where it was hidden."""
    last_outcome: str | None
    text: str
    state: State
    priority: Priority
    owner: UUID | None
    owned_at: At | None
    rounds: int
    waiting_since: At | None
    own_by: At | None
    resolve_by: At | None
    ending: EndingShown | None
    follow_up: FollowUpShown | None
    links: tuple[LinkShown, ...]
    visits: tuple[VisitShown, ...]


class ActorShown(Shown, frozen=True, kw_only=True):
    """Who did something to a ticket."""

    role: Role
    agent_id: UUID | None
    name: str


class HistoryShown(Shown, frozen=True, kw_only=True):
    """One change of a ticket."""

    revision: int
    at: At
    by: ActorShown
    state: State
    change: str
    facts: Facts


class CallShown(Shown, frozen=True, kw_only=True):
    """A call of a person, or of ours to them."""

    call_id: UUID
    contact_id: UUID
    ticket_number: str
    direction: Direction
    number: str | None
    arrived_at: At
    answered_at: At | None
    hung_up_at: At | None
    queue: str | None
    agent_id: UUID | None
    outcome: Outcome | None
    decision: str


class TicketWhole(Shown, frozen=True, kw_only=True):
    """A ticket with its history and the calls of its contact."""

    ticket: TicketShown
    history: tuple[HistoryShown, ...]
    calls: tuple[CallShown, ...]


class TicketLine(Shown, frozen=True, kw_only=True):
    """A line of a list of tickets."""

    ticket_id: UUID
    number: str
    opened_at: At
    kind: Kind
    category_title: str
    state: State
    priority: Priority
    owner: UUID | None
    name: str
    text: str
    own_by: At | None
    resolve_by: At | None
    conclusion: Conclusion | None


class TicketPage(Shown, frozen=True, kw_only=True):
    """The newest tickets that fit."""

    tickets: tuple[TicketLine, ...]
    next: str | None


class VisitLine(Shown, frozen=True, kw_only=True):
    """A line of a list of visits."""

    visit_id: UUID
    ticket_id: UUID
    ticket_number: str
    requested_at: At
    patient_name: str
    born_on: date | None
    complaint: str
    danger_signs: tuple[str, ...]
    address: str
    clinic: str | None
    day: date | None
    shift: Shift | None
    is_on_waiting_list: bool
    state: VisitState
    state_at: At
    acknowledged_at: At | None
    doctor: str
    reason: str


class VisitPage(Shown, frozen=True, kw_only=True):
    """The newest visits that fit."""

    visits: tuple[VisitLine, ...]
    next: str | None


class DueLine(Shown, frozen=True, kw_only=True):
    """A ticket that is due."""

    ticket_id: UUID
    ticket_number: str
    due_at: At
    own_by: At | None
    resolve_by: At | None
    kind: Kind
    category_title: str
    state: State
    priority: Priority
    owner: UUID | None
    name: str


class DuePage(Shown, frozen=True, kw_only=True):
    """Tickets that are due, the most overdue first."""

    tickets: tuple[DueLine, ...]
    next: str | None


class IntakeShown(Shown, frozen=True, kw_only=True):
    """A request that a menu took and nobody works on yet."""

    ticket_id: UUID
    ticket_number: str
    kind: Kind
    taken_at: At
    is_urgent: bool
    """Whether the caller named a danger sign."""
    is_partial: bool
    """Whether the caller left before all was said."""
    is_filed: bool
    """Whether it stands on its ticket already."""
    called_from: str | None
    phone: str | None
    """Where they want to be rung, if elsewhere."""
    born_on: date | None
    clinic: str | None
    """Who was asked to send a doctor; `null` where a person has to choose."""
    recordings: tuple[str, ...]
    """The names of what was said, in its order."""


class IntakePage(Shown, frozen=True, kw_only=True):
    """Requests that menus took, the most urgent first."""

    intakes: tuple[IntakeShown, ...]
    next: str | None


class CallPage(Shown, frozen=True, kw_only=True):
    """The newest calls with a number."""

    calls: tuple[CallShown, ...]
    next: str | None


class ContactShown(Shown, frozen=True, kw_only=True):
    """A need of a person, with its first ticket."""

    contact_id: UUID
    ticket_id: UUID
    ticket_number: str
    opened_at: At
    ended_at: At | None
    end_reason: EndReason | None
    told_at: At | None
    promised_for: At | None
    is_urgent: bool
    is_shared: bool
    callback_to: str | None


class ContactPage(Shown, frozen=True, kw_only=True):
    """The newest contacts of a number."""

    contacts: tuple[ContactShown, ...]
    next: str | None


class CallbackShown(Shown, frozen=True, kw_only=True):
    """A promise to ring somebody."""

    contact_id: UUID
    ticket_id: UUID | None
    ticket_number: str | None
    number: str
    queue: str
    placed_at: At
    promised_for: At | None
    state: RequestState
    tries: int
    next_at: At | None
    is_urgent: bool
    chosen_at: At | None
    """The time that the person chose."""
    missed_at: At | None
    """When they last missed our call."""
    name: str = ""
    """Whose ticket it is and what of, as far as that is written down."""
    category_title: str = ""
    text: str = ""


class CallbackPage(Shown, frozen=True, kw_only=True):
    """Open promises, in the order of the line."""

    callbacks: tuple[CallbackShown, ...]
    next: str | None


class DispatchShown(Shown, frozen=True, kw_only=True):
    """Something that another system must know, and how far it has come."""

    dispatch_id: UUID
    ticket_id: UUID
    visit_id: UUID | None
    target: str
    about: DispatchAbout
    state: DispatchState
    attempts: int
    written_at: At
    next_at: At
    sent_at: At | None
    acknowledged_at: At | None
    error: str | None


class DispatchPage(Shown, frozen=True, kw_only=True):
    """The newest dispatches that fit."""

    dispatches: tuple[DispatchShown, ...]
    next: str | None


class Replayed(Shown, frozen=True, kw_only=True):
    """Dispatches that were dead and are sent again."""

    dispatch_ids: tuple[UUID, ...]
