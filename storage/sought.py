"""What somebody asks about: a call, a ticket or a number, read from what they wrote."""

import string
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from base.ids import ContactId
from base.phone import CallerKey, HashedNumber, PhoneNumber
from storage.errors import NotSoughtError
from tickets.number import TicketNumberError, read_ticket_number

_UUID_DIGITS: Final = 32
_PREFIX_DIGITS: Final = 8
_SPOKEN_DIGITS: Final = 5
"""No day has a hundred thousand tickets; a longer row of digits is something else."""

_HEXADECIMAL: Final = frozenset(string.hexdigits)


@dataclass(frozen=True, slots=True)
class SoughtCall:
    """A call, by its id or the beginning of it: every id in this range."""

    lowest: UUID
    highest: UUID


@dataclass(frozen=True, slots=True)
class SoughtTicket:
    """A ticket, by its day and the number that was said."""

    day: date
    counter: int


@dataclass(frozen=True, slots=True)
class SoughtNumber:
    """Everybody who called from a number, or wanted to be rung on it."""

    number: CallerKey


@dataclass(frozen=True, slots=True)
class SoughtContact:
    """One contact, by its id."""

    contact_id: ContactId


Sought = SoughtCall | SoughtTicket | SoughtNumber | SoughtContact


def read_sought(text: str, today: date) -> Sought:
    """Return what is asked about; a spoken number without a day is one of `today`.

    A telephone number is given in E.164: only the rules of a trunk can make it of another form.

    Raises:
        NotSoughtError: it is none of these.

    """
    bare = "".join(text.split()).lower()
    if bare.startswith("+"):
        return SoughtNumber(PhoneNumber(bare))
    if bare.startswith("#"):
        return SoughtNumber(HashedNumber(bare))
    ticket = _read_ticket(bare, today)
    if ticket is not None:
        return ticket
    digits = bare.replace("-", "")
    if _PREFIX_DIGITS <= len(digits) <= _UUID_DIGITS and set(digits) <= _HEXADECIMAL:
        return SoughtCall(
            UUID(digits.ljust(_UUID_DIGITS, "0")), UUID(digits.ljust(_UUID_DIGITS, "f"))
        )
    raise NotSoughtError(
        "this is no call, ticket or number; write the id of a call or its first eight digits, a "
        "ticket's number, the number that was said (37, or 2026-11-22/37), or a telephone number"
    )


def _read_ticket(bare: str, today: date) -> SoughtTicket | None:
    day, slash, counter = bare.rpartition("/")
    if counter.isascii() and counter.isdecimal() and len(counter) <= _SPOKEN_DIGITS:
        return _spoken(day, int(counter), today) if slash or not day else None
    try:
        number = read_ticket_number(bare)
    except TicketNumberError:
        return None
    return SoughtTicket(number.day, number.counter)


def _spoken(day: str, counter: int, today: date) -> SoughtTicket | None:
    try:
        return SoughtTicket(date.fromisoformat(day) if day else today, counter)
    except ValueError:
        return None
