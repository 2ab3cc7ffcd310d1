"""Leases of items and notes for the next shift, in memory; see `storage/memory.py`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from base.ids import NoteId, UserId
from staff.handover import HandoverNote, Signature
from staff.lease import Lease
from storage.memory_staff import MemoryStaffBook


class MemoryLeaseBook:
    """A `staff.ports.LeaseBook`; leases end with the sessions of the book of staff."""

    def __init__(self, staff: MemoryStaffBook) -> None:
        self._staff = staff
        self._leases: dict[UUID, Lease] = {}

    async def leases(self, now: datetime) -> Sequence[Lease]:
        """Return the leases that are in force, the earliest first."""
        held = list(map(self._ending, self._leases.values()))
        held.sort(key=lambda lease: (lease.since, lease.item))
        return tuple(lease for lease in held if lease.is_in_force(now))

    async def lease_of(self, item: UUID) -> Lease | None:
        """Return the last lease of an item, also one that has ended."""
        lease = self._leases.get(item)
        return None if lease is None else self._ending(lease)

    async def put(self, lease: Lease, *, instead_of: Lease | None) -> bool:
        """Write a lease in place of the one that was read; `False` when that is another now."""
        if _mark(self._leases.get(lease.item)) != _mark(instead_of):
            return False
        self._leases[lease.item] = lease
        return True

    async def release(self, item: UUID, user_id: UserId) -> None:
        """Forget the lease of an item, if that user holds it."""
        lease = self._leases.get(item)
        if lease is not None and lease.holder.user_id == user_id:
            del self._leases[item]

    def _ending(self, lease: Lease) -> Lease:
        """Return a lease that ends no later than the session it was taken in."""
        session = self._staff.sessions[lease.session]
        ends = (lease.until, session.expires_at, session.ended_at)
        return replace(lease, until=min(end for end in ends if end is not None))


class MemoryHandoverBook:
    """A `staff.ports.HandoverBook`."""

    def __init__(self) -> None:
        self._notes: dict[NoteId, HandoverNote] = {}

    async def write(self, note: HandoverNote) -> None:
        """Write a new note down."""
        self._notes[note.note_id] = note

    async def notes(self, done_since: datetime, most: int) -> Sequence[HandoverNote]:
        """Return notes, the newest first: those that are not done before those done since then."""
        newest = sorted(
            self._notes.values(), key=lambda note: (note.written.at, note.note_id), reverse=True
        )
        still_open = [note for note in newest if note.done is None]
        done = [note for note in newest if note.done is not None and note.done.at >= done_since]
        return tuple([*still_open, *done][:most])

    async def note_read(self, note_id: NoteId, signed: Signature) -> bool:
        """Note that somebody has read a note, once; `False` when there is no such note."""
        note = self._notes.get(note_id)
        if note is None:
            return False
        if all(read.by.user_id != signed.by.user_id for read in note.reads):
            self._notes[note_id] = replace(note, reads=(*note.reads, signed))
        return True

    async def note_done(self, note_id: NoteId, signed: Signature) -> bool:
        """Take that a note is done; the first who said so stays; `False` when there is none."""
        note = self._notes.get(note_id)
        if note is None:
            return False
        self._notes[note_id] = replace(note, done=note.done or signed)
        return True


def _mark(lease: Lease | None) -> tuple[UserId, datetime] | None:
    return None if lease is None else (lease.holder.user_id, lease.since)
