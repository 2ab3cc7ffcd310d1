"""Russian numbers as recorded units: which recordings, joined, say a number rightly.

A number is said by few recordings that an announcer can read in a quarter of an hour: the words
of 0 to 19, the tens, the hundreds, the thousands, with the forms that gender and case demand.
Numbers from 0 to 9999 can be said; a caller never hears a larger one.

Only two cases are needed, and for lifeless things they differ in the feminine "one" alone: the
texts of the pack are written so that no other case follows (never "около" before a number).
"""

from enum import Enum

from ivr.prompt import Phrase, PromptKey

LARGEST = 9999
"""The largest number that can be said."""

_TEEN_END = 20
_TENS = 10
_HUNDREDS = 100
_THOUSANDS = 1000


class Gender(Enum):
    """Of the thing counted: час is masculine, минута feminine, место neuter."""

    MASCULINE = "m"
    FEMININE = "f"
    NEUTER = "n"


class Case(Enum):
    """Of the thing counted."""

    NOMINATIVE = "nominative"
    """Одна минута."""
    ACCUSATIVE = "accusative"
    """Через одну минуту."""


class Noun(Enum):
    """A thing that is counted aloud; its value begins the keys of its forms."""

    MINUTE = "minute"
    HOUR = "hour"
    THOUSAND = "thousand"

    @property
    def gender(self) -> Gender:
        """Return the gender that the number before the noun must take."""
        return Gender.MASCULINE if self is Noun.HOUR else Gender.FEMININE


def cardinal(number: int, gender: Gender, case: Case) -> Phrase:
    """Return the units of "how many".

    Raises:
        ValueError: the number is below 0 or above `LARGEST`.

    """
    _require_sayable(number)
    if number == 0:
        return (PromptKey("num.0"),)
    thousands, below = divmod(number, _THOUSANDS)
    front = _counted_thousands(thousands, case) if thousands else ()
    return front + _below_thousand(below, gender, case)


def ordinal(number: int) -> Phrase:
    """Return the units of "which one in a row", neuter nominative: "двадцать третье".

    Only the last word is an ordinal; "тысяча" before it stands without "одна".

    Raises:
        ValueError: the number is below 1 or above `LARGEST`.

    """
    _require_sayable(number)
    if number == 0:
        msg = "A place in a row is counted from 1."
        raise ValueError(msg)
    last = _last_word(number)
    return (*_before_ordinal(number - last), PromptKey(f"ord.{last}"))


def counted(number: int, noun: Noun, case: Case) -> Phrase:
    """Return the number and the noun in the form that the number demands.

    Raises:
        ValueError: the number is below 0 or above `LARGEST`.

    """
    return (*cardinal(number, noun.gender, case), noun_form(number, noun, case))


def noun_form(number: int, noun: Noun, case: Case) -> PromptKey:
    """Return the noun after a number: "минута", "минуты" or "минут".

    Source: Unicode CLDR, plural rules of Russian (one, few, many).
    """
    rest = number % _HUNDREDS
    last = 0 if _TENS <= rest < _TEEN_END else rest % _TENS
    if last == 1:
        feminine = noun.gender is Gender.FEMININE
        accusative = feminine and case is Case.ACCUSATIVE
        return PromptKey(f"{noun.value}.one_acc" if accusative else f"{noun.value}.one")
    return PromptKey(f"{noun.value}.few" if last in (2, 3, 4) else f"{noun.value}.many")


def _counted_thousands(thousands: int, case: Case) -> Phrase:
    number = _below_thousand(thousands, Noun.THOUSAND.gender, case)
    return (*number, noun_form(thousands, Noun.THOUSAND, case))


def _below_thousand(number: int, gender: Gender, case: Case) -> Phrase:
    hundreds = number - number % _HUNDREDS
    rest = number % _HUNDREDS
    tens = rest - rest % _TENS if rest >= _TEEN_END else 0
    units = rest - tens
    round_units = tuple(PromptKey(f"num.{word}") for word in (hundreds, tens) if word)
    return (*round_units, _unit(units, gender, case)) if units else round_units


def _unit(number: int, gender: Gender, case: Case) -> PromptKey:
    """Return the word of 1 to 19; only "one" and "two" have a gender."""
    if number == 1:
        if gender is Gender.FEMININE and case is Case.ACCUSATIVE:
            return PromptKey("num.f_acc.1")
        return PromptKey(f"num.{gender.value}.1")
    if number == 2:  # noqa: PLR2004 -- The word for two is the matter of this line.
        return PromptKey("num.f.2" if gender is Gender.FEMININE else "num.m.2")
    return PromptKey(f"num.{number}")


def _last_word(number: int) -> int:
    """Return the value of a number's last word: 3 of 123, 20 of 120, 100 of 100."""
    rest = number % _HUNDREDS
    if 0 < rest < _TEEN_END:
        return rest
    for size in (_TENS, _HUNDREDS, _THOUSANDS):
        if number % size:
            return number % size
    return number


def _before_ordinal(number: int) -> Phrase:
    thousands, below = divmod(number, _THOUSANDS)
    front: Phrase = ()
    if thousands == 1:
        front = (PromptKey("thousand.one"),)
    elif thousands:
        front = _counted_thousands(thousands, Case.NOMINATIVE)
    return front + _below_thousand(below, Gender.MASCULINE, Case.NOMINATIVE)


def _require_sayable(number: int) -> None:
    if not 0 <= number <= LARGEST:
        msg = f"Only numbers from 0 to {LARGEST} can be said, not {number}."
        raise ValueError(msg)
