"""What the API needs of the past: contacts explained, recordings found and heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from base.ids import ContactId
from base.phone import CallerKey
from tickets.number import TicketNumber
from web.api.shown_past import IndexedShown, PeaksShown, RecordingKind, TimelineShown


class NamedPlace(NamedTuple):
    """Where a page ended: the next one goes on behind it."""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingsWanted:
    """Which recordings are looked for; all that is given must fit."""

    since: datetime | None
    until: datetime | None
    agent: str | None
    number: CallerKey | None
    ticket: TicketNumber | None
    least_s: float | None
    most_s: float | None
    topic: str | None
    clinic: str | None
    text: str | None
    kinds: frozenset[RecordingKind]
    is_held: bool | None


class RecordingsFound(NamedTuple):
    """A part of the index."""

    lines: Sequence[IndexedShown]
    next: NamedPlace | None


class Recordings(Protocol):
    """What was recorded."""

    async def search(
        self, wanted: RecordingsWanted, after: NamedPlace | None, most: int
    ) -> RecordingsFound:
        """Return the newest recordings that fit, behind the place."""
        ...

    async def of_contact(self, contact_id: ContactId) -> Sequence[IndexedShown]:
        """Return all that was recorded of a contact, the earliest first."""
        ...

    async def named(self, name: str) -> IndexedShown | None:
        """Return the recording of a name; `None` for one that is gone, or that never was."""
        ...

    async def removed_at(self, name: str) -> datetime | None:
        """Return when the recording of a name was let go; `None` for one that never was."""
        ...

    async def peaks(self, recording: IndexedShown) -> PeaksShown | None:
        """Return how loud a recording is; `None` where its file cannot be read."""
        ...

    def file_of(self, recording: IndexedShown) -> Path:
        """Return the file of a recording."""
        ...


class Timelines(Protocol):
    """What happened to people."""

    async def of_contact(
        self, contact_id: ContactId, *, shows_deeds: bool
    ) -> TimelineShown | None:
        """Return all that happened to a contact, without recordings; `None` for none.

        What supervisors did stands in it where it may be shown.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that the past speaks to."""

    recordings: Recordings
    timelines: Timelines
