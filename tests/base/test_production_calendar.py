"""The production calendar against official sums, and hours that obey it: `base.production`.

The sums are those of the official production calendars of the Russian Federation (five-day week
of 40 hours), as reckoned by the order of the Ministry of Health and Social Development No. 588n
of 13.08.2009 from the Government's decrees on days off. Where they were read:

* 2024: reckoned by that order from the decree; no printed table was at hand to compare. The days
  agree with the package `holidays`, the year with the published 248 days and 1,979 hours.
* 2025: https://findh.org/4764-proizvodstvennyj-kalendar-rf-na-vse-goda.html?y=2025
* 2026: https://glavaudit.org/situations/k518956 and, by quarters, https://www.4dk.ru/s/calendar
* 2027: not published when this was written; the shipped year says that it is not confirmed.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.calendar import NEVER, DayHours, Forced, OpeningHours, OpenInterval
from base.production import (
    CalendarGap,
    DayRules,
    GapReason,
    MonthSum,
    SiteDays,
    closing_earlier,
    gap_of,
    special_days,
    with_site_days,
)
from base.worktime import after_open_time, open_seconds
from config.production import shipped_calendar

OFFICIAL: dict[int, Sequence[tuple[int, int]]] = {
    2024: (
        (17, 136), (20, 159), (20, 159), (21, 168), (20, 159), (19, 151),
        (23, 184), (22, 176), (21, 168), (23, 184), (21, 167), (21, 168),
    ),
    2025: (
        (17, 136), (20, 160), (21, 167), (22, 175), (18, 144), (19, 151),
        (23, 184), (21, 168), (22, 176), (23, 184), (19, 151), (22, 176),
    ),
    2026: (
        (15, 120), (19, 152), (21, 168), (22, 175), (19, 151), (21, 167),
        (23, 184), (21, 168), (22, 176), (22, 176), (20, 159), (22, 176),
    ),
}  # fmt: skip
"""Workdays and hours of each month, January first."""

OFFICIAL_YEARS = {2024: (248, 1979), 2025: (247, 1972), 2026: (247, 1972)}

RU = shipped_calendar("ru")
MOSCOW = ZoneInfo("Europe/Moscow")
PSKOV_DAY: DayHours = (OpenInterval(8 * 60 + 30, 17 * 60 + 12),)
"""8:30 to 17:12, as case 001 prints it: 8 h 42 min on the telephone."""
WEEK: tuple[DayHours, ...] = (PSKOV_DAY,) * 5 + ((), ())
RULES = DayRules(week=WEEK, workday=PSKOV_DAY, day_off=(), shortened=None)
HOURS = OpeningHours(MOSCOW, WEEK, special_days(RU, RULES))


def moscow(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize("year", sorted(OFFICIAL))
def test_every_month_has_its_official_workdays_and_hours(year: int) -> None:
    ours = [RU.month_sum(year, month) for month in range(1, 13)]

    assert ours == [MonthSum(*official) for official in OFFICIAL[year]]
    assert (sum(m.workdays for m in ours), sum(m.hours for m in ours)) == OFFICIAL_YEARS[year]


@pytest.mark.parametrize("year", sorted(RU.years))
def test_every_shipped_day_off_is_one_for_the_package_that_quotes_the_decrees(year: int) -> None:
    theirs = holidays.country_holidays("RU", years=year)
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [date(year, 1, 1) + timedelta(days=ahead) for ahead in range(length)]

    assert [d for d in days if RU.is_workday(d)] == [d for d in days if theirs.is_working_day(d)]


def test_a_saturday_that_is_worked_opens_and_closes_an_hour_earlier_before_the_holiday() -> None:
    """1 November 2025: worked instead of Monday, 3 November, and short."""
    assert HOURS.is_open(moscow(2025, 11, 1, 8, 30))
    assert HOURS.closes_at(moscow(2025, 11, 1, 9, 0)) == moscow(2025, 11, 1, 16, 12)
    assert HOURS.opens_at(moscow(2025, 11, 1, 16, 12)) == moscow(2025, 11, 5, 8, 30)


def test_through_the_january_holidays_the_line_is_closed_for_twelve_days() -> None:
    assert HOURS.opens_at(moscow(2025, 12, 30, 17, 12)) == moscow(2026, 1, 12, 8, 30)


def test_a_deadline_across_january_a_moved_saturday_and_a_short_day_as_reckoned_by_hand() -> None:
    """All in Moscow; a full day is 8 h 42 min = 522 min, a short one 462.

    Across January: 30.12.2025 16:12 to 17:12 is 60 min; 31.12 to 11.01 nothing; 12.01.2026
    522 min; then 18 min of 13.01: 600 min end at 08:48.

    Across the moved Saturday: 31.10.2025 15:12 to 17:12 is 120 min; Saturday 01.11, worked and
    short, 462 min; 2 to 4 November nothing; then 18 min of Wednesday 05.11: 600 min.

    Across a shortened day: 29.04.2026 16:12 to 17:12 is 60 min; 30.04 462 min, over at 16:12;
    1 to 3 May nothing; then 78 min of Monday 04.05: 600 min end at 09:48.
    """
    ten_hours = 10 * 3600.0
    for start, due_at in (
        (moscow(2025, 12, 30, 16, 12), moscow(2026, 1, 13, 8, 48)),
        (moscow(2025, 10, 31, 15, 12), moscow(2025, 11, 5, 8, 48)),
        (moscow(2026, 4, 29, 16, 12), moscow(2026, 5, 4, 9, 48)),
    ):
        assert after_open_time(HOURS, start, ten_hours) == due_at
        assert open_seconds(HOURS, start, due_at) == ten_hours


def test_shortened_days_may_have_times_of_their_own() -> None:
    until_three: DayHours = (OpenInterval(8 * 60 + 30, 15 * 60),)
    rules = DayRules(week=WEEK, workday=PSKOV_DAY, day_off=(), shortened=until_three)
    hours = OpeningHours(MOSCOW, WEEK, special_days(RU, rules))

    assert hours.closes_at(moscow(2026, 11, 3, 9, 0)) == moscow(2026, 11, 3, 15, 0)
    assert hours.closes_at(moscow(2026, 11, 5, 9, 0)) == moscow(2026, 11, 5, 17, 12)


def test_on_a_holiday_the_hours_of_days_off_hold() -> None:
    duty: DayHours = (OpenInterval(10 * 60, 14 * 60),)
    week = (PSKOV_DAY,) * 5 + (duty, duty)
    rules = DayRules(week=week, workday=PSKOV_DAY, day_off=duty, shortened=None)
    hours = OpeningHours(MOSCOW, week, special_days(RU, rules))

    assert hours.opens_at(moscow(2026, 11, 4, 8, 30)) == moscow(2026, 11, 4, 10, 0)


def test_closing_earlier_takes_from_the_last_stretches_and_leaves_breaks_alone() -> None:
    day = (OpenInterval(480, 780), OpenInterval(840, 870))

    assert closing_earlier(day, 60) == (OpenInterval(480, 750),)
    assert closing_earlier(day, 10) == (OpenInterval(480, 780), OpenInterval(840, 860))
    assert closing_earlier(day, 500) == ()


def test_a_regional_holiday_closes_and_the_site_has_the_last_word() -> None:
    radonitsa, saturday, eve = date(2026, 4, 21), date(2025, 11, 1), date(2026, 12, 30)
    site = SiteDays(
        off=frozenset({radonitsa, saturday}),
        work=frozenset({date(2026, 5, 11)}),
        short=frozenset({eve}),
        confirmed=frozenset({2027}),
    )
    ours = with_site_days(RU, site)

    assert RU.is_workday(radonitsa)
    assert not ours.is_workday(radonitsa)
    assert not ours.is_workday(saturday)
    assert not ours.is_short(saturday)
    assert ours.is_workday(date(2026, 5, 11))
    assert ours.is_short(eve)
    assert ours.is_workday(eve)
    assert not ours.unconfirmed


def test_from_november_on_a_next_year_that_is_missing_or_unconfirmed_is_a_gap() -> None:
    assert gap_of(RU, date(2026, 10, 31)) is None
    assert gap_of(RU, date(2026, 11, 1)) == CalendarGap(2027, GapReason.UNCONFIRMED)
    confirmed = with_site_days(RU, SiteDays(confirmed=frozenset({2027})))
    assert gap_of(confirmed, date(2026, 11, 1)) is None
    assert gap_of(confirmed, date(2027, 11, 1)) == CalendarGap(2028, GapReason.MISSING)
    assert gap_of(confirmed, date(2028, 1, 1)) == CalendarGap(2028, GapReason.MISSING)


def test_a_year_that_nobody_knows_goes_by_its_weekdays() -> None:
    assert HOURS.is_open(moscow(2031, 1, 1, 12, 0))
    assert not HOURS.is_open(moscow(2031, 1, 4, 12, 0))


def test_forced_open_joins_the_hours_and_forced_closed_cuts_them() -> None:
    night, noon = moscow(2026, 11, 20, 2, 0), moscow(2026, 11, 20, 12, 0)
    opened = OpeningHours(
        MOSCOW, WEEK, forced=Forced(is_open=True, since=night, until=moscow(2026, 11, 20, 9, 0))
    )
    closed = OpeningHours(
        MOSCOW, WEEK, forced=Forced(is_open=False, since=noon, until=moscow(2026, 11, 20, 14, 0))
    )

    assert opened.closes_at(night) == moscow(2026, 11, 20, 17, 12)
    assert opened.opens_at(moscow(2026, 11, 20, 1, 0)) == night
    assert closed.closes_at(moscow(2026, 11, 20, 9, 0)) == noon
    assert closed.opens_at(noon) == moscow(2026, 11, 20, 14, 0)
    assert closed.closes_at(moscow(2026, 11, 20, 14, 0)) == moscow(2026, 11, 20, 17, 12)


def test_forced_without_an_end_never_changes_again() -> None:
    noon = moscow(2026, 11, 20, 12, 0)
    opened = OpeningHours(MOSCOW, WEEK, forced=Forced(is_open=True, since=noon, until=NEVER))
    closed = OpeningHours(MOSCOW, WEEK, forced=Forced(is_open=False, since=noon, until=NEVER))
    round_the_clock = OpeningHours(MOSCOW, (((OpenInterval(0, 1440)),),) * 7)

    assert opened.closes_at(noon) is None
    assert opened.is_open(moscow(2029, 1, 1, 3, 0))
    assert closed.opens_at(noon) is None
    assert closed.closes_at(moscow(2026, 11, 20, 9, 0)) == noon
    assert round_the_clock.closes_at(noon) is None


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis takes naive bounds and a zone.
def test_it_is_open_exactly_on_workdays_between_the_times_of_the_day(moment: datetime) -> None:
    local = moment.astimezone(MOSCOW)
    day, minute = local.date(), local.hour * 60 + local.minute
    closes = 16 * 60 + 12 if RU.is_short(day) else 17 * 60 + 12

    assert HOURS.is_open(moment) == (RU.is_workday(day) and 8 * 60 + 30 <= minute < closes)
