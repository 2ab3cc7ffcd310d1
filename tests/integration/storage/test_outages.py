"""PostgreSQL stopped, frozen and killed under the writer: nothing lost, nothing doubled."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import asyncpg
import psutil
import pytest

from base.clock import SystemClock
from base.ids import CallId
from callback.request import EndedBy, RequestState
from callflow.outcome import HangupCause, Outcome
from line122.bootstrap.postgres import Postgres, running_postgres
from storage.records.books import Books, open_books
from storage.records.connection import Timeouts
from storage.records.schema import migrate
from storage.records.writer import WriterLimits
from tests.integration.storage.values import a_case, a_record, a_request, an_entry
from tickets.contact import EndReason

_CLOCK = SystemClock()
_EVENTS = 5
_LIMITS = WriterLimits(retry_s=0.05, timeouts=Timeouts(connect_s=0.5, command_s=0.5))


@pytest.fixture
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory of so short a name that the server's socket stays where it is."""
    return tmp_path_factory.mktemp("pg")


@asynccontextmanager
async def _server(state: Path) -> AsyncIterator[Postgres]:
    async with running_postgres(state, logs=state / "logs") as postgres:
        await migrate(postgres.url)
        yield postgres


@asynccontextmanager
async def _books(url: str, state: Path) -> AsyncIterator[Books]:
    async with open_books(
        url, site="north", clock=_CLOCK, directory=state / "journal", limits=_LIMITS
    ) as books:
        yield books


async def _serve_call(books: Books, counter: int) -> CallId:
    """Write a call from its arrival to its end, as durable as a call ever asks for."""
    case = a_case(counter)
    record = a_record(case, _CLOCK.instant())
    books.cases.write_contact(case.contact)
    books.cases.write_ticket(case.ticket)
    books.calls.write_call(record)
    request = a_request(case)
    books.callbacks.write_request(request)
    await books.calls.committed()
    for sequence in range(1, _EVENTS + 1):
        books.calls.write_event(an_entry(record.call_id, sequence, _CLOCK.instant()))
    ended = replace(record, outcome=Outcome.ANSWERED, cause=HangupCause.NORMAL)
    books.calls.write_call(ended)
    books.callbacks.write_request(
        replace(request, state=RequestState.ENDED, ended_by=EndedBy.TALK)
    )
    books.cases.write_contact(
        replace(case.contact, ended_at=_CLOCK.now(), end_reason=EndReason.SERVED)
    )
    await books.calls.committed()
    return record.call_id


async def _assert_all_there(url: str, calls: list[CallId]) -> None:
    connection = await asyncpg.connect(url)
    found = await connection.fetch(
        "SELECT call_id, count(*) AS events FROM call JOIN call_event USING (call_id)"
        " WHERE outcome = 'answered' GROUP BY call_id"
    )
    contacts = await connection.fetchval("SELECT count(*) FROM contact WHERE ended_at IS NOT NULL")
    tickets = await connection.fetchval("SELECT count(*) FROM ticket")
    kept = await connection.fetchval("SELECT count(*) FROM callback_request WHERE state = 'ended'")
    await connection.close()
    assert {row["call_id"]: row["events"] for row in found} == dict.fromkeys(calls, _EVENTS)
    assert (contacts, tickets, kept) == (len(calls), len(calls), len(calls))


@contextmanager
def _frozen(pid: int) -> Iterator[None]:
    postmaster = psutil.Process(pid)
    stopped = [postmaster, *postmaster.children()]
    for process in stopped:
        process.suspend()
    try:
        yield
    finally:
        for process in stopped:
            process.resume()


async def test_server_is_stopped_at_once_and_comes_back(state: Path) -> None:
    calls: list[CallId] = []
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(_server(state))
        books = await stack.enter_async_context(_books(first.url, state))
        calls += [await _serve_call(books, counter) for counter in range(1, 11)]
        os.kill(first.server.pid, signal.SIGQUIT)
        await first.server.ended()
        calls += [await _serve_call(books, counter) for counter in range(11, 31)]
        second = await stack.enter_async_context(_server(state))
        calls += [await _serve_call(books, counter) for counter in range(31, 41)]
        await books.caught_up()
        await _assert_all_there(second.url, calls)


async def test_frozen_server_holds_nobody_up_and_doubles_nothing_when_it_thaws(
    state: Path,
) -> None:
    async with _server(state) as postgres, _books(postgres.url, state) as books:
        calls = [await _serve_call(books, counter) for counter in range(1, 11)]
        with _frozen(postgres.server.pid):
            # The statements that the frozen server has read already are carried out when it
            # thaws, beside those that bring newer versions of the same rows.
            calls += [await _serve_call(books, counter) for counter in range(11, 31)]
        calls += [await _serve_call(books, counter) for counter in range(31, 41)]
        await books.caught_up()
        await _assert_all_there(postgres.url, calls)


async def test_backend_is_killed_while_calls_are_committed(state: Path) -> None:
    async with _server(state) as postgres, _books(postgres.url, state) as books:
        calls: list[CallId] = []
        for counter in range(1, 31):
            serving = asyncio.gather(_serve_call(books, counter))
            if counter % 10 == 0:
                _kill_backends(postgres.server.pid)
            calls += await serving
        await books.caught_up()
        await _assert_all_there(postgres.url, calls)


async def test_what_waits_on_disk_when_the_engine_ends_is_written_at_its_next_start(
    state: Path,
) -> None:
    async with _server(state) as postgres:
        async with AsyncExitStack() as run:
            books = await run.enter_async_context(_books(postgres.url, state))
            with _frozen(postgres.server.pid):
                calls = [await _serve_call(books, counter) for counter in range(1, 4)]
                await run.aclose()
        async with _books(postgres.url, state) as books:
            assert await books.cases.open_cases() == ()
        await _assert_all_there(postgres.url, calls)


def _kill_backends(postmaster: int) -> None:
    for process in psutil.Process(postmaster).children():
        # One backend's death makes the postmaster end the others.
        with suppress(psutil.NoSuchProcess):
            if "line122" in " ".join(process.cmdline()):
                process.kill()
