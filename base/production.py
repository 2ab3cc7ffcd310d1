"""The production calendar: which days of a year are worked, beyond what the weekday says.

A country moves days off, works some Saturdays instead and ends the eve of a holiday earlier; a
region adds holidays of its own. Here it is a value; the room of the settings reads it from files.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from base.calendar import DayHours, OpenInterval

_SATURDAY: Final = 5
_HOURS_OF_A_WORKDAY: Final = 8
_ALARM_FROM_MONTH: Final = 11
"""The decree on the next year's days off is out by then."""


class MonthSum(NamedTuple):
    """What the official calendars print for each month of the 40-hour week."""

    workdays: int
    hours: int


@dataclass(frozen=True, slots=True)
class ProductionCalendar:
    """The days of some years that are not what their weekday says."""

    years: frozenset[int]
    """The years of which all days are known."""
    unconfirmed: frozenset[int]
    """Those of them that nobody has compared with the decree."""
    off: frozenset[date]
    work: frozenset[date]
    short: frozenset[date]
    """Workdays that end earlier."""

    @property
    def named(self) -> frozenset[date]:
        """The days of which anything is said."""
        return self.off | self.work | self.short

    def is_workday(self, day: date) -> bool:
        """Return whether the day is worked; in a year that is not known its weekday decides."""
        if day in self.off:
            return False
        return day in self.work or day.weekday() < _SATURDAY

    def is_short(self, day: date) -> bool:
        """Return whether the day is worked and ends earlier."""
        return day in self.short and self.is_workday(day)

    def month_sum(self, year: int, month: int) -> MonthSum:
        """Return the month's workdays and its hours in a week of 40."""
        days = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
        workdays = sum(map(self.is_workday, days))
        return MonthSum(workdays, workdays * _HOURS_OF_A_WORKDAY - sum(map(self.is_short, days)))


@dataclass(frozen=True, slots=True)
class SiteDays:
    """What a site knows better: regional holidays, days that are worked after all."""

    off: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    short: frozenset[date] = frozenset()
    confirmed: frozenset[int] = frozenset()
    """Years that somebody here has compared with the decree."""


def with_site_days(calendar: ProductionCalendar, site: SiteDays) -> ProductionCalendar:
    """Return the calendar with the site's word above the country's."""
    settled = site.off | site.work | site.short
    return replace(
        calendar,
        unconfirmed=calendar.unconfirmed - site.confirmed,
        off=(calendar.off - settled) | site.off,
        work=(calendar.work - (settled - site.short)) | site.work,
        short=(calendar.short - settled) | site.short,
    )


class GapReason(StrEnum):
    """Why the days off of a year cannot be relied on."""

    MISSING = "missing"
    UNCONFIRMED = "unconfirmed"


class CalendarGap(NamedTuple):
    """A year for which somebody has to see to the calendar now."""

    year: int
    reason: GapReason


def gap_of(calendar: ProductionCalendar, today: date) -> CalendarGap | None:
    """Return this year, or from 1 November on the next, if it has a gap; a missing one first."""
    years = [today.year]
    if today.month >= _ALARM_FROM_MONTH:
        years.append(today.year + 1)
    for reason, found in (
        (GapReason.MISSING, set(years) - calendar.years),
        (GapReason.UNCONFIRMED, calendar.unconfirmed.intersection(years)),
    ):
        if found:
            return CalendarGap(min(found), reason)
    return None


@dataclass(frozen=True, slots=True)
class DayRules:
    """How something opens that goes by a production calendar."""

    week: Sequence[DayHours]
    """Of ordinary days, Monday first."""
    workday: DayHours
    """Of a weekend day that is worked."""
    day_off: DayHours
    """Of a weekday that is not."""
    shortened: DayHours | None
    """Of shortened days; `None` where they close so many minutes earlier:"""
    shortened_by_minutes: int = 60


def special_days(calendar: ProductionCalendar, rules: DayRules) -> Mapping[date, DayHours]:
    """Return the hours of every day on which the calendar changes something."""
    found = ((day, _hours_on(day, calendar, rules)) for day in sorted(calendar.named))
    return {day: hours for day, hours in found if hours != rules.week[day.weekday()]}


def closing_earlier(hours: DayHours, minutes: int) -> DayHours:
    """Return the hours of a day without its last minutes; breaks do not count."""
    return tuple(_cut(hours, minutes))


def _hours_on(day: date, calendar: ProductionCalendar, rules: DayRules) -> DayHours:
    is_weekend = day.weekday() >= _SATURDAY
    if not calendar.is_workday(day):
        return rules.week[day.weekday()] if is_weekend else rules.day_off
    if calendar.is_short(day) and rules.shortened is not None:
        return rules.shortened
    hours = rules.workday if is_weekend else rules.week[day.weekday()]
    return closing_earlier(hours, rules.shortened_by_minutes) if calendar.is_short(day) else hours


def _cut(hours: Collection[OpenInterval], minutes: int) -> Iterator[OpenInterval]:
    left = sum(one.closes_minute - one.opens_minute for one in hours) - minutes
    for interval in hours:
        if left <= 0:
            return
        length = min(left, interval.closes_minute - interval.opens_minute)
        yield OpenInterval(interval.opens_minute, interval.opens_minute + length)
        left -= length
