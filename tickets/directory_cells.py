"""The cells of one line, read as what they mean; each fault is noted with its column.

A cell that cannot be read is noted and stands as some harmless value, so that the rest of the
line is read too; a line with any fault is never stored.
"""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Final, TypeVar

from base.calendar import DAYS_PER_WEEK, read_time_of_day
from base.phone import NumberKind, NumberRules, PhoneNumber, read_number
from tickets.attachment import attachment_key, read_policy
from tickets.directory import SUPPORT_CODE_DIGITS, AttachmentKey, SupportCode, read_support_code
from tickets.directory_table import Problem, TableLine
from tickets.house import HouseSet, NotHouses, read_houses

MAX_VISITS: Final = 100_000
NO_LIMIT: Final = "any"
"""As many visits as are asked for."""
OLDEST_YEAR: Final = 1900

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_LIST: Final = re.compile(r"[,;|]")
_WEEKDAYS: Final = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_DATES: Final = ("%Y-%m-%d", "%d.%m.%Y")

_Choice = TypeVar("_Choice", bound=StrEnum)


class Cells:
    """The cells of a line, and what is wrong with them."""

    def __init__(self, line: TableLine, rules: NumberRules, today: date) -> None:
        self._line = line
        self._rules = rules
        self._today = today
        self.problems: list[Problem] = []

    def blame(self, column: str, text: str) -> None:
        """Note a fault."""
        self.problems.append(Problem(self._line.number, column, text))

    def text(self, column: str) -> str:
        """Return the text as it was written."""
        return self._line.cells[column]

    def code(self, column: str) -> str:
        """Return a code: what tables name each other's rows by."""
        text = self.text(column)
        if text and not _CODE.fullmatch(text):
            self.blame(column, "is no code; use up to 32 Latin letters, digits, dots and dashes")
            return ""
        return text

    def names(self, column: str) -> tuple[str, ...]:
        """Return the names of a list, without repetitions."""
        parts = (part.strip() for part in _LIST.split(self.text(column)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def phones(self, column: str) -> tuple[PhoneNumber, ...]:
        """Return the telephone numbers of a list."""
        read = (self._phone(column, part) for part in self.names(column))
        return tuple(dict.fromkeys(phone for phone in read if phone is not None))

    def phone(self, column: str) -> PhoneNumber | None:
        """Return one telephone number; `None` when it cannot be read."""
        text = self.text(column)
        return self._phone(column, text) if text else None

    def support_code(self, column: str) -> SupportCode | None:
        """Return a support code; `None` when the cell is empty or holds none."""
        text = self.text(column)
        code = read_support_code(text)
        if text and code is None:
            digits = f"{SUPPORT_CODE_DIGITS.start} to {SUPPORT_CODE_DIGITS.stop - 1}"
            self.blame(column, f"must have {digits} digits and nothing else")
        return code

    def count(self, column: str, otherwise: int | None = None) -> int | None:
        """Return a number of visits; the other value when the cell is empty."""
        text = self.text(column)
        if not text:
            return otherwise
        if text.lower() == NO_LIMIT:
            return None
        if not (text.isascii() and text.isdecimal()) or int(text) > MAX_VISITS:
            told = f"must be a whole number up to {MAX_VISITS}, or {NO_LIMIT} for no limit"
            self.blame(column, told)
            return otherwise
        return int(text)

    def time(self, column: str, otherwise: int = 0) -> int:
        """Return a time of the day in minutes; the other value when the cell is empty."""
        text = self.text(column)
        if not text:
            return otherwise
        minutes = read_time_of_day(text)
        if minutes is None:
            self.blame(column, "must be a time from 00:00 to 24:00, as 12:30")
            return otherwise
        return minutes

    def weekday(self, column: str) -> int:
        """Return a day of the week, 0 for Monday."""
        text = self.text(column).lower().rstrip(".")
        if text in _WEEKDAYS:
            return _WEEKDAYS.index(text)
        if text.isascii() and text.isdecimal() and 1 <= int(text) <= DAYS_PER_WEEK:
            return int(text) - 1
        self.blame(column, "must be a day from 1 (Monday) to 7, or пн, вт, ср, чт, пт, сб, вс")
        return 0

    def houses(self, column: str) -> HouseSet:
        """Return the houses of a list."""
        houses = read_houses(self.text(column))
        if isinstance(houses, NotHouses):
            self.blame(column, f"{houses.part!r} are no houses; write 7А, 22к3, 1-45н, 2-30ч, 50-")
            return HouseSet()
        return houses

    def choice(self, column: str, words: type[_Choice], otherwise: _Choice) -> _Choice:
        """Return one of a closed set of words."""
        text = self.text(column).lower()
        if text in list(words):
            return words(text)
        if text:
            self.blame(column, f"must be one of {', '.join(words)}")
        return otherwise

    def day(self, column: str) -> date | None:
        """Return a day of somebody's birth; `None` when it cannot be read."""
        text = self.text(column)
        day = _day(text)
        if text and (day is None or day.year < OLDEST_YEAR or day > self._today):
            told = f"must be a past day since {OLDEST_YEAR}, as 2015-03-31 or 31.03.2015"
            self.blame(column, told)
            return None
        return day

    def attachment_key(self, policy: str, born_on: str, salt: bytes) -> AttachmentKey | None:
        """Return the key of a patient, made of two cells; `None` when one cannot be read."""
        number, day = read_policy(self.text(policy)), self.day(born_on)
        if self.text(policy) and number is None:
            self.blame(policy, "must have 9 to 16 digits")
        if number is None or day is None:
            return None
        return attachment_key(number, day, salt)

    def _phone(self, column: str, text: str) -> PhoneNumber | None:
        reading = read_number(text, self._rules)
        if reading.kind is NumberKind.SHORT:
            told = f"{text} reaches another place from our trunk; give a direct number"
            self.blame(column, told)
        elif reading.number is None:
            self.blame(column, f"{text!r} is no telephone number; write it as +74951234567")
        return reading.number


def _day(text: str) -> date | None:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return None
