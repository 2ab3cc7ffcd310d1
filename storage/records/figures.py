"""Figures of a site's calls, counted by the database itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from storage.records.connection import Pool, Timeouts, open_pool
from storage.records.statements import statements


@dataclass(frozen=True, slots=True)
class CallFigures:
    """All calls of a site."""

    arrived: int
    offered: int
    """Calls that entered a queue."""
    answered: int
    abandoned: int
    """Callers who left the queue before an answer, however soon."""
    refused: int
    rings_without_answer: int
    contacts: int
    tickets: int
    calls_without_ticket: int
    """Must be 0, always."""


@dataclass(frozen=True, slots=True)
class AnsweredCall:
    """A call that an agent answered."""

    ani: str | None
    account: str
    wait_s: float
    talk_s: float
    answered_at: datetime
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class NewestTicket:
    """A ticket, for a list of the last ones."""

    number: str
    opened_at: datetime
    last_outcome: str


class Figures:
    """Reads the figures of one site; made by `open_figures`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def calls(self) -> CallFigures:
        """Return the figures of all calls.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            counted = await statements.call_figures(connection, site=self._site)
            tickets = await statements.ticket_count(connection, site=self._site)
        return CallFigures(tickets=tickets, **dict(counted))

    async def answered(self) -> tuple[AnsweredCall, ...]:
        """Return every answered call, in the order of the answers.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            rows = statements.answered_calls(connection, site=self._site)
            return tuple([AnsweredCall(**dict(row)) async for row in rows])

    async def last_tickets(self, most: int) -> tuple[NewestTicket, ...]:
        """Return the newest tickets, the newest first.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            rows = statements.last_tickets(connection, site=self._site, most=most)
            return tuple([NewestTicket(**dict(row)) async for row in rows])


@asynccontextmanager
async def open_figures(url: str, *, site: str) -> AsyncIterator[Figures]:
    """Read the figures of a site while the body runs."""
    async with open_pool(url, timeouts=Timeouts(connect_s=5.0, command_s=10.0)) as pool:
        yield Figures(pool, site)
