"""The lists that people work by, read from PostgreSQL."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg

from base.ids import AgentId, CallId, ClinicCode, ContactId, TicketId, VisitId
from base.phone import CallerKey, PhoneNumber
from callflow.events import Direction
from callflow.outcome import Outcome
from queues.policy import QueueName
from storage.records.connection import Pool
from storage.records.dispatches import read_dispatch
from storage.records.statements import statements
from storage.worklists import (
    CallLine,
    ContactLine,
    DueLine,
    ListLengths,
    Page,
    Place,
    VisitLine,
    VisitsSought,
    page_of,
)
from tickets.capacity import Shift
from tickets.category import Kind
from tickets.contact import EndReason, State
from tickets.dispatch import DispatchRecord, DispatchState
from tickets.number import TicketNumber
from tickets.ticket import Priority
from tickets.visit import VisitState

NEWEST: Final = Place(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))
"""Before it lies every line of a list that begins with the newest."""

_OLDEST: Final = Place(datetime(1, 1, 2, tzinfo=UTC), UUID(int=0))


class PostgresWorklists:
    """A `storage.worklists.Worklists`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def visits(
        self, sought: VisitsSought, after: Place | None, most: int
    ) -> Page[VisitLine]:
        """Return the newest visits that fit, behind the place."""
        before = after or NEWEST
        async with self._pool.connection() as connection:
            rows = statements.visits_listed(
                connection,
                site=self._site,
                clinic=sought.clinic,
                day=sought.day,
                states=sorted(state.value for state in sought.states),
                before_at=before.at,
                before_id=before.key,
                most=most + 1,
            )
            found = [_visit(row) async for row in rows]
        return page_of(found, most, lambda line: Place(line.requested_at, line.visit_id))

    async def due(self, until: datetime, after: Place | None, most: int) -> Page[DueLine]:
        """Return the tickets that are due until then, the most overdue first."""
        behind = after or _OLDEST
        async with self._pool.connection() as connection:
            rows = statements.tickets_due(
                connection,
                site=self._site,
                until=until,
                after_at=behind.at,
                after_id=behind.key,
                most=most + 1,
            )
            found = [_due(row) async for row in rows]
        return page_of(found, most, lambda line: Place(line.due_at, line.ticket_id))

    async def lengths(self, until: datetime) -> ListLengths:
        """Return how long the lists are; due is what must be done until then."""
        async with self._pool.connection() as connection:
            row = await statements.list_lengths(connection, site=self._site, until=until)
        return ListLengths(row["night"], row["due"], row["unacknowledged"])

    async def calls_of_contact(self, contact_id: ContactId, most: int) -> tuple[CallLine, ...]:
        """Return the newest calls of a contact."""
        async with self._pool.connection() as connection:
            rows = statements.calls_of_contact(
                connection, site=self._site, contact_id=contact_id, most=most
            )
            return tuple([_call(row) async for row in rows])

    async def calls_of(self, number: CallerKey, after: Place | None, most: int) -> Page[CallLine]:
        """Return the newest calls with a number."""
        before = after or NEWEST
        async with self._pool.connection() as connection:
            rows = statements.calls_of_number(
                connection,
                site=self._site,
                number=number,
                before_at=before.at,
                before_id=before.key,
                most=most + 1,
            )
            found = [_call(row) async for row in rows]
        return page_of(found, most, lambda line: Place(line.arrived_at, line.call_id))

    async def contacts_of(
        self, number: CallerKey, after: Place | None, most: int
    ) -> Page[ContactLine]:
        """Return the newest contacts of a number, also of those who want to be rung on it."""
        before = after or NEWEST
        async with self._pool.connection() as connection:
            rows = statements.contacts_of_number(
                connection,
                site=self._site,
                number=number,
                before_at=before.at,
                before_id=before.key,
                most=most + 1,
            )
            found = [_contact(row) async for row in rows]
        return page_of(found, most, lambda line: Place(line.opened_at, line.contact_id))

    async def dispatches(
        self, states: frozenset[DispatchState], after: Place | None, most: int
    ) -> Page[DispatchRecord]:
        """Return the newest dispatches in any of the states."""
        before = after or NEWEST
        async with self._pool.connection() as connection:
            rows = statements.dispatches_listed(
                connection,
                site=self._site,
                states=sorted(state.value for state in states),
                before_at=before.at,
                before_id=before.key,
                most=most + 1,
            )
            found = [read_dispatch(row) async for row in rows]
        return page_of(found, most, _dispatch_place)


def _dispatch_place(record: DispatchRecord) -> Place:
    return Place(record.dispatch.written_at, record.dispatch.dispatch_id)


def _number(row: asyncpg.Record) -> str:
    return str(TicketNumber(row["ticket_day"], row["counter"]))


def _visit(row: asyncpg.Record) -> VisitLine:
    return VisitLine(
        visit_id=VisitId(row["visit_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=_number(row),
        requested_at=row["requested_at"],
        patient_name=row["patient_name"],
        born_on=row["born_on"],
        complaint=row["complaint"],
        danger_signs=tuple(row["danger_signs"]),
        address=row["address_text"],
        clinic=None if row["clinic"] is None else ClinicCode(row["clinic"]),
        day=row["day"],
        shift=None if row["shift"] is None else Shift(row["shift"]),
        is_on_waiting_list=row["is_on_waiting_list"],
        state=VisitState(row["state"]),
        state_at=row["state_at"],
        acknowledged_at=row["acknowledged_at"],
        doctor=row["doctor"],
        reason=row["reason"],
    )


def _due(row: asyncpg.Record) -> DueLine:
    return DueLine(
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=_number(row),
        due_at=row["due_at"],
        own_by=row["own_by"],
        resolve_by=row["resolve_by"],
        kind=Kind(row["kind"]),
        category_title=row["category_title"],
        state=State(row["state"]),
        priority=Priority(row["priority"]),
        owner=None if row["owner"] is None else AgentId(row["owner"]),
        name=row["person_name"],
    )


def _call(row: asyncpg.Record) -> CallLine:
    return CallLine(
        call_id=CallId(row["call_id"]),
        contact_id=ContactId(row["contact_id"]),
        ticket_number=_number(row),
        direction=Direction(row["direction"]),
        number=None if row["ani"] is None else PhoneNumber(row["ani"]),
        arrived_at=row["arrived_at"],
        answered_at=row["answered_at"],
        hung_up_at=row["hung_up_at"],
        queue=None if row["queue"] is None else QueueName(row["queue"]),
        agent_id=None if row["agent_id"] is None else AgentId(row["agent_id"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        decision=row["decision"] or "",
    )


def _contact(row: asyncpg.Record) -> ContactLine:
    return ContactLine(
        contact_id=ContactId(row["contact_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=_number(row),
        opened_at=row["opened_at"],
        ended_at=row["ended_at"],
        end_reason=None if row["end_reason"] is None else EndReason(row["end_reason"]),
        told_at=row["told_at"],
        promised_for=row["promised_for"],
        is_urgent=row["is_urgent"],
        is_shared=row["is_shared"],
        callback_to=None if row["callback_to"] is None else PhoneNumber(row["callback_to"]),
    )
