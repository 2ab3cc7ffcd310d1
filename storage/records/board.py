"""What the wallboard takes up of a day when the engine starts, and counts of visits."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from agents.agent import Activity, Presence
from base.ids import AgentId
from storage.records.connection import Pool
from storage.records.statements import statements


@dataclass(frozen=True, slots=True)
class StoredMove:
    """What an agent did from a moment on."""

    agent_id: AgentId
    at: datetime
    presence: Presence
    activity: Activity


@dataclass(frozen=True, slots=True)
class StoredPromise:
    """A promise that was kept."""

    promised_for: datetime
    served_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDay:
    """What a day is made of besides its calls and needs, which the book of reports reads."""

    moves: tuple[StoredMove, ...]
    """The oldest first; of each agent also what they did when the day began."""
    promises: tuple[StoredPromise, ...]


@dataclass(frozen=True, slots=True)
class VisitCounts:
    """How the requests of visits stand."""

    sent: int
    acknowledged: int
    chased: int
    unanswered: int
    """Of the last week, not only of the day: nobody has said that a doctor will come."""


class PostgresBoardBook:
    """Reads what the wallboard cannot know from memory."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def day(self, since: datetime) -> StoredDay:
        """Return the day that began at a moment, as far as it has come.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        asked = {"site": self._site, "since": since}
        async with self._pool.connection() as connection:
            moves = [_move(row) async for row in statements.board_agents(connection, **asked)]
            kept = statements.board_promises_kept(connection, **asked)
            promises = [StoredPromise(**dict(row)) async for row in kept]
        return StoredDay(tuple(moves), tuple(promises))

    async def visits(self, since: datetime) -> VisitCounts:
        """Return how the requests of visits stand that were written since a moment.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            row = await statements.board_visits(connection, site=self._site, since=since)
        return VisitCounts(**dict(row))


def _move(row: asyncpg.Record) -> StoredMove:
    return StoredMove(
        row["agent_id"], row["at"], Presence(row["presence"]), Activity(row["activity"])
    )
