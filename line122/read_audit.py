"""Keeps who has read which case: noted at once, written a moment later, many in one statement.

A list that stands open on a page asks for itself every few seconds. The first read of a case is
always written; the same reader, by the same operation, is written again once ten minutes are over.
A recording is played in parts: hearing one is one read, and hearing another is another.
"""

import asyncio
from collections import deque
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from base.errors import Line122Error
from base.ids import TicketId, uuid7
from base.phone import CallerKey
from storage.audit import AuditBook, AuditRead
from web.api.ports import ReadMade
from web.api.shown_readers import ReadShown

_AT_ONCE: Final = 500
_UNWRITTEN_LIMIT: Final = 50_000
"""So many reads are held while the database is away, where hardly any case can be read."""
_RETRY_S: Final = 1.0
ONE_READ: Final = timedelta(minutes=10)
"""What somebody reads again within it is the same read."""
_REMEMBERED_LIMIT: Final = 200_000
"""Beyond it the oldest are forgotten, and written again when they come: never too little."""

_log = structlog.get_logger(__name__)


class ReadersOfBook:
    """A `web.api.ports.ReadersDoor`."""

    def __init__(self, book: AuditBook) -> None:
        self._book = book

    async def readers_of(self, ticket_id: TicketId, most: int) -> tuple[ReadShown, ...]:
        """Return who read a case, the last one first."""
        return tuple(
            ReadShown(
                at=read.at,
                role=read.role,
                reader=read.reader,
                operation=read.operation,
                recording=read.recording or None,
            )
            for read in await self._book.of_ticket(ticket_id, most)
        )


class RecentReads:
    """What was read in the last ten minutes, by whom and by which operation."""

    def __init__(self, limit: int = _REMEMBERED_LIMIT) -> None:
        self._limit = limit
        self._read_at: dict[tuple[str, str, str, str, TicketId | CallerKey], datetime] = {}

    def new_of(self, read: ReadMade) -> ReadMade | None:
        """Return a read with what is new of it, which is remembered; `None` when nothing is."""
        self._forget_before(read.at - ONE_READ)
        tickets = tuple(ticket for ticket in read.ticket_ids if self._is_new(read, ticket))
        is_number_new = read.number is not None and self._is_new(read, read.number)
        self._forget_most()
        if not tickets and not is_number_new:
            return None
        return replace(read, ticket_ids=tickets)

    def _is_new(self, read: ReadMade, what: TicketId | CallerKey) -> bool:
        key = (read.role.value, read.reader, read.operation, read.recording, what)
        if key in self._read_at:
            return False
        self._read_at[key] = read.at
        return True

    def _forget_before(self, moment: datetime) -> None:
        # They stand in the order of their reads, so that nobody walks through all of them.
        while self._read_at and self._read_at[oldest := next(iter(self._read_at))] <= moment:
            del self._read_at[oldest]

    def _forget_most(self) -> None:
        while len(self._read_at) > self._limit:
            del self._read_at[next(iter(self._read_at))]


class ReadAuditDesk:
    """A `web.api.ports.ReadAudit`."""

    def __init__(self, book: AuditBook) -> None:
        self._book = book
        self._recent = RecentReads()
        self._unwritten: deque[AuditRead] = deque()
        self._noted = asyncio.Event()

    def note(self, read: ReadMade) -> None:
        """Keep that somebody read, unless they just did; returns at once."""
        if len(self._unwritten) >= _UNWRITTEN_LIMIT:
            _log.error("audit.read_lost", operation=read.operation, reader=read.reader)
            return
        new = self._recent.new_of(read)
        if new is None:
            return
        self._unwritten.append(
            AuditRead(
                read_id=uuid7(),
                at=new.at,
                role=new.role.value,
                reader=new.reader,
                operation=new.operation,
                ticket_ids=new.ticket_ids,
                number=new.number,
                recording=new.recording,
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

    async def settle(self) -> None:
        """Write the last reads of an engine that ends, also of one without a database."""
        try:
            await self.flush()
        except Line122Error as error:
            _log.error("audit.reads_lost", cause=str(error))

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
