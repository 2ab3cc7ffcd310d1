"""What the work on tickets needs from the rooms above."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeAlias

from base.ids import ClinicCode, TicketId, VisitId
from tickets.capacity import Shift
from tickets.changes import Actor, Change
from tickets.contact import Contact
from tickets.dispatch import Dispatch
from tickets.number import TicketNumber
from tickets.readings import Cursor, FoundPage, HistoryEntry, Sought, TicketReading
from tickets.sla import Clocks, TicketDeadline
from tickets.ticket_file import TicketFile
from tickets.work.repeats import AskKey, Repeated


@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """One change of one ticket, with all that must be written with it or not at all."""

    file: TicketFile
    """As it is afterwards."""
    what: Change
    actor: Actor
    at: datetime
    clocks: Clocks
    deadlines: Sequence[TicketDeadline]
    """All that are still to come; those that are not named any more never come."""
    dispatches: Sequence[Dispatch] = ()
    """What other systems must know of it."""
    is_new: bool = False
    """Whether the ticket has no row yet."""
    contact: Contact | None = None
    """The contact of a new ticket, where that has no row either."""
    ask: AskKey | None = None
    """What whoever asked for it may ask for it again by."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else was quicker: read the ticket again."""

    ticket_id: TicketId


class DueDeadline(NamedTuple):
    """A deadline that has come."""

    ticket_id: TicketId
    deadline: TicketDeadline


OnDue: TypeAlias = Callable[[DueDeadline, TicketReading], Sequence[Save]]
"""Decides what a deadline brings about; never waits."""


class BookedDay(NamedTuple):
    """A shift of a clinic's day."""

    day: date
    shift: Shift


class TicketBook(Protocol):
    """Tickets with their visits and their history; the truth about them."""

    async def get(self, ticket_id: TicketId) -> TicketReading | None:
        """Return a ticket as it is now."""
        ...

    async def by_number(self, number: TicketNumber) -> TicketReading | None:
        """Return the ticket of that number."""
        ...

    async def of_visit(self, visit_id: VisitId) -> TicketReading | None:
        """Return the ticket that a visit belongs to."""
        ...

    async def save(self, saves: Sequence[Save]) -> Stale | Repeated | None:
        """Write all of it in one transaction, or nothing where one of the tickets is stale.

        Nothing either where it was done already for whoever asks for it.
        A task of ours that stands already, for the same cause and reason, is passed over.
        """
        ...

    async def history(self, ticket_id: TicketId) -> tuple[HistoryEntry, ...]:
        """Return every change of a ticket in its order; one that only opened it has none."""
        ...

    async def search(self, sought: Sought, after: Cursor | None, most: int) -> FoundPage:
        """Return the newest tickets that fit, behind the cursor."""
        ...

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        """Return how many visits a clinic has promised on days, the last one included."""
        ...


class DeadlineBook(Protocol):
    """What becomes due, and has not fired."""

    async def next_due(self, aside: Collection[TicketId] = ()) -> DueDeadline | None:
        """Return the next deadline to come, or the longest due, of tickets that are not aside."""
        ...

    async def fire(self, due: DueDeadline, now: datetime, decide: OnDue) -> bool:
        """Let a deadline bring about what it does, in one transaction.

        `False` when it has fired or was moved. It fires once, however many ask at the same time.
        """
        ...
