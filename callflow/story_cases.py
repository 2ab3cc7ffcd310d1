"""What can be told of the work on a contact's tickets and visits, before it has words.

What people wrote with their work stays in the tickets: whoever may hear how a person was treated
need not read what ails them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tickets.changes import Role
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.visit import VisitState


class TicketDeed(StrEnum):
    """What was done to a ticket."""

    FILED = "filed"
    OWNED = "owned"
    GIVEN_BACK = "given_back"
    BEGUN = "begun"
    CITIZEN_ASKED = "citizen_asked"
    CITIZEN_ANSWERED = "citizen_answered"
    RESOLVED = "resolved"
    NOT_SOLVABLE = "not_solvable"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    REOPENED = "reopened"
    PRIORITY_SET = "priority_set"
    NOTED = "noted"
    LINKED = "linked"
    VISIT_CHANGED = "visit_changed"
    VISIT_CANCELLED = "visit_cancelled"
    DEADLINE_NEAR = "deadline_near"
    """Or past."""


@dataclass(frozen=True, slots=True)
class TicketWorked:
    """Somebody worked on a ticket."""

    ticket: str
    deed: TicketDeed
    role: Role
    by: str
    """The account of an operator, the code of a clinic or the name of another system."""


@dataclass(frozen=True, slots=True)
class VisitAsked:
    """A doctor was asked for, to one patient."""

    ticket: str
    clinic: str
    """Empty while a person has to choose."""
    day: date | None
    is_on_waiting_list: bool = False
    is_elsewhere: bool = False
    """Whether it was sent to another clinic than before."""


@dataclass(frozen=True, slots=True)
class VisitReported:
    """A clinic answered for a visit."""

    ticket: str
    clinic: str
    state: VisitState
    doctor: str


@dataclass(frozen=True, slots=True)
class TargetTold:
    """How far something has come that another system must know."""

    target: str
    about: DispatchAbout
    state: DispatchState
    attempts: int


CaseHappening = TicketWorked | VisitAsked | VisitReported | TargetTold
