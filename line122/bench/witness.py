"""What callers heard, read from the engine's journal while it is written.

Over real SIP a citizen of the replay cannot understand what is said. The journal knows which
announcement was heard to its end, when the wait began and when an operator joined; a reader that
writes nothing tells it to the gate within some hundredths of a second of the commit.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from base.phone import PhoneNumber
from line122.bench.gate import Gate, Then
from simulation.outside import Heard
from storage.errors import DatabaseAwayError
from storage.records.connection import Pool

LOOK_EVERY_S: Final = 0.03
_OVERLAP: Final = timedelta(seconds=2)
"""Rows become visible up to a commit later than the moments they carry."""
_LONGEST_CALL: Final = timedelta(minutes=5)
_UUID7_TIME_SHIFT: Final = 80

_ENTRIES: Final = """
SELECT contact.number, call_event.call_id, sequence, call_event.kind, phase,
    call.direction = 'outbound' OR call.decision = '8_due' AS is_challenged
FROM call_event JOIN call USING (call_id) JOIN contact USING (contact_id)
WHERE call_event.call_id >= $1 AND call_event.at > $2 AND contact.number LIKE '+%'
AND (call_event.kind IN ('Joined', 'SayFinished') OR phase = 'Waiting')
ORDER BY call_event.at, sequence
"""
_TOLD: Final = """
SELECT number, told_at, heard_at FROM contact
WHERE (told_at > $1 OR heard_at > $1) AND number LIKE '+%'
"""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that one person heard."""

    number: PhoneNumber
    heard: Heard
    key: tuple[object, ...]
    """The same for every look at the same thing."""


class Witness:
    """Looks again and again, and tells the gate each thing once."""

    def __init__(self, pool: Pool, gate: Gate, began_at: datetime) -> None:
        self._pool = pool
        self._gate = gate
        self._began_at = began_at
        self._since = began_at
        self._seen: set[tuple[object, ...]] = set()
        self._looking = asyncio.Lock()
        self._waiting: list[Then] = []
        self._is_asked = asyncio.Event()

    def look_before(self, then: Then) -> None:
        """Do something only after one more look, begun from now on."""
        self._waiting.append(then)
        self._is_asked.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._is_asked.wait()
            self._is_asked.clear()
            waiting, self._waiting = self._waiting, []
            with suppress(DatabaseAwayError):
                await self.look()
            for then in waiting:
                then()

    async def look(self) -> None:
        """Tell the gate what is new.

        Raises:
            DatabaseAwayError: PostgreSQL does not answer now.

        """
        since = max(self._began_at, self._since - _OVERLAP)
        async with self._pool.connection() as connection:
            told = await connection.fetch(_TOLD, since)
            first_id = _first_id(since - _LONGEST_CALL)
            entries = await connection.fetch(_ENTRIES, first_id, since)
            now: datetime = await connection.fetchval("SELECT clock_timestamp()")
        self._since = now
        for seen in (*observed_promises(told, since), *observed_moments(entries)):
            if seen.key not in self._seen:
                self._seen.add(seen.key)
                self._tell(seen)

    def _tell(self, seen: Observation) -> None:
        if seen.heard is Heard.OPERATOR_JOINED:
            self._gate.joined(seen.number)
        else:
            self._gate.tell(seen.number, seen.heard)


def observed_promises(rows: list[asyncpg.Record], since: datetime) -> Iterator[Observation]:
    """Yield who has heard the announcement or the short menu to its end."""
    for row in rows:
        number = PhoneNumber(str(row["number"]))
        for column, heard in (("told_at", Heard.PROMISE), ("heard_at", Heard.REMINDER)):
            moment = row[column]
            if moment is not None and moment > since:
                yield Observation(number, heard, (number, heard, moment))


def observed_moments(rows: list[asyncpg.Record]) -> Iterator[Observation]:
    """Yield who waits, who is asked for a sound, and who has been joined."""
    for row in rows:
        number = PhoneNumber(str(row["number"]))
        call_id, phase = row["call_id"], row["phase"]
        if row["kind"] == "Joined":
            yield Observation(
                number, Heard.OPERATOR_JOINED, (call_id, Heard.OPERATOR_JOINED, row["sequence"])
            )
        elif phase == "Waiting":
            yield Observation(number, Heard.MUSIC, (call_id, Heard.MUSIC))
        elif phase == "Asking" and row["is_challenged"]:
            yield Observation(number, Heard.PROVE_A_PERSON, (call_id, row["sequence"]))


def _first_id(moment: datetime) -> UUID:
    """Return an id before those of all calls since then; ids begin with their moment."""
    return UUID(int=int(moment.timestamp() * 1000) << _UUID7_TIME_SHIFT)
