"""Connections that never wedge: every wait for PostgreSQL has an end.

A connection on which anything timed out is thrown away, not asked to tidy up: the tidying would
wait for the same dead server.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

import asyncpg
import asyncpg.pool

from storage.errors import (
    DatabaseAwayError,
    DatabaseRefusedError,
    NotMigratedError,
    RowsRefusedError,
)

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Lent: TypeAlias = "asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

AWAY: Final = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresError,
)
"""Whatever a connection may fail with; see `is_rows_fault` for what is not the server's doing."""

_POOL_SIZE: Final = 4
_ROWS_FAULT: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
_OURS_TO_MEND: Final = (
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ClientConfigurationError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long PostgreSQL may take."""

    connect_s: float = 1.5
    command_s: float = 1.5


def is_rows_fault(error: BaseException) -> bool:
    """Tell whether a row can never be written, however well the server is."""
    return isinstance(error, _ROWS_FAULT)


async def connect(url: str, timeouts: Timeouts) -> Connection:
    """Return a new connection.

    Raises:
        DatabaseRefusedError: the address is wrong; it will not do later either.
        DatabaseAwayError: nobody answers there now.

    """
    try:
        async with asyncio.timeout(timeouts.connect_s):
            return await asyncpg.connect(
                url,
                command_timeout=timeouts.command_s,
                server_settings={
                    "application_name": "line122",
                    # The server gives up with us: a lock that nobody frees holds no backend.
                    "statement_timeout": str(int(timeouts.command_s * 1000)),
                },
            )
    except _OURS_TO_MEND as error:
        raise DatabaseRefusedError(
            f"PostgreSQL refuses us ({error}); mend DATABASE_URL"
        ) from error
    except (*AWAY, ValueError) as error:
        raise DatabaseAwayError(
            f"PostgreSQL does not answer ({_cause(error)}); start it, or mend DATABASE_URL"
        ) from error


class Pool:
    """A few connections for reading."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", timeouts: Timeouts) -> None:
        self._pool = pool
        self._timeouts = timeouts

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Lent]:
        """Lend a connection.

        Raises:
            DatabaseAwayError: the server does not answer, before or while it is used.
            NotMigratedError: a table or a column is not there.
            RowsRefusedError: what it was given breaks a rule; it will not do later either.

        """
        try:
            lent = await self._pool.acquire(timeout=self._timeouts.connect_s)
        except AWAY as error:
            raise _away(error) from error
        try:
            yield lent
        except AWAY as error:
            # One that the server ended has gone back by itself, and says so.
            with suppress(asyncpg.InterfaceError):
                lent.terminate()
            raise _away(error) from error
        finally:
            await self._pool.release(lent, timeout=self._timeouts.command_s)

    async def open(self, within_s: float) -> None:
        """Make the first connection, which those who read next find open.

        Raises:
            DatabaseAwayError: the server does not answer in time.

        """
        try:
            await self._pool.release(await self._pool.acquire(timeout=within_s))
        except AWAY as error:
            raise _away(error) from error


@asynccontextmanager
async def open_pool(
    url: str, *, timeouts: Timeouts, tuning: Mapping[str, str] | None = None
) -> AsyncIterator[Pool]:
    """Keep a pool while the body runs; it connects when it is first asked.

    Whoever asks for a connection says how long it may take; asyncpg's own limit is far longer.
    The tuning sets what its connections have otherwise than the server says.
    """
    pool = asyncpg.create_pool(
        url,
        min_size=0,
        max_size=_POOL_SIZE,
        command_timeout=timeouts.command_s,
        server_settings={"application_name": "line122", **(tuning or {})},
    )
    await pool
    try:
        yield Pool(pool, timeouts)
    finally:
        pool.terminate()


def _away(error: BaseException) -> DatabaseAwayError | NotMigratedError | RowsRefusedError:
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.UndefinedColumnError):
        return NotMigratedError("the database lacks this version's tables; run line122 migrate")
    if is_rows_fault(error):
        # Nothing of the server's own words: they repeat the row, and with it the person.
        broken = getattr(error, "constraint_name", None) or type(error).__name__
        return RowsRefusedError(f"PostgreSQL refuses what it was given ({broken}); report it")
    return DatabaseAwayError(f"PostgreSQL does not answer ({_cause(error)}); start it")


def _cause(error: BaseException) -> str:
    return str(error) or type(error).__name__
