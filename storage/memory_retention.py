"""What has been kept long enough, in memory: the same rules as the tables' own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from storage.retention import KeptKind, OldFile, Swept


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies somewhere."""

    kind: KeptKind
    file: OldFile
    since: datetime
    contact: UUID


@dataclass(slots=True)
class MemoryRetentionBook:
    """A `storage.retention.RetentionBook`."""

    files: list[KeptFile] = field(default_factory=list)
    open_contacts: set[UUID] = field(default_factory=set)
    """Those of whose tickets one is open."""
    held_contacts: set[UUID] = field(default_factory=set)
    """Those whose recordings the law holds."""
    acknowledged: list[datetime] = field(default_factory=list)
    """When dispatches with a body were written, whose tickets have ended."""
    job_log: list[datetime] = field(default_factory=list)
    asks: list[datetime] = field(default_factory=list)
    """When something was asked under a key."""
    drafts: list[datetime] = field(default_factory=list)
    """When drafts were last touched."""
    journal: list[Swept] = field(default_factory=list)

    async def old_files(self, kind: KeptKind, before: datetime, most: int) -> tuple[OldFile, ...]:
        """Return files of one kind, of ended tickets, from before a moment, oldest first."""
        old = sorted(
            (kept for kept in self.files if kept.kind is kind and kept.since < before),
            key=lambda kept: kept.since,
        )
        stays = self.open_contacts | self.held_contacts
        return tuple(kept.file for kept in old if kept.contact not in stays)[:most]

    async def files_removed(self, kind: KeptKind, files: Sequence[OldFile], now: datetime) -> None:
        """Take that these files are gone."""
        del now
        self.files = [
            kept for kept in self.files if kept.kind is not kind or kept.file not in files
        ]

    async def blank_dispatches(self, before: datetime, most: int, now: datetime) -> int:
        """Empty acknowledged dispatches of ended tickets, and return how many."""
        del now
        return _take_old(self.acknowledged, before, most)

    async def prune_job_log(self, before: datetime, most: int) -> int:
        """Delete what was noted of jobs, and return how many rows."""
        return _take_old(self.job_log, before, most)

    async def forget_asks(self, before: datetime, most: int) -> int:
        """Forget the keys of what was asked for before a moment, and return how many."""
        return _take_old(self.asks, before, most)

    async def forget_drafts(self, before: datetime, most: int) -> int:
        """Forget drafts that nobody touched since a moment, and return how many."""
        return _take_old(self.drafts, before, most)

    async def swept(self, swept: Swept, now: datetime) -> None:
        """Append to the journal of sweeps."""
        del now
        self.journal.append(swept)


def _take_old(moments: list[datetime], before: datetime, most: int) -> int:
    old = [moment for moment in sorted(moments) if moment < before][:most]
    for moment in old:
        moments.remove(moment)
    return len(old)
