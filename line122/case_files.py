"""What belongs to a case beside its ticket, as the API shows it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from asterisk.translate import message_name, recording_name
from base.ids import ContactId, DispatchId, TicketId, VisitId
from callflow.message import MessageRef
from queues.service import Distributor
from storage.case_files import CaseFiles, RecordedFile
from web.api.shown_casework import (
    AgentShown,
    BriefShown,
    RecordingShown,
    TryShown,
)

_ENDING: Final = ".wav"


@dataclass(frozen=True, slots=True)
class CaseFileDoor:
    """A `web.api.casework_ports.CaseFiles`."""

    files: CaseFiles
    recordings: Path | None
    """Where talks and messages lie; `None` where nothing is recorded."""

    async def briefs(self, ticket_ids: Collection[TicketId]) -> Mapping[TicketId, BriefShown]:
        """Return those of the tickets that are known, in one line each."""
        found = await self.files.briefs(ticket_ids)
        return {
            ticket_id: msgspec.convert(brief, BriefShown, from_attributes=True)
            for ticket_id, brief in found.items()
        }

    async def tries(self, contact_id: ContactId, most: int) -> tuple[TryShown, ...]:
        """Return our tries to ring somebody, the last one first."""
        found = await self.files.tries(contact_id, most)
        return tuple(msgspec.convert(each, TryShown, from_attributes=True) for each in found)

    async def recorded(self, contact_id: ContactId) -> tuple[RecordingShown, ...]:
        """Return what can be heard of a contact, the earliest first."""
        return tuple(map(_shown, await self.files.recorded(contact_id)))

    async def dead_dispatches(self, visit_id: VisitId) -> Sequence[DispatchId]:
        """Return what could not be told of a visit."""
        return await self.files.dead_dispatches(visit_id)

    def file_of(self, recording: str) -> Path | None:
        """Return the file of a recording that is named by `recorded`; `None` for none."""
        return None if self.recordings is None else self.recordings / f"{recording}{_ENDING}"


@dataclass(frozen=True, slots=True)
class CrewOfFloor:
    """A `web.api.casework_ports.Crew`."""

    distributor: Distributor

    def agents(self) -> Sequence[AgentShown]:
        """Return those who answer, by name."""
        shown = [
            AgentShown(agent_id=agent_id, account=agent.operator.account, name=agent.operator.name)
            for agent_id, agent in self.distributor.floor.agents.items()
        ]
        return sorted(shown, key=lambda agent: (agent.name, agent.account))


def _shown(file: RecordedFile) -> RecordingShown:
    what = file.what
    if isinstance(what, MessageRef):
        name, field = message_name(file.call_id, what), what.field
    else:
        name, field = recording_name(file.call_id, what), None
    return RecordingShown(
        name=name.removesuffix(_ENDING),
        call_id=file.call_id,
        field=field,
        begun_at=file.begun_at,
        duration_s=file.duration_s,
        agent_id=file.agent_id,
    )
