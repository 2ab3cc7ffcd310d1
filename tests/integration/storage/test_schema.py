import hashlib
from collections.abc import AsyncIterator
from enum import StrEnum

import asyncpg
import pytest
import pytest_asyncio

from administration.change import Kind as AdministeredKind
from agents.agent import Activity, NotStated, PauseCause, Presence
from agents.phone import PhoneTrouble
from alerts.alert import ClearedBecause
from alerts.kind import AlertKind, Severity
from alerts.message import AlertAbout
from alerts.message import MessageState as AlertMessageState
from base.phone import NumberKind
from callback.attempt import AttemptStage
from callback.outcome import AttemptOutcome
from callback.request import EndedBy, RequestState
from callback.sms import SmsState, SmsTemplate
from callers.history import SilenceCause
from callflow.call import RecordingState
from callflow.intervention import Deed
from callflow.message import MessageEnd
from callflow.outcome import HangupCause, Outcome
from callflow.standing_orders import HoursAsked
from ivr.hot_topics import TopicPlace
from line122.bootstrap.postgres import Postgres
from staff.lease import Worklist
from staff.role import Role as StaffRole
from storage.errors import DatabaseAwayError, DatabaseRefusedError, NewerDatabaseError
from storage.records.schema import MIGRATIONS, migrate
from storage.records.statements import statements
from storage.retention import KeptKind
from tests.support.databases import Databases
from tickets.capacity import Shift
from tickets.category import Kind as TicketKind
from tickets.changes import Role
from tickets.contact import Conclusion, EndReason, State
from tickets.directory import Kind, Serves
from tickets.dispatch import DispatchAbout, DispatchState
from tickets.follow_up import FollowUpReason
from tickets.refusal import RefusalReason
from tickets.sla import DeadlineKind
from tickets.ticket import REACHABLE, Channel, Priority
from tickets.visit import VisitState

_GIVEN_OUT = {
    "0001-calls-contacts-agents": "3a450172eff4bd0cdf504aaa7b3933e7",
    "0002-people-and-promises": "9a5e98dfdda7757e37ca8707b1571173",
    "0003-recordings": "6edda175064a1cce34274b1c88886cd2",
    "0004-tickets": "97ef94baec7f4b488199f11145026e30",
    "0005-directory": "267549a86960af75853c2cb0a04716cf",
    "0006-dispatches": "ef88b8838198219853fb138dde266fd2",
    "0008-messages": "26c59bf1e73fb618813d100042daa7a0",
    "0007-standing-orders": "47197a44925158825b805633fba2bb20",
    "0009-api": "9cd3200a040855581cee28fccd371759",
    "0010-intake": "f2b11a78333d33697ff312a44d8aeb15",
    "0011-retention": "ab590d5d93efed91d624d467b5a2904d",
    "0012-marks": "024a23b7cf6ab5d6269e09c145af686c",
    "0013-clinics-of-visits": "03fdd951ddee02007d2fa9b7d751a822",
    "0014-chases-and-questions": "ae999362a72088c44bafe15ff93c156f",
    "0015-changes-of-visits": "b4d9afa09c986a3c91e671e250b52f40",
    "0016-announced-topics": "e416c9fce98a169e9b461b0df809f30e",
    "0017-asks-that-come-twice": "c8bde81b4f63d62e76f98b0a575514fb",
    "0019-presence-reasons": "76dfba317c3374cff6d4185b250d759a",
    "0018-staff": "88025cdb588d6e23aaddd95167258009",
    "0021-shared-work": "50b1b0864b5973fffe855a78ff63b501",
    "0027-reports": "2da595e5403b47f599ffd23ae2f9fe2a",
    "0026-alerts": "cf172a988ecd999160169e097b5fa773",
    "0023-words-of-requests": "5911d2ea02531ef35c4742a3036be5b4",
    "0020-drafts": "6f67e35a31aa3633ce31614fac4675e6",
    "0022-administration": "d8416b927a4947ab84c290e4b662885a",
    "0025-interventions": "c5634af7d9eb1f5a2e43b0ffb9c1090c",
    "0024-dispositions": "b9ea231eca99a44b0d9cd2351ca4d32a",
    "0031-numbers-of-the-region": "5f9d0add0c937d25c963c8b5af067d4e",
    "0029-second-factor": "4920e4a69a9f56fc2853c7e51c27d5eb",
    "0028-recordings-of-record": "a678e24749920e4a7ddef7932b81d83b",
    "0033-sealed-second-factors": "0114587d78b4bacda79e322cfe5972d8",
    "0034-figures-of-needs": "d609092f7d43f944cb32e988e614422a",
    "0032-walls-and-topics": "63bccbb504dc223d90ed91a8efb090c0",
    "0030-board": "0eb6ceca120f807dcf86be54ca8b7363",
    "0035-listenings-and-old-dispatches": "e806e3e81b7c3b981b88f38ddb650ee0",
}
"""The checksums of all migrations: one that was given out is never edited, only followed."""

_CLOSED_WORDS: dict[str, type[StrEnum]] = {
    "contact_end_reason_known": EndReason,
    "call_ani_kind_known": NumberKind,
    "call_outcome_known": Outcome,
    "call_cause_known": HangupCause,
    "agent_presence_known": Presence,
    "agent_event_presence_known": Presence,
    "agent_event_activity_known": Activity,
    "agent_event_wish_known": Presence,
    "call_disposition_not_stated_known": NotStated,
    "agent_event_paused_for_known": PauseCause,
    "agent_event_phone_trouble_known": PhoneTrouble,
    "caller_silence_cause_known": SilenceCause,
    "callback_request_state_known": RequestState,
    "callback_request_ended_by_known": EndedBy,
    "callback_attempt_stage_known": AttemptStage,
    "callback_attempt_outcome_known": AttemptOutcome,
    "sms_outbox_template_known": SmsTemplate,
    "sms_outbox_state_known": SmsState,
    "call_recording_state_known": RecordingState,
    "recording_state_known": RecordingState,
    "message_state_known": RecordingState,
    "message_end_known": MessageEnd,
    "clinic_serves_known": Serves,
    "directory_import_kind_known": Kind,
    "hours_order_asked_known": HoursAsked,
    "administration_kind_known": AdministeredKind,
    "intervention_deed_known": Deed,
    "hot_topic_place_known": TopicPlace,
    "ticket_channel_known": Channel,
    "intake_kind_known": TicketKind,
    "ticket_kind_known": TicketKind,
    "ticket_state_known": State,
    "ticket_priority_known": Priority,
    "ticket_conclusion_known": Conclusion,
    "ticket_refusal_known": RefusalReason,
    "ticket_follow_up_known": FollowUpReason,
    "ticket_history_role_known": Role,
    "ticket_deadline_kind_known": DeadlineKind,
    "visit_state_known": VisitState,
    "visit_shift_known": Shift,
    "dispatch_about_known": DispatchAbout,
    "dispatch_state_known": DispatchState,
    "retention_sweep_kind_known": KeptKind,
    "staff_user_roles_known": StaffRole,
    "work_lease_worklist_known": Worklist,
    "alert_kind_known": AlertKind,
    "alert_severity_known": Severity,
    "alert_cleared_because_known": ClearedBecause,
    "alert_message_about_known": AlertAbout,
    "alert_message_state_known": AlertMessageState,
}


def test_migrations_that_were_given_out_are_never_edited() -> None:
    found = {
        path.stem: hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
        for path in MIGRATIONS.glob("*.sql")
    }
    assert found == _GIVEN_OUT


def test_migrations_go_forwards_only() -> None:
    for path in MIGRATIONS.glob("*.sql"):
        _, rollback = path.read_text().split("-- migrate: rollback")
        assert rollback.strip() == "", path.name


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def read_only_url(databases: Databases) -> AsyncIterator[str]:
    """Give one database to all tests that only read its schema."""
    async with databases.lent() as url:
        yield url


@pytest.mark.parametrize(("constraint", "words"), _CLOSED_WORDS.items())
async def test_database_knows_exactly_the_words_of_the_code(
    read_only_url: str, constraint: str, words: type[StrEnum]
) -> None:
    connection = await asyncpg.connect(read_only_url)
    definition = await connection.fetchval(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = $1", constraint
    )
    await connection.close()
    assert set(definition.split("'")[1::2]) == {word.value for word in words}


@pytest.mark.parametrize("name", sorted(statements.available_queries))
async def test_statement_fits_the_migrated_schema(read_only_url: str, name: str) -> None:
    connection = await asyncpg.connect(read_only_url)
    sql = getattr(statements, name).sql
    async with connection.transaction():
        # One statement reads a table that the one before it makes in the same transaction.
        await connection.execute(statements.make_room_for_attached.sql)
        prepared = await connection.prepare(sql)
        assert prepared.get_query() == sql
    await connection.close()


async def test_second_migration_finds_nothing_to_do(database_url: str) -> None:
    assert await migrate(database_url) == ()


async def test_database_of_a_newer_version_is_left_alone(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO _pogo_migration (migration_hash, migration_id, schema_name, applied)"
        " VALUES ('x', '9999-of-tomorrow', 'public', now())"
    )
    await connection.close()
    with pytest.raises(NewerDatabaseError, match="9999-of-tomorrow"):
        await migrate(database_url)


async def test_unknown_database_is_told_apart_from_an_absent_server(postgres: Postgres) -> None:
    with pytest.raises(DatabaseRefusedError, match="DATABASE_URL"):
        await migrate(postgres.url_of("nowhere"))
    with pytest.raises(DatabaseAwayError, match="DATABASE_URL"):
        await migrate("postgresql://nobody@127.0.0.1:1/nothing")


async def test_database_knows_the_same_ways_of_a_ticket_as_the_code(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT from_state, to_state FROM ticket_transition")
    await connection.close()
    ways = {(one.value, other.value) for one, others in REACHABLE.items() for other in others}
    assert {(row["from_state"], row["to_state"]) for row in rows} == ways
