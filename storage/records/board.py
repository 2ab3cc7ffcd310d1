"""What the wallboard takes up of a day when the engine starts, and counts of visits."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from agents.agent import Activity, Presence
from base.ids import AgentId, CallId, ContactId
from callflow.events import Direction
from callflow.outcome import Outcome
from queues.policy import QueueName
from storage.records.connection import Pool
from storage.records.statements import statements
from tickets.contact import EndReason


@dataclass(frozen=True, slots=True)
class StoredCall:
    """A call of the day, without what nobody counts."""

    call_id: CallId
    contact_id: ContactId
    direction: Direction
    number: str | None
    """What the person is known by."""
    arrived_at: datetime
    entered_at: datetime | None
    answered_at: datetime | None
    joined_at: datetime | None
    hung_up_at: datetime | None
    outcome: Outcome | None
    queue: QueueName | None
    agent_id: AgentId | None
    dialled: str
    subject: str | None


@dataclass(frozen=True, slots=True)
class StoredNeed:
    """A contact whose first dial was on the day."""

    contact_id: ContactId
    number: str | None
    opened_at: datetime
    told_at: datetime | None
    promised_for: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    is_first_contact: bool


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
    """All that a day is made of."""

    calls: tuple[StoredCall, ...]
    needs: tuple[StoredNeed, ...]
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
            calls = [_call(row) async for row in statements.board_calls(connection, **asked)]
            needs = [_need(row) async for row in statements.board_needs(connection, **asked)]
            moves = [_move(row) async for row in statements.board_agents(connection, **asked)]
            kept = statements.board_promises_kept(connection, **asked)
            promises = [StoredPromise(**dict(row)) async for row in kept]
        return StoredDay(tuple(calls), tuple(needs), tuple(moves), tuple(promises))

    async def visits(self, since: datetime) -> VisitCounts:
        """Return how the requests of visits stand that were written since a moment.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer.

        """
        async with self._pool.connection() as connection:
            row = await statements.board_visits(connection, site=self._site, since=since)
        return VisitCounts(**dict(row))


def _call(row: asyncpg.Record) -> StoredCall:
    outcome, values = row["outcome"], dict(row)
    return StoredCall(
        **{
            **values,
            "direction": Direction(row["direction"]),
            "outcome": None if outcome is None else Outcome(outcome),
        }
    )


def _need(row: asyncpg.Record) -> StoredNeed:
    reason = row["end_reason"]
    return StoredNeed(**{**dict(row), "end_reason": None if reason is None else EndReason(reason)})


def _move(row: asyncpg.Record) -> StoredMove:
    return StoredMove(
        row["agent_id"], row["at"], Presence(row["presence"]), Activity(row["activity"])
    )
