"""A database of a bench's own: made anew and migrated, and taken away afterwards."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from line122.bootstrap.postgres import Postgres
from storage.records.schema import migrate


@asynccontextmanager
async def own_database(postgres: Postgres, name: str) -> AsyncIterator[str]:
    """Yield the address of an empty, migrated database; what an earlier bench left goes first."""
    connection = await asyncpg.connect(postgres.url_of("postgres"))
    try:
        await connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {name}")
        url = postgres.url_of(name)
        await migrate(url)
        yield url
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()
