"""`bench reports`: the reports of a day and of a year, over so many calls.

The year is copied into the migrated schema, in a server of the bench's own. Every report is then
asked of the very book that the engine asks, and its lines must balance: what is quick and wrong is
no report.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import asyncpg

from base.calendar import local_day
from base.clock import Clock
from base.ids import TrunkName
from base.instant import elapsed_s
from line122.bench.own_database import own_database
from line122.bench.report_year import SITE, TRUNK, ZONE, Helpline, Row, Rows
from line122.bench.reports_report import ReportsReport
from line122.bootstrap.instance import Instance
from line122.bootstrap.postgres import running_postgres
from metrics.kpi import is_balanced
from metrics.reports import Grouping, Period, ReportAsk, TrunkChannels
from storage.records.connection import open_pool
from storage.records.reports import REPORT_TIMEOUTS, REPORT_TUNING, PostgresReports

_DATABASE: Final = "bench_reports"
_DAYS: Final = 365
_STORM_REDIALS: Final = 60
_STORM_NEEDS: Final = 425
_CALLS_PER_NEED: Final = 1.19
_CHANNELS: Final = (TrunkChannels(TrunkName(TRUNK), 6),)
_SEED: Final = 1
_TIMES: Final = 3
_LISTED: Final = 50
_A_DAY: Final = timedelta(days=1)
OF_A_DAY: Final = (
    *(Grouping.TOTAL, Grouping.QUARTER_HOUR, Grouping.HOUR, Grouping.TOPIC, Grouping.QUEUE),
    *(Grouping.OPERATOR, Grouping.DIALLED),
)
OF_A_YEAR: Final = (
    *(Grouping.TOTAL, Grouping.DAY, Grouping.MONTH, Grouping.HOUR_OF_DAY, Grouping.TOPIC),
    *(Grouping.QUEUE, Grouping.OPERATOR, Grouping.DIALLED),
)


@dataclass(frozen=True, slots=True)
class ReportsPlan:
    """What to measure."""

    calls: int


async def bench_reports(instance: Instance, plan: ReportsPlan, clock: Clock) -> ReportsReport:
    """Measure and return the report.

    Raises:
        Line122Error: PostgreSQL cannot be started.

    """
    load_average = os.getloadavg()[0]
    async with (
        running_postgres(instance.state, logs=instance.state / "logs") as postgres,
        own_database(postgres, _DATABASE) as url,
    ):
        began = clock.instant()
        storm = await fill_year(url, plan.calls, local_day(clock.now(), ZONE))
        filled_s = elapsed_s(began, clock.instant())
        tuning = {"application_name": "line122-reports", **REPORT_TUNING}
        async with open_pool(url, timeouts=REPORT_TIMEOUTS, tuning=tuning) as pool:
            book = PostgresReports(pool, SITE, ZONE)
            whole = _period(storm - _DAYS * _A_DAY, storm)
            day = await _measured(book, _period(storm, storm), OF_A_DAY, clock)
            year = await _measured(book, whole, OF_A_YEAR, clock)
            (total,) = await book.lines(ReportAsk(period=whole), clock.now())
    counted = total.tally.calls
    return ReportsReport(
        calls=counted.attempts + counted.placed,
        filled_s=filled_s,
        day=day,
        year=year,
        cores=len(os.sched_getaffinity(0)),
        load_average=round(load_average, 2),
    )


async def fill_year(url: str, calls: int, until: date) -> date:
    """Copy a year that ends the day before, and return its last day, that of a storm."""
    connection = await asyncpg.connect(url, command_timeout=600)
    line = Helpline(_SEED)
    storm = until - _A_DAY
    ordinary = calls - _STORM_NEEDS * (_STORM_REDIALS // 2 + 1)
    per_day = max(1, round(ordinary / _CALLS_PER_NEED / _DAYS))
    try:
        await open_operators(connection, line, storm)
        for ago in range(_DAYS, 0, -1):
            day = storm - ago * _A_DAY
            # Weekends are quieter, and Mondays make up for it.
            weight = (1.4, 1.1, 1.1, 1.1, 1.1, 0.7, 0.5)[day.weekday()]
            rows = line.day(day, max(1, round(per_day * weight)))
            await _copy_day(connection, rows)
        await _copy_day(connection, line.day(storm, _STORM_NEEDS, redials=_STORM_REDIALS))
        await connection.execute("VACUUM (ANALYZE) call, contact, ticket, agent_event")
    finally:
        await connection.close()
    return storm


async def _copy_day(connection: "asyncpg.Connection[asyncpg.Record]", rows: Rows) -> None:
    for table, listed in rows.tables():
        await copy_rows(connection, table, listed)


async def open_operators(
    connection: "asyncpg.Connection[asyncpg.Record]", line: Helpline, since: date
) -> None:
    """Write the operators of a line."""
    began = datetime.combine(since, time(), ZONE)
    rows = [
        {
            "agent_id": agent_id,
            "site": SITE,
            "account": f"operator-{place}",
            "name": f"Оператор {place}",
            "skills": "{}",
            "secret_digest": "0" * 32,
            "added_at": began,
        }
        for place, agent_id in enumerate(line.operators, 1)
    ]
    await copy_rows(connection, "agent", rows)


async def copy_rows(
    connection: "asyncpg.Connection[asyncpg.Record]", table: str, rows: Sequence[Row]
) -> None:
    """Copy rows of one shape into a table."""
    if rows:
        columns = list(rows[0])
        await connection.copy_records_to_table(
            table, columns=columns, records=[tuple(row[name] for name in columns) for row in rows]
        )


async def _measured(
    book: PostgresReports, period: Period, groupings: Sequence[Grouping], clock: Clock
) -> Mapping[str, float]:
    """Return the seconds of each report of a period, the slowest of a few times."""
    now = clock.now()
    took: dict[str, float] = {}
    for _ in range(_TIMES):
        for grouping in groupings:
            began = clock.instant()
            lines = await book.lines(ReportAsk(period=period, grouping=grouping), now)
            _keep(took, grouping.value, elapsed_s(began, clock.instant()))
            assert all(is_balanced(line.tally) for line in lines), "A report counts every call."
        began = clock.instant()
        await book.diagnosis(period, _LISTED)
        _keep(took, "storm", elapsed_s(began, clock.instant()))
        began = clock.instant()
        await book.full_hours(period, _CHANNELS, now)
        _keep(took, "full_trunk", elapsed_s(began, clock.instant()))
        began = clock.instant()
        await book.days(period)
        _keep(took, "days", elapsed_s(began, clock.instant()))
    return took


def _keep(took: dict[str, float], name: str, seconds: float) -> None:
    took[name] = max(seconds, took.get(name, 0.0))


def _period(first: date, last: date) -> Period:
    """Return the period of whole local days, both of them in it."""
    begins_at = datetime.combine(first, time(), ZONE).astimezone(UTC)
    return Period(begins_at, datetime.combine(last + _A_DAY, time(), ZONE).astimezone(UTC))
