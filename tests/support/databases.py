"""Databases of this version's schema for the tests: lent to one at a time, and emptied after it.

To copy the template costs ten times what emptying does, and most tests write a few rows. A
database whose schema, or whose rows that migrations wrote, are no longer as in the template is
dropped instead: nobody after the test meets what it left.
"""

import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from line122.bootstrap.postgres import Postgres
from storage.records.connection import Connection

_LET_NOBODY_ELSE_STAY: Final = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

_SCHEMA: Final = """
SELECT md5(string_agg(found, chr(10) ORDER BY found)) FROM (
    SELECT format('%s %s %s %s', attrelid::regclass, attname, atttypid, attnotnull) AS found
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
    UNION ALL
    SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT format('%s %s', proname, md5(prosrc))
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT format('set for the database: %s', setconfig)
    FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
    WHERE datname = current_database()
) AS all_of_it
"""
"""What is asked of the schema: nothing in it changes by rows that come and go."""

_TABLES: Final = """
SELECT oid::regclass::text FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
"""

_DIGEST: Final = "SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {table} AS t"

_EMPTY: Final = """
SET session_replication_role = replica;
DO $do$
DECLARE
    place text;
    found boolean;
BEGIN
    FOREACH place IN ARRAY ARRAY[{tables}]::text[] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', place) INTO found;
        IF found THEN
            EXECUTE format('TRUNCATE %s CASCADE', place);
        END IF;
    END LOOP;
    FOR place IN
        SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences
        WHERE last_value IS NOT NULL
    LOOP
        EXECUTE format('ALTER SEQUENCE %s RESTART', place);
    END LOOP;
END
$do$
"""
"""A replica's role empties journals too, which refuse it to everybody else."""


@dataclass(frozen=True, slots=True)
class _State:
    """What a database that can be lent again has in common with the template."""

    schema: str
    rows: tuple[str, ...]
    """Digests of the tables that migrations themselves have filled."""


@dataclass(slots=True)
class Databases:
    """The databases of one server."""

    postgres: Postgres
    template: str
    prefix: str
    _idle: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _filled: tuple[str, ...] = ()
    _emptied: tuple[str, ...] = ()
    _untouched: _State | None = None

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[str]:
        """Yield the address of a database without rows, which nobody else uses meanwhile."""
        name = self._idle.pop() if self._idle else await self._made()
        try:
            yield self.postgres.url_of(name)
        finally:
            if await self._is_as_lent(name):
                self._idle.append(name)
            else:
                await self._in("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    async def _made(self) -> str:
        name = f"{self.prefix}_{next(self._numbers)}"
        await self._in("postgres", f"CREATE DATABASE {name} TEMPLATE {self.template}")
        if self._untouched is None:
            async with self._connected(name) as connection:
                tables = [row[0] for row in await connection.fetch(_TABLES)]
                filled = [table for table in tables if await _has_rows(connection, table)]
                self._filled = tuple(filled)
                self._emptied = tuple(table for table in tables if table not in filled)
                schema = await connection.fetchval(_SCHEMA)
                self._untouched = _State(schema, await self._rows(connection))
        return name

    async def _is_as_lent(self, name: str) -> bool:
        """Empty a database, and tell whether it can be lent again."""
        assert self._untouched is not None, "the first that was made has set it"
        async with self._connected(name) as connection:
            await connection.execute(_LET_NOBODY_ELSE_STAY)
            if await connection.fetchval(_SCHEMA) != self._untouched.schema:
                return False
            if await self._rows(connection) != self._untouched.rows:
                return False
            tables = ", ".join(f"'{table}'" for table in self._emptied)
            await connection.execute(_EMPTY.format(tables=tables))
        return True

    async def _rows(self, connection: Connection) -> tuple[str, ...]:
        return tuple(
            [await connection.fetchval(_DIGEST.format(table=table)) for table in self._filled]
        )

    async def _in(self, database: str, command: str) -> None:
        async with self._connected(database) as connection:
            await connection.execute(command)

    @asynccontextmanager
    async def _connected(self, database: str) -> AsyncIterator[Connection]:
        connection = await asyncpg.connect(self.postgres.url_of(database))
        try:
            yield connection
        finally:
            await connection.close()


async def _has_rows(connection: Connection, table: str) -> bool:
    return await connection.fetchval(_DIGEST.format(table=table)) is not None
