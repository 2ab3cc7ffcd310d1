"""No visit is requested without its dispatch, wherever the writing breaks off.

Both are rows of one transaction: `storage/records/tickets.py`, `storage/dispatches.py`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from storage.errors import DatabaseAwayError
from storage.records.connection import Connection
from tests.contract.office import ANNA, Office, opened_office
from tests.tickets.cases import a_visit, a_visit_request
from tickets.changes import AddVisits
from tickets.readings import Sought
from tickets.ticket_file import Changed

_TORN_OFF = """
CREATE FUNCTION tear_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid());
    RETURN NEW;
END
$$;
CREATE TRIGGER torn_off AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION tear_off();
"""
_UNTOLD = """
SELECT count(*) FROM visit
WHERE clinic IS NOT NULL AND state = 'requested'
AND NOT EXISTS (SELECT FROM dispatch WHERE dispatch.visit_id = visit.visit_id)
"""


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office("postgres", database_url, tmp_path) as opened:
        yield opened


@pytest.fixture
async def connection(database_url: str, office: Office) -> AsyncIterator[Connection]:
    assert office.owner
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


@asynccontextmanager
async def torn_off(connection: Connection, table: str) -> AsyncIterator[None]:
    """Let the database lose whoever writes to a table, in the middle of their transaction."""
    await connection.execute(_TORN_OFF.format(table=table))
    yield
    await connection.execute("DROP FUNCTION tear_off() CASCADE")


async def untold(connection: Connection) -> int:
    """Return how many visits were requested of clinics that never hear of them."""
    count: int = await connection.fetchval(_UNTOLD)
    return count


@pytest.mark.parametrize("table", ["visit", "dispatch", "pgqueuer"])
async def test_request_that_breaks_off_anywhere_leaves_neither_visit_nor_dispatch(
    office: Office, connection: Connection, table: str
) -> None:
    async with torn_off(connection, table):
        with pytest.raises(DatabaseAwayError):
            await office.desk.open(a_visit_request(a_visit()), ANNA)
    assert (await office.desk.search(Sought())).tickets == ()
    assert await connection.fetchval("SELECT count(*) FROM visit") == 0
    assert await connection.fetchval("SELECT count(*) FROM dispatch") == 0

    opened = await office.desk.open(a_visit_request(a_visit()), ANNA)
    assert isinstance(opened, Changed)
    assert await connection.fetchval("SELECT count(*) FROM dispatch") == 1
    assert await untold(connection) == 0


async def test_visit_that_is_added_and_breaks_off_is_added_again_with_its_dispatch(
    office: Office, connection: Connection
) -> None:
    opened = await office.desk.open(a_visit_request(a_visit()), ANNA)
    assert isinstance(opened, Changed)
    more, ticket_id = AddVisits((a_visit("Иванов Коля"),)), opened.file.card.ticket_id
    async with torn_off(connection, "dispatch"):
        with pytest.raises(DatabaseAwayError):
            await office.desk.change(ticket_id, more, ANNA)
    assert await connection.fetchval("SELECT count(*) FROM visit") == 1

    assert isinstance(await office.desk.change(ticket_id, more, ANNA), Changed)
    assert await connection.fetchval("SELECT count(*) FROM visit") == 2
    assert await untold(connection) == 0
