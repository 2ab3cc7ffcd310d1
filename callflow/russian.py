"""Russian for the eye: plural forms, lengths of time, moments of a site.

What is spoken stands in `ivr/numerals.py`, as recordings; here it is text that somebody reads in
the answer to a complaint. Units of time are abbreviated, so that they need no case.
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400


def counted(number: int, one: str, few: str, many: str) -> str:
    """Return a number with its noun: `1 попытка`, `3 попытки`, `11 попыток`.

    Source: Unicode CLDR, plural rules of Russian.
    """
    last, rest = number % 10, number % 100
    if last == 1 and rest != 11:  # noqa: PLR2004 (eleven is the rule's own exception)
        return f"{number} {one}"
    if last in {2, 3, 4} and rest not in {12, 13, 14}:
        return f"{number} {few}"
    return f"{number} {many}"


def lasted(seconds: float) -> str:
    """Return a length of time, never more exact than it matters: `38 мин`, `2 ч 5 мин`."""
    whole = round(max(0.0, seconds))
    if whole < _MINUTE_S:
        return f"{whole} с"
    if whole < 10 * _MINUTE_S:
        minutes, rest = divmod(whole, _MINUTE_S)
        return f"{minutes} мин {rest} с" if rest else f"{minutes} мин"
    if whole < _DAY_S:
        hours, minutes = divmod(round(whole / _MINUTE_S), _HOUR_S // _MINUTE_S)
        parts = (f"{hours} ч" if hours else "", f"{minutes} мин" if minutes else "")
        return " ".join(part for part in parts if part)
    days, rest = divmod(whole, _DAY_S)
    hours = rest // _HOUR_S
    return f"{days} сут {hours} ч" if hours else f"{days} сут"


def day_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local date: `14.09.2021`."""
    return moment.astimezone(zone).strftime("%d.%m.%Y")


def clock_of(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local time to the second: `08:03:12`."""
    return moment.astimezone(zone).strftime("%H:%M:%S")


def moment_of(moment: datetime, zone: ZoneInfo, beside: datetime | None = None) -> str:
    """Return the local moment, without the date on the day of `beside`: `в 08:03:12`."""
    day = day_of(moment, zone)
    clock = clock_of(moment, zone)
    if beside is not None and day_of(beside, zone) == day:
        return f"в {clock}"
    return f"{day} в {clock}"
