"""What the database holds of the stories' calls, and what must be true of it whatever happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from base.clock import Clock
from callflow.policy import CallPolicy
from callflow.record import CallRecord, record_of
from callflow.replay import replay
from storage.moments import Anchor
from storage.records.mapping import read_call, read_entry
from tests.integration.engine.patience import PATIENCE_S, eventually
from tickets.number import read_ticket_number

_CALLS: Final = "SELECT * FROM call ORDER BY arrived_at, call_id"
_SAME_MOMENT_S: Final = 0.01
"""Every row reads both clocks anew."""


@dataclass(frozen=True, slots=True)
class CallStory:
    """A call's row, with its contact's and its ticket's."""

    call_id: UUID
    ani: str | None
    ani_kind: str
    ani_raw: str
    ani_flags: tuple[str, ...]
    ani_short: str | None
    leg_id: str
    dialled: str
    service: str
    contact_id: UUID
    number: str | None
    ticket: str | None
    outcome: str | None
    cause: str | None
    rings: int
    rings_without_answer: int
    entered_at: datetime | None
    answered_at: datetime | None
    joined_at: datetime | None
    hung_up_at: datetime | None
    end_reason: str | None


_STORIES: Final = f"""
    SELECT {", ".join(field.name for field in fields(CallStory))}
    FROM (
        SELECT call.*, contact.number, contact.end_reason, ticket.number AS ticket
        FROM call
        LEFT JOIN contact USING (contact_id)
        LEFT JOIN ticket ON ticket.ticket_id = call.ticket_id
        WHERE call.direction = 'inbound'
    ) AS told
    ORDER BY arrived_at, call_id
"""  # noqa: S608 - the names are ours
"""Those of citizens; whom the engine rings by itself meanwhile, no story here counts."""


class Records:
    """Reads the database of one helpline."""

    def __init__(self, url: str, clock: Clock, policy: CallPolicy) -> None:
        self._url = url
        self._clock = clock
        self._policy = policy

    async def rows(self, query: str, *values: object) -> Sequence[Mapping[str, object]]:
        connection = await asyncpg.connect(self._url)
        try:
            return [dict(row) for row in await connection.fetch(query, *values)]
        finally:
            await connection.close()

    async def count(self, table: str) -> int:
        (row,) = await self.rows(f"SELECT count(*)::int AS n FROM {table}")  # noqa: S608 - ours
        return int(str(row["n"]))

    async def calls(self) -> list[CallStory]:
        rows = await self.rows(_STORIES)
        return [msgspec.convert(row, CallStory) for row in rows]

    async def call_of(self, ani: str) -> CallStory:
        """Return the last call of a number."""
        return [call for call in await self.calls() if call.ani == ani][-1]

    async def phases(self, ani: str) -> list[str]:
        """Return the phases of a number's last call, in order, each change once."""
        rows = await self.rows(
            "SELECT phase FROM call_event WHERE call_id = ("
            "SELECT call_id FROM call WHERE ani = $1 ORDER BY arrived_at DESC LIMIT 1"
            ") ORDER BY sequence",
            ani,
        )
        phases = [str(row["phase"]) for row in rows]
        return [now for before, now in zip(["", *phases], phases, strict=False) if now != before]

    async def phases_of(self, call_id: UUID) -> list[str]:
        """Return every phase in a call's journal."""
        rows = await self.rows("SELECT phase FROM call_event WHERE call_id = $1", call_id)
        return [str(row["phase"]) for row in rows]

    async def legs_in(self, phase: str) -> set[str]:
        """Return the legs of the calls that have been in a phase."""
        rows = await self.rows(
            "SELECT DISTINCT leg_id FROM call JOIN call_event USING (call_id) WHERE phase = $1",
            phase,
        )
        return {str(row["leg_id"]) for row in rows}

    async def reached(self, ani: str, *phases: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the call of a number is in one of the phases."""
        await eventually(
            lambda: self.phases(ani), lambda been: been[-1:] != [] and been[-1] in phases, within_s
        )

    async def all_ended(self, calls: int) -> list[CallStory]:
        """Wait until there are so many calls and every one has ended."""
        return await eventually(
            self.calls,
            lambda stories: (
                len(stories) == calls and all(story.outcome is not None for story in stories)
            ),
        )

    async def are_whole(self, calls: int) -> list[CallStory]:
        """Return the calls, all ended; nothing of them may be lost, doubled or contradicted."""
        stories = await self.all_ended(calls)
        assert len({story.leg_id for story in stories}) == calls, "a leg has two calls"
        for story in stories:
            assert story.ticket is not None, f"no ticket for {story}"
            assert str(read_ticket_number(story.ticket)) == story.ticket, (
                "the check digit is right"
            )
            # Whoever hides a number that the network tells is known by a key, and never shown.
            known_by = None if story.number is None or story.number[0] == "#" else story.number
            assert known_by == story.ani, f"the contact is another person's: {story}"
        tickets = await self.count("ticket")
        await eventually(lambda: self.count("contact"), lambda number: number == tickets)
        await self._replay_to_themselves()
        return stories

    async def _replay_to_themselves(self) -> None:
        """Wait until each journal, given to the same machine again, ends in the stored call.

        Row and journal are written one after the other: for a moment they may differ.
        """
        await eventually(self._differing, lambda found: found == [])

    async def _differing(self) -> list[str]:
        """Return what is not the same in the calls that have ended and in their journals."""
        connection = await asyncpg.connect(self._url)
        try:
            rows = await connection.fetch(_CALLS)
            entries = await connection.fetch(
                "SELECT call_id, sequence, at, kind, payload::text AS payload, reason, phase"
                " FROM call_event ORDER BY call_id, sequence"
            )
        finally:
            await connection.close()
        anchor = Anchor.read(self._clock)
        journal = [read_entry(entry, anchor) for entry in entries]
        differing: list[str] = []
        for row in rows:
            stored = read_call(row, anchor)
            if stored.outcome is None:
                continue  # A callback of the engine's own; its row is written again when it ends.
            own = [entry for entry in journal if entry.call_id == stored.call_id]
            numbers = [entry.sequence for entry in own]
            if numbers != list(range(1, len(own) + 1)):
                differing.append(f"{stored.call_id} has the entries {numbers}")
            else:
                differing.extend(_differing(record_of(replay(own, self._policy)), stored))
        return differing


def _differing(replayed: CallRecord, stored: CallRecord) -> Iterator[str]:
    """Yield what is not the same in a call that was replayed and in the stored one."""
    again = replace(replayed, times=stored.times)
    for name in (field.name for field in fields(again)):
        ours, theirs = getattr(again, name), getattr(stored, name)
        if ours != theirs:
            yield f"{stored.call_id}: {name} is {ours} in the journal, {theirs} in the row"
    for name in (field.name for field in fields(replayed.times)):
        at, stored_at = getattr(replayed.times, name), getattr(stored.times, name)
        are_both = at is not None and stored_at is not None
        if abs(at - stored_at) >= _SAME_MOMENT_S if are_both else at != stored_at:
            yield f"{stored.call_id}: {name} is {at} in the journal, {stored_at} in the row"
