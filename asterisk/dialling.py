"""How a number that we dial is written on a trunk, and who may be dialled at all.

The number goes into the name of an endpoint, where a stray sign could ring a foreign address at
our cost. Nothing but digits behind a plus ever gets that far, whoever asks.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from base.phone import PhoneNumber

_SHORT: Final = re.compile(r"1[0-9]{1,3}")
"""Services such as 103 and 112: dialled as they are, on every trunk."""

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


class DialAs(StrEnum):
    """The forms in which carriers take numbers."""

    E164 = "e164"
    """`+79101234567`."""
    NATIONAL = "national"
    """As one dials at home: `89101234567`, and abroad `810…`."""
    DIGITS = "digits"
    """E.164 without its plus: `79101234567`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialForm:
    """How one carrier wants numbers written; the defaults are Russia's.

    Digits without a plus are what its carriers and their switches take almost without exception;
    the national form is the second, and a plus is refused by some.
    """

    dial_as: DialAs = DialAs.DIGITS
    country_code: str = "7"
    trunk_prefix: str = "8"
    international_prefix: str = "810"

    def written_outside(self, number: str) -> str | None:
        """Return what is dialled for a number in E.164 or a short one; `None` for neither."""
        return number if _SHORT.fullmatch(number) else self.written(PhoneNumber(number))

    def written(self, number: PhoneNumber) -> str | None:
        """Return the number as the carrier wants it; `None` for what is no number in E.164."""
        if not _E164.fullmatch(number):
            return None
        digits = number.removeprefix("+")
        match self.dial_as:
            case DialAs.E164:
                return number
            case DialAs.DIGITS:
                return digits
            case DialAs.NATIONAL if digits.startswith(self.country_code):
                return self.trunk_prefix + digits.removeprefix(self.country_code)
            case DialAs.NATIONAL:
                return self.international_prefix + digits
