"""The numbers of tickets: one to write, with a check digit, and a short one of the day to say.

A ticket number reads `YYMMDD-N…N-C`: the local day, the counter of the site for that day in at
least four digits, and a Damm check digit over all digits before it. Damm's quasigroup finds every
single wrong digit and every swap of two neighbours, the two ways in which people misread numbers.

Source: H. Michael Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004.
"""

from dataclasses import dataclass
from datetime import date

from base.errors import Line122Error

_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_COUNTER_DIGITS = 4
_DAY_DIGITS = 6


class TicketNumberError(Line122Error):
    """The number is not a ticket's; check it digit by digit against what was given out."""


@dataclass(frozen=True, slots=True)
class TicketNumber:
    """The day and the counter behind a ticket's number."""

    day: date
    counter: int
    """From 1, per site and local day."""

    def __post_init__(self) -> None:
        """Refuse a counter that no ticket has."""
        assert self.counter >= 1, "The first ticket of a day is number one."

    def __str__(self) -> str:
        """Return the written number."""
        counter = f"{self.counter:0{_COUNTER_DIGITS}d}"
        day = f"{self.day:%y%m%d}"
        return f"{day}-{counter}-{damm_digit(day + counter)}"


def damm_digit(digits: str) -> int:
    """Return the check digit that makes the digits with it sum to zero in Damm's quasigroup."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def read_ticket_number(text: str) -> TicketNumber:
    """Return the number behind what a person wrote or typed, with or without the dashes.

    Raises:
        TicketNumberError: a digit is wrong, two are swapped, or some are missing.

    """
    digits = "".join(text.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise TicketNumberError("A ticket number has digits and dashes only.")
    if len(digits) < _DAY_DIGITS + _COUNTER_DIGITS + 1:
        raise TicketNumberError("The ticket number is too short; some digits are missing.")
    if damm_digit(digits) != 0:
        raise TicketNumberError("The check digit does not fit: a digit is wrong or two swapped.")
    counter = int(digits[_DAY_DIGITS:-1])
    try:
        day = date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
    except ValueError as error:
        raise TicketNumberError("The first six digits of a ticket number are a day.") from error
    if counter == 0:
        raise TicketNumberError("The counter of a ticket number begins at one.")
    return TicketNumber(day, counter)
