"""Hearing of changed rows: a connection of its own, outside every pool, that finds its way back.

A notification that was sent while nobody listened is gone. Therefore every new connection counts
as a change, and a silent one is asked from time to time whether it still lives.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import structlog

from storage.errors import DatabaseAwayError, DatabaseRefusedError
from storage.records.connection import AWAY, Connection, Timeouts, connect

AGENT_CHANGED: Final = "agent_changed"
DIRECTORY_CHANGED: Final = "directory_changed"

_RETRY_S: Final = 0.5
_ASK_EVERY_S: Final = 5.0

_log = structlog.get_logger(__name__)


async def row_changes(url: str, site: str, channel: str) -> AsyncIterator[None]:
    """Yield whenever rows of the site have changed, or may have without our hearing.

    The first yield tells that from now on none is missed.
    """
    while True:
        try:
            connection = await connect(url, Timeouts())
        except (DatabaseAwayError, DatabaseRefusedError) as error:
            _log.info("rows.changes_awaited", channel=channel, cause=type(error).__name__)
            await asyncio.sleep(_RETRY_S)
            continue
        try:
            async for _ in _heard(connection, site, channel):
                yield
        except AWAY as error:
            _log.warning("rows.changes_lost", channel=channel, cause=type(error).__name__)
        finally:
            connection.terminate()


async def _heard(connection: Connection, site: str, channel: str) -> AsyncIterator[None]:
    changed = asyncio.Event()
    changed.set()

    def hear(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        if payload == site:
            changed.set()

    await connection.add_listener(channel, hear)
    connection.add_termination_listener(lambda _: changed.set())
    while True:
        try:
            async with asyncio.timeout(_ASK_EVERY_S):
                await changed.wait()
        except TimeoutError:
            await connection.execute("SELECT 1")
            continue
        changed.clear()
        if connection.is_closed():
            return
        yield
