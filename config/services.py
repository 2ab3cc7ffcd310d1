"""The settings of what callers meet: services with their hours, and menus."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from base.calendar import DAYS_PER_WEEK, MINUTES_PER_DAY, DayHours, OpeningHours, OpenInterval
from config.model import Name, Prompts, Seconds, Section, TelephoneKey, TextList

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORKDAYS = 5


class Hours(Section):
    """When a service is open; a day that is not named stays closed."""

    round_the_clock: bool = False
    workdays: TextList | None = None
    """Monday to Friday: `09:00-18:00`, several with commas; `20:00-08:00` runs over midnight."""
    weekend: TextList | None = None
    monday: TextList | None = None
    """Overrides `workdays`; so do the other days."""
    tuesday: TextList | None = None
    wednesday: TextList | None = None
    thursday: TextList | None = None
    friday: TextList | None = None
    saturday: TextList | None = None
    sunday: TextList | None = None

    @model_validator(mode="after")
    def _is_a_week(self) -> Self:
        days = [self.workdays, self.weekend, *(getattr(self, day) for day in _WEEKDAYS)]
        if self.round_the_clock and any(day is not None for day in days):
            raise ValueError("hours are round the clock or by days; remove one of the two")
        if not self.round_the_clock and not any(days):
            raise ValueError("nothing opens here; give round_the_clock: true, or days with times")
        self.opening_hours(ZoneInfo("UTC"))
        return self

    def opening_hours(self, zone: ZoneInfo) -> OpeningHours:
        """Return the hours as the calendar reckons with them."""
        if self.round_the_clock:
            return OpeningHours.round_the_clock(zone)
        week: list[list[OpenInterval]] = [[] for _ in range(DAYS_PER_WEEK)]
        for number, day in enumerate(_WEEKDAYS):
            group = self.workdays if number < _WORKDAYS else self.weekend
            own: tuple[str, ...] | None = getattr(self, day)
            for text in (group if own is None else own) or ():
                opens, closes = _stretch(text)
                if opens < closes:
                    week[number].append(OpenInterval(opens, closes))
                    continue
                week[number].append(OpenInterval(opens, MINUTES_PER_DAY))
                if closes > 0:
                    week[(number + 1) % DAYS_PER_WEEK].append(OpenInterval(0, closes))
        return OpeningHours(zone, tuple(_in_order(day) for day in week))


def _in_order(intervals: list[OpenInterval]) -> DayHours:
    ordered = sorted(intervals, key=lambda interval: interval.opens_minute)
    if any(later.opens_minute < earlier.closes_minute for earlier, later in pairwise(ordered)):
        raise ValueError("the times of a day overlap; let each begin after the one before it")
    return tuple(ordered)


def _stretch(text: str) -> tuple[int, int]:
    opens, separator, closes = text.partition("-")
    if not separator:
        raise ValueError(f"{text!r} is no stretch of a day; write 09:00-18:00")
    return _minute(opens.strip(), text), _minute(closes.strip(), text)


def _minute(clock: str, text: str) -> int:
    hour, separator, minute = clock.partition(":")
    is_clock = separator and hour.isdecimal() and minute.isdecimal() and len(minute) == len("00")
    minutes = int(hour) * 60 + int(minute) if is_clock else -1
    if not 0 <= minutes <= MINUTES_PER_DAY or int(minute) >= len(range(60)):
        raise ValueError(f"{text!r} is no stretch of a day; write 09:00-18:00")
    return minutes


class Service(Section):
    """What a dialled number stands for."""

    greeting: Prompts
    """Said first, with the notice that the talk is recorded."""
    menu: Name | None
    """`null` where nothing is asked."""
    queue: Name | None = None
    """Of whoever was not asked, or did not say, what they want; else the menu's `on_silence`."""
    hours: Hours

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.menu is None and self.queue is None:
            raise ValueError("without a menu nothing tells where callers go; give queue: a name")
        return self


class Menu(Section):
    """One question and its answers."""

    prompt: Prompts
    """The question."""
    invalid: Prompts
    """Said after a digit that leads nowhere, before the question is asked again."""
    silence: Prompts
    """Said when nothing was pressed, before the question is asked again."""
    choices: Mapping[TelephoneKey, Name] = Field(min_length=1)
    """The digit pressed → the queue entered."""
    on_silence: Name
    """The queue of those who press nothing, or nothing sensible: they still reach a person."""
    digit_timeout_s: Seconds = 5
    """How long we listen after the question."""
    attempts: int = Field(default=2, ge=1, le=5)
    """How often the question is asked at most, the first time included."""
