"""Deadlines in open time: `base.worktime`."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.calendar import MINUTES_PER_DAY, DayHours, OpeningHours, OpenInterval
from base.worktime import after_open_time, open_seconds

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR_S = 3600.0
WORKDAY: DayHours = (OpenInterval(8 * 60 + 30, 17 * 60 + 12),)
WORKDAYS = OpeningHours(MOSCOW, (WORKDAY,) * 5 + ((), ()))


def moscow(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


def test_what_begins_on_friday_evening_goes_on_on_monday_morning() -> None:
    friday = moscow(2026, 11, 20, 17, 0)

    assert after_open_time(WORKDAYS, friday, HOUR_S) == moscow(2026, 11, 23, 9, 18)
    assert open_seconds(WORKDAYS, friday, moscow(2026, 11, 23, 9, 18)) == HOUR_S


def test_what_is_used_up_at_the_closing_minute_ends_there() -> None:
    assert after_open_time(WORKDAYS, moscow(2026, 11, 20, 16, 12), HOUR_S) == moscow(
        2026, 11, 20, 17, 12
    )


def test_no_time_has_passed_at_the_start_itself_even_when_it_is_closed() -> None:
    saturday = moscow(2026, 11, 21, 12, 0)

    assert after_open_time(WORKDAYS, saturday, 0) == saturday
    assert open_seconds(WORKDAYS, saturday, moscow(2026, 11, 22, 12, 0)) == 0


def test_a_forgotten_case_is_reckoned_over_years() -> None:
    """53 weeks of 43.5 hours."""
    hours = 53 * 43.5

    assert after_open_time(WORKDAYS, moscow(2026, 1, 5, 8, 30), hours * HOUR_S) == moscow(
        2027, 1, 8, 17, 12
    )


def test_round_the_clock_every_second_counts() -> None:
    start = moscow(2026, 12, 31, 23, 0)
    hours = OpeningHours.round_the_clock(MOSCOW)

    assert after_open_time(hours, start, 48 * HOUR_S) == start + timedelta(hours=48)
    assert open_seconds(hours, start, start + timedelta(days=500)) == 500 * 24 * HOUR_S


def test_a_deadline_in_hours_that_never_open_is_refused() -> None:
    start = moscow(2026, 11, 20, 12, 0)
    once = OpeningHours(MOSCOW, ((),) * 7, {date(2026, 11, 23): WORKDAY})

    assert after_open_time(once, start, HOUR_S) == moscow(2026, 11, 23, 9, 30)
    with pytest.raises(ValueError, match="never comes"):
        after_open_time(once, start, 9 * HOUR_S)
    with pytest.raises(ValueError, match="negative"):
        after_open_time(WORKDAYS, start, -1)


def test_an_hour_that_the_clocks_repeat_counts_twice() -> None:
    """Germany, 25 October 2026: 03:00 becomes 02:00."""
    night = OpeningHours(BERLIN, ((OpenInterval(0, 6 * 60),),) * 7)
    midnight = datetime(2026, 10, 25, tzinfo=BERLIN).astimezone(UTC)

    assert open_seconds(night, midnight, midnight + timedelta(hours=24)) == 7 * HOUR_S
    assert after_open_time(night, midnight, 7 * HOUR_S) == midnight + timedelta(hours=7)


@st.composite
def _hours(draw: st.DrawFn) -> OpeningHours:
    week = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, MINUTES_PER_DAY - 1), max_size=4)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        week.append(tuple(OpenInterval(opens, closes) for opens, closes in pairs))
    week[draw(st.integers(0, 6))] = WORKDAY
    return OpeningHours(draw(st.sampled_from([MOSCOW, BERLIN])), tuple(week))


_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis takes naive bounds and a zone.
_SECONDS = st.integers(0, 60 * 60 * 60)


@given(_hours(), _MOMENTS, _SECONDS)
def test_the_time_up_to_a_deadline_is_the_time_that_was_given(
    hours: OpeningHours, start: datetime, seconds: int
) -> None:
    due_at = after_open_time(hours, start, seconds)

    assert due_at >= start
    assert open_seconds(hours, start, due_at) == seconds


@given(_hours(), _MOMENTS, _SECONDS, _SECONDS)
def test_more_time_is_never_over_sooner_and_adds_up(
    hours: OpeningHours, start: datetime, first: int, second: int
) -> None:
    sooner = after_open_time(hours, start, first)
    later = after_open_time(hours, start, first + second)

    assert sooner <= later
    assert after_open_time(hours, sooner, second) == later or second == 0


@given(_hours(), _MOMENTS, st.integers(0, 40 * 24 * 60))
def test_a_span_is_open_for_no_longer_than_it_lasts(
    hours: OpeningHours, start: datetime, minutes: int
) -> None:
    end = start + timedelta(minutes=minutes)
    seconds = open_seconds(hours, start, end)

    assert 0 <= seconds <= (end - start).total_seconds()
    assert after_open_time(hours, start, seconds) <= end
