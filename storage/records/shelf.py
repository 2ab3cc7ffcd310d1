"""What all books of a site share: the writer they write through, and connections to read by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from base.clock import Clock
from storage.moments import Anchor, Revisions
from storage.records.connection import Lent, Pool
from storage.records.writer import GroupWriter


@dataclass(frozen=True, slots=True)
class Shelf:
    """What all books of a site share."""

    site: str
    zone: ZoneInfo
    """Where its days begin and its hours are counted."""
    clock: Clock
    writer: GroupWriter
    pool: Pool
    revisions: Revisions

    def next_revision(self) -> int:
        """Return a revision for a row that is written now."""
        return self.revisions.next(Anchor.read(self.clock))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Lent]:
        """Lend a connection that sees all that was written so far.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        await self.writer.committed()
        async with self.pool.connection() as connection:
            yield connection
