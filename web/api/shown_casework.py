"""How what people at work share is shown: who has what, notes, tries to ring, recordings."""

from typing import Literal
from uuid import UUID

from agents.agent import NotStated
from callback.outcome import AttemptOutcome
from staff.lease import Worklist
from tickets.category import Kind
from web.api.shown import At, Shown


class ColleagueNamed(Shown, frozen=True, kw_only=True):
    """Somebody who signs in."""

    login: str
    name: str


class LeaseShown(Shown, frozen=True, kw_only=True):
    """An item that somebody works on."""

    item: UUID
    worklist: Worklist
    """From which it was taken; the same item may stand on another one as well."""
    holder: ColleagueNamed
    since: At
    until: At
    """It ends then by itself, unless it is taken anew."""


class Leases(Shown, frozen=True, kw_only=True):
    """What somebody works on now."""

    taken: tuple[LeaseShown, ...]


class Released(Shown, frozen=True, kw_only=True):
    """The item is nobody's, or it is somebody else's."""

    is_released: Literal[True] = True


class SignatureShown(Shown, frozen=True, kw_only=True):
    """Who did something, and when."""

    by: ColleagueNamed
    at: At


class NotedTicketShown(Shown, frozen=True, kw_only=True):
    """The ticket that a note is about."""

    ticket_id: UUID
    number: str


class NoteShown(Shown, frozen=True, kw_only=True):
    """What one shift tells the next."""

    note_id: UUID
    text: str
    ticket: NotedTicketShown | None
    """`null` for what concerns the whole line."""
    written: SignatureShown
    reads: tuple[SignatureShown, ...]
    done: SignatureShown | None


class Notes(Shown, frozen=True, kw_only=True):
    """Notes, the newest first; those that are not done before the others."""

    notes: tuple[NoteShown, ...]


class Noted(Shown, frozen=True, kw_only=True):
    """It was taken down."""

    note_id: UUID


class BriefShown(Shown, frozen=True, kw_only=True):
    """A ticket in one line."""

    kind: Kind
    category_title: str
    name: str
    text: str


class TryShown(Shown, frozen=True, kw_only=True):
    """One dialling of a promise."""

    call_id: UUID
    started_at: At
    ended_at: At | None
    outcome: AttemptOutcome | None
    """`null` while it lasts."""


class Tries(Shown, frozen=True, kw_only=True):
    """Our tries to ring somebody, the last one first."""

    tries: tuple[TryShown, ...]


class UndisposedShown(Shown, frozen=True, kw_only=True):
    """A call of which its operator never said what it was."""

    call_id: UUID
    ticket_id: UUID
    ticket_number: str
    operator: str
    at: At
    why: NotStated
    called_from: str | None
    """`null` where they did not show any."""


class Undisposed(Shown, frozen=True, kw_only=True):
    """Calls of which nobody said what they were, the last one first."""

    calls: tuple[UndisposedShown, ...]
    next: str | None


class RecordingShown(Shown, frozen=True, kw_only=True):
    """What can be heard of a case."""

    name: str
    call_id: UUID
    field: str | None
    """Which question of a menu it answers; `null` for a talk."""
    begun_at: At
    duration_s: float
    agent_id: UUID | None = None
    """Who talked, the last of them; `null` where a menu asked."""


class Recordings(Shown, frozen=True, kw_only=True):
    """What can be heard of a case, the earliest first."""

    recordings: tuple[RecordingShown, ...]


class AgentShown(Shown, frozen=True, kw_only=True):
    """Somebody who answers."""

    agent_id: UUID
    account: str
    name: str


class Agents(Shown, frozen=True, kw_only=True):
    """Those who answer, by name."""

    agents: tuple[AgentShown, ...]
