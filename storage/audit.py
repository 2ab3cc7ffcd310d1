"""Who has read which case: rows that are only ever appended to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from base.ids import TicketId
from base.phone import CallerKey


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRead:
    """One answer that showed somebody's case."""

    read_id: UUID
    at: datetime
    role: str
    """What kind of reader: a partner's token, an agent."""
    reader: str
    operation: str
    """What was asked for: the name of an operation or a page."""
    ticket_ids: tuple[TicketId, ...] = ()
    number: CallerKey | None = None
    """Where everything about a number was asked for."""
    recording: str = ""
    """The name of what was heard, where a file was played."""


class AuditBook(Protocol):
    """Where reads are kept."""

    async def append(self, reads: Sequence[AuditRead]) -> None:
        """Write the reads down; one that is written already stays as it is."""
        ...

    async def of_ticket(self, ticket_id: TicketId, most: int) -> tuple[AuditRead, ...]:
        """Return who read a case, the last one first."""
        ...
