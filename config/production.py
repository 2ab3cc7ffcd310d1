"""The production calendars that ship, and what a site's settings say against them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator

import base
from base.production import ProductionCalendar, SiteDays, with_site_days
from config.model import Section, Text, split_list
from config.source import read_document

CalendarName = Literal["ru"]
"""A directory in `base/calendars/`."""

_CALENDARS: Final = Path(base.__file__).parent / "calendars"
_Year = Annotated[int, Field(ge=2000, le=2100)]
_Days = Annotated[
    tuple[date, ...], BeforeValidator(split_list, json_schema_input_type=date | tuple[date, ...])
]
_Years = Annotated[
    tuple[_Year, ...], BeforeValidator(split_list, json_schema_input_type=int | tuple[int, ...])
]


class SpecialDays(Section):
    """Days that are not what the country's calendar says: regional holidays above all."""

    off: _Days = ()
    """Nobody works, such as on Radonitsa where the region has made it a holiday: 2026-04-21."""
    work: _Days = ()
    """Worked after all; a Saturday or Sunday too."""
    short: _Days = ()
    """Worked, and closed earlier; a worked Saturday is named under `work` as well."""
    confirmed: _Years = ()
    """Years whose shipped days somebody has compared with the decree."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if both := sorted(set(self.off) & {*self.work, *self.short}):
            raise ValueError(f"{both[0]} is off and worked as well; keep one of them")
        return self

    def days(self) -> SiteDays:
        """Return the days as the calendar reckons with them."""
        return SiteDays(
            off=frozenset(self.off),
            work=frozenset(self.work),
            short=frozenset(self.short),
            confirmed=frozenset(self.confirmed),
        )

    def calendar(self, name: CalendarName) -> ProductionCalendar:
        """Return the shipped calendar with these days in it."""
        return with_site_days(shipped_calendar(name), self.days())


class CalendarYear(Section):
    """One year of a calendar that ships: a file such as `base/calendars/ru/2026.yaml`."""

    year: _Year
    confirmed: bool
    """Whether it has been compared with the decree."""
    source: Text
    off: _Days
    """Mondays to Fridays on which nobody works."""
    work: _Days
    """Saturdays and Sundays that are worked."""
    short: _Days

    @model_validator(mode="after")
    def _is_one_year(self) -> Self:
        lists = (self.off, self.work, self.short)
        if stray := [day for days in lists for day in days if day.year != self.year]:
            raise ValueError(f"{stray[0]} is no day of {self.year}; move it to its year's file")
        if any(set(one) & set(other) for one, other in combinations(lists[:2], 2)):
            raise ValueError("a day is off and worked as well; keep one of them")
        return self


@cache
def shipped_calendar(name: CalendarName) -> ProductionCalendar:
    """Return a calendar that ships, with all of its years."""
    years = tuple(_years(_CALENDARS / name))
    return ProductionCalendar(
        years=frozenset(year.year for year in years),
        unconfirmed=frozenset(year.year for year in years if not year.confirmed),
        off=frozenset(day for year in years for day in year.off),
        work=frozenset(day for year in years for day in year.work),
        short=frozenset(day for year in years for day in year.short),
    )


def _years(directory: Path) -> Iterator[CalendarYear]:
    year_file = TypeAdapter(CalendarYear)
    for path in sorted(directory.glob("*.yaml")):
        document = read_document(path.read_text("utf-8"), str(path))
        yield year_file.validate_python(document.tree)
