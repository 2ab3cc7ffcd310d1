"""All that may be done to a ticket, as values; its history keeps them as they were.

The names of these classes and of their fields are stored: a renamed one cannot read the past.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from base.ids import AgentId, ClinicCode, TicketId, VisitId
from base.phone import PhoneNumber
from tickets.address import Address
from tickets.category import CategoryCode, Kind
from tickets.contact import Conclusion
from tickets.follow_up import FollowUp
from tickets.legible import ILLEGIBLE, is_legible
from tickets.refusal import Refusal
from tickets.sla import DeadlineKind
from tickets.ticket import NOBODY, Channel, Person, Priority
from tickets.visit import Booking, HomeVisit, Patient, VisitReport, Window


class Role(StrEnum):
    """Who did something to a ticket."""

    CITIZEN = "citizen"
    AGENT = "agent"
    CLINIC = "clinic"
    PARTNER = "partner"
    """Another system, by a token of the API."""
    ENGINE = "engine"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it."""

    role: Role
    agent_id: AgentId | None = None
    name: str = ""
    """Of a clinic or another system: its code."""

    def __post_init__(self) -> None:
        """Refuse a name that no history could keep: it is found here, not by the database."""
        if not is_legible(self.name):
            raise ValueError(ILLEGIBLE)


ENGINE = Actor(Role.ENGINE)
CITIZEN = Actor(Role.CITIZEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """Write down what it is about, or write it anew."""

    kind: Kind
    category: CategoryCode | None = None
    person: Person = NOBODY
    text: str = ""
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.CALL
    visits: tuple[HomeVisit, ...] = ()
    """One for each patient."""
    follow_up: FollowUp | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """Make somebody responsible."""

    owner: AgentId


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Leave it to whoever takes it next; the clock of owning does not run again."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Work on it."""


@dataclass(frozen=True, slots=True)
class AskCitizen:
    """Ask the citizen for something; our clock stands until they answer."""

    question: str


@dataclass(frozen=True, slots=True)
class TakeAnswer:
    """Take what the citizen answered."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """Say that it is done."""

    is_answered: bool
    is_solved: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellNotSolvable:
    """Say that nobody here can solve it."""

    is_answered: bool
    note: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Refuse it, with the evidence that the reason demands."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take that the citizen needs us no more; visits that nobody made are cancelled with it."""

    why: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close it for good."""


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open it again."""

    why: str


@dataclass(frozen=True, slots=True)
class SetPriority:
    """Say how much it presses."""

    priority: Priority


@dataclass(frozen=True, slots=True)
class Note:
    """Write a remark into the history."""

    text: str


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Say that another ticket belongs to it."""

    other: TicketId
    how: str


@dataclass(frozen=True, slots=True)
class AddVisits:
    """Request visits, one for each patient."""

    visits: tuple[HomeVisit, ...]


@dataclass(frozen=True, slots=True)
class SendVisitTo:
    """Choose another clinic; whatever the first one said is void."""

    visit_id: VisitId
    clinic: ClinicCode


class Clearable(StrEnum):
    """What a visit can do without."""

    PHONE = "phone"
    WINDOW = "window"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeVisit:
    """Tell of a requested visit what is otherwise than it was told; the rest stays as it is."""

    visit_id: VisitId
    why: str
    complaint: str | None = None
    danger_signs: tuple[str, ...] | None = None
    address: Address | None = None
    patient: Patient | None = None
    phone: PhoneNumber | None = None
    window: Window | None = None
    cleared: tuple[Clearable, ...] = ()
    """What is taken back, and not told anew."""
    booking: Booking | None = None
    """Another day; or another clinic, and whatever the first one said is void."""


@dataclass(frozen=True, slots=True)
class ReportVisit:
    """Take what a clinic, or the delivery to it, says of a visit."""

    visit_id: VisitId
    report: VisitReport


@dataclass(frozen=True, slots=True)
class CancelVisit:
    """Take that one patient needs no doctor any more."""

    visit_id: VisitId
    why: str


@dataclass(frozen=True, slots=True)
class Escalate:
    """Take that a deadline is near, or has passed."""

    kind: DeadlineKind
    due_at: datetime


Change: TypeAlias = (
    File
    | Own
    | GiveBack
    | Begin
    | AskCitizen
    | TakeAnswer
    | Resolve
    | TellNotSolvable
    | Refuse
    | Cancel
    | Close
    | Reopen
    | SetPriority
    | Note
    | LinkTo
    | AddVisits
    | SendVisitTo
    | ChangeVisit
    | ReportVisit
    | CancelVisit
    | Escalate
)


@dataclass(frozen=True, slots=True)
class Concluded:
    """What the end of the contact said of a ticket that nobody had filed."""

    conclusion: Conclusion | None
    """`None` where the end was taken back."""


Event: TypeAlias = Change | Concluded
"""All that a history may hold."""
