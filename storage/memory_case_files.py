"""What belongs to a case beside its ticket, in memory; see `storage/memory.py`."""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from datetime import datetime

from base.clock import Clock
from base.ids import ContactId, DispatchId, TicketId, VisitId
from callflow.call import RecordingState
from storage.case_files import Brief, RecordedFile, Try, UndisposedCall
from storage.memory import MemoryBooks
from storage.memory_dispatches import MemoryDispatchBook
from storage.memory_worklists import newest_page
from storage.moments import Anchor
from storage.worklists import Page, Place
from tickets.dispatch import DispatchState


class MemoryCaseFiles:
    """A `storage.case_files.CaseFiles` over the books in memory."""

    def __init__(self, books: MemoryBooks, dispatches: MemoryDispatchBook, clock: Clock) -> None:
        self._books = books
        self._dispatches = dispatches
        # Read once: a place in a list must stay where it was.
        self._anchor = Anchor.read(clock)

    async def briefs(self, ticket_ids: Collection[TicketId]) -> Mapping[TicketId, Brief]:
        """Return those of the tickets that are known, in one line each."""
        found: dict[TicketId, Brief] = {}
        for ticket_id in ticket_ids:
            reading = await self._books.tickets.get(ticket_id)
            if reading is not None:
                card = reading.file.card
                found[ticket_id] = Brief(
                    kind=card.kind,
                    category_title=card.category_title,
                    name=card.person.name,
                    text=card.text,
                )
        return found

    async def tries(self, contact_id: ContactId, most: int) -> tuple[Try, ...]:
        """Return our tries to ring somebody, the last one first."""
        attempts = self._books.callbacks.attempts.values()
        theirs = [each for each in attempts if each.contact_id == contact_id]
        theirs.sort(key=lambda each: (each.started_at, each.call_id), reverse=True)
        return tuple(
            Try(
                call_id=each.call_id,
                started_at=each.started_at,
                ended_at=each.ended_at,
                outcome=each.outcome,
            )
            for each in theirs[:most]
        )

    async def recorded(self, contact_id: ContactId) -> tuple[RecordedFile, ...]:
        """Return what can be heard of a contact, the earliest first; lost files are left out."""
        files = list(self._recorded(contact_id))
        files.sort(key=lambda file: (file.begun_at, file.call_id))
        return tuple(files)

    async def dead_dispatches(self, visit_id: VisitId) -> tuple[DispatchId, ...]:
        """Return what could not be told of a visit; nobody tries it any more."""
        dead = [
            record.dispatch
            for record in self._dispatches.records.values()
            if record.dispatch.visit_id == visit_id and record.progress.state is DispatchState.DEAD
        ]
        dead.sort(key=lambda dispatch: (dispatch.written_at, dispatch.dispatch_id))
        return tuple(dispatch.dispatch_id for dispatch in dead)

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedCall]:
        """Return the calls since then of which nobody said what they were, the last one first."""
        found = [each async for each in self._undisposed() if each.at >= since]
        return newest_page(found, after, most, lambda call: Place(call.at, call.call_id))

    async def _undisposed(self) -> AsyncIterator[UndisposedCall]:
        anchor, books = self._anchor, self._books
        names = {row.operator.agent_id: row.operator.name for row in await books.agents.rows()}
        for said in books.agents.disposed.values():
            call = books.calls.records[said.call_id]
            reading = await books.tickets.get(call.ticket_id)
            if said.not_stated is not None and reading is not None:
                yield UndisposedCall(
                    call_id=said.call_id,
                    ticket_id=call.ticket_id,
                    ticket_number=str(reading.file.card.number),
                    operator=names[said.agent_id],
                    at=anchor.moment_of(said.at),
                    why=said.not_stated,
                    called_from=call.ani.number,
                )

    def _recorded(self, contact_id: ContactId) -> Iterator[RecordedFile]:
        anchor, calls = self._anchor, self._books.calls
        for talk in calls.recordings:
            if talk.contact_id == contact_id and talk.state is not RecordingState.MISSING:
                yield RecordedFile(
                    call_id=talk.call_id,
                    what=talk.recording,
                    begun_at=anchor.moment_of(talk.started_at),
                    duration_s=talk.duration_s,
                    agent_id=talk.agent_id,
                )
        for left in calls.messages:
            is_there = left.state is not RecordingState.MISSING and not left.is_dropped
            if left.contact_id == contact_id and is_there:
                yield RecordedFile(
                    call_id=left.call_id,
                    what=left.message,
                    begun_at=anchor.moment_of(left.recorded_at),
                    duration_s=left.duration_s,
                )
