"""A ticket with its visits, and the three answers to a change of it."""

from dataclasses import dataclass
from typing import TypeAlias

from base.ids import VisitId
from tickets.ticket import TicketCard
from tickets.visit import HomeVisit
from tickets.why_not import WhyNot


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket with its visits: what is read and written as a whole."""

    card: TicketCard
    visits: tuple[HomeVisit, ...] = ()

    def visit(self, visit_id: VisitId) -> HomeVisit | None:
        """Return one of the visits."""
        return next((visit for visit in self.visits if visit.visit_id == visit_id), None)


@dataclass(frozen=True, slots=True)
class Changed:
    """The ticket as it is from now on, one revision later."""

    file: TicketFile


@dataclass(frozen=True, slots=True)
class Unchanged:
    """It was so already, or is further; nothing is written."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """It may not be done."""

    why: WhyNot
    reason: str
    """The same as a sentence, with what it is about."""


Answer: TypeAlias = Changed | Unchanged | NotAllowed


def ended(file: TicketFile) -> NotAllowed:
    """Return the answer to whoever changes a ticket that has ended."""
    return NotAllowed(WhyNot.ENDED, f"the ticket is {file.card.state}; open it again first")
