"""What screens, reports and the API read of tickets."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeAlias

from base.ids import AgentId, TicketId
from base.phone import CallerKey, PhoneNumber
from tickets.category import Kind
from tickets.changes import Actor, Event
from tickets.contact import Conclusion, State
from tickets.number import TicketNumber
from tickets.sla import Clocks
from tickets.ticket import Channel, Priority
from tickets.ticket_file import TicketFile


@dataclass(frozen=True, slots=True)
class TicketReading:
    """A ticket as it stands in the book."""

    file: TicketFile
    clocks: Clocks
    called_from: CallerKey | None
    """What the person who opened it is known by; `None` when they showed nothing."""
    last_outcome: str | None = None
    """How their last call ended: abandoned, refused, answered; `None` without a call."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a ticket, as it was made."""

    revision: int
    at: datetime
    actor: Actor
    state: State
    """Where the ticket stood afterwards."""
    what: Event


class Cursor(NamedTuple):
    """Where a page ended: the next one begins with what was opened before."""

    opened_at: datetime
    ticket_id: TicketId


@dataclass(frozen=True, slots=True)
class ByNumber:
    """The one ticket of a number."""

    number: TicketNumber


@dataclass(frozen=True, slots=True)
class ByPhone:
    """Tickets of whoever called from a number, wanted to be rung on it, or left it."""

    phone: PhoneNumber


@dataclass(frozen=True, slots=True)
class ByName:
    """Tickets of a person or a patient; words in any order, parts of words will do."""

    words: str


@dataclass(frozen=True, slots=True)
class ByAddress:
    """Tickets with visits to an address; words in any order, parts of words will do."""

    words: str


@dataclass(frozen=True, slots=True)
class ByText:
    """Tickets that are about all these words, in any of their forms."""

    words: str


By: TypeAlias = ByNumber | ByPhone | ByName | ByAddress | ByText


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What tickets are looked for by; all of it must fit."""

    by: By | None = None
    """`None` for all tickets, the newest first."""
    kinds: frozenset[Kind] = frozenset()
    """None for all."""
    states: frozenset[State] = frozenset()
    """None for all."""
    channels: frozenset[Channel] = frozenset()
    """None for all."""
    owner: AgentId | None = None
    cause: TicketId | None = None
    """Tasks of ours about that ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTicket:
    """A line of a list of tickets."""

    ticket_id: TicketId
    number: TicketNumber
    opened_at: datetime
    kind: Kind
    category_title: str
    state: State
    priority: Priority
    owner: AgentId | None
    name: str
    text: str
    clocks: Clocks
    conclusion: Conclusion | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The newest tickets that fit, and where to go on."""

    tickets: tuple[FoundTicket, ...] = field(default=())
    next: Cursor | None = None
    """`None` when these were the last."""
