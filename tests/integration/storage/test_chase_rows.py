"""Steps of the chase in PostgreSQL: none is taken of what has changed since it was read."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest

from storage.dispatches import insert_dispatches
from storage.records.connection import Timeouts, open_pool
from storage.records.dispatches import PostgresDispatchBook
from tests.integration.storage.ticket_rows import write_ticket
from tests.support.clinic import NOON, HandClock, request_of
from tickets.dispatch import Dispatch, DispatchRecord, DispatchState, Progress
from tickets.report import ReportAnswer, ReportedStatus, StatusReport

_SITE = "vlg"
_LATER = NOON + timedelta(minutes=30)


class Chased:
    """A dispatch that the clinic's system took, and nobody has answered for."""

    def __init__(self, book: PostgresDispatchBook, request: Dispatch) -> None:
        self.book = book
        self.request = request

    async def sent(self) -> DispatchRecord:
        """Let it be sent, and return it as a chaser reads it."""
        await self._tried(DispatchState.SENT)
        (record,) = await self.book.unanswered()
        return record

    async def died(self) -> DispatchRecord:
        """Let its target refuse it, and return it as a chaser reads it."""
        await self._tried(DispatchState.DEAD)
        (record,) = await self.book.unanswered()
        return record

    async def answered(self) -> None:
        """Let the clinic answer."""
        assert self.request.visit_id is not None
        report = StatusReport(
            target="region",
            event_id="e-1",
            visit_id=self.request.visit_id,
            status=ReportedStatus.ACCEPTED,
            reason=None,
            at=NOON,
        )
        await self.book.keep(report, ReportAnswer.ACCEPTED, [self.request.target], NOON)

    async def now(self) -> Progress:
        """Return how far it has come."""
        record = await self.book.by_id(self.request.dispatch_id)
        assert record is not None
        return record.progress

    async def _tried(self, state: DispatchState) -> None:
        claimed = await self.book.claim(self.request.dispatch_id, NOON, _LATER)
        assert claimed is not None
        error = "HTTP 410" if state is DispatchState.DEAD else None
        await self.book.settle(
            claimed, replace(claimed.progress, state=state, sent_at=NOON, error=error)
        )


@pytest.fixture
async def chased(database_url: str) -> AsyncIterator[Chased]:
    request = request_of(HandClock())
    connection = await asyncpg.connect(database_url)
    await write_ticket(connection, request, _SITE)
    async with connection.transaction():
        await insert_dispatches(connection, _SITE, [request])
    await connection.close()
    async with open_pool(database_url, timeouts=Timeouts(command_s=5)) as pool:
        yield Chased(PostgresDispatchBook(pool, _SITE), request)


def again(record: DispatchRecord) -> Progress:
    """Return it as it is sent once more."""
    return replace(
        record.progress,
        state=DispatchState.WAITING,
        chases=record.progress.chases + 1,
        attempts=0,
        next_at=_LATER,
        chased_at=_LATER,
    )


async def test_of_many_chasers_one_takes_the_step(chased: Chased) -> None:
    record = await chased.sent()
    taken = await asyncio.gather(*(chased.book.chase(record, again(record)) for _ in range(5)))
    assert sorted(taken) == [False, False, False, False, True]
    assert (await chased.now()).chases == 1


async def test_what_was_answered_since_it_was_read_is_not_chased(chased: Chased) -> None:
    record = await chased.sent()
    await chased.answered()
    assert not await chased.book.chase(record, again(record))
    assert not await chased.book.chase(record, replace(record.progress, task_at=_LATER))
    progress = await chased.now()
    assert (progress.state, progress.task_at) == (DispatchState.ACKNOWLEDGED, None)


async def test_what_was_replayed_since_it_was_read_does_not_die_of_the_chase(
    chased: Chased,
) -> None:
    record = await chased.died()
    await chased.book.replay([chased.request.dispatch_id], _LATER)
    assert not await chased.book.chase(record, replace(record.progress, task_at=_LATER))
    progress = await chased.now()
    assert (progress.state, progress.task_at) == (DispatchState.WAITING, None)


async def test_try_that_began_since_it_was_read_is_let_end(chased: Chased) -> None:
    (record,) = await chased.book.unanswered()
    claimed = await chased.book.claim(chased.request.dispatch_id, NOON, _LATER)
    assert claimed is not None
    assert not await chased.book.chase(record, replace(again(record), address=1))
    sent = replace(claimed.progress, state=DispatchState.SENT, sent_at=NOON)
    await chased.book.settle(claimed, sent)
    assert (await chased.now()).state is DispatchState.SENT
