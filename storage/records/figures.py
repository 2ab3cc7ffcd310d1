"""Figures of a site's calls, counted by the database itself."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from base.ids import CallId
from callflow.events import Direction
from callflow.outcome import HangupCause, Outcome
from storage.records.connection import Pool, Timeouts, open_pool
from storage.records.statements import statements


@dataclass(frozen=True, slots=True)
class CallFigures:
    """All calls of a site."""

    arrived: int
    """Calls of citizens; ours are told apart."""
    offered: int
    """Calls that entered a queue."""
    answered: int
    abandoned: int
    """Callers who left the queue before an answer, however soon."""
    refused: int
    told: int
    """Callers who were told what will happen, and let go."""
    placed: int
    """Calls of ours to people to whom it was promised."""
    called_back: int
    """Those of them that an operator talked in."""
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
    """From entering the queue; where we rang the person, from their answer."""
    talk_s: float
    answered_at: datetime
    joined_at: datetime
    is_callback: bool = False
    """Whether we rang the person; the operator then hears a whisper before they are joined."""


@dataclass(frozen=True, slots=True)
class NewestTicket:
    """A ticket, for a list of the last ones."""

    number: str
    opened_at: datetime
    last_outcome: str


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A call as the logs of a carrier and of its callers can be compared with it."""

    call_id: CallId
    direction: Direction
    number: str | None
    """What the person is known by; `None` when they showed nothing that can be used."""
    arrived_at: datetime
    joined_at: datetime | None
    hung_up_at: datetime | None
    rung: int | None
    decision: str
    outcome: Outcome | None
    cause: HangupCause | None


@dataclass(frozen=True, slots=True)
class IntervalFigures:
    """Everything that a replay of an interval is compared by."""

    calls: tuple[CallSeen, ...]
    """All that arrived or were placed, in their order."""
    open_contacts: Mapping[str, int]
    """How many contacts are open now per number, shared ones apart: 1 each, or it is a bug."""

    @property
    def outcomes(self) -> Mapping[Outcome | None, int]:
        """How many calls ended in each way; `None` counts those that have not ended."""
        return Counter(call.outcome for call in self.calls)


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

    async def interval(self, begins_at: datetime, ends_at: datetime) -> IntervalFigures:
        """Return what happened from a moment on and before another one.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            rows = statements.calls_between(
                connection, site=self._site, begins_at=begins_at, ends_at=ends_at
            )
            calls = tuple([_read_seen(row) async for row in rows])
            rows = statements.open_contacts_per_number(connection, site=self._site)
            open_contacts = {row["number"]: row["contacts"] async for row in rows}
        return IntervalFigures(calls, open_contacts)

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


def _read_seen(row: asyncpg.Record) -> CallSeen:
    return CallSeen(
        call_id=CallId(row["call_id"]),
        direction=Direction(row["direction"]),
        number=row["number"],
        arrived_at=row["arrived_at"],
        joined_at=row["joined_at"],
        hung_up_at=row["hung_up_at"],
        rung=row["rung"],
        decision=row["decision"],
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        cause=None if row["cause"] is None else HangupCause(row["cause"]),
    )
