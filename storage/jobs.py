"""Runs the jobs of the database, by pgqueuer, on a connection of its own.

The connection listens for new jobs, so it is never one of a pool. When PostgreSQL goes away the
runner waits and connects anew; jobs that it held are given out again when their heartbeat is old.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeAlias
from uuid import UUID

import structlog
from pgqueuer.errors import FailingListenerError
from pgqueuer.models import Context, Job
from pgqueuer.qm import QueueManager
from pgqueuer.queries import Queries

from base.errors import Line122Error
from base.ids import DispatchId
from base.tasks import spawn
from storage.dispatches import DELIVER
from storage.records.connection import AWAY, Connection, Timeouts, connect

Carry: TypeAlias = Callable[[DispatchId], Awaitable[None]]

_PATIENT: Final = Timeouts(connect_s=5.0, command_s=10.0)
_RECONNECT_S: Final = 2.0
_STOP_WITHIN_S: Final = 5.0
_BATCH: Final = 10
_AT_ONCE: Final = 20
_POLL: Final = timedelta(seconds=30)
"""Only for what no notification told of."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of one database."""

    url: str = field(repr=False)

    async def run(self, carry: Carry) -> None:
        """Carry what there are jobs for, several at once, until cancelled."""
        await run_jobs(self.url, carry)


async def run_jobs(url: str, carry: Carry) -> None:
    """Carry what there are jobs for, several at once, until cancelled."""
    while True:
        try:
            connection = await connect(url, _PATIENT)
        except Line122Error as error:
            _log.warning("jobs.postponed", cause=str(error))
        else:
            try:
                await _run_on(connection, carry)
            finally:
                connection.terminate()
        await asyncio.sleep(_RECONNECT_S)


async def _run_on(connection: Connection, carry: Carry) -> None:
    """Run jobs until the connection fails."""
    manager = QueueManager(Queries.from_asyncpg_connection(connection))

    @manager.entrypoint(DELIVER, accepts_context=True)
    async def deliver(job: Job, context: Context) -> None:
        # The scope lets a stopping engine leave a slow clinic at once; the claim then runs out.
        with context.cancellation:
            await _carried(job, carry)

    async def run() -> None:
        try:
            await manager.run(
                dequeue_timeout=_POLL,
                batch_size=_BATCH,
                max_concurrent_tasks=_AT_ONCE,
                shutdown_on_listener_failure=True,
            )
        except (*AWAY, FailingListenerError) as error:
            _log.warning("jobs.postponed", cause=type(error).__name__)

    # The manager would notice a connection that was cut only when it next polls.
    connection.add_termination_listener(lambda _: manager.shutdown.set())
    # A task of its own: what is cancelled within the manager would wait for every job.
    running = spawn(run(), name="jobs")
    try:
        await asyncio.wait({running})
    finally:
        for context in manager.job_context.values():
            context.cancellation.cancel()
        manager.shutdown.set()
        await asyncio.wait({running}, timeout=_STOP_WITHIN_S)
        running.cancel()


async def _carried(job: Job, carry: Carry) -> None:
    if job.payload is None:
        return
    try:
        await carry(DispatchId(UUID(job.payload.decode())))
    except Line122Error as error:
        # The next round puts the job again.
        _log.warning("jobs.postponed", cause=str(error))
