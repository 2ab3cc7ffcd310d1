"""A ticket as it is worked on: its card, its states, and who may follow whom.

A call opens a ticket the moment it arrives, and knows only its number; that ticket is the value
`Ticket` of `tickets/contact.py`. Everything that people write down later stands on its *card*.
As long as nobody has, the end of the contact says what became of it; from then on people do.

How a ticket ended is told apart from that it did: whether the question was answered and whether
the problem was solved are two questions (a survey of 4,201 people asked them so), and some
problems nobody here can solve.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from base.ids import AgentId, ContactId, InstitutionCode, TicketId
from base.phone import PhoneNumber
from tickets.category import CategoryCode, Kind
from tickets.contact import Conclusion, State
from tickets.follow_up import FollowUp
from tickets.number import TicketNumber
from tickets.refusal import Refusal

REACHABLE: Final[Mapping[State, frozenset[State]]] = {
    State.NEW: frozenset(
        {
            *(State.OWNED, State.IN_PROGRESS, State.RESOLVED),
            *(State.CLOSED, State.REFUSED, State.CANCELLED),
        }
    ),
    State.OWNED: frozenset(
        {
            *(State.NEW, State.IN_PROGRESS, State.WAITING),
            *(State.RESOLVED, State.REFUSED, State.CANCELLED),
        }
    ),
    State.IN_PROGRESS: frozenset(
        {
            *(State.NEW, State.OWNED, State.WAITING),
            *(State.RESOLVED, State.REFUSED, State.CANCELLED),
        }
    ),
    State.WAITING: frozenset(
        {State.OWNED, State.IN_PROGRESS, State.RESOLVED, State.REFUSED, State.CANCELLED}
    ),
    State.RESOLVED: frozenset({State.NEW, State.OWNED, State.CLOSED}),
    State.CLOSED: frozenset({State.NEW, State.OWNED}),
    State.REFUSED: frozenset({State.NEW, State.OWNED, State.CLOSED}),
    State.CANCELLED: frozenset({State.NEW, State.OWNED, State.CLOSED}),
}
"""Which state may follow which; the database holds the same table and refuses all else."""

ENDED: Final = frozenset({State.RESOLVED, State.CLOSED, State.REFUSED, State.CANCELLED})
"""No clock runs any more."""


class Priority(StrEnum):
    """How much it presses."""

    NORMAL = "normal"
    HIGH = "high"
    """A deadline is near."""
    URGENT = "urgent"
    """A deadline has passed, or a danger sign was given."""


class Channel(StrEnum):
    """How a ticket came to us."""

    CALL = "call"
    INTAKE = "intake"
    """The voice menu wrote it down, at night or in a storm."""
    PORTAL = "portal"
    """Another system handed it over."""
    ENGINE = "engine"
    """It is a task that the engine gives to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who asks; a patient may be somebody else."""

    name: str = ""
    phone: PhoneNumber | None = None
    """Where they want to be rung; `None` for where they called from."""
    institution: InstitutionCode | None = None
    """Whom they ask for, on the support line."""
    region_number: str = ""
    """What they are known by in the region's own system."""


NOBODY: Final = Person()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a ticket ended."""

    conclusion: Conclusion
    at: datetime
    is_answered: bool | None = None
    """Whether the question was answered; `None` when nobody has said."""
    is_solved: bool | None = None
    """Whether the problem is gone; `None` when nobody has said."""
    refusal: Refusal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """That two tickets belong together."""

    ticket_id: TicketId
    how: str
    """In a word: `duplicate`, `relates`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCard:
    """Everything that is written down of a ticket but its visits."""

    ticket_id: TicketId
    contact_id: ContactId
    number: TicketNumber
    opened_at: datetime
    revision: int = 1
    """Rises by one with every change; whoever changes an older one is told that it is stale."""
    channel: Channel = Channel.CALL
    filed_at: datetime | None = None
    """When somebody first wrote down what it is about."""
    kind: Kind = Kind.UNDETERMINED
    category: CategoryCode | None = None
    category_title: str = ""
    """As the category was called when it was chosen."""
    is_in_scope: bool = True
    """As it was when the category was chosen."""
    person: Person = NOBODY
    text: str = ""
    """What it is about, in anybody's words."""
    state: State = State.NEW
    priority: Priority = Priority.NORMAL
    owner: AgentId | None = None
    owned_at: datetime | None = None
    """When somebody first became responsible, since it was opened or opened again."""
    rounds: int = 0
    """How often it was opened again."""
    clock_from: datetime
    """Since when the clocks run: from the opening, or the last opening again."""
    waiting_since: datetime | None = None
    """Since when the citizen is to answer."""
    questions: int = 0
    """How often the citizen was asked and the clocks stood still for it, over all rounds."""
    waited_s: float = 0.0
    """The working time that such waiting has taken: it is not ours."""
    ending: Ending | None = None
    follow_up: FollowUp | None = None
    """Why it is a task of ours; only of that kind."""
    links: tuple[Link, ...] = ()

    @property
    def is_ended(self) -> bool:
        """Whether nothing is left to be done."""
        return self.state in ENDED
