"""Local time: the day of a moment at a site, and opening hours.

This is the only place in the engine where local time exists; everything that comes out is a date
or an aware UTC moment. Opening hours are turned into spans of absolute time before anything is
compared, so that the days on which the clocks change need no case of their own.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from itertools import chain, pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from base.clock import require_aware

DAYS_PER_WEEK = 7
MINUTES_PER_DAY = 24 * 60
_HORIZON_DAYS: Final = 400
"""Whatever has not changed within a year's weeks and holidays will not change any more."""
_TIME_OF_DAY: Final = re.compile(r"(\d{1,2})[:.]([0-5]\d)", re.ASCII)
_DAY_S: Final = 24 * 60 * 60
_DAYS_KEPT: Final = 32
NEVER: Final = datetime.max.replace(tzinfo=UTC)
"""The end of what has none."""


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the date that the site's wall calendar shows at this moment."""
    return require_aware(moment).astimezone(zone).date()


def read_time_of_day(text: str) -> int | None:
    """Return the minute of the day that people write as 9:00, 09:00 or 09.00, to 24:00.

    `None` when no clock shows it.
    """
    written = _TIME_OF_DAY.fullmatch(text)
    minute = MINUTES_PER_DAY + 1 if written is None else int(written[1]) * 60 + int(written[2])
    return minute if minute <= MINUTES_PER_DAY else None


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
    """A stretch of time that begins on a local day, in minutes since its midnight.

    The end is not part of it; one behind 24:00 lies on the next day.

    Raises:
        ValueError: the interval is empty, begins on another day or lasts more than a day.

    """

    opens_minute: int
    closes_minute: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of a day."""
        begins_today = 0 <= self.opens_minute < MINUTES_PER_DAY
        if not begins_today or not 0 < self.closes_minute - self.opens_minute <= MINUTES_PER_DAY:
            msg = "Opening hours must open before they close, on their day and for a day at most."
            raise ValueError(msg)


DayHours = tuple[OpenInterval, ...]
"""The open intervals that begin on one day, in order; none when it stays closed."""

WHOLE_DAY: Final[DayHours] = (OpenInterval(0, MINUTES_PER_DAY),)


class Opening(NamedTuple):
    """A stretch of absolute time in which something is open; the end is not part of it."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Forced:
    """Open or closed by somebody's word, whatever the hours say, between two moments."""

    is_open: bool
    since: datetime
    until: datetime
    """`NEVER` where it stays so until somebody takes it back."""

    def __post_init__(self) -> None:
        """Refuse moments without a zone."""
        require_aware(self.since)
        require_aware(self.until)


class _Remembering:
    """Keeps the openings of the days that were asked for: a call asks in no time."""

    __slots__ = ("_near",)

    _near: dict[int, tuple[Opening, ...]]


@dataclass(frozen=True, slots=True)
class OpeningHours(_Remembering):
    """When something is open, week by week, Monday first; some days have hours of their own.

    Raises:
        ValueError: there are not seven days, or the intervals of a day overlap.

    """

    zone: ZoneInfo
    week: tuple[DayHours, ...]
    special: Mapping[date, DayHours] = field(default_factory=dict)
    """What holds instead of the week on some days: holidays, moved and shortened ones."""
    forced: Forced | None = None

    def __post_init__(self) -> None:
        """Refuse a week of other than seven days and intervals out of order."""
        if len(self.week) != DAYS_PER_WEEK:
            raise ValueError("Opening hours need seven days, Monday first.")
        for day in chain(self.week, self.special.values()):
            if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(day)):
                raise ValueError("The opening hours of one day must follow one another.")
        # The memory is no field: it is no part of what is compared, stored or shown.
        object.__setattr__(self, "_near", {})

    @classmethod
    def round_the_clock(cls, zone: ZoneInfo) -> "OpeningHours":
        """Return hours that never close."""
        return cls(zone, (WHOLE_DAY,) * DAYS_PER_WEEK)

    @classmethod
    def never_open(cls, zone: ZoneInfo) -> "OpeningHours":
        """Return hours that never open."""
        return cls(zone, ((),) * DAYS_PER_WEEK)

    def is_open(self, moment: datetime) -> bool:
        """Return whether it is open; at the closing minute it no longer is."""
        return self._opening_around(moment) is not None

    def closes_at(self, moment: datetime) -> datetime | None:
        """Return when the present opening ends; `None` when it is closed or never closes."""
        opening = self._opening_around(moment)
        return None if opening is None or opening.closes_at == NEVER else opening.closes_at

    def opens_at(self, moment: datetime) -> datetime | None:
        """Return the next opening; `None` when it is open already or never opens."""
        if self.is_open(moment):
            return None
        return next((o.opens_at for o in self._openings_near(moment) if o.opens_at > moment), None)

    def openings(self, since: datetime) -> Iterator[Opening]:
        """Yield the openings that end after the moment, joined across midnight.

        The first may have begun earlier than it says. They have no end unless nothing opens, or
        nothing closes, for more than a year: then the last one ends at `NEVER`, or is the last.
        """
        first = local_day(since, self.zone) - timedelta(days=1)
        if self._never_changes():
            yield Opening(self._moment(first, 0), NEVER)
            return
        joined: Opening | None = None
        for opening in self._unjoined(first):
            if joined is None:
                joined = opening
            elif opening.opens_at <= joined.closes_at:
                joined = Opening(joined.opens_at, max(joined.closes_at, opening.closes_at))
                if joined.closes_at - joined.opens_at > timedelta(days=_HORIZON_DAYS):
                    yield Opening(joined.opens_at, NEVER)
                    return
            else:
                if joined.closes_at > since:
                    yield joined
                joined = opening
        if joined is not None and joined.closes_at > since:
            yield joined

    def _never_changes(self) -> bool:
        is_whole = all(day == WHOLE_DAY for day in chain(self.week, self.special.values()))
        return is_whole and self.forced is None

    def _opening_around(self, moment: datetime) -> Opening | None:
        for opening in self._openings_near(moment):
            if opening.opens_at <= moment < opening.closes_at:
                return opening
        return None

    def _openings_near(self, moment: datetime) -> tuple[Opening, ...]:
        """Return the openings that touch the moment's day of UTC, and the first one after it."""
        day = int(require_aware(moment).timestamp() // _DAY_S)
        near = self._near.get(day)
        if near is None:
            if len(self._near) >= _DAYS_KEPT:
                self._near.clear()
            near = self._near[day] = tuple(self._of_utc_day(day))
        return near

    def _of_utc_day(self, day: int) -> Iterator[Opening]:
        begins_at = datetime.fromtimestamp(day * _DAY_S, UTC)
        ends_at = begins_at + timedelta(days=1)
        for opening in self.openings(begins_at):
            yield opening
            if opening.opens_at >= ends_at:
                return

    def _unjoined(self, first: date) -> Iterator[Opening]:
        forced = self.forced
        if forced is None:
            return self._of_days(first)
        if forced.is_open:
            return merge(self._of_days(first), (Opening(forced.since, forced.until),))
        return _without(self._of_days(first), forced)

    def _of_days(self, first: date) -> Iterator[Opening]:
        """Yield what opens on the days from the first on, until nothing does for a year."""
        day, last_open = first, first
        while (day - last_open).days <= _HORIZON_DAYS:
            for interval in self.special.get(day, self.week[day.weekday()]):
                opens_at = self._moment(day, interval.opens_minute)
                closes_at = self._moment(day, interval.closes_minute)
                if opens_at < closes_at:
                    last_open = day
                    yield Opening(opens_at, closes_at)
            day += timedelta(days=1)

    def _moment(self, day: date, minute: int) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)


def _without(openings: Iterator[Opening], forced: Forced) -> Iterator[Opening]:
    """Yield what is left of the openings when one stretch is closed."""
    for opening in openings:
        if forced.until == NEVER and opening.opens_at >= forced.since:
            return
        if opening.opens_at < forced.since:
            yield Opening(opening.opens_at, min(opening.closes_at, forced.since))
        if opening.closes_at > forced.until:
            yield Opening(max(opening.opens_at, forced.until), opening.closes_at)
