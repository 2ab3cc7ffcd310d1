"""An engine that starts in the evening finds the wallboard's day in the rows of the database."""

from datetime import UTC, date, datetime, time
from typing import Final

import asyncpg
import pytest

from base.ids import TrunkName
from line122.bench.report_year import SITE, ZONE, Helpline
from line122.bench.reports import copy_rows, open_operators
from line122.day_feed import DayBooks, day_begins_at, recall
from metrics import kpi
from metrics.reports import Period, ReportAsk, TrunkChannels
from storage.records.board import PostgresBoardBook
from storage.records.connection import open_pool
from storage.records.reports import REPORT_TIMEOUTS, PostgresReports
from web.wallboard.day import BoardDay

_DAY: Final = date(2026, 11, 18)
_NOW: Final = datetime.combine(_DAY, time(23, 59), ZONE).astimezone(UTC)
_TRUNKS: Final = (TrunkChannels(TrunkName("carrier"), 1),)


async def test_day_that_is_taken_up_has_the_figures_of_the_report(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    line = Helpline(seed=7)
    await open_operators(connection, line, _DAY)
    rows = line.day(_DAY, 60, redials=10)
    for table, listed in rows.tables():
        await copy_rows(connection, table, listed)
    await connection.close()

    begins_at = day_begins_at(_NOW, ZONE)
    day = BoardDay.begun(begins_at)
    async with open_pool(database_url, timeouts=REPORT_TIMEOUTS) as pool:
        reports = PostgresReports(pool, SITE, ZONE)
        books = DayBooks(PostgresBoardBook(pool, SITE), reports)
        recall(day, await books.day(begins_at, _TRUNKS, _NOW))
        period = Period(begins_at, _NOW)
        (told,) = await reports.lines(ReportAsk(period=period), _NOW)
        hours = await reports.full_hours(period, _TRUNKS, _NOW)

    ran = day.figures.tally(_NOW)
    assert ran.calls.attempts == told.tally.calls.attempts > 60
    assert ran.people == told.tally.people
    for figure in kpi.FIGURES:
        value = figure(told.tally)
        assert value is None or figure(ran) == pytest.approx(value), figure.__name__
    lost = kpi.first_attempt_lost_unseen([hour.full for hour in hours])
    assert lost
    assert day.lost_unseen == pytest.approx(lost)
