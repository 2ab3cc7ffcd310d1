"""The index of what was recorded: found by everything, held for the law, let go by name.

A row names a file; the file lies where the exchange writes it. Talks have the person on one side
and what they hear on the other; what a caller left with a menu has one side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from base.ids import AgentId, CallId, ContactId, TicketId
from base.phone import CallerKey
from callflow.call import RecordingState
from callflow.events import Direction, Recording
from callflow.message import MessageRef
from storage.retention import OldFile
from tickets.number import TicketNumber


class RecordingClass(StrEnum):
    """What a recording is; each class is kept for a time of its own."""

    TALK = "talk"
    """A citizen with an operator."""
    REQUEST = "request"
    """What a citizen said to a menu that took a request."""
    MESSAGE = "message"
    """Whatever else a citizen said to a menu."""


SIDES: Final = {RecordingClass.TALK: 2, RecordingClass.REQUEST: 1, RecordingClass.MESSAGE: 1}
"""How many voices of a class lie apart: the first is the citizen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedRecording:
    """One file, and whose it is."""

    name: str
    """Of the file, without its ending."""
    what: Recording | MessageRef
    kind: RecordingClass
    call_id: CallId
    contact_id: ContactId
    ticket_id: TicketId
    ticket: TicketNumber
    direction: Direction
    number: CallerKey | None
    """What the citizen is known by."""
    agent_id: AgentId | None
    """Who talked, the last of them after a transfer; `None` where a menu asked."""
    agent_name: str
    queue: str | None
    begun_at: datetime
    duration_s: float
    size_bytes: int
    state: RecordingState
    is_held: bool
    """Whether it may not go."""


class RecordingPlace(NamedTuple):
    """Where a page ended: the next one goes on behind it."""

    at: datetime
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingsSought:
    """Which recordings are looked for; all that is given must fit."""

    since: datetime | None = None
    until: datetime | None = None
    agent: str | None = None
    """The account by which an operator answers."""
    number: CallerKey | None = None
    """By which the citizen called, or wanted to be rung."""
    ticket: TicketNumber | None = None
    contact_id: ContactId | None = None
    name: str | None = None
    least_s: float | None = None
    most_s: float | None = None
    topic: str | None = None
    """A queue, the subject of a menu, or a category of tickets with all beneath it."""
    clinic: str | None = None
    """To which a visit of the ticket was sent."""
    text: str | None = None
    """All of these words in the text of the ticket, in any of their forms."""
    kinds: frozenset[RecordingClass] = frozenset()
    """None for all."""
    is_held: bool | None = None


@dataclass(frozen=True, slots=True)
class RecordingPage:
    """A part of the index, the newest first."""

    lines: tuple[IndexedRecording, ...]
    next: RecordingPlace | None = None
    """`None` when these were the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalHold:
    """That nothing that was recorded of a contact may go."""

    contact_id: ContactId
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """That somebody let a recording go before its time."""

    at: datetime
    """By the clock on the wall of the site: its day stands wherever it was named."""
    by: str
    why: str


class RecordingIndex(Protocol):
    """Where it is known what was recorded, of one site."""

    async def search(
        self, sought: RecordingsSought, after: RecordingPlace | None, most: int
    ) -> RecordingPage:
        """Return the newest recordings that fit, behind the place; what is gone is left out."""
        ...

    async def named(self, name: str) -> IndexedRecording | None:
        """Return the recording of a name; `None` for one that is gone, or that never was."""
        ...

    async def removed_at(self, name: str) -> datetime | None:
        """Return when the recording of a name was let go; `None` for one that never was."""
        ...


class RecordingKeeper(Protocol):
    """Where it is said what is held, and what people let go."""

    async def hold(self, hold: LegalHold) -> bool:
        """Hold all that was recorded of a contact; `False` where it is held already."""
        ...

    async def release(self, contact_id: ContactId, now: datetime, by: str) -> bool:
        """Let it go when its time comes; `False` where it was not held."""
        ...

    async def removed(self, lines: Sequence[IndexedRecording], let_go: LetGo) -> None:
        """Take that the files of recordings are gone, and who wanted it."""
        ...


def file_of(line: IndexedRecording) -> OldFile:
    """Return what names the file of a recording, as a sweep has it."""
    what = line.what
    if isinstance(what, MessageRef):
        return OldFile(line.call_id, what.field, what.take)
    return OldFile(line.call_id, "", what)


def place_of(line: IndexedRecording) -> RecordingPlace:
    """Return the place of a recording in the order of time."""
    return RecordingPlace(line.begun_at, line.name)
