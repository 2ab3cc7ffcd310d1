"""What the line says with numbers in it: pure functions that return a phrase of prompt keys.

Every phrase is grammatical for a woman and a man alike: the place in the queue, not the caller,
is the third ("ваше место в очереди — третье"). What is said before anybody is reached holds a
channel of the trunk and is brief: a promise lasts 12 s at most, a reminder about 10 s.
"""

import itertools
import re
from datetime import date

from ivr.approximate import say_about_when
from ivr.numerals import Case, Gender, Noun, cardinal, counted, ordinal
from ivr.prompt import Phrase, PromptKey

PAUSE = PromptKey("pause.group")
"""The silence between two groups of digits."""

PAIR_PAUSE = PromptKey("pause.pair")
"""The short silence between the pairs of digits that end our own number."""

_GROUP = 3
_LONGEST_UNDIVIDED = 4
_ENDING_DIGITS = 4
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


def say_date(day: date) -> Phrase:
    """Say a day as it stands after "на": "пятое декабря"; the year is not said."""
    return (PromptKey(f"date.{day.day}"), PromptKey(f"month.{day.month}"))


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


def say_promise(
    number: int,
    minutes: int | None,
    number_ending: str = "",
    *,
    is_brief: bool = False,
    offers_answers: bool = False,
) -> Phrase:
    """Say the promise of a callback, and whom to call when life is in danger.

    `minutes` is `None` for tomorrow morning. Of the number that will ring the last four digits
    are said, nothing when it is empty. A brief promise does not name the keys 9 and 2, which work
    nevertheless; whether 3 answers frequent questions is said where it is so.

    Raises:
        ValueError: the number of the ticket cannot be said.

    """
    return (
        PromptKey("promise.ticket"),
        *say_cardinal(number),
        *((PromptKey("promise.tomorrow"),) if minutes is None else say_about_when(minutes)),
        *_say_ending(number_ending),
        PromptKey("promise.emergency"),
        *((PromptKey("promise.answers"),) if offers_answers else ()),
        *(() if is_brief else (PromptKey("promise.keys"),)),
    )


def say_reminder(number: int, ahead: int, *, is_brief: bool = False) -> Phrase:
    """Say that the promise stands, how many are ahead, and what 9, 2, 3 and 4 do.

    A brief one says the number and what to press if worse; the other keys work nevertheless.

    Raises:
        ValueError: one of the numbers cannot be said.

    """
    if is_brief:
        ticket = (PromptKey("promise.ticket"), *say_cardinal(number))
        return (*ticket, PromptKey("reminder.worse"))
    place = (PromptKey("reminder.ahead"), *say_cardinal(ahead))
    return (
        PromptKey("promise.ticket"),
        *say_cardinal(number),
        *(place if ahead else (PromptKey("reminder.first"),)),
        PromptKey("reminder.keys"),
    )


def say_offer(minutes: int) -> Phrase:
    """Say how long the wait is, and that 1 turns it into a callback; never less than a minute.

    Raises:
        ValueError: the number cannot be said.

    """
    return (
        PromptKey("offer.wait_about"),
        *say_minutes(max(1, minutes), Case.ACCUSATIVE),
        PromptKey("offer.press_one"),
    )


def say_whisper(number: int, *, is_urgent: bool = False) -> Phrase:
    """Say to an operator whose call comes next: a callback, and of which ticket.

    Raises:
        ValueError: the number cannot be said.

    """
    urgent = (PromptKey("whisper.urgent"),) if is_urgent else ()
    return (*urgent, PromptKey("whisper.callback"), *say_cardinal(number))


def say_number_check(digits: str) -> Phrase:
    """Say the number that the caller has entered, and that 1 confirms it and 2 begins anew."""
    return (
        PromptKey("number.confirm"),
        *say_digits(digits),
        PromptKey("number.right_or_again"),
    )


def say_time_chosen(hour: int, minute: int, *, is_tomorrow: bool = False) -> Phrase:
    """Say that we shall call at the time that the caller has chosen.

    Raises:
        ValueError: there is no such time of day.

    """
    begin = PromptKey("time.tomorrow_at" if is_tomorrow else "time.at")
    return (begin, *say_time(hour, minute))


def _divide(run: str) -> tuple[str, ...]:
    if len(run) <= _LONGEST_UNDIVIDED:
        return (run,)
    groups = -(-len(run) // _GROUP)
    size, larger = divmod(len(run), groups)
    ends = [size * index + min(index, larger) for index in range(groups + 1)]
    return tuple(run[start:end] for start, end in itertools.pairwise(ends))


def _say_ending(number_ending: str) -> Phrase:
    """Say the last digits in pairs, as they are read from a telephone's screen."""
    digits = "".join(re.findall("[0-9]", number_ending))[-_ENDING_DIGITS:]
    ends = range(len(digits), 0, -2)
    pairs = [_say_pair(digits[max(0, end - 2) : end]) for end in reversed(ends)]
    phrase: list[PromptKey] = []
    for pair in pairs:
        phrase.append(PAIR_PAUSE if phrase else PromptKey("promise.from_number"))
        phrase.extend(pair)
    return tuple(phrase)


def _say_pair(pair: str) -> Phrase:
    """Say two digits, or one, as a number; a zero in front is said as well."""
    if pair.startswith("0"):
        return tuple(key for digit in pair for key in say_cardinal(int(digit)))
    return say_cardinal(int(pair))
