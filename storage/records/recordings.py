"""The index of what was recorded, in PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg

from base.ids import AgentId, CallId, ContactId, TicketId
from callflow.call import RecordingState
from callflow.events import Direction, Recording
from callflow.message import MessageField, MessageRef
from storage.recordings import (
    IndexedRecording,
    LegalHold,
    LetGo,
    RecordingClass,
    RecordingPage,
    RecordingPlace,
    RecordingsSought,
    file_of,
    place_of,
)
from storage.records.connection import Pool
from storage.records.mapping import read_key
from storage.records.retention import PostgresRetentionBook
from storage.records.statements import statements
from storage.retention import KeptKind
from tickets.number import TicketNumber

_AT_ONE_MOMENT: Final = 50
_BEFORE_ALL: Final = RecordingPlace(datetime(9999, 1, 1, tzinfo=UTC), "")


class PostgresRecordings:
    """A `storage.recordings.RecordingIndex`, and a `RecordingKeeper`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def search(
        self, sought: RecordingsSought, after: RecordingPlace | None, most: int
    ) -> RecordingPage:
        """Return the newest recordings that fit, behind the place; what is gone is left out."""
        before = after or _BEFORE_ALL
        async with self._pool.connection() as connection:
            rows = statements.recordings_found(
                connection,
                **_words(sought),
                site=self._site,
                before_at=before.at,
                before_name=before.name,
                near=_near(sought, most),
                most=most + 1,
            )
            lines = tuple([_line(row) async for row in rows])
        if len(lines) <= most:
            return RecordingPage(lines)
        return RecordingPage(lines[:most], place_of(lines[most - 1]))

    async def named(self, name: str) -> IndexedRecording | None:
        """Return the recording of a name; `None` for one that is gone, or that never was."""
        if _call_of(name) is None:
            return None
        page = await self.search(RecordingsSought(name=name), None, 1)
        return page.lines[0] if page.lines else None

    async def removed_at(self, name: str) -> datetime | None:
        """Return when the recording of a name was let go; `None` for one that never was."""
        call_id = _call_of(name)
        if call_id is None:
            return None
        async with self._pool.connection() as connection:
            row = await statements.when_removed(
                connection, site=self._site, call_id=call_id, name=name
            )
        return None if row is None else _moment(row)

    async def hold(self, hold: LegalHold) -> bool:
        """Hold all that was recorded of a contact; `False` where it is held already."""
        async with self._pool.connection() as connection:
            held = await statements.hold_recordings(
                connection,
                site=self._site,
                contact_id=hold.contact_id,
                at=hold.at,
                by=hold.by,
                why=hold.why,
            )
        return held is not None

    async def release(self, contact_id: ContactId, now: datetime, by: str) -> bool:
        """Let it go when its time comes; `False` where it was not held."""
        async with self._pool.connection() as connection:
            released = await statements.release_recordings(
                connection, site=self._site, contact_id=contact_id, now=now, by=by
            )
        return released is not None

    async def removed(self, lines: Sequence[IndexedRecording], let_go: LetGo) -> None:
        """Take that the files of recordings are gone, and who wanted it."""
        async with self._pool.connection() as connection:
            await statements.append_removals(
                connection,
                site=self._site,
                names=[line.name for line in lines],
                at=let_go.at,
                by=let_go.by,
                why=let_go.why,
            )
        book = PostgresRetentionBook(self._pool, self._site)
        talks = [file_of(line) for line in lines if line.kind is RecordingClass.TALK]
        spoken = [file_of(line) for line in lines if line.kind is not RecordingClass.TALK]
        await book.files_removed(KeptKind.RECORDING, talks, let_go.at)
        await book.files_removed(KeptKind.MESSAGE, spoken, let_go.at)


def _words(sought: RecordingsSought) -> dict[str, object]:
    ticket = sought.ticket
    return {
        "since": sought.since,
        "until": sought.until,
        "agent": sought.agent,
        "number": sought.number,
        "day": None if ticket is None else ticket.day,
        "counter": None if ticket is None else ticket.counter,
        "contact_id": sought.contact_id,
        "call_id": None if sought.name is None else _call_of(sought.name),
        "name": sought.name,
        "least_s": sought.least_s,
        "most_s": sought.most_s,
        "topic": sought.topic,
        "clinic": sought.clinic,
        "words": sought.text,
        "kinds": sorted(kind.value for kind in sought.kinds),
        "is_held": sought.is_held,
    }


def _near(sought: RecordingsSought, most: int) -> int | None:
    """Return how many of each table will do, where nothing is asked but a time; else all of them.

    Several may begin at one moment of one call: their order by name is not that of the index.
    """
    since, until = sought.since, sought.until
    return most + _AT_ONE_MOMENT if sought == RecordingsSought(since=since, until=until) else None


def _call_of(name: str) -> UUID | None:
    """Return the call that a name of a recording begins with; `None` for no such name."""
    try:
        return UUID(name.partition(".")[0])
    except ValueError:
        return None


def _moment(row: asyncpg.Record) -> datetime:
    removed_at: datetime = row["removed_at"]
    return removed_at


def _line(row: asyncpg.Record) -> IndexedRecording:
    field, part, agent_id, number = row["field"], row["part"], row["agent_id"], row["number"]
    return IndexedRecording(
        name=row["name"],
        what=Recording(part) if field is None else MessageRef(MessageField(field), part),
        kind=RecordingClass(row["kind"]),
        call_id=CallId(row["call_id"]),
        contact_id=ContactId(row["contact_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket=TicketNumber(row["ticket_day"], row["counter"]),
        direction=Direction(row["direction"]),
        number=None if number is None else read_key(number),
        agent_id=None if agent_id is None else AgentId(agent_id),
        agent_name=row["agent_name"],
        queue=row["queue"],
        begun_at=row["begun_at"],
        duration_s=row["duration_s"],
        size_bytes=row["size_bytes"],
        state=RecordingState(row["state"]),
        is_held=row["is_held"],
    )
