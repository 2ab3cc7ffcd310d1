"""The settings of opening hours, by weekdays and by the production calendar."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from base.calendar import (
    DAYS_PER_WEEK,
    MINUTES_PER_DAY,
    DayHours,
    OpeningHours,
    OpenInterval,
    read_time_of_day,
)
from base.production import DayRules, special_days
from config.model import Section, TextList
from config.production import CalendarName, SpecialDays

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORKDAYS = 5
_FRIDAY = 4
_OVERLAP = "the times of a day overlap; let each begin after the one before it"


class Hours(Section):
    """When a service is open; a day that is not named stays closed."""

    round_the_clock: bool = False
    workdays: TextList | None = None
    """Monday to Friday: `09:00-18:00`, several with commas; `20:00-08:00` runs over midnight."""
    weekend: TextList | None = None
    """With a calendar of every day off."""
    monday: TextList | None = None
    """Overrides `workdays`; so do the other days."""
    tuesday: TextList | None = None
    wednesday: TextList | None = None
    thursday: TextList | None = None
    friday: TextList | None = None
    saturday: TextList | None = None
    sunday: TextList | None = None
    calendar: CalendarName | None = None
    """By whose days off, worked Saturdays and shortened days; without one every week is alike."""
    shortened: TextList | None = None
    """The times of shortened days, where they are not those of the day without its end."""
    shortened_by_minutes: Annotated[int, Field(ge=0, le=MINUTES_PER_DAY)] = 60
    """So much earlier it closes on shortened days."""

    @model_validator(mode="after")
    def _is_a_week(self) -> Self:
        days = [self.workdays, self.weekend, *(getattr(self, day) for day in _WEEKDAYS)]
        if self.round_the_clock and any(day is not None for day in days):
            raise ValueError("hours are round the clock or by days; remove one of the two")
        if not self.round_the_clock and not any(days):
            raise ValueError("nothing opens here; give round_the_clock: true, or days with times")
        if self.round_the_clock and self.calendar is not None:
            raise ValueError("what never closes goes by no calendar; remove calendar:")
        if self.calendar is None and self.shortened is not None:
            raise ValueError("only a calendar tells which days are shortened; add calendar: ru")
        _refuse_overlaps(self._week())
        _day_hours(self.shortened)
        return self

    def opening_hours(self, zone: ZoneInfo, days: SpecialDays | None = None) -> OpeningHours:
        """Return the hours as the calendar reckons with them; `days` are the site's own."""
        if self.round_the_clock:
            return OpeningHours.round_the_clock(zone)
        week = self._week()
        if self.calendar is None:
            return OpeningHours(zone, week)
        calendar = (days or SpecialDays()).calendar(self.calendar)
        return OpeningHours(zone, week, special_days(calendar, self._rules(week)))

    def _week(self) -> tuple[DayHours, ...]:
        own = [getattr(self, day) for day in _WEEKDAYS]
        groups = [self.workdays] * _WORKDAYS + [self.weekend] * (DAYS_PER_WEEK - _WORKDAYS)
        return tuple(
            _day_hours(group if day is None else day)
            for day, group in zip(own, groups, strict=True)
        )

    def _rules(self, week: Sequence[DayHours]) -> DayRules:
        return DayRules(
            week=week,
            # A Saturday is worked instead of a day between holidays; where every day has times
            # of its own, a Friday is nearest to what is meant.
            workday=week[_FRIDAY] if self.workdays is None else _day_hours(self.workdays),
            day_off=_day_hours(self.weekend),
            shortened=None if self.shortened is None else _day_hours(self.shortened),
            shortened_by_minutes=self.shortened_by_minutes,
        )


def _day_hours(texts: Sequence[str] | None) -> DayHours:
    ordered = sorted(
        (_stretch(text) for text in texts or ()), key=lambda interval: interval.opens_minute
    )
    if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(ordered)):
        raise ValueError(_OVERLAP)
    return tuple(ordered)


def _refuse_overlaps(week: Sequence[DayHours]) -> None:
    """Refuse a night that still lasts when its next day opens."""
    for day, after in zip(week, (*week[1:], week[0]), strict=True):
        lasts_until = day[-1].closes_minute - MINUTES_PER_DAY if day else 0
        if after and after[0].opens_minute < lasts_until:
            raise ValueError(_OVERLAP)


def _stretch(text: str) -> OpenInterval:
    opens, _, closes = text.partition("-")
    begins, ends = read_time_of_day(opens.strip()), read_time_of_day(closes.strip())
    if begins is None or ends is None or begins == MINUTES_PER_DAY:
        raise ValueError(f"{text!r} is no stretch of a day; write 09:00-18:00")
    return OpenInterval(begins, ends if begins < ends else ends + MINUTES_PER_DAY)
