"""About when: a wait in the words of a promise, "минут через сорок".

The order of the words says "about", and Russian allows it of some numbers only: one minute, 21
minutes or an hour and a half are said otherwise. So a wait is first brought to a figure that can
be said, `sayable_minutes`, and that figure is what the caller was promised.
"""

from ivr.numerals import Case, Gender, cardinal
from ivr.prompt import Phrase, PromptKey

_EXACT_MINUTES = 20
_STEP_MINUTES = 5
_HOUR_MINUTES = 60
_HOUR_AND_HALF_MINUTES = 90
_LAST_HOUR_AND_HALF_MINUTES = 104
_MOST_HOURS = 20
"""21 would want another form; who must wait so long is told "within a day"."""
_DAY_MINUTES = 24 * _HOUR_MINUTES
_SMALLEST_OF_MANY = 5
_WHOLE_PHRASES = {
    1: PromptKey("promise.within_a_minute"),
    _HOUR_AND_HALF_MINUTES: PromptKey("promise.within_hour_and_half"),
    _DAY_MINUTES: PromptKey("promise.within_a_day"),
}
"""Waits that are said without a number of their own."""


def say_about_when(minutes: int) -> Phrase:
    """Say when we shall call; a wait of more than a day is "as soon as we can"."""
    wait = sayable_minutes(minutes)
    if wait > _DAY_MINUTES:
        return (PromptKey("promise.when_we_can"),)
    if wait in _WHOLE_PHRASES:
        return (_WHOLE_PHRASES[wait],)
    if wait < _HOUR_AND_HALF_MINUTES:
        return _inverted("minutes", wait, Gender.FEMININE)
    return _inverted("hours", wait // _HOUR_MINUTES, Gender.MASCULINE)


def sayable_minutes(minutes: int) -> int:
    """Return the wait as a caller will hear it.

    Up to 20 minutes it is exact, up to an hour and a half it is rounded up to five minutes, then
    to the nearest hours; over 20 hours it is a day. What is longer than a day stays as it is,
    because it is said without a figure.
    """
    if minutes <= _EXACT_MINUTES:
        return max(1, minutes)
    if minutes <= _HOUR_AND_HALF_MINUTES:
        return -(-minutes // _STEP_MINUTES) * _STEP_MINUTES
    if minutes <= _LAST_HOUR_AND_HALF_MINUTES:
        return _HOUR_AND_HALF_MINUTES
    hours = (minutes + _HOUR_MINUTES // 2) // _HOUR_MINUTES
    return hours * _HOUR_MINUTES if hours <= _MOST_HOURS else max(minutes, _DAY_MINUTES)


def _inverted(unit: str, count: int, gender: Gender) -> Phrase:
    form = "few" if count < _SMALLEST_OF_MANY else "many"
    return (PromptKey(f"promise.{unit}_{form}"), *cardinal(count, gender, Case.ACCUSATIVE))
