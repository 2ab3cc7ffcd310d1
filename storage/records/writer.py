"""The group-commit writer: rows are given at once and become durable together.

Theory of operation
-------------------
A row is added to the batch that is being gathered. One task writes batches, one after another,
each by one statement: one transaction, one round trip; rows of tables that are seldom written
follow by a second one, since they rely on the first. A batch is gathered for `gather_s` at most,
or until it is full or somebody waits for it.

When PostgreSQL is away (gone, frozen, full, read-only), batches go to the backlog and count as
durable when they are on disk there. A second task tries to reach the server; when it answers, it
drains the backlog in order, and only when nothing is left does the first task write to the server
again. Both run in one event loop, and the second does not wait between seeing that nothing is
left and saying so.

Rules it lives by:

* Nothing is written twice and nothing old over something new: every row has its key, every row
  that can change its revision. A statement whose end nobody saw is therefore simply repeated.
* No wait without an end: a connection that does not answer in time is thrown away.
* A row that the database can never take holds nobody up: it is set aside and reported.

Limits: when neither the server nor the disk takes anything, rows wait in memory, `unkept_rows` of
them at most, and `committed` holds nobody up any more: a citizen is served even when it cannot be
written down, and the log says so as loudly as it can.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg
import structlog

from base.tasks import cancel, spawn
from storage.backlog import Backlog
from storage.errors import DatabaseAwayError, DatabaseRefusedError
from storage.records.connection import AWAY, Connection, Timeouts, connect, is_rows_fault
from storage.records.statements import statements
from storage.refused import RefusedRows
from storage.rows import Batch, Row, batch_of

_log = structlog.get_logger(__name__)
# Executed without aiosql's own call, which costs a third of a batch's time.
_WRITE_BATCH: Final[str] = statements.write_batch.sql
_WRITE_SELDOM: Final[str] = statements.write_seldom.sql
"""Apart, so that the batch of a rejected call does not pay for tables that it does not touch."""

_UNREACHABLE: Final = (DatabaseAwayError, DatabaseRefusedError, *AWAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterLimits:
    """How long rows are gathered, how many, and how patient the writer is."""

    gather_s: float = 0.02
    rows_per_batch: int = 500
    retry_s: float = 0.5
    """The pause between two attempts to reach a server that is away."""
    unkept_rows: int = 20_000
    timeouts: Timeouts = field(default_factory=Timeouts)


class _Group:
    """A batch, and whoever waits for it."""

    def __init__(self) -> None:
        self.batch = Batch()
        self.rows = 0
        self.durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class GroupWriter:
    """Writes the rows of one process; made and run by `running_writer`."""

    def __init__(
        self, url: str, backlog: Backlog, refused: RefusedRows, limits: WriterLimits
    ) -> None:
        self._url = url
        self._backlog = backlog
        self._refused = refused
        self._limits = limits
        self._gathering = _Group()
        self._storing: _Group | None = None
        self._connection: Connection | None = None
        self._is_due = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._is_direct = asyncio.Event()
        self._is_away = asyncio.Event()
        # Away until the backlog of the last run, if there is one, has been drained.
        self._is_away.set()

    def add(self, row: Row) -> None:
        """Write a row soon; returns at once."""
        group = self._gathering
        group.batch.add(row)
        group.rows += 1
        if group.rows == 1:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._limits.gather_s, self._is_due.set)
        elif group.rows >= self._limits.rows_per_batch:
            self._is_due.set()

    @property
    def is_direct(self) -> bool:
        """Whether rows go to the server; `False` while they wait on disk."""
        return self._is_direct.is_set()

    async def committed(self) -> None:
        """Wait until all rows that were added so far are durable."""
        group = self._storing
        if self._gathering.rows:
            group = self._gathering
            self._is_due.set()
        if group is not None:
            # One waiter's cancellation is not the others'.
            await asyncio.shield(group.durable)

    async def caught_up(self) -> None:
        """Wait until the server has all that was added so far, and nothing waits on disk."""
        await self.committed()
        await self._is_direct.wait()

    async def write(self) -> None:
        """Write batches until cancelled."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            if self._timer is not None:
                self._timer.cancel()
            group, self._gathering = self._gathering, _Group()
            self._storing = group
            try:
                await self._store(group.batch)
            finally:
                self._storing = None
                group.durable.set_result(None)

    async def mend(self, first_pause_s: float = 0.0) -> None:
        """Reach the server whenever it is away, until cancelled."""
        await asyncio.sleep(first_pause_s)
        while True:
            await self._is_away.wait()
            try:
                await self._return(await connect(self._url, self._limits.timeouts))
            except _UNREACHABLE as error:
                _log.info("storage.database_awaited", cause=type(error).__name__)
                await self._backlog.rescue()
                await asyncio.sleep(self._limits.retry_s)

    def close(self) -> None:
        """Throw the connection away; what is not in the database is on disk."""
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None
        self._is_direct.clear()
        self._is_away.set()

    async def _store(self, batch: Batch) -> None:
        if self._connection is not None:
            try:
                await self._apply(self._connection, batch)
            except AWAY as error:
                _log.warning("storage.database_lost", cause=type(error).__name__)
                self.close()
            else:
                return
        await self._backlog.keep(batch)

    async def _return(self, connection: Connection) -> None:
        """Drain the backlog, then let the writer have the connection."""
        drained = 0
        try:
            while not self._backlog.is_empty:
                kept = await self._backlog.first()
                if kept is not None:
                    await self._apply(connection, kept.batch)
                    await self._backlog.drop(kept)
                    drained += len(kept.batch)
        except BaseException:
            connection.terminate()
            raise
        # Nothing is awaited since the backlog was seen empty: no batch can have slipped in.
        self._connection = connection
        self._is_away.clear()
        self._is_direct.set()
        _log.info("storage.database_returned", drained_rows=drained)

    async def _apply(self, connection: Connection, batch: Batch) -> None:
        try:
            await _write(connection, batch)
        except asyncpg.PostgresError as error:
            if not is_rows_fault(error):
                raise
            await self._apply_singly(connection, batch)

    async def _apply_singly(self, connection: Connection, batch: Batch) -> None:
        """Write what can be written, row by row, and set the rest aside."""
        for row in batch.rows():
            try:
                await _write(connection, batch_of((row,)))
            except asyncpg.PostgresError as error:
                if not is_rows_fault(error):
                    raise
                self._refused.set_aside(
                    row, sqlstate=error.sqlstate, constraint=error.constraint_name
                )


async def _write(connection: Connection, batch: Batch) -> None:
    """Write a batch; harmless when part of it, or all of it, is written already."""
    seldom = len(batch.seldom)
    if len(batch) > seldom:
        await connection.fetch(_WRITE_BATCH, *batch.parameters())
    if seldom:
        await connection.fetch(_WRITE_SELDOM, *batch.seldom.parameters())


@asynccontextmanager
async def running_writer(
    url: str, backlog: Backlog, refused: RefusedRows, limits: WriterLimits
) -> AsyncIterator[GroupWriter]:
    """Write rows while the body runs; what was added is durable when it has ended."""
    writer = GroupWriter(url, backlog, refused, limits)
    writing: list[asyncio.Task[None]] = []
    mending: list[asyncio.Task[None]] = []

    def start_writing() -> None:
        # A bug that one batch meets is in the log; the next batch may do well.
        task = spawn(writer.write(), name="write rows", on_failure=lambda _: start_writing())
        writing[:] = [task]

    def start_mending(first_pause_s: float) -> None:
        # A bug here leaves all rows on disk, which a restart would not mend: it needs the same
        # rows to be written. What the same bug meets again and again is told once per pause.
        work = writer.mend(first_pause_s)
        task = spawn(work, name="mend rows", on_failure=lambda _: start_mending(limits.retry_s))
        mending[:] = [task]

    start_writing()
    start_mending(0.0)
    try:
        yield writer
    finally:
        await writer.committed()
        await cancel(mending[0])
        await cancel(writing[0])
        writer.close()
