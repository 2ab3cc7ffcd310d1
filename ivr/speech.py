"""What the line says with numbers in it: pure functions that return a phrase of prompt keys.

Every phrase is grammatical for a woman and a man alike: the place in the queue, not the caller,
is the third ("ваше место в очереди — третье").
"""

import itertools
import re

from ivr.numerals import Case, Gender, Noun, cardinal, counted, ordinal
from ivr.prompt import Phrase, PromptKey

PAUSE = PromptKey("pause.group")
"""The silence between two groups of digits."""

_GROUP = 3
_LONGEST_UNDIVIDED = 4
_HOURS = 24
_MINUTES = 60


def say_cardinal(
    number: int, gender: Gender = Gender.MASCULINE, case: Case = Case.NOMINATIVE
) -> Phrase:
    """Say how many, 0 to 9999.

    Raises:
        ValueError: the number cannot be said.

    """
    return cardinal(number, gender, case)


def say_minutes(minutes: int, case: Case = Case.NOMINATIVE) -> Phrase:
    """Say a number of minutes; accusative after "через".

    Raises:
        ValueError: the number cannot be said.

    """
    return counted(minutes, Noun.MINUTE, case)


def say_hours(hours: int, case: Case = Case.NOMINATIVE) -> Phrase:
    """Say a number of hours; accusative after "через".

    Raises:
        ValueError: the number cannot be said.

    """
    return counted(hours, Noun.HOUR, case)


def say_time(hour: int, minute: int) -> Phrase:
    """Say a clock time as it stands after "в": "двадцать один час одну минуту".

    The full hour is said without minutes.

    Raises:
        ValueError: there is no such time of day.

    """
    if not (0 <= hour < _HOURS and 0 <= minute < _MINUTES):
        msg = f"There is no time of day {hour}:{minute:02}."
        raise ValueError(msg)
    hours = say_hours(hour, Case.ACCUSATIVE)
    return hours + say_minutes(minute, Case.ACCUSATIVE) if minute else hours


def say_position(position: int) -> Phrase:
    """Say the place in the queue; the first one is "your call is the next".

    Raises:
        ValueError: the position is below 1 or cannot be said.

    """
    if position == 1:
        return (PromptKey("queue.next"),)
    return (PromptKey("queue.your_place"), *ordinal(position))


def say_wait(minutes: int) -> Phrase:
    """Say about how long the wait is; less than a minute is said as one.

    Raises:
        ValueError: the number cannot be said.

    """
    return (PromptKey("queue.wait_about"), *say_minutes(max(1, minutes)))


def say_digits(text: str) -> Phrase:
    """Say the digits of a text one by one, in groups that can be written down.

    Whatever is not a digit ends a group; a run of more than four digits is divided as evenly as
    groups of three allow (six 3-3, seven 3-2-2, ten 3-3-2-2). Nothing is said of a text without
    digits.
    """
    groups = [group for run in re.findall("[0-9]+", text) for group in _divide(run)]
    phrase: list[PromptKey] = []
    for group in groups:
        if phrase:
            phrase.append(PAUSE)
        phrase.extend(PromptKey(f"digit.{digit}") for digit in group)
    return tuple(phrase)


def say_ticket_number(number: str) -> Phrase:
    """Say the number of a ticket, `YYMMDD-N…N-C`, digit by digit."""
    return (PromptKey("parting.ticket"), *say_digits(number))


def _divide(run: str) -> tuple[str, ...]:
    if len(run) <= _LONGEST_UNDIVIDED:
        return (run,)
    groups = -(-len(run) // _GROUP)
    size, larger = divmod(len(run), groups)
    ends = [size * index + min(index, larger) for index in range(groups + 1)]
    return tuple(run[start:end] for start, end in itertools.pairwise(ends))
