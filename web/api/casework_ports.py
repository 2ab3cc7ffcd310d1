"""What the API needs for the work that people share: who has what, notes, what was recorded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from base.ids import ContactId, DispatchId, TicketId, VisitId
from staff.lease_desk import LeaseDesk
from staff.ports import HandoverBook
from web.api.shown_casework import (
    AgentShown,
    BriefShown,
    RecordingShown,
    TryShown,
)


class CaseFiles(Protocol):
    """What belongs to a case beside its ticket."""

    async def briefs(self, ticket_ids: Collection[TicketId]) -> Mapping[TicketId, BriefShown]:
        """Return those of the tickets that are known, in one line each."""
        ...

    async def tries(self, contact_id: ContactId, most: int) -> tuple[TryShown, ...]:
        """Return our tries to ring somebody, the last one first."""
        ...

    async def recorded(self, contact_id: ContactId) -> tuple[RecordingShown, ...]:
        """Return what can be heard of a contact, the earliest first."""
        ...

    async def dead_dispatches(self, visit_id: VisitId) -> Sequence[DispatchId]:
        """Return what could not be told of a visit."""
        ...

    def file_of(self, recording: str) -> Path | None:
        """Return the file of a recording that is named by `recorded`; `None` for none."""
        ...


class Crew(Protocol):
    """Who answers."""

    def agents(self) -> Sequence[AgentShown]:
        """Return those who answer, by name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """All that the shared work speaks to."""

    leases: LeaseDesk
    handover: HandoverBook
    files: CaseFiles
    crew: Crew
