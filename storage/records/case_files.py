"""What belongs to a case beside its ticket, read from PostgreSQL."""

from collections.abc import Collection, Mapping
from datetime import datetime

import asyncpg

from agents.agent import NotStated
from base.ids import AgentId, CallId, ContactId, DispatchId, TicketId, VisitId
from base.phone import PhoneNumber
from callback.outcome import AttemptOutcome
from callflow.events import Recording
from callflow.message import MessageField, MessageRef
from storage.case_files import Brief, RecordedFile, Try, UndisposedCall
from storage.records.connection import Pool
from storage.records.statements import statements
from storage.records.worklists import NEWEST
from storage.worklists import Page, Place, page_of
from tickets.category import Kind
from tickets.number import TicketNumber


class PostgresCaseFiles:
    """A `storage.case_files.CaseFiles`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def briefs(self, ticket_ids: Collection[TicketId]) -> Mapping[TicketId, Brief]:
        """Return those of the tickets that are known, in one line each."""
        async with self._pool.connection() as connection:
            rows = statements.ticket_briefs(
                connection, site=self._site, ticket_ids=list(ticket_ids)
            )
            return {TicketId(row["ticket_id"]): _brief(row) async for row in rows}

    async def tries(self, contact_id: ContactId, most: int) -> tuple[Try, ...]:
        """Return our tries to ring somebody, the last one first."""
        async with self._pool.connection() as connection:
            rows = statements.tries_of_contact(
                connection, site=self._site, contact_id=contact_id, most=most
            )
            return tuple([_try(row) async for row in rows])

    async def recorded(self, contact_id: ContactId) -> tuple[RecordedFile, ...]:
        """Return what can be heard of a contact, the earliest first; lost files are left out."""
        async with self._pool.connection() as connection:
            rows = statements.recorded_of_contact(
                connection, site=self._site, contact_id=contact_id
            )
            return tuple([_recorded(row) async for row in rows])

    async def dead_dispatches(self, visit_id: VisitId) -> tuple[DispatchId, ...]:
        """Return what could not be told of a visit; nobody tries it any more."""
        async with self._pool.connection() as connection:
            rows = statements.dead_dispatches_of_visit(
                connection, site=self._site, visit_id=visit_id
            )
            return tuple([DispatchId(row["dispatch_id"]) async for row in rows])

    async def undisposed(
        self, since: datetime, after: Place | None, most: int
    ) -> Page[UndisposedCall]:
        """Return the calls since then of which nobody said what they were, the last one first."""
        before = after or NEWEST
        async with self._pool.connection() as connection:
            rows = statements.calls_not_stated(
                connection,
                site=self._site,
                since=since,
                before_at=before.at,
                before_id=before.key,
                most=most + 1,
            )
            found = [_undisposed(row) async for row in rows]
        return page_of(found, most, lambda call: Place(call.at, call.call_id))


def _brief(row: asyncpg.Record) -> Brief:
    return Brief(
        kind=Kind(row["kind"]),
        category_title=row["category_title"],
        name=row["person_name"],
        text=row["text"],
    )


def _try(row: asyncpg.Record) -> Try:
    outcome = row["outcome"]
    return Try(
        call_id=CallId(row["call_id"]),
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        outcome=None if outcome is None else AttemptOutcome(outcome),
    )


def _undisposed(row: asyncpg.Record) -> UndisposedCall:
    return UndisposedCall(
        call_id=CallId(row["call_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=str(TicketNumber(row["ticket_day"], row["counter"])),
        operator=row["name"],
        at=row["at"],
        why=NotStated(row["not_stated"]),
        called_from=None if row["ani"] is None else PhoneNumber(row["ani"]),
    )


def _recorded(row: asyncpg.Record) -> RecordedFile:
    field, number = row["field"], row["number"]
    return RecordedFile(
        call_id=CallId(row["call_id"]),
        what=Recording(number) if field is None else MessageRef(MessageField(field), number),
        begun_at=row["begun_at"],
        duration_s=row["duration_s"],
        agent_id=None if row["agent_id"] is None else AgentId(row["agent_id"]),
    )
