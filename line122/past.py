"""The past, as the API asks for it: contacts explained, recordings found, drawn and heard.

An explanation lives through every call of a contact again, and a waveform reads a whole file:
both are done in a thread, one at a time, so that no call waits for somebody who reads.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from asterisk.waveform import waveform_of
from base.ids import ContactId
from callflow.discretion import Discretion
from callflow.explanation import CallCheck, Explanation
from callflow.gist import gist_sentences
from callflow.message import MessageRef
from callflow.wording import difference_sentences, sentence_of
from ivr.prompt import PromptKey
from line122.explaining import explained
from storage.errors import NotSoughtError
from storage.recordings import (
    SIDES,
    IndexedRecording,
    RecordingClass,
    RecordingIndex,
    RecordingPlace,
    RecordingsSought,
)
from storage.records.dossier import ContactFile, Dossier, Dossiers
from storage.sought import SoughtContact
from web.api.past_ports import NamedPlace, RecordingsFound, RecordingsWanted
from web.api.shown_past import (
    IndexedShown,
    PastCallShown,
    PastLineShown,
    PastTicketShown,
    PeaksShown,
    TimelineShown,
)

_ALL_OF_CONTACT: Final = 500
"""So many recordings of a contact at most."""


@dataclass(frozen=True, slots=True)
class RecordingDoor:
    """A `web.api.past_ports.Recordings`."""

    index: RecordingIndex
    directory: Path
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def search(
        self, wanted: RecordingsWanted, after: NamedPlace | None, most: int
    ) -> RecordingsFound:
        """Return the newest recordings that fit, behind the place."""
        sought = RecordingsSought(
            since=wanted.since,
            until=wanted.until,
            agent=wanted.agent,
            number=wanted.number,
            ticket=wanted.ticket,
            least_s=wanted.least_s,
            most_s=wanted.most_s,
            topic=wanted.topic,
            clinic=wanted.clinic,
            text=wanted.text,
            kinds=frozenset(map(RecordingClass, wanted.kinds)),
            is_held=wanted.is_held,
        )
        place = None if after is None else RecordingPlace(*after)
        page = await self.index.search(sought, place, most)
        end = None if page.next is None else NamedPlace(*page.next)
        return RecordingsFound(tuple(map(_shown, page.lines)), end)

    async def of_contact(self, contact_id: ContactId) -> Sequence[IndexedShown]:
        """Return all that was recorded of a contact, the earliest first."""
        sought = RecordingsSought(contact_id=contact_id)
        page = await self.index.search(sought, None, _ALL_OF_CONTACT)
        return tuple(map(_shown, reversed(page.lines)))

    async def named(self, name: str) -> IndexedShown | None:
        """Return the recording of a name; `None` for one that is gone, or that never was."""
        found = await self.index.named(name)
        return None if found is None else _shown(found)

    async def removed_at(self, name: str) -> datetime | None:
        """Return when the recording of a name was let go; `None` for one that never was."""
        return await self.index.removed_at(name)

    async def peaks(self, recording: IndexedShown) -> PeaksShown | None:
        """Return how loud a recording is; `None` where its file cannot be read."""
        async with self.one_at_a_time:
            drawn = await asyncio.to_thread(waveform_of, self.file_of(recording), recording.sides)
        if drawn is None:
            return None
        left, *rest = drawn.sides
        return PeaksShown(duration_s=drawn.duration_s, left=left, right=rest[0] if rest else None)

    def file_of(self, recording: IndexedShown) -> Path:
        """Return the file of a recording."""
        return self.directory / f"{recording.name}.wav"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineDoor:
    """A `web.api.past_ports.Timelines`."""

    dossiers: Dossiers
    zone: ZoneInfo
    texts: Mapping[PromptKey, str]
    """What each prompt says."""
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of_contact(
        self, contact_id: ContactId, *, shows_deeds: bool
    ) -> TimelineShown | None:
        """Return all that happened to a contact, without recordings; `None` for none."""
        try:
            dossier = await self.dossiers.read(SoughtContact(contact_id))
        except NotSoughtError:
            return None
        (file,) = dossier.contacts
        if not shows_deeds:
            file = replace(file, deeds=())
        async with self.one_at_a_time:
            return await asyncio.to_thread(self._told, dossier, file)

    def _told(self, dossier: Dossier, file: ContactFile) -> TimelineShown:
        discretion = Discretion(file.contact.number)
        return timeline_of(
            explained(dossier, file, self.texts, discretion), file, dossier, self.zone
        )


def timeline_of(
    told: Explanation, file: ContactFile, dossier: Dossier, zone: ZoneInfo
) -> TimelineShown:
    """Return an explanation as it is shown."""
    made_at = dossier.anchor.moment
    calls = {check.call_id: check.number for check in told.checks}
    return TimelineShown(
        contact_id=told.contact.contact_id,
        number=told.number if told.number.startswith("+") else None,
        tickets=tuple(
            PastTicketShown(
                ticket_id=ticket.ticket_id, number=str(ticket.number), opened_at=ticket.opened_at
            )
            for ticket in file.tickets
        ),
        gist=" ".join(gist_sentences(told.gist, zone, made_at)),
        waited_s=told.gist.waited_s,
        lines=tuple(
            PastLineShown(
                at=line.at,
                what=type(line.happening).__name__,
                call=None if line.call_id is None else calls.get(line.call_id),
                text=sentence_of(line, zone),
            )
            for line in told.story
        ),
        now=tuple(sentence_of(line, zone) for line in told.now),
        calls=tuple(map(_call, told.checks)),
        recordings=None,
        made_at=made_at,
        time_zone=zone.key,
    )


def _call(check: CallCheck) -> PastCallShown:
    return PastCallShown(
        call_id=check.call_id,
        call=check.number,
        arrived_at=check.arrived_at,
        verdict=check.rerun.verdict,
        differences=tuple(difference_sentences(check.rerun.differences)),
    )


def _shown(line: IndexedRecording) -> IndexedShown:
    what, number = line.what, line.number
    asked = what if isinstance(what, MessageRef) else None
    return IndexedShown(
        name=line.name,
        kind=line.kind.value,
        field=None if asked is None else asked.field,
        part=what.take if isinstance(what, MessageRef) else what,
        sides=SIDES[line.kind],
        call_id=line.call_id,
        contact_id=line.contact_id,
        ticket_id=line.ticket_id,
        ticket_number=str(line.ticket),
        direction=line.direction,
        number=number if number is not None and number.startswith("+") else None,
        agent_id=line.agent_id,
        agent_name=line.agent_name,
        queue=line.queue,
        begun_at=line.begun_at,
        duration_s=line.duration_s,
        size_bytes=line.size_bytes,
        state=line.state,
        is_held=line.is_held,
    )
