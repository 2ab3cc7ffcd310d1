"""What is kept for how long, and the book of what is there no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

KEPT_ASKS: Final = timedelta(hours=72)
"""Longer than any client goes on repeating what it lost the answer of, a weekend included."""


class KeptKind(StrEnum):
    """What is kept for a time of its own."""

    RECORDING = "recording"
    """The talk of a citizen with an operator."""
    REQUEST = "request"
    """What a citizen said to a menu that took a request, as at night."""
    MESSAGE = "message"
    """Whatever else a citizen said to a menu."""
    DISPATCH = "dispatch"
    """The body of what another system was told, or could not be."""
    JOB_LOG = "job_log"
    """What the library that runs jobs notes of each."""
    ASK = "ask"
    """The key under which something was asked of the API."""
    DRAFT = "draft"
    """What an operator typed into a form and never saved."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How long each is kept, `None` for ever; all of a contact while a ticket of it is open.

    What was recorded of a contact that is held stays, however old it is.
    """

    recordings: timedelta | None
    requests: timedelta | None
    messages: timedelta | None
    dispatches: timedelta | None
    job_log: timedelta | None
    drafts: timedelta | None = None

    def kept(self, kind: KeptKind) -> timedelta | None:
        """Return how long one kind is kept."""
        return {
            KeptKind.RECORDING: self.recordings,
            KeptKind.REQUEST: self.requests,
            KeptKind.MESSAGE: self.messages,
            KeptKind.DISPATCH: self.dispatches,
            KeptKind.JOB_LOG: self.job_log,
            KeptKind.ASK: KEPT_ASKS,
            KeptKind.DRAFT: self.drafts,
        }[kind]


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file that has been kept long enough, by what names it."""

    call_id: UUID
    field: str
    """Of a message; empty for a recording."""
    number: int
    """The take of a message, the number of a recording."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did to one kind."""

    kind: KeptKind
    kept_from: datetime
    removed: int
    failed: int
    """Files that could not be removed; they are tried again."""


class RetentionBook(Protocol):
    """Where it is known what is old, and written down what is gone."""

    async def old_files(self, kind: KeptKind, before: datetime, most: int) -> tuple[OldFile, ...]:
        """Return files of one kind, of ended tickets, from before a moment, oldest first."""
        ...

    async def files_removed(self, kind: KeptKind, files: Sequence[OldFile], now: datetime) -> None:
        """Take that these files are gone, now by the clock on the wall of the site.

        Its day stands wherever they were named.
        """
        ...

    async def blank_dispatches(self, before: datetime, most: int, now: datetime) -> int:
        """Empty dispatches of ended tickets that nobody will send, and return how many."""
        ...

    async def prune_job_log(self, before: datetime, most: int) -> int:
        """Delete what was noted of jobs, and return how many rows."""
        ...

    async def forget_asks(self, before: datetime, most: int) -> int:
        """Forget the keys of what was asked for before a moment, and return how many."""
        ...

    async def forget_drafts(self, before: datetime, most: int) -> int:
        """Forget drafts that nobody touched since a moment, and return how many."""
        ...

    async def swept(self, swept: Swept, now: datetime) -> None:
        """Append to the journal of sweeps."""
        ...
