"""The figures of a site, counted by PostgreSQL; see `metrics/tally.py` for what each means.

Reports have connections of their own, which may only read, have one core of the server each and
give up after `REPORT_S`: whatever somebody asks for, no call waits for it.
"""

import json
from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from base.ids import AgentId, CallId, ContactId, TicketId
from callflow.events import Direction
from callflow.outcome import Outcome
from metrics.facts import CallFacts, NeedFacts
from metrics.kpi import FullTrunk
from metrics.reports import (
    OF_AGENTS,
    OF_PEOPLE,
    CallListed,
    ClinicVisits,
    Counted,
    CountedNeed,
    DayLine,
    Facts,
    FullHour,
    Grouping,
    Listed,
    NeedListed,
    NumberAsk,
    NumberSeen,
    PageAsk,
    Period,
    RangeSeen,
    ReportAsk,
    ReportLine,
    Spot,
    StormDiagnosis,
    TrunkChannels,
)
from queues.policy import QueueName
from storage.records.connection import Pool, Timeouts
from storage.records.report_lines import LinesByKey
from storage.records.statements import statements
from tickets.contact import EndReason
from tickets.number import TicketNumber

REPORT_S: Final = 20.0
REPORT_TIMEOUTS: Final = Timeouts(command_s=REPORT_S)
REPORT_TUNING: Final = {
    "default_transaction_read_only": "on",
    "statement_timeout": str(int(REPORT_S * 1000)),
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    "work_mem": "64MB",
}
"""What connections that report are set to."""
_NEWEST: Final = Spot(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=2**128 - 1))


class PostgresReports:
    """A `metrics.ports.ReportBook` and its `ReportLists`."""

    def __init__(self, pool: Pool, site: str, zone: ZoneInfo) -> None:
        self._pool = pool
        self._site = site
        self._zone = zone.key

    async def lines(self, ask: ReportAsk, now: datetime) -> tuple[ReportLine, ...]:
        """Return the lines of a report by key; of a total, one."""
        chosen = ask.filters
        where = {
            "site": self._site,
            "since": ask.period.since,
            "until": ask.period.until,
            "zone": self._zone,
            "grouping": ask.grouping.value,
        }
        lines = LinesByKey()
        has_people = ask.grouping in OF_PEOPLE and not _is_of_calls(ask)
        has_agents = ask.grouping in OF_AGENTS and not (chosen.queue or chosen.topic)
        async with self._pool.connection() as connection:
            rows = statements.report_calls(
                connection,
                **where,
                queue=chosen.queue,
                operator=chosen.operator,
                dialled=chosen.dialled,
                topic=chosen.topic,
            )
            async for row in rows:
                lines.add_calls(row)
            if has_people:
                rows = statements.report_needs(
                    connection, **where, dialled=chosen.dialled, now=now
                )
                async for row in rows:
                    lines.add_needs(row)
            if has_agents and chosen.dialled is None:
                rows = statements.report_agents(
                    connection, **where, operator=chosen.operator, now=now
                )
                async for row in rows:
                    lines.add_agents(row)
        if ask.grouping is Grouping.TOTAL:
            lines.at("")
        return lines.ordered()

    async def clinics(self, period: Period) -> tuple[ClinicVisits, ...]:
        """Return the visits of each clinic and day."""
        zone = ZoneInfo(self._zone)
        async with self._pool.connection() as connection:
            rows = statements.report_clinics(
                connection,
                site=self._site,
                first_day=period.since.astimezone(zone).date(),
                last_day=period.last_moment.astimezone(zone).date(),
            )
            return tuple([ClinicVisits(**dict(row)) async for row in rows])

    async def diagnosis(self, period: Period, most: int) -> StormDiagnosis:
        """Return who made the attempts; so many numbers and ranges."""
        where = {"site": self._site, "since": period.since, "until": period.until}
        async with self._pool.connection() as connection:
            row = await statements.report_storm(connection, **where)
            found = statements.report_numbers(connection, **where, most=most)
            numbers = tuple([NumberSeen(**dict(each)) async for each in found])
            found = statements.report_ranges(connection, **where, most=most)
            ranges = tuple([RangeSeen(**dict(each)) async for each in found])
        return StormDiagnosis(
            people=row["people"],
            attempts=row["attempts"],
            attempts_of_top_10=row["attempts_of_top_10"],
            attempts_of_top_50=row["attempts_of_top_50"],
            hidden_attempts=row["hidden_attempts"],
            gaps=json.loads(row["gaps"]),
            people_by_attempts={
                name: row[name]
                for name in ("once", "twice", "from_3", "from_6", "from_11", "from_51")
            },
            numbers=numbers,
            ranges=ranges,
        )

    async def days(self, period: Period) -> tuple[DayLine, ...]:
        """Return every day of the period on which anybody called, the oldest first."""
        async with self._pool.connection() as connection:
            rows = statements.report_days(
                connection,
                site=self._site,
                since=period.since,
                until=period.until,
                zone=self._zone,
            )
            return tuple([DayLine(**dict(row)) async for row in rows])

    async def full_hours(
        self, period: Period, trunks: tuple[TrunkChannels, ...], now: datetime
    ) -> tuple[FullHour, ...]:
        """Return every hour with a first-timer, and how long the trunk was full in it."""
        async with self._pool.connection() as connection:
            rows = statements.report_full_hours(
                connection,
                site=self._site,
                since=period.since,
                until=period.until,
                trunks=[each.trunk for each in trunks],
                channels=[each.channels for each in trunks],
                now=now,
            )
            return tuple([_full_hour(row) async for row in rows])

    async def facts(self, period: Period) -> Facts:
        """Return the rows themselves, for a fold of them."""
        where = {"site": self._site, "since": period.since, "until": period.until}
        async with self._pool.connection() as connection:
            found = statements.report_call_facts(connection, **where)
            calls = tuple([_call_facts(row) async for row in found])
            found = statements.report_need_facts(connection, **where, zone=self._zone)
            needs = tuple([_need_facts(row) async for row in found])
        return Facts(calls, needs)

    async def calls(self, number: NumberAsk[Counted], page: PageAsk) -> Listed[CallListed]:
        """Return the calls that a number counts."""
        report, before = number.report, page.after or _NEWEST
        chosen = report.filters
        async with self._pool.connection() as connection:
            rows = statements.report_calls_listed(
                connection,
                site=self._site,
                since=report.period.since,
                until=report.period.until,
                zone=self._zone,
                grouping=report.grouping.value,
                key=number.key,
                queue=chosen.queue,
                operator=chosen.operator,
                dialled=chosen.dialled,
                topic=chosen.topic,
                counted=number.counted.value,
                before_at=before.at,
                before_id=before.key,
                most=page.most + 1,
            )
            found = [_call_listed(row) async for row in rows]
        shown = tuple(found[: page.most])
        is_more = len(found) > page.most
        return Listed(shown, Spot(shown[-1].arrived_at, shown[-1].call_id) if is_more else None)

    async def needs(self, number: NumberAsk[CountedNeed], page: PageAsk) -> Listed[NeedListed]:
        """Return the needs that a number counts."""
        report, before = number.report, page.after or _NEWEST
        async with self._pool.connection() as connection:
            rows = statements.report_needs_listed(
                connection,
                site=self._site,
                since=report.period.since,
                until=report.period.until,
                zone=self._zone,
                grouping=report.grouping.value,
                key=number.key,
                dialled=report.filters.dialled,
                counted=number.counted.value,
                now=number.now,
                before_at=before.at,
                before_id=before.key,
                most=page.most + 1,
            )
            found = [_need_listed(row) async for row in rows]
        shown = tuple(found[: page.most])
        is_more = len(found) > page.most
        end = Spot(shown[-1].first_dial_at, shown[-1].contact_id) if is_more else None
        return Listed(shown, end)


def _is_of_calls(ask: ReportAsk) -> bool:
    """Tell whether the filters are of calls: a need has no one queue, topic or operator."""
    chosen = ask.filters
    return bool(chosen.queue or chosen.operator or chosen.topic)


def _full_hour(row: asyncpg.Record) -> FullHour:
    return FullHour(row["begins_at"], FullTrunk(row["first_timers"], row["full_share"]))


def _call_facts(row: asyncpg.Record) -> CallFacts:
    return CallFacts(
        call_id=CallId(row["call_id"]),
        contact_id=ContactId(row["contact_id"]),
        direction=Direction(row["direction"]),
        number=row["number"],
        arrived_at=row["arrived_at"],
        entered_at=row["entered_at"],
        answered_at=row["answered_at"],
        joined_at=row["joined_at"],
        hung_up_at=row["hung_up_at"],
        outcome=_outcome(row),
        queue=_queue(row),
        agent_id=_agent(row),
        dialled=row["dialled"],
        topic=row["subject"],
    )


def _need_facts(row: asyncpg.Record) -> NeedFacts:
    return NeedFacts(
        contact_id=ContactId(row["contact_id"]),
        number=row["number"],
        first_dial_at=row["opened_at"],
        is_first_contact=row["is_first_contact"],
        told_at=row["told_at"],
        promised_for=row["promised_for"],
        ended_at=row["ended_at"],
        end_reason=_reason(row["end_reason"]),
        before_ended_at=row["before_ended_at"],
        before_reason=_reason(row["before_reason"]),
    )


def _call_listed(row: asyncpg.Record) -> CallListed:
    return CallListed(
        call_id=CallId(row["call_id"]),
        contact_id=ContactId(row["contact_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=_number(row),
        direction=Direction(row["direction"]),
        number=row["number"],
        dialled=row["dialled"],
        arrived_at=row["arrived_at"],
        wait_s=row["wait_s"],
        talk_s=row["talk_s"],
        queue=_queue(row),
        operator=_agent(row),
        topic=row["subject"],
        outcome=_outcome(row),
        decision=row["decision"],
    )


def _need_listed(row: asyncpg.Record) -> NeedListed:
    return NeedListed(
        contact_id=ContactId(row["contact_id"]),
        ticket_id=TicketId(row["ticket_id"]),
        ticket_number=_number(row),
        number=row["number"],
        first_dial_at=row["first_dial_at"],
        attempts=row["attempts"],
        served_at=row["served_at"],
        told_at=row["told_at"],
        promised_for=row["promised_for"],
        end_reason=_reason(row["end_reason"]),
    )


def _number(row: asyncpg.Record) -> str:
    return str(TicketNumber(row["ticket_day"], row["counter"]))


def _outcome(row: asyncpg.Record) -> Outcome | None:
    return None if row["outcome"] is None else Outcome(row["outcome"])


def _queue(row: asyncpg.Record) -> QueueName | None:
    return None if row["queue"] is None else QueueName(row["queue"])


def _agent(row: asyncpg.Record) -> AgentId | None:
    return None if row["agent_id"] is None else AgentId(row["agent_id"])


def _reason(written: str | None) -> EndReason | None:
    return None if written is None else EndReason(written)
