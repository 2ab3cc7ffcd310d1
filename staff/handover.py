"""Notes that one shift leaves to the next: about the line, or about one ticket.

A note stays in sight until somebody says that it is done; that many have read it does not end it.
"""

from dataclasses import dataclass
from datetime import datetime

from base.ids import NoteId, TicketId
from staff.lease import Colleague


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did something to a note, and when."""

    by: Colleague
    at: datetime


@dataclass(frozen=True, slots=True)
class NotedTicket:
    """Which ticket a note is about."""

    ticket_id: TicketId
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverNote:
    """What somebody wants whoever comes next to know."""

    note_id: NoteId
    text: str
    ticket: NotedTicket | None
    """`None` for what concerns the whole line."""
    written: Signature
    reads: tuple[Signature, ...] = ()
    """Who said that they have read it, in their order; once each."""
    done: Signature | None = None
