"""What waits while PostgreSQL is away, in order: first what is on disk, then what is not."""

from collections import deque

import structlog

from storage.errors import JournalFullError
from storage.journal import Kept, LocalJournal
from storage.rows import Batch

_log = structlog.get_logger(__name__)


class Backlog:
    """The local journal, and the memory behind it for when the disk fails as well.

    One task keeps batches and another takes them out; they may wait for the disk side by side.
    """

    def __init__(self, journal: LocalJournal, *, unkept_rows: int) -> None:
        self._journal = journal
        self._unkept: deque[Batch] = deque()
        self._unkept_limit = unkept_rows

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits, nor is about to."""
        return self._journal.is_empty and not self._unkept

    async def keep(self, batch: Batch) -> None:
        """Put a batch at the end: on disk, or in memory when the disk refuses."""
        # While older ones are in memory only, the disk may not overtake them.
        if not self._unkept and await self._is_on_disk(batch):
            return
        if sum(map(len, self._unkept)) + len(batch) > self._unkept_limit:
            _log.error("storage.rows_lost", rows=len(batch))
            return
        self._unkept.append(batch)

    async def first(self) -> Kept | None:
        """Return the oldest that waits; `None` when it is only just on its way to the disk."""
        if not self._journal.is_empty:
            return await self._journal.first()
        return Kept(self._unkept[0], lines=0, ends_at=0) if self._unkept else None

    async def drop(self, kept: Kept) -> None:
        """Forget what `first` returned."""
        if kept.lines:
            await self._journal.drop(kept)
        else:
            self._unkept.popleft()

    async def rescue(self) -> None:
        """Bring to disk what is in memory only, if the disk has recovered."""
        while self._unkept and await self._is_on_disk(self._unkept[0]):
            self._unkept.popleft()

    async def _is_on_disk(self, batch: Batch) -> bool:
        try:
            await self._journal.append(batch)
        except (OSError, JournalFullError) as error:
            _log.error("storage.durability_lost", cause=type(error).__name__)
            return False
        return True
