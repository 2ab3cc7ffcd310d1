"""What belongs to a case beside its ticket: its brief, our tries to ring, what was recorded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agents.agent import NotStated
from base.ids import AgentId, CallId, ContactId, DispatchId, TicketId, VisitId
from base.phone import PhoneNumber
from callback.outcome import AttemptOutcome
from callflow.events import Recording
from callflow.message import MessageRef
from storage.worklists import Page, Place
from tickets.category import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A ticket in one line."""

    kind: Kind
    category_title: str
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One dialling of a promise."""

    call_id: CallId
    started_at: datetime
    ended_at: datetime | None
    outcome: AttemptOutcome | None
    """`None` while it lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFile:
    """A file that was recorded in a call."""

    call_id: CallId
    what: Recording | MessageRef
    """A talk, or what the caller left with a menu."""
    begun_at: datetime
    duration_s: float
    agent_id: AgentId | None = None
    """Who talked, the last of them; `None` where a menu asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndisposedCall:
    """A call of which its operator never said what it was."""

    call_id: CallId
    ticket_id: TicketId
    ticket_number: str
    operator: str
    """Their name."""
    at: datetime
    why: NotStated
    called_from: PhoneNumber | None
    """`None` where they did not show any."""


class CaseFiles(Protocol):
    """What belongs to the cases of one site."""

    async def briefs(self, ticket_ids: Collection[TicketId]) -> Mapping[TicketId, Brief]:
        """Return those of the tickets that are known, in one line each."""
        ...

    async def tries(self, contact_id: ContactId, most: int) -> tuple[Try, ...]:
        """Return our tries to ring somebody, the last one first."""
        ...

    async def recorded(self, contact_id: ContactId) -> tuple[RecordedFile, ...]:
        """Return what can be heard of a contact, the earliest first; lost files are left out."""
        ...

    async def dead_dispatches(self, visit_id: VisitId) -> tuple[DispatchId, ...]:
        """Return what could not be told of a visit; nobody tries it any more."""
        ...

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedCall]:
        """Return the calls since then of which nobody said what they were, the last one first."""
        ...
