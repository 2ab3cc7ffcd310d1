"""What has been kept long enough, by the tables: `storage/records/retention.py`."""

from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import pytest

from base.ids import CallId, DispatchId, new_call_id
from storage.dispatches import insert_dispatches
from storage.records.connection import Connection, Timeouts, open_pool
from storage.records.dispatches import PostgresDispatchBook
from storage.records.retention import PostgresRetentionBook
from storage.retention import KeptKind, OldFile, Swept
from tests.integration.storage.ticket_rows import write_ticket
from tests.support.clinic import NOON, HandClock, request_of

_SITE = "vlg"
_LATER = NOON + timedelta(days=1)


@pytest.fixture
async def book(database_url: str) -> AsyncIterator[PostgresRetentionBook]:
    async with open_pool(database_url, timeouts=Timeouts(command_s=5)) as pool:
        yield PostgresRetentionBook(pool, _SITE)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Connection]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


async def a_talk(connection: Connection, *, is_open: bool) -> CallId:
    """Write a ticket with a dispatch that was acknowledged, a recording and a message at noon."""
    request, call_id = request_of(HandClock()), new_call_id()
    await write_ticket(connection, request, _SITE)
    async with connection.transaction():
        await insert_dispatches(connection, _SITE, [request])
    await connection.execute(
        "UPDATE dispatch SET state = 'acknowledged', acknowledged_at = $2 WHERE dispatch_id = $1",
        *(request.dispatch_id, NOON),
    )
    if not is_open:
        await connection.execute(
            "UPDATE ticket SET state = 'cancelled', conclusion = 'cancelled', ended_at = $2"
            " WHERE ticket_id = $1",
            *(request.ticket_id, NOON),
        )
    contact_id = await connection.fetchval(
        "SELECT contact_id FROM ticket WHERE ticket_id = $1", request.ticket_id
    )
    await connection.execute(
        "INSERT INTO call (call_id, site, leg_id, contact_id, ticket_id, trunk, service, ani_kind,"
        " ani_raw, ani_flags, dialled, arrived_at, rings, rings_without_answer, revision)"
        " VALUES ($1, $2, 'leg', $3, $4, 'main', '122', 'withheld', '', '{}', '122', $5, 0, 0, 1)",
        *(call_id, _SITE, contact_id, request.ticket_id, NOON),
    )
    await connection.execute(
        "INSERT INTO recording (call_id, number, site, contact_id, ticket_id, started_at, state,"
        " size_bytes, duration_s) VALUES ($1, 1, $2, $3, $4, $5, 'ok', 1, 1)",
        *(call_id, _SITE, contact_id, request.ticket_id, NOON),
    )
    await connection.execute(
        "INSERT INTO message (call_id, field, take, site, contact_id, recorded_at, state,"
        " size_bytes, duration_s, has_voice)"
        " VALUES ($1, 'address', 2, $2, $3, $4, 'ok', 1, 1, true)",
        *(call_id, _SITE, contact_id, NOON),
    )
    return call_id


async def test_files_of_ended_tickets_are_old_once(
    book: PostgresRetentionBook, connection: Connection
) -> None:
    ended = await a_talk(connection, is_open=False)
    await a_talk(connection, is_open=True)
    names = {
        KeptKind.RECORDING: OldFile(ended, "", 1),
        KeptKind.MESSAGE: OldFile(ended, "address", 2),
    }

    for kind, file in names.items():
        assert await book.old_files(kind, NOON, 10) == ()
        assert await book.old_files(kind, _LATER, 10) == (file,)
        await book.files_removed(kind, [file], _LATER)
        assert await book.old_files(kind, _LATER, 10) == ()


async def test_bodies_of_ended_tickets_are_emptied_and_their_delivery_is_known_still(
    book: PostgresRetentionBook, connection: Connection
) -> None:
    await a_talk(connection, is_open=False)
    await a_talk(connection, is_open=True)

    assert await book.blank_dispatches(NOON, 10, _LATER) == 0
    assert await book.blank_dispatches(_LATER, 10, _LATER) == 1
    assert await book.blank_dispatches(_LATER, 10, _LATER) == 0
    rows = await connection.fetch(
        "SELECT facts = '{}'::jsonb AS is_blank, acknowledged_at FROM dispatch"
    )
    assert sorted(row["is_blank"] for row in rows) == [False, True]
    assert {row["acknowledged_at"] for row in rows} == {NOON}


async def test_words_whose_place_newer_ones_took_are_emptied_as_well(
    book: PostgresRetentionBook, connection: Connection
) -> None:
    await a_talk(connection, is_open=False)
    await connection.execute("UPDATE dispatch SET state = 'superseded', acknowledged_at = NULL")
    assert await book.blank_dispatches(_LATER, 10, _LATER) == 1


async def test_a_dead_letter_of_an_ended_ticket_is_emptied_and_never_sent_again(
    book: PostgresRetentionBook, connection: Connection, database_url: str
) -> None:
    await a_talk(connection, is_open=False)
    await connection.execute(
        "UPDATE dispatch SET state = 'dead', error = 'away', acknowledged_at = NULL"
    )
    dead = [DispatchId(await connection.fetchval("SELECT dispatch_id FROM dispatch"))]

    assert await book.blank_dispatches(_LATER, 10, _LATER) == 1
    async with open_pool(database_url, timeouts=Timeouts(command_s=5)) as pool:
        assert await PostgresDispatchBook(pool, _SITE).replay(dead, _LATER) == frozenset()


async def test_log_of_jobs_is_pruned_by_and_by_and_sweeps_are_written_down(
    book: PostgresRetentionBook, connection: Connection
) -> None:
    await connection.executemany(
        "INSERT INTO pgqueuer_log (created, job_id, status, priority, entrypoint)"
        " VALUES ($1, 1, 'successful', 0, 'deliver')",
        [(NOON,), (NOON,), (NOON,), (_LATER,)],
    )

    assert await book.prune_job_log(_LATER, 2) == 2
    assert await book.prune_job_log(_LATER, 2) == 1
    await book.swept(Swept(KeptKind.JOB_LOG, NOON, 3, 0), _LATER)
    assert await connection.fetchval("SELECT sum(removed) FROM retention_sweep") == 3
    with pytest.raises(asyncpg.PostgresError):
        await connection.execute("DELETE FROM retention_sweep")
