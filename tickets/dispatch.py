"""A dispatch is one thing that another system must know, and how far it has come there.

It is written in the same transaction as what it tells of, so that neither exists without the
other. Its id is its idempotency key: however often it is sent, whoever receives it may count it
once. *Sent* means that the other side has taken it off our hands; *acknowledged* means that people
there have answered for it. Only what needs an answer waits for one.

A request or a change of a visit tells the whole visit. So the last one counts: nobody is told, or
told again, what is not so any more.

Deliberately absent: how anything is sent, and what it looks like on the way; see `delivery/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from base.ids import DispatchId, TicketId, VisitId
from tickets.report import ReportedStatus, StatusReport

Fact: TypeAlias = "str | int | float | bool | Sequence[Fact] | Mapping[str, Fact] | None"
"""What JSON can say."""

Facts: TypeAlias = Mapping[str, Fact]

_LAST_WORDS: Final = frozenset({ReportedStatus.VISITED, ReportedStatus.REFUSED})
"""After these the clinic owes no answer for anything that it was told before."""


class DispatchAbout(StrEnum):
    """What a dispatch tells of."""

    VISIT_REQUESTED = "visit_requested"
    VISIT_CHANGED = "visit_changed"
    VISIT_CANCELLED = "visit_cancelled"
    TICKET_OPENED = "ticket_opened"
    TICKET_CHANGED = "ticket_changed"
    TICKET_CLOSED = "ticket_closed"

    @property
    def needs_acknowledgement(self) -> bool:
        """Whether somebody there must answer for it: a doctor depends on it."""
        return self in _ANSWERED_FOR


_ANSWERED_FOR = frozenset({DispatchAbout.VISIT_REQUESTED, DispatchAbout.VISIT_CHANGED})


class DispatchState(StrEnum):
    """How far a dispatch has come."""

    WAITING = "waiting"
    """It will be sent, or sent again."""
    SENT = "sent"
    """The other system has taken it."""
    ACKNOWLEDGED = "acknowledged"
    """The people there have answered."""
    DEAD = "dead"
    """It will not be sent any more unless a person says so; a person has been told."""
    SUPERSEDED = "superseded"
    """Nobody had answered for it when a newer word took its place."""


SETTLED: Final = frozenset({DispatchState.ACKNOWLEDGED, DispatchState.SUPERSEDED})
"""What neither is sent nor awaits anything any more, for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One thing that another system must know; never changed once written."""

    dispatch_id: DispatchId
    """Also its idempotency key."""
    ticket_id: TicketId
    visit_id: VisitId | None
    target: str
    """A clinic's code, or the name of a target in the settings."""
    about: DispatchAbout
    facts: Facts
    """Everything that a template may say of it."""
    written_at: datetime
    not_before: datetime | None = None
    """The earliest moment at which it may be sent; `None` for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a dispatch has come."""

    state: DispatchState = DispatchState.WAITING
    attempts: int = 0
    """How often it was tried since it was written, replayed or chased."""
    next_at: datetime
    """When it is tried next, while it waits."""
    address: int = 0
    """Which of the target's addresses it goes to; 0 is the first."""
    sent_at: datetime | None = None
    """When the other system took it first."""
    acknowledged_at: datetime | None = None
    error: str | None = None
    """What went wrong last, or why it is dead; without personal facts."""
    chases: int = 0
    """How many steps of all its chases were taken; only ever more."""
    chased_at: datetime | None = None
    """When the last of them was, in the chase that goes on."""
    task_at: datetime | None = None
    """When it became a task of a person; it does so once in each chase."""
    replayed_at: datetime | None = None
    """When a person last let it be sent again; the chase begins anew then."""
    awaited_since: datetime | None = None
    """Since when people have owed an answer for the words whose place it took."""


@dataclass(frozen=True, slots=True)
class DispatchRecord:
    """A dispatch with its progress."""

    dispatch: Dispatch
    progress: Progress

    @property
    def since(self) -> datetime:
        """When it could first be sent, or first again: what patience is counted from."""
        first = self.dispatch.not_before or self.dispatch.written_at
        return self.progress.replayed_at or first

    @property
    def chased_from(self) -> datetime:
        """What the patience with people is counted from: a newer word does not renew it."""
        return self.progress.replayed_at or self.progress.awaited_since or self.since

    @property
    def revision(self) -> int:
        """How new what it tells is: the revision of its ticket; 0 where it does not say."""
        told = self.dispatch.facts.get("revision")
        return told if isinstance(told, int) else 0


def first_progress(dispatch: Dispatch, replaced: Sequence[DispatchRecord] = ()) -> Progress:
    """Return how far a dispatch has come when it has just taken the place of others.

    Whoever was silent to them is chased as long as before; what is a person's task already is not.
    """
    owed = (record.chased_from for record in replaced if record.progress.task_at is None)
    next_at = dispatch.not_before or dispatch.written_at
    return Progress(next_at=next_at, awaited_since=min(owed, default=None))


def takes_place_of(newer: Dispatch, older: DispatchRecord) -> bool:
    """Tell whether a word that is written now makes an older one needless.

    Both tell the whole of one visit to one target, and nobody there has answered for the older.
    """
    was = older.dispatch
    return (
        newer.about.needs_acknowledgement
        and was.about.needs_acknowledgement
        and newer.visit_id is not None
        and newer.visit_id == was.visit_id
        and newer.target == was.target
        and (was.written_at, was.dispatch_id) < (newer.written_at, newer.dispatch_id)
        and older.progress.state not in SETTLED
    )


def is_answered_by(record: DispatchRecord, report: StatusReport) -> bool:
    """Tell whether a report of its visit answers for a dispatch; the target is theirs already.

    Where a report names the revision that it speaks of, it answers for that and all before it.
    Else it answers for a request that was ever tried, since nobody speaks of a visit that they
    do not know; and for a change only if that was taken before what is reported happened.
    """
    told, progress = record.dispatch.about, record.progress
    if not told.needs_acknowledgement or progress.state in SETTLED:
        return False
    if report.status in _LAST_WORDS:
        return True
    if report.revision is not None:
        return record.revision <= report.revision
    if told is DispatchAbout.VISIT_REQUESTED:
        is_untried = progress.attempts == 0 and progress.chases == 0
        return not is_untried or progress.replayed_at is not None
    return progress.sent_at is not None and progress.sent_at <= report.at
