"""Brings a database to this version's schema: numbered SQL files, forwards only.

`pogo` applies them; what it lacks stands here. It takes no lock, so ours is held while it works:
processes that start together apply every file once. It knows files by name only, so a test holds
the checksum of every file that was ever given out.
"""

import logging
from pathlib import Path
from typing import Final

import asyncpg
from pogo_core.util import migrate as pogo
from pogo_core.util import sql as ledger

from storage.errors import NewerDatabaseError
from storage.records.connection import Connection, Timeouts, connect

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

_SCHEMA: Final = "public"
_LOCK: Final = 0x6C696E65313232
"""The word `line122`: the advisory lock of whoever migrates."""

_PATIENT: Final = Timeouts(connect_s=5.0, command_s=300.0)
"""A migration may rewrite a large table, and may wait for another process to do so."""


async def migrate(url: str) -> tuple[str, ...]:
    """Apply what is missing and return its names; none when the database was up to date.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer.
        DatabaseRefusedError: the address is wrong.
        NewerDatabaseError: the database knows migrations that this version does not.

    """
    connection = await connect(url, _PATIENT)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await ledger.ensure_pogo_sync(connection)
        before = await _applied(connection)
        known = {path.stem for path in MIGRATIONS.glob("*.sql")}
        if newer := sorted(before - known):
            raise NewerDatabaseError(
                f"the database is newer than this program ({', '.join(newer)} is unknown to it); "
                "run the version that migrated it"
            )
        await pogo.apply(connection, MIGRATIONS, schema_name=_SCHEMA, logger=_silent())
        return tuple(sorted(await _applied(connection) - before))
    finally:
        connection.terminate()


async def missing_migrations(connection: Connection) -> tuple[str, ...]:
    """Return the names of the migrations that the database lacks."""
    known = {path.stem for path in MIGRATIONS.glob("*.sql")}
    try:
        return tuple(sorted(known - await _applied(connection)))
    except asyncpg.UndefinedTableError:
        return tuple(sorted(known))


async def _applied(connection: Connection) -> set[str]:
    names: set[str] = await ledger.get_applied_migrations(connection, schema_name=_SCHEMA)
    return names


def _silent() -> logging.Logger:
    """Return a logger that says nothing: what was applied is returned, and told by the caller."""
    logger = logging.getLogger("pogo")
    logger.propagate = False
    logger.addHandler(logging.NullHandler())
    return logger
