from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.calendar import (
    MINUTES_PER_DAY,
    DayHours,
    OpeningHours,
    OpenInterval,
    local_day,
    read_time_of_day,
)

MOSCOW = ZoneInfo("Europe/Moscow")
BERLIN = ZoneInfo("Europe/Berlin")
NINE_TO_SIX: DayHours = (OpenInterval(9 * 60, 18 * 60),)
WORKDAYS = OpeningHours(MOSCOW, (NINE_TO_SIX,) * 5 + ((), ()))


def moscow(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=MOSCOW)


def test_the_local_day_begins_at_local_midnight() -> None:
    assert local_day(datetime(2026, 11, 20, 20, 59, tzinfo=UTC), MOSCOW) == date(2026, 11, 20)
    assert local_day(datetime(2026, 11, 20, 21, 0, tzinfo=UTC), MOSCOW) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "minute"),
    [
        ("9:00", 540),
        ("09:00", 540),
        ("9.05", 545),
        ("00:00", 0),
        ("23:59", 1439),
        ("24:00", MINUTES_PER_DAY),
        ("24:01", None),
        ("9:5", None),
        ("9", None),
        ("09:60", None),
        ("\u0669:00", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(written: str, minute: int | None) -> None:
    assert read_time_of_day(written) == minute


def test_a_naive_moment_has_no_local_day() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 11, 20, 12, 0), MOSCOW)  # noqa: DTZ001 - naive on purpose.


def test_the_line_opens_and_closes_to_the_minute() -> None:
    assert not WORKDAYS.is_open(moscow(2026, 11, 20, 8, 59))
    assert WORKDAYS.is_open(moscow(2026, 11, 20, 9, 0))
    assert WORKDAYS.is_open(moscow(2026, 11, 20, 17, 59))
    assert not WORKDAYS.is_open(moscow(2026, 11, 20, 18, 0))


def test_on_friday_evening_the_next_opening_is_on_monday() -> None:
    assert WORKDAYS.opens_at(moscow(2026, 11, 20, 18, 0)) == moscow(2026, 11, 23, 9, 0)


def test_while_open_only_the_closing_is_ahead_and_while_closed_only_the_opening() -> None:
    noon, night = moscow(2026, 11, 20, 12, 0), moscow(2026, 11, 20, 2, 0)

    assert WORKDAYS.closes_at(noon) == moscow(2026, 11, 20, 18, 0)
    assert WORKDAYS.opens_at(noon) is None
    assert WORKDAYS.closes_at(night) is None
    assert WORKDAYS.opens_at(night) == moscow(2026, 11, 20, 9, 0)


def test_a_lunch_break_closes_the_line() -> None:
    day = (OpenInterval(9 * 60, 13 * 60), OpenInterval(14 * 60, 18 * 60))
    hours = OpeningHours(MOSCOW, (day,) * 7)

    assert hours.closes_at(moscow(2026, 11, 20, 9, 0)) == moscow(2026, 11, 20, 13, 0)
    assert hours.opens_at(moscow(2026, 11, 20, 13, 0)) == moscow(2026, 11, 20, 14, 0)


def test_a_night_shift_is_one_opening_across_midnight() -> None:
    night = (OpenInterval(0, 8 * 60), OpenInterval(20 * 60, MINUTES_PER_DAY))
    hours = OpeningHours(MOSCOW, (night,) * 7)

    assert hours.closes_at(moscow(2026, 11, 20, 23, 30)) == moscow(2026, 11, 21, 8, 0)
    assert hours.closes_at(moscow(2026, 11, 21, 0, 30)) == moscow(2026, 11, 21, 8, 0)


def test_round_the_clock_never_closes_and_a_closed_line_never_opens() -> None:
    noon = moscow(2026, 11, 20, 12, 0)

    assert OpeningHours.round_the_clock(MOSCOW).is_open(noon)
    assert OpeningHours.round_the_clock(MOSCOW).closes_at(noon) is None
    assert not OpeningHours.never_open(MOSCOW).is_open(noon)
    assert OpeningHours.never_open(MOSCOW).opens_at(noon) is None


def test_a_line_open_all_week_but_for_an_hour_finds_that_hour_six_days_ahead() -> None:
    whole: DayHours = (OpenInterval(0, MINUTES_PER_DAY),)
    sunday = (OpenInterval(0, 23 * 60),)
    hours = OpeningHours(MOSCOW, (whole,) * 6 + (sunday,))

    assert hours.closes_at(moscow(2026, 11, 16, 0, 0)) == moscow(2026, 11, 22, 23, 0)
    assert hours.opens_at(moscow(2026, 11, 22, 23, 30)) == moscow(2026, 11, 23, 0, 0)


def test_on_the_day_the_clocks_go_back_the_line_is_open_an_hour_longer() -> None:
    """Germany, 25 October 2026: 03:00 becomes 02:00."""
    hours = OpeningHours(BERLIN, ((OpenInterval(0, 6 * 60),),) * 7)
    opened_at = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)

    closes_at = hours.closes_at(opened_at)

    assert closes_at == opened_at + timedelta(hours=7)


def test_an_opening_that_the_changed_clocks_swallow_is_no_opening() -> None:
    """Germany, 29 March 2026: 02:00 becomes 03:00."""
    hours = OpeningHours(BERLIN, ((OpenInterval(2 * 60, 3 * 60),),) * 7)

    assert hours.opens_at(datetime(2026, 3, 28, 12, 0, tzinfo=UTC)) == datetime(
        2026, 3, 30, 0, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(("opens", "closes"), [(600, 600), (700, 600), (-1, 60), (0, 1441)])
def test_an_interval_that_is_no_stretch_of_a_day_is_refused(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="open before they close"):
        OpenInterval(opens, closes)


def test_a_week_of_six_days_and_overlapping_hours_are_refused() -> None:
    with pytest.raises(ValueError, match="seven days"):
        OpeningHours(MOSCOW, (NINE_TO_SIX,) * 6)
    with pytest.raises(ValueError, match="follow one another"):
        OpeningHours(MOSCOW, ((OpenInterval(0, 61), OpenInterval(60, 90)),) * 7)


@st.composite
def weekly_hours(draw: st.DrawFn) -> OpeningHours:
    week = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, MINUTES_PER_DAY), max_size=6)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        week.append(tuple(OpenInterval(opens, closes) for opens, closes in pairs))
    return OpeningHours(draw(st.sampled_from([MOSCOW, BERLIN])), tuple(week))


@given(
    weekly_hours(),
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis takes naive bounds and a zone.
)
def test_every_change_ahead_is_a_change(hours: OpeningHours, moment: datetime) -> None:
    closes_at, opens_at = hours.closes_at(moment), hours.opens_at(moment)
    tick = timedelta(seconds=1)

    assert closes_at is None or opens_at is None
    if closes_at is not None:
        assert closes_at > moment
        assert hours.is_open(closes_at - tick)
        assert not hours.is_open(closes_at)
    if opens_at is not None:
        assert opens_at > moment
        assert not hours.is_open(opens_at - tick)
        assert hours.is_open(opens_at)
