"""Local time: the day of a moment at a site, and weekly opening hours.

This is the only place in the engine where local time exists; everything that comes out is a date
or an aware UTC moment. Opening hours are turned into spans of absolute time before anything is
compared, so that the days on which the clocks change need no case of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from base.clock import require_aware

DAYS_PER_WEEK = 7
MINUTES_PER_DAY = 24 * 60
_HORIZON_DAYS = DAYS_PER_WEEK + 2
"""A week ahead finds every change of weekly hours; one day more for spans over midnight."""


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date that the site's wall calendar shows at this moment."""
    return require_aware(moment).astimezone(zone).date()


def next_time_of_day(now: datetime, zone: ZoneInfo, hour: int, minute: int) -> datetime:
    """Return the next moment at which the site's wall clock shows this time."""
    local = require_aware(now).astimezone(zone)
    today = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    moment = today if today > local else today + timedelta(days=1)
    return moment.astimezone(UTC)


class HourOfWeek(NamedTuple):
    """An hour as the site's wall clock and calendar show it."""

    weekday: int
    """0 is Monday."""
    hour: int


def hour_of_week(moment: datetime, zone: ZoneInfo) -> HourOfWeek:
    """Return the local hour in which the moment lies."""
    local = require_aware(moment).astimezone(zone)
    return HourOfWeek(local.weekday(), local.hour)


def next_hour(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the next moment at which the site's wall clock shows a full hour."""
    local = require_aware(moment).astimezone(zone)
    began = local.replace(minute=0, second=0, microsecond=0)
    return began.astimezone(UTC) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OpenInterval:
    """A stretch of one local day, in minutes since midnight; the end is not part of it.

    Raises:
        ValueError: the interval is empty or leaves its day.

    """

    opens_minute: int
    closes_minute: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of a day."""
        if not 0 <= self.opens_minute < self.closes_minute <= MINUTES_PER_DAY:
            msg = "Opening hours must open before they close, within 00:00 and 24:00 of one day."
            raise ValueError(msg)


DayHours = tuple[OpenInterval, ...]
"""The open intervals of one weekday, in order; none when it stays closed."""

_WHOLE_DAY: DayHours = (OpenInterval(0, MINUTES_PER_DAY),)


class _Span(NamedTuple):
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When something is open, week by week, Monday first.

    Raises:
        ValueError: there are not seven days, or the intervals of a day overlap.

    """

    zone: ZoneInfo
    week: tuple[DayHours, ...]

    def __post_init__(self) -> None:
        """Refuse a week of other than seven days and intervals out of order."""
        if len(self.week) != DAYS_PER_WEEK:
            raise ValueError("Opening hours need seven days, Monday first.")
        for day in self.week:
            if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(day)):
                raise ValueError("The opening hours of one day must follow one another.")

    @classmethod
    def round_the_clock(cls, zone: ZoneInfo) -> "OpeningHours":
        """Return hours that never close."""
        return cls(zone, (_WHOLE_DAY,) * DAYS_PER_WEEK)

    @classmethod
    def never_open(cls, zone: ZoneInfo) -> "OpeningHours":
        """Return hours that never open."""
        return cls(zone, ((),) * DAYS_PER_WEEK)

    def is_open(self, moment: datetime) -> bool:
        """Return whether it is open; at the closing minute it no longer is."""
        return self._is_round_the_clock() or self._span_around(moment) is not None

    def closes_at(self, moment: datetime) -> datetime | None:
        """Return when the present opening ends; `None` when it is closed or never closes."""
        if self._is_round_the_clock():
            return None
        span = self._span_around(moment)
        return None if span is None else span.closes_at

    def opens_at(self, moment: datetime) -> datetime | None:
        """Return the next opening; `None` when it is open already or never opens."""
        if self.is_open(moment):
            return None
        return next((s.opens_at for s in self._spans(moment) if s.opens_at > moment), None)

    def _is_round_the_clock(self) -> bool:
        return all(day == _WHOLE_DAY for day in self.week)

    def _span_around(self, moment: datetime) -> _Span | None:
        spans = self._spans(require_aware(moment))
        return next((s for s in spans if s.opens_at <= moment < s.closes_at), None)

    def _spans(self, moment: datetime) -> Iterator[_Span]:
        """Yield the openings from the day before the moment on, joined across midnight."""
        joined: _Span | None = None
        for span in self._daily_spans(local_day(moment, self.zone)):
            if joined is None:
                joined = span
            elif span.opens_at <= joined.closes_at:
                joined = _Span(joined.opens_at, max(joined.closes_at, span.closes_at))
            else:
                yield joined
                joined = span
        if joined is not None:
            yield joined

    def _daily_spans(self, today: date) -> Iterator[_Span]:
        for ahead in range(-1, _HORIZON_DAYS):
            day = today + timedelta(days=ahead)
            for interval in self.week[day.weekday()]:
                opens_at = self._moment(day, interval.opens_minute)
                closes_at = self._moment(day, interval.closes_minute)
                if opens_at < closes_at:
                    yield _Span(opens_at, closes_at)

    def _moment(self, day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)
