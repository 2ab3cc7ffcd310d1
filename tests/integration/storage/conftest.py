"""A migrated database for every test, copied from a template."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import pytest

from line122.bootstrap.postgres import Postgres
from storage.records.schema import migrate

_TEMPLATE = "line122_template"


@pytest.fixture(scope="session")
def database_template(postgres: Postgres) -> str:
    """Return a migrated database to copy."""

    async def make() -> None:
        connection = await asyncpg.connect(postgres.url_of("postgres"))
        await connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        await connection.close()
        await migrate(postgres.url_of(_TEMPLATE))

    # In a thread of its own: the loop of the test that asks first is left as it is.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, make()).result()
    return _TEMPLATE
