"""How the past is shown: the timeline of a contact, the index of recordings, their waveforms."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from callflow.call import RecordingState
from callflow.events import Direction
from callflow.rerun import Verdict
from web.api.shown import At, Shown

Loudness = Annotated[int, Meta(ge=0, le=100)]
"""Percent of the loudest that a file can hold."""

RecordingKind = Literal["talk", "request", "message"]
"""With an operator; said to a menu that took a request, as at night; said to a menu otherwise."""


class IndexedShown(Shown, frozen=True, kw_only=True):
    """One recording, and whose it is."""

    name: str
    kind: RecordingKind
    field: str | None
    """Which question of a menu it answers; `null` for a talk."""
    part: int
    """Of a call: its talks, or the takes of an answer, from 1."""
    sides: int
    """How many voices lie apart: of two, the citizen is on the left."""
    call_id: UUID
    contact_id: UUID
    ticket_id: UUID
    ticket_number: str
    direction: Direction
    number: str | None
    """`null` where the citizen showed none."""
    agent_id: UUID | None
    agent_name: str
    queue: str | None
    begun_at: At
    duration_s: float
    size_bytes: int
    state: RecordingState
    is_held: bool
    """Whether it may not be let go."""


class RecordingIndexPage(Shown, frozen=True, kw_only=True):
    """Recordings, the newest first."""

    recordings: tuple[IndexedShown, ...]
    next: str | None


class RecordingGone(Shown, frozen=True, kw_only=True):
    """That a recording is there no more."""

    removed_at: At


class PeaksShown(Shown, frozen=True, kw_only=True):
    """How loud a recording is from moment to moment, each voice by itself."""

    duration_s: float
    left: tuple[Loudness, ...]
    """The citizen."""
    right: tuple[Loudness, ...] | None
    """What the citizen hears; `null` where only one voice was recorded."""


class PastTicketShown(Shown, frozen=True, kw_only=True):
    """A ticket of a contact."""

    ticket_id: UUID
    number: str
    opened_at: At


class PastLineShown(Shown, frozen=True, kw_only=True):
    """Something that happened."""

    at: At
    what: str
    """Its kind, in a word of the program: `Said`, `KeyPressed`, `TalkBegan`."""
    call: int | None
    """On which call of the contact, from 1; `null` where it was on none."""
    text: str
    """The same in a sentence for people."""


class PastCallShown(Shown, frozen=True, kw_only=True):
    """A call of a contact, and whether its decisions follow from the rules of its day."""

    call_id: UUID
    call: int
    arrived_at: At
    verdict: Verdict
    differences: tuple[str, ...]


class TimelineShown(Shown, frozen=True, kw_only=True):
    """All that happened to a contact, in the order of time."""

    contact_id: UUID
    number: str | None
    tickets: tuple[PastTicketShown, ...]
    gist: str
    waited_s: float | None
    """From the first dial to an operator's voice; `null` where nobody talked."""
    lines: tuple[PastLineShown, ...]
    now: tuple[str, ...]
    """How things stand: what is promised and not kept yet."""
    calls: tuple[PastCallShown, ...]
    recordings: tuple[IndexedShown, ...] | None
    """`null` for whoever may hear none."""
    made_at: At
    time_zone: str
