"""A storm as its attempts tell it: which numbers dialled, how often, after what pauses.

It is for telling people from machines afterwards; what the line does while it lasts is decided by
`callflow`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from base.ids import CallId

RANGE_SIGNS: Final = 6
"""Of a number: the country, the operator's or the town's digits, and one more."""


class Often(StrEnum):
    """How often a person dialled in a period, as the storm divides people."""

    ONCE = "once"
    TWICE = "twice"
    FROM_3 = "from_3"
    FROM_6 = "from_6"
    FROM_11 = "from_11"
    FROM_51 = "from_51"

    @property
    def attempts(self) -> range:
        """Return the numbers of attempts that are meant."""
        return _OFTEN[self]


_MOST_ATTEMPTS: Final = 1_000_000
"""More than the channels of any line let one person make in three years."""
_OFTEN: Final[Mapping[Often, range]] = {
    Often.ONCE: range(1, 2),
    Often.TWICE: range(2, 3),
    Often.FROM_3: range(3, 6),
    Often.FROM_6: range(6, 11),
    Often.FROM_11: range(11, 51),
    Often.FROM_51: range(51, _MOST_ATTEMPTS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberSeen:
    """A number by how often it dialled."""

    number: str
    attempts: int
    gap_s: float | None
    """The median time between its attempts; `None` for one attempt."""
    channel_s: float
    """For how long its calls held channels."""
    answered: int
    refused: int
    first_at: datetime
    last_at: datetime
    newest_call_id: CallId
    """Its last attempt: by it the number opens its list where its digits are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeSeen:
    """Numbers that begin alike."""

    prefix: str
    """Their first `RANGE_SIGNS` signs, the plus one of them."""
    people: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StormDiagnosis:
    """Who made the attempts of a period, and how."""

    people: int
    attempts: int
    attempts_of_top_10: int
    attempts_of_top_50: int
    hidden_attempts: int
    """Of callers without a number."""
    gaps: Mapping[str, int]
    """Pauses between two attempts of one number, by length: `under_10s`, `from_10s`, …"""
    people_by_attempts: Mapping[str, int]
    """How many people dialled so often, by `Often`."""
    numbers: tuple[NumberSeen, ...]
    """The most frequent first."""
    ranges: tuple[RangeSeen, ...]
