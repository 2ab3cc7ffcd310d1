"""Once a night, what has been kept long enough goes: files, bodies, and what jobs left behind.

The rule it lives by: the file first, then its row. Whoever is stopped in between removes a file
again that is gone already, which does no harm; the other way round it would lie there for ever.
A night's sweep is bounded; what is left over waits for the next one. Each kind that lost anything
is written down in a journal that is only appended to.

Deliberately absent: what becomes of tickets. They are the record of what was done for a citizen.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, assert_never
from zoneinfo import ZoneInfo

import structlog
from prometheus_client import CollectorRegistry, Counter

from base.calendar import next_time_of_day
from base.clock import Clock
from base.errors import Line122Error
from line122.recording_files import remove_files
from storage.retention import KeptKind, OldFile, RetentionBook, RetentionPolicy, Swept

BATCH: Final = 500
"""So many rows are touched together; a longer transaction would be felt by calls."""
BATCHES: Final = 100
"""Of each kind, a night."""

_HOUR: Final = 3
_MINUTE: Final = 30

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptPlace:
    """Where a site is swept, and where that is shown."""

    recordings: Path | None
    """`None` where talks and messages lie nowhere."""
    zone: ZoneInfo
    registry: CollectorRegistry


class RetentionSweep:
    """Removes what has been kept long enough, of one site."""

    def __init__(
        self, book: RetentionBook, clock: Clock, policy: RetentionPolicy, place: SweptPlace
    ) -> None:
        self._book = book
        self._clock = clock
        self._place = place
        self.policy = policy
        """May be replaced; the next sweep goes by it."""
        self._removed = Counter(
            "line122_retention_removed",
            "Files, bodies and rows that were kept long enough, by kind",
            ["kind"],
            registry=place.registry,
        )

    async def run(self) -> None:
        """Sweep every night, until cancelled."""
        while True:
            now = self._clock.now()
            night = next_time_of_day(now, self._place.zone, _HOUR, _MINUTE)
            await asyncio.sleep((night - now).total_seconds())
            try:
                await self.sweep()
            except Line122Error as error:
                _log.warning("retention.postponed", cause=str(error))

    async def sweep(self) -> tuple[Swept, ...]:
        """Remove what is old now, and return what was done.

        Raises:
            Line122Error: the book cannot be asked; what was removed so far stays removed.

        """
        done = [await self._sweep(kind) for kind in KeptKind]
        return tuple(swept for swept in done if swept is not None)

    async def _sweep(self, kind: KeptKind) -> Swept | None:
        """Sweep one kind; `None` when it is kept for ever, or nothing of it is old."""
        kept = self.policy.kept(kind)
        if kept is None:
            return None
        now = self._clock.now()
        swept = await self._sweep_before(kind, now - kept)
        if not (swept.removed or swept.failed):
            return None
        await self._book.swept(swept, now)
        self._removed.labels(kind).inc(swept.removed)
        _log.info("retention.swept", kind=kind, removed=swept.removed, failed=swept.failed)
        return swept

    async def _sweep_before(self, kind: KeptKind, before: datetime) -> Swept:
        removed = failed = 0
        for _ in range(BATCHES):
            match kind:
                case KeptKind.RECORDING | KeptKind.REQUEST | KeptKind.MESSAGE:
                    found = await self._book.old_files(kind, before, BATCH)
                    gone = await asyncio.to_thread(self._remove, found)
                    now = self._clock.now().astimezone(self._place.zone)
                    await self._book.files_removed(kind, gone, now)
                    count, failed = len(gone), len(found) - len(gone)
                case KeptKind.DISPATCH:
                    count = await self._book.blank_dispatches(before, BATCH, self._clock.now())
                case KeptKind.JOB_LOG:
                    count = await self._book.prune_job_log(before, BATCH)
                case KeptKind.ASK:
                    count = await self._book.forget_asks(before, BATCH)
                case KeptKind.DRAFT:
                    count = await self._book.forget_drafts(before, BATCH)
                case _:
                    assert_never(kind)
            removed += count
            if count < BATCH:
                break
        return Swept(kind, before, removed, failed)

    def _remove(self, files: Sequence[OldFile]) -> tuple[OldFile, ...]:
        """Remove files, and return those that are gone."""
        directory = self._place.recordings
        if directory is None:
            return ()
        return remove_files(directory, files)
