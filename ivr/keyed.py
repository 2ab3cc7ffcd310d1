"""What keyed digits mean: each check reads them, or finds that they cannot be right.

A wrong digit is found here and not by a person who reads the request in the morning; but nothing
that exists is refused: old policies and foreign papers are not checked, the field is left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from base.phone import NumberRules, read_keyed_number
from ivr.nodes import Check, Keyed
from tickets.directory import SUPPORT_CODE_DIGITS, read_support_code
from tickets.number import TicketNumberError, read_ticket_number

_OLDEST_YEARS: Final = 125
_TEN: Final = 10
_NINE: Final = 9
_NUMBERS: Final = NumberRules()
"""A telephone at home is keyed in with its area code, whatever the trunk leaves out."""
_SHORT_TICKET: Final = 4
_HIGHEST_MARK: Final = 10


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many digits are keyed."""

    least: int
    most: int


_LENGTHS: Final[Mapping[Check, Lengths]] = {
    Check.FREE: Lengths(1, 16),
    Check.BIRTH_DATE: Lengths(8, 8),
    Check.POLICY: Lengths(16, 16),
    Check.PHONE: Lengths(10, 11),
    Check.TICKET: Lengths(1, 20),
    Check.SUPPORT_CODE: Lengths(min(SUPPORT_CODE_DIGITS), max(SUPPORT_CODE_DIGITS)),
    Check.MARK: Lengths(1, 2),
}


def lengths_of(keyed: Keyed) -> Lengths:
    """Return how many digits a question takes: as it says, else as its check needs."""
    usual = _LENGTHS[keyed.check]
    return Lengths(keyed.min_digits or usual.least, keyed.max_digits or usual.most)


def read_keyed(digits: str, keyed: Keyed, today: date) -> str | None:
    """Return the value that the digits mean; `None` when they cannot be right."""
    lengths = lengths_of(keyed)
    if not lengths.least <= len(digits) <= lengths.most:
        return None
    return _READERS[keyed.check](digits, today)


def is_complete(digits: str, keyed: Keyed) -> bool:
    """Tell whether no digit can follow: the longest is reached, or a mark has all of its own."""
    if keyed.check is Check.MARK:
        return digits != "1"
    return len(digits) >= lengths_of(keyed).most


def has_check_digit(digits: str) -> bool:
    """Tell whether the last digit checks the others by Luhn's rule.

    The control digit of the unified policy number (ENP) is defined in other words, with the same
    result: the digits in odd places from the right, written as one number, are doubled; the sum
    of all digits, with those in even places, is completed to a multiple of ten.

    Source: Federal fund of compulsory medical insurance, order 79 of 07.04.2011, on the register
    of the insured.
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - _NINE if doubled > _NINE else doubled
    return total % _TEN == 0


def _free(digits: str, _today: date) -> str | None:
    return digits


def _birth_date(digits: str, today: date) -> str | None:
    try:
        born = datetime.strptime(f"{digits} +0000", "%d%m%Y %z").date()
    except ValueError:
        return None
    return born.isoformat() if today.year - _OLDEST_YEARS <= born.year and born <= today else None


def _policy(digits: str, _today: date) -> str | None:
    return digits if has_check_digit(digits) and set(digits) != {"0"} else None


def _phone(digits: str, _today: date) -> str | None:
    number = read_keyed_number(digits, _NUMBERS)
    return None if number is None else number.removeprefix(f"+{_NUMBERS.country_code}")


def _ticket(digits: str, _today: date) -> str | None:
    """Take the short number of the day, or the whole one with its check digit."""
    if len(digits) <= _SHORT_TICKET:
        return str(int(digits)) if int(digits) else None
    try:
        return str(read_ticket_number(digits))
    except TicketNumberError:
        return None


def _support_code(digits: str, _today: date) -> str | None:
    return read_support_code(digits)


def _mark(digits: str, _today: date) -> str | None:
    return str(int(digits)) if int(digits) <= _HIGHEST_MARK else None


_READERS: Final[Mapping[Check, Callable[[str, date], str | None]]] = {
    Check.FREE: _free,
    Check.BIRTH_DATE: _birth_date,
    Check.POLICY: _policy,
    Check.PHONE: _phone,
    Check.TICKET: _ticket,
    Check.SUPPORT_CODE: _support_code,
    Check.MARK: _mark,
}
