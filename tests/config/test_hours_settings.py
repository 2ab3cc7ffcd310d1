"""Hours by the production calendar, as the settings say them: `config.hours`, `.production`."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callflow.events import ServiceName
from config.policies import call_policy
from config.production import CalendarYear, SpecialDays
from tests.config.writing import SMALLEST, changed, complaints, loaded

HELPLINE = ServiceName("helpline")
MOSCOW = ZoneInfo("Europe/Moscow")


def with_hours(hours: str, days: str = "{}") -> str:
    return changed("{round_the_clock: true}", hours) + f"production_calendar: {days}\n"


def test_a_service_that_goes_by_the_calendar_is_closed_on_a_holiday(tmp_path: Path) -> None:
    text = with_hours("{workdays: '08:30-17:12', calendar: ru}")
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours
    eve = datetime(2026, 11, 3, 12, 0, tzinfo=MOSCOW)

    assert hours.closes_at(eve) == datetime(2026, 11, 3, 16, 12, tzinfo=MOSCOW)
    assert not hours.is_open(datetime(2026, 11, 4, 12, 0, tzinfo=MOSCOW))


def test_without_a_calendar_every_week_is_alike(tmp_path: Path) -> None:
    text = with_hours("{workdays: '08:30-17:12'}")
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours

    assert hours.is_open(datetime(2026, 11, 4, 12, 0, tzinfo=MOSCOW))
    assert not hours.special


def test_the_calendar_knows_the_holidays_of_the_region(tmp_path: Path) -> None:
    text = with_hours("{workdays: '09:00-18:00', calendar: ru}", "{off: [2026-04-21]}")
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours

    assert not hours.is_open(datetime(2026, 4, 21, 12, 0, tzinfo=MOSCOW))
    assert hours.is_open(datetime(2026, 4, 22, 12, 0, tzinfo=MOSCOW))


def test_three_shifts_are_one_opening_and_a_night_of_its_own_day(tmp_path: Path) -> None:
    text = with_hours(
        "{workdays: '06:00-14:00, 14:00-22:00, 22:00-06:00', friday: '06:00-14:00', calendar: ru}"
    )
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours

    assert hours.closes_at(datetime(2026, 11, 10, 3, 0, tzinfo=MOSCOW)) == datetime(
        2026, 11, 13, 14, 0, tzinfo=MOSCOW
    )
    holiday = datetime(2026, 11, 4, 5, 0, tzinfo=UTC)
    assert not hours.is_open(holiday)


def test_times_of_shortened_days_may_be_written_out(tmp_path: Path) -> None:
    text = with_hours("{workdays: '09:00-18:00', calendar: ru, shortened: '09:00-13:00'}")
    hours = call_policy(loaded(tmp_path, text)).services[HELPLINE].hours

    assert hours.closes_at(datetime(2026, 11, 3, 9, 0, tzinfo=MOSCOW)) == datetime(
        2026, 11, 3, 13, 0, tzinfo=MOSCOW
    )


@pytest.mark.parametrize(
    ("hours", "complaint"),
    [
        ("{round_the_clock: true, calendar: ru}", "goes by no calendar; remove calendar:"),
        ("{workdays: '09:00-18:00', shortened: '09:00-13:00'}", "add calendar: ru"),
        ("{workdays: '09:00-18:00', calendar: kz}", "(it is 'kz'); write one of these"),
        ("{workdays: '09:00-18:00', shortened_by_minutes: soon, calendar: ru}", "whole number"),
        ("{workdays: '20:00-08:00', tuesday: '07:00-12:00'}", "the times of a day overlap"),
        ("{workdays: '24:00-08:00'}", "is no stretch of a day"),
    ],
)
def test_wrong_hours_are_told_with_their_line(tmp_path: Path, hours: str, complaint: str) -> None:
    told = complaints(tmp_path, with_hours(hours))

    assert len(told) == 1
    assert complaint in told[0]
    assert told[0].startswith(f"settings.yaml:{_line_of('hours:')}: services.helpline.hours")


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ("{off: [2026-02-30]}", "production_calendar.off[0]"),
        ("{off: [2026-04-21], work: [2026-04-21]}", "2026-04-21 is off and worked as well"),
        ("{of: []}", "did you mean off?"),
        ("{confirmed: [27]}", "production_calendar.confirmed[0]"),
    ],
)
def test_wrong_days_are_told_with_their_line(tmp_path: Path, days: str, complaint: str) -> None:
    told = complaints(tmp_path, with_hours("{round_the_clock: true}", days))

    assert len(told) == 1
    assert complaint in told[0]
    assert told[0].startswith(f"settings.yaml:{SMALLEST.count(chr(10)) + 1}: ")


def test_all_that_is_wrong_with_days_and_hours_is_told_at_once(tmp_path: Path) -> None:
    text = with_hours("{workdays: '9-18', calendar: ru}", "{off: [someday], short: [never]}")

    assert len(complaints(tmp_path, text)) == 3


def test_a_year_in_the_wrong_file_is_refused() -> None:
    written = {"year": 2026, "confirmed": True, "source": "decree", "work": [], "short": []}

    with pytest.raises(ValueError, match="no day of 2026"):
        CalendarYear.model_validate({**written, "off": ["2025-01-01"]})
    with pytest.raises(ValueError, match="off and worked"):
        CalendarYear.model_validate({**written, "off": ["2026-05-01"], "work": ["2026-05-01"]})


def test_a_site_confirms_a_year_that_it_has_compared() -> None:
    assert SpecialDays().calendar("ru").unconfirmed == {2027}
    assert not SpecialDays(confirmed=(2027,)).calendar("ru").unconfirmed


def _line_of(start: str) -> int:
    lines = SMALLEST.splitlines()
    return 1 + next(at for at, line in enumerate(lines) if line.strip().startswith(start))
