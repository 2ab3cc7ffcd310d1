"""What people at work tell each other, in PostgreSQL: who is at what, and notes for the next."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from base.ids import NoteId, TicketId, UserId
from staff.handover import HandoverNote, NotedTicket, Signature
from staff.lease import Colleague, Lease, Worklist
from storage.records.connection import Pool
from storage.records.statements import statements
from tickets.number import TicketNumber


class PostgresLeaseBook:
    """A `staff.ports.LeaseBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def leases(self, now: datetime) -> Sequence[Lease]:
        """Return the leases that are in force, the earliest first."""
        async with self._pool.connection() as connection:
            rows = statements.leases_in_force(connection, site=self._site, now=now)
            return tuple([_read_lease(row) async for row in rows])

    async def lease_of(self, item: UUID) -> Lease | None:
        """Return the last lease of an item, also one that has ended."""
        async with self._pool.connection() as connection:
            row = await statements.lease_of_item(connection, site=self._site, item=item)
        return None if row is None else _read_lease(row)

    async def put(self, lease: Lease, *, instead_of: Lease | None) -> bool:
        """Write a lease in place of the one that was read; `False` when that is another now."""
        async with self._pool.connection() as connection:
            put = await statements.put_lease(
                connection,
                site=self._site,
                item=lease.item,
                worklist=lease.worklist,
                user_id=lease.holder.user_id,
                digest=lease.session,
                since=lease.since,
                until=lease.until,
                was_user=None if instead_of is None else instead_of.holder.user_id,
                was_since=None if instead_of is None else instead_of.since,
            )
        return put is not None

    async def release(self, item: UUID, user_id: UserId) -> None:
        """Forget the lease of an item, if that user holds it."""
        async with self._pool.connection() as connection:
            await statements.release_lease(connection, site=self._site, item=item, user_id=user_id)


class PostgresHandoverBook:
    """A `staff.ports.HandoverBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def write(self, note: HandoverNote) -> None:
        """Write a new note down."""
        async with self._pool.connection() as connection:
            await statements.write_note(
                connection,
                note_id=note.note_id,
                site=self._site,
                ticket_id=None if note.ticket is None else note.ticket.ticket_id,
                text=note.text,
                written_by=note.written.by.user_id,
                written_at=note.written.at,
            )

    async def notes(self, done_since: datetime, most: int) -> Sequence[HandoverNote]:
        """Return notes, the newest first: those that are not done before those done since then."""
        reads = defaultdict[NoteId, list[Signature]](list)
        async with self._pool.connection() as connection:
            found = statements.handover_notes(
                connection, site=self._site, done_since=done_since, most=most
            )
            rows = [row async for row in found]
            note_ids = [row["note_id"] for row in rows]
            async for row in statements.reads_of_notes(connection, note_ids=note_ids):
                reads[NoteId(row["note_id"])].append(Signature(_colleague(row), row["read_at"]))
        return tuple(_read_note(row, tuple(reads[NoteId(row["note_id"])])) for row in rows)

    async def note_read(self, note_id: NoteId, signed: Signature) -> bool:
        """Note that somebody has read a note, once; `False` when there is no such note."""
        async with self._pool.connection() as connection:
            found = await statements.note_was_read(
                connection,
                site=self._site,
                note_id=note_id,
                user_id=signed.by.user_id,
                read_at=signed.at,
            )
        return found is not None

    async def note_done(self, note_id: NoteId, signed: Signature) -> bool:
        """Take that a note is done; the first who said so stays; `False` when there is none."""
        async with self._pool.connection() as connection:
            found = await statements.note_was_done(
                connection,
                site=self._site,
                note_id=note_id,
                user_id=signed.by.user_id,
                done_at=signed.at,
            )
        return found is not None


def _read_lease(row: asyncpg.Record) -> Lease:
    return Lease(
        item=row["item"],
        worklist=Worklist(row["worklist"]),
        holder=_colleague(row),
        session=row["digest"],
        since=row["since"],
        until=row["until"],
    )


def _read_note(row: asyncpg.Record, reads: tuple[Signature, ...]) -> HandoverNote:
    ticket, done = None, None
    if row["ticket_id"] is not None:
        number = TicketNumber(row["ticket_day"], row["counter"])
        ticket = NotedTicket(TicketId(row["ticket_id"]), str(number))
    if row["done_at"] is not None:
        finisher = Colleague(UserId(row["done_id"]), row["done_login"], row["done_name"])
        done = Signature(finisher, row["done_at"])
    return HandoverNote(
        note_id=NoteId(row["note_id"]),
        text=row["text"],
        ticket=ticket,
        written=Signature(_colleague(row), row["written_at"]),
        reads=reads,
        done=done,
    )


def _colleague(row: asyncpg.Record) -> Colleague:
    return Colleague(UserId(row["user_id"]), row["login"], row["name"])
