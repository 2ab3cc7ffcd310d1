"""A dispatch is one thing that another system must know, and how far it has come there.

It is written in the same transaction as what it tells of, so that neither exists without the
other. Its id is its idempotency key: however often it is sent, whoever receives it may count it
once. *Sent* means that the other side has taken it off our hands; *acknowledged* means that people
there have answered for it. Only what needs an answer waits for one.

Deliberately absent: how anything is sent, and what it looks like on the way; see `delivery/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from base.ids import DispatchId, TicketId, VisitId

Fact: TypeAlias = "str | int | float | bool | Sequence[Fact] | Mapping[str, Fact] | None"
"""What JSON can say."""

Facts: TypeAlias = Mapping[str, Fact]


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


_ANSWERED_FOR = frozenset({DispatchAbout.VISIT_REQUESTED})


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


def first_progress(dispatch: Dispatch) -> Progress:
    """Return how far a dispatch has come when it has just been written."""
    return Progress(next_at=dispatch.not_before or dispatch.written_at)
