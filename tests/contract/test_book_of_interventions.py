"""What the book of interventions promises, in memory as in PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from base.ids import CallId, new_call_id, new_intervention_id
from callflow.intervention import Deed, Intervention, InterventionBook
from storage.memory_interventions import MemoryInterventionBook
from storage.records.books import open_books
from tests.contract.library import CLOCK, KINDS
from tests.integration.storage.values import NOON


@pytest.fixture(params=KINDS)
async def book(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> AsyncIterator[InterventionBook]:
    if request.param == "memory":
        yield MemoryInterventionBook()
        return
    async with open_books(database_url, site="north", clock=CLOCK, directory=tmp_path) as books:
        yield books.interventions


def done(minute: int, deed: Deed, call_id: CallId | None = None) -> Intervention:
    return Intervention(
        intervention_id=new_intervention_id(),
        at=NOON + timedelta(minutes=minute),
        actor="orlova",
        deed=deed,
        subject="desk-1",
        why="Новый оператор, первый день",
        detail="whisper",
        call_id=call_id,
    )


async def test_what_was_done_is_told_newest_first_and_by_call(book: InterventionBook) -> None:
    call_id = new_call_id()
    begun = done(1, Deed.SUPERVISION_BEGUN, call_id)
    since = NOON + timedelta(minutes=2)
    ended = replace(done(3, Deed.SUPERVISION_ENDED, call_id), beside_since=since)
    paused = done(2, Deed.AGENT_PAUSED)

    await book.append([begun, paused])
    await book.append([ended])

    assert await book.newest(2) == (ended, paused)
    assert await book.of_call(call_id) == (begun, ended)
    assert await book.of_call(new_call_id()) == ()
    assert await book.last(Deed.AGENT_PAUSED) == paused
    assert await book.last(Deed.STORM_FORCED) is None


async def test_what_is_kept_twice_stays_as_it_was(book: InterventionBook) -> None:
    first = done(1, Deed.STORM_FORCED)
    await book.append([first])
    await book.append([replace(first, why="anders")])
    assert await book.newest(9) == (first,)


async def test_nobody_rewrites_what_a_supervisor_did(database_url: str, tmp_path: Path) -> None:
    async with open_books(database_url, site="north", clock=CLOCK, directory=tmp_path) as books:
        await books.interventions.append([done(1, Deed.SUPERVISION_BEGUN)])
    connection = await asyncpg.connect(database_url)
    for statement in ("DELETE FROM intervention", "UPDATE intervention SET actor = 'nobody'"):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(statement)
    assert await connection.fetchval("SELECT count(*) FROM intervention") == 1
    await connection.close()
