"""Keeps who has read which case: noted at once, written a moment later, many in one statement."""

import asyncio
from collections import deque
from typing import Final

import structlog

from base.errors import Line122Error
from base.ids import TicketId, uuid7
from storage.audit import AuditBook, AuditRead
from web.api.ports import ReadMade
from web.api.shown_readers import ReadShown

_AT_ONCE: Final = 500
_UNWRITTEN_LIMIT: Final = 50_000
"""So many reads are held while the database is away, where hardly any case can be read."""
_RETRY_S: Final = 1.0

_log = structlog.get_logger(__name__)


class ReadersOfBook:
    """A `web.api.ports.ReadersDoor`."""

    def __init__(self, book: AuditBook) -> None:
        self._book = book

    async def readers_of(self, ticket_id: TicketId, most: int) -> tuple[ReadShown, ...]:
        """Return who read a case, the last one first."""
        return tuple(
            ReadShown(at=read.at, role=read.role, reader=read.reader, operation=read.operation)
            for read in await self._book.of_ticket(ticket_id, most)
        )


class ReadAuditDesk:
    """A `web.api.ports.ReadAudit`."""

    def __init__(self, book: AuditBook) -> None:
        self._book = book
        self._unwritten: deque[AuditRead] = deque()
        self._noted = asyncio.Event()

    def note(self, read: ReadMade) -> None:
        """Keep that somebody read; returns at once."""
        if len(self._unwritten) >= _UNWRITTEN_LIMIT:
            _log.error("audit.read_lost", operation=read.operation, reader=read.reader)
            return
        self._unwritten.append(
            AuditRead(
                read_id=uuid7(),
                at=read.at,
                role=read.role.value,
                reader=read.reader,
                operation=read.operation,
                ticket_ids=read.ticket_ids,
                number=read.number,
            )
        )
        self._noted.set()

    async def run(self) -> None:
        """Write what is noted, until cancelled."""
        while True:
            await self._noted.wait()
            self._noted.clear()
            try:
                await self.flush()
            except Line122Error as error:
                _log.warning("audit.writing_postponed", cause=str(error))
                self._noted.set()
                await asyncio.sleep(_RETRY_S)

    async def flush(self) -> None:
        """Write all that was noted so far.

        Raises:
            Line122Error: it could not be written; it is kept.

        """
        while self._unwritten:
            batch = [
                self._unwritten[place] for place in range(min(_AT_ONCE, len(self._unwritten)))
            ]
            await self._book.append(batch)
            for _ in batch:
                self._unwritten.popleft()
