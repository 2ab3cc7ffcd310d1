"""The figures of a site, counted by PostgreSQL; see `metrics/tally.py` for what each means.

Reports have connections of their own, which may only read, have one core of the server each and
give up after `REPORT_S`: whatever somebody asks for, no call waits for it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from callflow.events import Direction
from callflow.outcome import Outcome
from metrics.facts import CallFacts, NeedFacts
from metrics.kpi import FullTrunk
from metrics.reports import (
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
    PageAsk,
    PeopleAsk,
    Period,
    PersonListed,
    ReportAsk,
    ReportLine,
    Spot,
    TrunkChannels,
)
from metrics.storm import RANGE_SIGNS, NumberSeen, RangeSeen, StormDiagnosis
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
        chosen, where, lines = ask.filters, self._where(ask), LinesByKey()
        async with self._pool.connection() as connection:
            async for row in statements.report_calls(connection, **where):
                lines.add_calls(row)
            async for row in statements.report_needs(connection, **where, now=now):
                lines.add_needs(row)
            if ask.has_agents:
                rows = statements.report_agents(
                    connection,
                    **self._in(ask.period),
                    zone=self._zone,
                    grouping=ask.grouping.value,
                    operator=chosen.operator,
                    now=now,
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
        where = self._in(period)
        async with self._pool.connection() as connection:
            row = await statements.report_storm(connection, **where)
            found = statements.report_numbers(connection, **where, most=most)
            numbers = tuple([NumberSeen(**dict(each)) async for each in found])
            found = statements.report_ranges(connection, **where, signs=RANGE_SIGNS, most=most)
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
            rows = statements.report_days(connection, **self._in(period), zone=self._zone)
            return tuple([DayLine(**dict(row)) async for row in rows])

    async def full_hours(
        self, period: Period, trunks: tuple[TrunkChannels, ...], now: datetime
    ) -> tuple[FullHour, ...]:
        """Return every hour with a first-timer, and how long the trunk was full in it."""
        async with self._pool.connection() as connection:
            rows = statements.report_full_hours(
                connection,
                **self._in(period),
                trunks=[each.trunk for each in trunks],
                channels=[each.channels for each in trunks],
                now=now,
            )
            return tuple([_full_hour(row) async for row in rows])

    async def facts(self, period: Period) -> Facts:
        """Return the rows themselves, for a fold of them."""
        where = self._in(period)
        async with self._pool.connection() as connection:
            rows = statements.report_call_facts(connection, **where)
            calls = [CallFacts(**_read(row)) async for row in rows]
            rows = statements.report_need_facts(connection, **where, zone=self._zone)
            needs = [NeedFacts(**_read(row)) async for row in rows]
        return Facts(tuple(calls), tuple(needs))

    async def calls(self, number: NumberAsk[Counted], page: PageAsk) -> Listed[CallListed]:
        """Return the calls that a number counts."""
        async with self._pool.connection() as connection:
            rows = statements.report_calls_listed(
                connection, **self._behind(number, page), counted=number.counted.value
            )
            listed = [CallListed(**_with_ticket(row)) async for row in rows]
        return _page(listed, page, lambda call: Spot(call.arrived_at, call.call_id))

    async def people(self, number: PeopleAsk, page: PageAsk) -> Listed[PersonListed]:
        """Return the people that a number counts, who dialled last first."""
        often = None if number.often is None else number.often.attempts
        async with self._pool.connection() as connection:
            rows = statements.report_people_listed(
                connection,
                **self._behind(number, page),
                least=often and often.start,
                utmost=often and often.stop,
            )
            listed = [PersonListed(**_with_ticket(row)) async for row in rows]
        return _page(listed, page, lambda person: Spot(person.last_at, person.call_id))

    async def needs(self, number: NumberAsk[CountedNeed], page: PageAsk) -> Listed[NeedListed]:
        """Return the needs that a number counts."""
        async with self._pool.connection() as connection:
            rows = statements.report_needs_listed(
                connection,
                **self._behind(number, page),
                counted=number.counted.value,
                now=number.now,
            )
            listed = [NeedListed(**_with_ticket(row)) async for row in rows]
        return _page(listed, page, lambda need: Spot(need.first_dial_at, need.contact_id))

    def _in(self, period: Period) -> dict[str, object]:
        return {"site": self._site, "since": period.since, "until": period.until}

    def _where(self, ask: ReportAsk) -> dict[str, object]:
        chosen = ask.filters
        return {
            **self._in(ask.period),
            "zone": self._zone,
            "grouping": ask.grouping.value,
            "queue": chosen.queue,
            "operator": chosen.operator,
            "dialled": chosen.dialled,
            "topic": chosen.topic,
        }

    def _behind(
        self, number: NumberAsk[Counted] | NumberAsk[CountedNeed] | PeopleAsk, page: PageAsk
    ) -> dict[str, object]:
        """Return what a list is asked by; one line more than the page tells whether it goes on."""
        before = page.after or _NEWEST
        return {
            **self._where(number.report),
            "key": number.key,
            "beginning": number.callers.beginning,
            "same_as": number.callers.same_as,
            "signs": RANGE_SIGNS,
            "before_at": before.at,
            "before_id": before.key,
            "most": page.most + 1,
        }


ListedT = TypeVar("ListedT")

_READ: Final[Mapping[str, Callable[[str], StrEnum]]] = {
    "direction": Direction,
    "outcome": Outcome,
    "end_reason": EndReason,
    "before_reason": EndReason,
}
"""Columns of words that are a closed set."""


def _read(row: asyncpg.Record | Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row whose columns are called as the fields that they fill."""
    return {
        name: value if value is None or name not in _READ else _READ[name](value)
        for name, value in row.items()
    }


def _with_ticket(row: asyncpg.Record) -> dict[str, Any]:
    """Return the values of a row that names a ticket."""
    values = _read(row)
    number = TicketNumber(values.pop("ticket_day"), values.pop("counter"))
    return {**values, "ticket_number": str(number)}


def _page(
    found: Sequence[ListedT], page: PageAsk, spot_of: Callable[[ListedT], Spot]
) -> Listed[ListedT]:
    """Return a page, and where it ends if more comes behind it."""
    shown = tuple(found[: page.most])
    return Listed(shown, spot_of(shown[-1]) if len(found) > page.most else None)


def _full_hour(row: asyncpg.Record) -> FullHour:
    return FullHour(row["begins_at"], FullTrunk(row["first_timers"], row["full_share"]))
