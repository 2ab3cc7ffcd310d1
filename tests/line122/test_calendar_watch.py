"""The alarm in November: a next year whose days off nobody knows."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from base.clock import LoopClock
from base.production import CalendarGap, GapReason
from base.tasks import cancel, spawn
from config.calendar_policies import calendar_in_use
from line122.calendar_watch import CalendarWatch, advice_for
from tests.config.writing import changed, loaded
from tests.support.site import ZONE

pytestmark = pytest.mark.looptime

BY_CALENDAR = changed("{round_the_clock: true}", "{workdays: '09:00-18:00', calendar: ru}")


def watch_from(
    started_at: datetime, text: str, directory: Path
) -> tuple[CalendarWatch, CollectorRegistry]:
    registry = CollectorRegistry()
    calendar = calendar_in_use(loaded(directory, text))
    clock = LoopClock(started_at)
    return CalendarWatch(calendar, clock, zone=ZONE, registry=registry), registry


async def test_from_the_first_of_november_it_is_told_every_day(tmp_path: Path) -> None:
    eve = datetime(2026, 10, 31, 12, tzinfo=UTC)
    watch, registry = watch_from(eve, BY_CALENDAR, tmp_path)
    assert registry.get_sample_value("line122_calendar_gap") == 0

    with capture_logs() as logs:
        running = spawn(watch.run(), name="calendar")
        await asyncio.sleep(48 * 3600)
        await cancel(running)

    assert registry.get_sample_value("line122_calendar_gap") == 1
    told = [(log["event"], log["year"], log["reason"], log["log_level"]) for log in logs]
    assert told == [("calendar.year_unknown", 2027, "unconfirmed", "warning")] * 2


async def test_a_year_that_is_missing_is_an_error_at_the_start(tmp_path: Path) -> None:
    watch, _ = watch_from(datetime(2027, 11, 1, 12, tzinfo=UTC), BY_CALENDAR, tmp_path)

    with capture_logs() as logs:
        running = spawn(watch.run(), name="calendar")
        await asyncio.sleep(1)
        await cancel(running)

    assert [(log["year"], log["reason"], log["log_level"]) for log in logs] == [
        (2028, "missing", "error")
    ]


async def test_a_site_that_has_confirmed_the_year_hears_nothing_of_it(tmp_path: Path) -> None:
    text = BY_CALENDAR + "production_calendar: {confirmed: [2027]}\n"
    watch, _ = watch_from(datetime(2026, 11, 2, tzinfo=UTC), text, tmp_path)

    assert watch.gap() is None


async def test_a_line_that_never_closes_needs_no_calendar_until_a_reload_names_one(
    tmp_path: Path,
) -> None:
    plain = changed("{round_the_clock: true}", "{workdays: '09:00-18:00'}")
    watch, _ = watch_from(datetime(2026, 11, 2, tzinfo=UTC), plain, tmp_path)
    assert watch.gap() is None

    watch.change_calendar(calendar_in_use(loaded(tmp_path, BY_CALENDAR)))

    assert watch.gap() == CalendarGap(2027, GapReason.UNCONFIRMED)


def test_the_advice_says_what_to_do() -> None:
    assert "production_calendar" in advice_for(CalendarGap(2027, GapReason.UNCONFIRMED))
    assert "base/calendars/ru/2028.yaml" in advice_for(CalendarGap(2028, GapReason.MISSING))
