"""What PostgreSQL itself refuses, whoever writes: the last line behind the code's own rules."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from base.ids import ContactId, new_call_id, new_contact_id, new_ticket_id, new_visit_id
from storage.records.connection import Connection
from tests.tickets.cases import NOON

CONTACT = (
    "INSERT INTO contact (contact_id, site, number, opened_at, is_shared, revision)"
    " VALUES ($1, 'north', '+79101234567', $2, $3, 1)"
)
TICKET = (
    "INSERT INTO ticket (ticket_id, site, contact_id, number, ticket_day, counter, opened_at)"
    " VALUES ($1, 'north', $2, 'n', $3, $4, $5)"
)
VISIT = (
    "INSERT INTO visit (visit_id, site, ticket_id, place, requested_at, complaint, danger_signs,"
    " address_text, settlement, street, house, flat, entrance, floor, intercom, landmark,"
    " patient_name, policy_number, clinic, is_on_waiting_list, state, state_at, doctor, reason)"
    " VALUES ($1, 'north', $2, 0, $3, '', '{}', 'x', '', '', '', '', '', '', '', '', '', '', $4,"
    " false, 'requested', $3, '', '')"
)
PROMISE = (
    "INSERT INTO callback_request (contact_id, site, number, queue, trunk, placed_at, opened_at,"
    " rank, state, tries, dials, busy, declines, days, was_machine, is_barred, revision)"
    " VALUES ($1, 'north', '+79101234567', 'doctor', 'main', $2, $2, 0, $3, 0, 0, 0, 0, 0, false,"
    " false, 1)"
)


async def written(
    connection: Connection, contact_id: ContactId | None = None, *, is_shared: bool = False
) -> None:
    """Write an open contact of one number."""
    await connection.execute(CONTACT, contact_id or new_contact_id(), NOON, is_shared)


@pytest.fixture
async def connection(database_url: str) -> AsyncIterator[Connection]:
    opened = await asyncpg.connect(database_url)
    yield opened
    await opened.close()


async def test_number_has_one_open_contact_unless_it_is_shared(connection: Connection) -> None:
    await written(connection)
    await written(connection, is_shared=True)
    with pytest.raises(asyncpg.UniqueViolationError, match="contact_one_open_per_number"):
        await written(connection)


async def test_number_is_rung_by_one_promise_at_a_time(connection: Connection) -> None:
    ours, theirs = new_contact_id(), new_contact_id()
    for contact in (ours, theirs):
        await written(connection, contact, is_shared=contact == theirs)
        await connection.execute(PROMISE, contact, NOON, "due")
    move = "UPDATE callback_request SET state = $2 WHERE contact_id = $1"
    await connection.execute(move, ours, "in_flight")
    # Judged at the commit: a batch may hold the new one before the end of the old one.
    async with connection.transaction():
        await connection.execute(move, theirs, "in_flight")
        await connection.execute(move, ours, "resting")
    with pytest.raises(asyncpg.ExclusionViolationError, match="one_live_per_number"):
        await connection.execute(move, ours, "in_flight")


async def test_ticket_goes_by_the_table_of_its_states_only(connection: Connection) -> None:
    contact, ticket = new_contact_id(), new_ticket_id()
    await written(connection, contact)
    await connection.execute(TICKET, ticket, contact, date(2026, 11, 23), 1, NOON)
    with pytest.raises(asyncpg.CheckViolationError, match="does not become"):
        await connection.execute(
            "UPDATE ticket SET state = 'waiting_for_citizen', waiting_since = $1", NOON
        )
    with pytest.raises(asyncpg.CheckViolationError, match="ticket_refused_with_evidence"):
        await connection.execute(
            "UPDATE ticket SET state = 'refused', conclusion = 'refused', ended_at = $1", NOON
        )
    with pytest.raises(asyncpg.CheckViolationError, match="ticket_ended_in_an_end"):
        await connection.execute("UPDATE ticket SET state = 'closed'")


async def test_nothing_hangs_in_the_air_and_no_call_has_two_rows(connection: Connection) -> None:
    contact, ticket, call = new_contact_id(), new_ticket_id(), new_call_id()
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await connection.execute(TICKET, ticket, contact, date(2026, 11, 23), 1, NOON)
    await written(connection, contact)
    await connection.execute(TICKET, ticket, contact, date(2026, 11, 23), 1, NOON)
    row = (
        "INSERT INTO call (call_id, site, leg_id, contact_id, ticket_id, trunk, service, ani_kind,"
        " ani_raw, ani_flags, dialled, arrived_at, rings, rings_without_answer, revision) VALUES"
        " ($1, 'north', '1.1', $2, $3, 'main', '122', 'withheld', '', '{}', '122', $4, 0, 0, 1)"
    )
    await connection.execute(row, call, contact, ticket, NOON)
    with pytest.raises(asyncpg.UniqueViolationError, match="call_pkey"):
        await connection.execute(row, call, contact, ticket, NOON)
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="visit_clinic_of_the_directory"):
        await connection.execute(VISIT, new_visit_id(), ticket, NOON, "gp-9")
    await connection.execute(VISIT, new_visit_id(), ticket, NOON, None)
    for table in ("contact", "ticket"):
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute(f"DELETE FROM {table}")  # noqa: S608 -- Names of our own.


async def test_history_of_a_ticket_is_only_ever_appended_to(connection: Connection) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match="only ever appended"):
        await connection.execute("DELETE FROM ticket_history")
    with pytest.raises(asyncpg.RestrictViolationError, match="only ever appended"):
        await connection.execute("DELETE FROM ticket_transition")


async def test_deadline_that_two_ask_for_at_once_is_locked_by_one(database_url: str) -> None:
    first, second = [await asyncpg.connect(database_url) for _ in range(2)]
    contact, ticket = new_contact_id(), new_ticket_id()
    await written(first, contact)
    await first.execute(TICKET, ticket, contact, date(2026, 11, 23), 1, NOON)
    await first.execute(
        "INSERT INTO ticket_deadline (ticket_id, kind, round, site, due_at)"
        " VALUES ($1, 'own_soon', 0, 'north', $2)",
        ticket,
        NOON,
    )
    due = (
        "SELECT d.ticket_id FROM ticket_deadline d JOIN ticket USING (ticket_id)"
        " WHERE d.fired_at IS NULL FOR UPDATE OF ticket SKIP LOCKED"
    )
    async with first.transaction():
        assert await first.fetchval(due) == ticket
        async with asyncio.timeout(60), second.transaction():
            assert await second.fetchval(due) is None
    await first.close()
    await second.close()
