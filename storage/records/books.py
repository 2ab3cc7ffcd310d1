"""The books of calls, cases and agents, kept in PostgreSQL, and all books of a site together.

Every write goes through the one group-commit writer and returns at once. Every reading first
waits for what was written before it, so that nobody reads less than they know.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from agents.ports import AgentMove, CallDisposed, StoredOperator
from base.clock import Clock
from callflow.events import JournalEntry, PolicyId
from callflow.messages import MessageRecord
from callflow.ports import StoredCall
from callflow.record import CallRecord
from callflow.recording import RecordingRecord
from storage.backlog import Backlog
from storage.errors import DatabaseAwayError, NotMigratedError, UnreadableAgentError
from storage.jobs import Jobs
from storage.journal import LocalJournal
from storage.moments import GREENWICH, Anchor, Revisions
from storage.records import agent_mapping, mapping
from storage.records.administration import PostgresAdministrationBook
from storage.records.alerts import PostgresAlertBook
from storage.records.api import PostgresAuditBook, PostgresTokenBook
from storage.records.board import PostgresBoardBook
from storage.records.callbacks import PostgresCallbackBook, PostgresSmsOutbox
from storage.records.callers import PostgresCallerBook
from storage.records.case_files import PostgresCaseFiles
from storage.records.changes import AGENT_CHANGED, row_changes
from storage.records.connection import Timeouts, connect, open_pool
from storage.records.directory import PostgresDirectoryBook
from storage.records.dispatches import PostgresDispatchBook
from storage.records.dossier import Dossiers
from storage.records.drafts import PostgresDraftBook
from storage.records.intake import PostgresIntakeBook
from storage.records.interventions import PostgresInterventionBook
from storage.records.journals import read_journals
from storage.records.orders import PostgresHoursBook, PostgresTopicBook
from storage.records.recordings import PostgresRecordings
from storage.records.reports import REPORT_TIMEOUTS, REPORT_TUNING, PostgresReports
from storage.records.retention import PostgresRetentionBook
from storage.records.schema import missing_migrations
from storage.records.second_factors import PostgresSecondFactorBook
from storage.records.shared_work import PostgresHandoverBook, PostgresLeaseBook
from storage.records.shelf import Shelf
from storage.records.staff import PostgresStaffBook
from storage.records.statements import statements
from storage.records.storms import PostgresStormBook
from storage.records.tickets import TUNING, PostgresTicketBook
from storage.records.worklists import PostgresWorklists
from storage.records.writer import GroupWriter, WriterLimits, running_writer
from storage.refused import RefusedRows
from tickets.contact import Contact, OpenCase, Ticket

_CATCH_UP_WITHIN_S: Final = 60.0
"""Enough for the longest journal there may be."""
_START: Final = Timeouts(connect_s=15.0, command_s=15.0)
"""Nobody is served yet, and the server may have been started with us on a machine that is busy:
an engine that gave up now would only be started again."""

_log = structlog.get_logger(__name__)


class PostgresCallBook:
    """A `callflow.ports.CallBook`; a `RecordingBook`, `MessageBook` and `PolicyBook`, too."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_call(self, record: CallRecord) -> None:
        """Write the call's row, or write it anew."""
        shelf = self._shelf
        anchor = Anchor.read(shelf.clock)
        revision = shelf.revisions.next(anchor)
        shelf.writer.add(mapping.call_row(record, shelf.site, anchor, revision))

    def write_event(self, entry: JournalEntry) -> None:
        """Append to the call's journal."""
        shelf = self._shelf
        at = Anchor.read(shelf.clock).moment_of(entry.at)
        shelf.writer.add(mapping.call_event_row(entry, shelf.site, at))

    def write_recording(self, record: RecordingRecord) -> None:
        """Write a recording's row; it has been judged once and for all."""
        shelf = self._shelf
        anchor = Anchor.read(shelf.clock)
        shelf.writer.add(mapping.recording_row(record, shelf.site, anchor))

    def write_message(self, record: MessageRecord) -> None:
        """Write a message's row, or that it was taken back."""
        shelf = self._shelf
        anchor = Anchor.read(shelf.clock)
        shelf.writer.add(mapping.message_row(record, shelf.site, anchor))

    async def committed(self) -> None:
        """Wait until all that was written so far is durable."""
        await self._shelf.writer.committed()

    async def open_calls(self) -> tuple[StoredCall, ...]:
        """Return every call that has not ended, the oldest first.

        One whose journal this version cannot read comes with an empty one.
        """
        async with self._shelf.reading() as connection:
            site = self._shelf.site
            calls = [row async for row in statements.open_calls(connection, site=site)]
            entries = [row async for row in statements.open_call_events(connection, site=site)]
        anchor = Anchor.read(self._shelf.clock)
        journals = read_journals(entries, anchor)
        records = (mapping.read_call(row, anchor) for row in calls)
        return tuple(StoredCall(record, journals.get(record.call_id, ())) for record in records)

    async def keep_policy(self, policy_id: PolicyId, encoded: bytes) -> None:
        """Keep the text of a policy before the first call names it; harmless when it is kept."""
        shelf = self._shelf
        async with shelf.reading() as connection:
            await statements.keep_policy(
                connection,
                policy_id=policy_id,
                site=shelf.site,
                policy=encoded.decode(),
                taken_at=shelf.clock.now(),
            )

    async def policies(self, policy_ids: Collection[PolicyId]) -> Mapping[PolicyId, bytes]:
        """Return the texts of the policies that are named and known."""
        async with self._shelf.reading() as connection:
            rows = statements.policies(
                connection, site=self._shelf.site, policy_ids=list(policy_ids)
            )
            return {PolicyId(row["policy_id"]): row["policy"].encode() async for row in rows}


class PostgresCaseBook:
    """A `tickets.ports.CaseBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_contact(self, contact: Contact) -> None:
        """Write the contact's row, or write it anew."""
        shelf = self._shelf
        shelf.writer.add(mapping.contact_row(contact, shelf.site, shelf.next_revision()))

    def write_ticket(self, ticket: Ticket) -> None:
        """Write the ticket's row, or write anew what the end of its contact says of it."""
        shelf = self._shelf
        shelf.writer.add(mapping.ticket_row(ticket, shelf.site, shelf.next_revision()))

    async def open_cases(self) -> tuple[OpenCase, ...]:
        """Return every contact that has not ended, with its tickets, the oldest first."""
        async with self._shelf.reading() as connection:
            found = statements.open_cases(connection, site=self._shelf.site)
            return tuple(mapping.read_open_cases([row async for row in found]))

    async def last_counter(self, day: date) -> int:
        """Return the highest ticket counter of the day; 0 when there is none."""
        async with self._shelf.reading() as connection:
            counter = await statements.last_counter(connection, site=self._shelf.site, day=day)
            return int(counter)


class PostgresAgentBook:
    """An `agents.ports.AgentBook`."""

    def __init__(self, shelf: Shelf, url: str) -> None:
        self._shelf = shelf
        self._url = url

    async def operators(self) -> tuple[StoredOperator, ...]:
        """Return every agent who is not disabled and whose row can be read, by account."""
        async with self._shelf.reading() as connection:
            found = statements.working_agents(connection, site=self._shelf.site)
            rows = [row async for row in found]
        return tuple(_readable_operators(rows, Anchor.read(self._shelf.clock)))

    def changes(self) -> AsyncIterator[None]:
        """Yield once whenever the rows of agents have changed, or may have unseen."""
        return row_changes(self._url, self._shelf.site, AGENT_CHANGED)

    def write_move(self, move: AgentMove) -> None:
        """Append to the agents' journal, and keep the presence; returns at once."""
        shelf = self._shelf
        anchor = Anchor.read(shelf.clock)
        revision = shelf.revisions.next(anchor)
        shelf.writer.add(agent_mapping.agent_event_row(move, shelf.site, anchor, revision))

    def write_disposition(self, disposed: CallDisposed) -> None:
        """Write what a call was for its agent; a later word goes over an earlier one."""
        shelf = self._shelf
        anchor = Anchor.read(shelf.clock)
        revision = shelf.revisions.next(anchor)
        shelf.writer.add(agent_mapping.disposition_row(disposed, shelf.site, anchor, revision))


@dataclass(frozen=True, slots=True)
class Books:
    """The books of a site, and their one writer."""

    calls: PostgresCallBook
    cases: PostgresCaseBook
    agents: PostgresAgentBook
    callers: PostgresCallerBook
    callbacks: PostgresCallbackBook
    messages: PostgresSmsOutbox
    storms: PostgresStormBook
    alerts: PostgresAlertBook
    board: PostgresBoardBook
    tickets: PostgresTicketBook
    intake: PostgresIntakeBook
    hours: PostgresHoursBook
    topics: PostgresTopicBook
    directory: PostgresDirectoryBook
    dispatches: PostgresDispatchBook
    worklists: PostgresWorklists
    tokens: PostgresTokenBook
    reads: PostgresAuditBook
    staff: PostgresStaffBook
    second_factors: PostgresSecondFactorBook
    leases: PostgresLeaseBook
    handover: PostgresHandoverBook
    case_files: PostgresCaseFiles
    drafts: PostgresDraftBook
    administration: PostgresAdministrationBook
    interventions: PostgresInterventionBook
    reports: PostgresReports
    retention: PostgresRetentionBook
    recordings: PostgresRecordings
    dossiers: Dossiers
    jobs: Jobs
    writer: GroupWriter

    async def caught_up(self) -> None:
        """Wait until PostgreSQL has all that was written so far, and the local journal nothing."""
        await self.writer.caught_up()


@asynccontextmanager
async def open_books(
    url: str,
    *,
    site: str,
    clock: Clock,
    directory: Path,
    limits: WriterLimits | None = None,
    zone: ZoneInfo = GREENWICH,
) -> AsyncIterator[Books]:
    """Keep the books while the body runs; the directory is for what waits for the database.

    What waited there since the last run is written first. The zone is the site's: by it attempts
    are counted per day, and hours for the norm.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer now.
        DatabaseRefusedError: the address is wrong.
        NotMigratedError: the database lacks tables of this version.

    """
    limits = limits or WriterLimits()
    await _require_schema(url)
    async with AsyncExitStack() as stack:
        journal = stack.enter_context(LocalJournal(directory))
        backlog = Backlog(journal, unkept_rows=limits.unkept_rows)
        refused = RefusedRows(directory)
        pool = await stack.enter_async_context(open_pool(url, timeouts=limits.timeouts))
        desk_pool = await stack.enter_async_context(
            open_pool(url, timeouts=limits.timeouts, tuning=TUNING)
        )
        report_pool = await stack.enter_async_context(
            open_pool(url, timeouts=REPORT_TIMEOUTS, tuning=REPORT_TUNING)
        )
        writer = await stack.enter_async_context(running_writer(url, backlog, refused, limits))
        await _caught_up(writer)
        for loaded_from in (pool, desk_pool):
            await loaded_from.open(_START.connect_s)
        async with pool.connection() as connection:
            last = int(await statements.last_revision(connection, site=site))
        shelf = Shelf(site, zone, clock, writer, pool, Revisions(last))
        yield Books(
            calls=PostgresCallBook(shelf),
            cases=PostgresCaseBook(shelf),
            agents=PostgresAgentBook(shelf, url),
            callers=PostgresCallerBook(shelf),
            callbacks=PostgresCallbackBook(shelf),
            messages=PostgresSmsOutbox(shelf),
            storms=PostgresStormBook(shelf),
            alerts=PostgresAlertBook(shelf),
            board=PostgresBoardBook(desk_pool, site),
            hours=PostgresHoursBook(shelf),
            topics=PostgresTopicBook(shelf),
            tickets=PostgresTicketBook(shelf, desk_pool),
            intake=PostgresIntakeBook(shelf),
            directory=PostgresDirectoryBook(shelf, url),
            dispatches=PostgresDispatchBook(pool, site),
            worklists=PostgresWorklists(desk_pool, site),
            tokens=PostgresTokenBook(desk_pool, site),
            reads=PostgresAuditBook(desk_pool, site),
            staff=PostgresStaffBook(pool, site),
            second_factors=PostgresSecondFactorBook(pool, site),
            leases=PostgresLeaseBook(desk_pool, site),
            handover=PostgresHandoverBook(desk_pool, site),
            case_files=PostgresCaseFiles(desk_pool, site),
            drafts=PostgresDraftBook(desk_pool, site),
            administration=PostgresAdministrationBook(desk_pool, site),
            interventions=PostgresInterventionBook(desk_pool, site),
            reports=PostgresReports(report_pool, site, zone),
            retention=PostgresRetentionBook(desk_pool, site),
            recordings=PostgresRecordings(desk_pool, site),
            dossiers=Dossiers(desk_pool, site, clock),
            jobs=Jobs(url),
            writer=writer,
        )


async def _caught_up(writer: GroupWriter) -> None:
    try:
        async with asyncio.timeout(_CATCH_UP_WITHIN_S):
            await writer.caught_up()
    except TimeoutError as error:
        raise DatabaseAwayError(
            "PostgreSQL does not take what waits in the local journal; look into the log for why"
        ) from error


async def _require_schema(url: str) -> None:
    connection = await connect(url, _START)
    try:
        missing = await missing_migrations(connection)
    finally:
        connection.terminate()
    if missing:
        raise NotMigratedError(
            f"the database lacks {', '.join(missing)}; run line122 migrate first"
        )


def _readable_operators(
    rows: Iterable[asyncpg.Record], anchor: Anchor
) -> Iterator[StoredOperator]:
    """Return the agents whose rows can be read: one row edited badly sends nobody else home."""
    for row in rows:
        try:
            yield agent_mapping.read_operator(row, anchor)
        except UnreadableAgentError as error:
            _log.error("agent.unreadable", account=row["account"], cause=str(error))
