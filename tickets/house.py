"""House numbers as people and territories write them: `7А`, `22к3`, `1-45 нечет; 2-30ч; 50-`.

A territory says which houses of a street it holds, in the hand of whoever drew it up. A house
that a territory names with its letter is held by that one alone; else its number decides.
"""

# ruff: noqa: RUF001, RUF002 -- Russian letters look like Latin ones; that is what they are.

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

MAX_HOUSE: Final = 9999
"""No street has so many houses; a longer number is something else."""

_LOOK_ALIKES: Final = str.maketrans("abcekmhoptxyё", "авсекмнортхуе")
"""Latin letters that a keyboard gives instead of the Russian ones that look the same."""

_HOUSE: Final = re.compile(
    r"(?P<number>\d{1,4})(?:(?P<letter>[а-я])(?!\w))?"
    r"(?:\s*/\s*(?P<corner>\d{1,3}[а-я]?))?"
    r"(?:[\s,]*(?P<part>к|с)(?:орпус|орп|троение|тр)?\.?\s*(?P<building>\d{1,3}[а-я]?))?"
)
_SPAN: Final = re.compile(
    r"(?P<first>\d{1,4})\s*[-–—]\s*(?P<last>\d{1,4})?\s*(?P<side>нечет\w*|чет\w*|н|ч)?\.?"
)
_HOUSE_WORD: Final = re.compile(r"^(?:дом|д)\b\.?\s*")


class Side(StrEnum):
    """Which numbers of a span are meant."""

    BOTH = "both"
    ODD = "odd"
    EVEN = "even"


class Fit(IntEnum):
    """How exactly a territory names a house; the higher one wins."""

    NONE = 0
    NUMBER = 1
    """By its number alone, or by a span of numbers."""
    EXACT = 2
    """With its letter, its corner or its building."""


@dataclass(frozen=True, slots=True)
class House:
    """The number of a house, in parts that can be compared."""

    number: int
    suffix: str = ""
    """What follows it in one form: `а`, `/5`, `к3`, `с2`; empty for a house without any."""

    def __str__(self) -> str:
        """Return it as it is written on the wall."""
        return f"{self.number}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Span:
    """Houses in a row; a single one begins and ends with itself."""

    first: int
    last: int
    side: Side = Side.BOTH
    suffix: str = ""

    def fit(self, house: House) -> Fit:
        """Return how exactly the span names the house."""
        if not self.first <= house.number <= self.last:
            return Fit.NONE
        if self.suffix:
            return Fit.EXACT if self.suffix == house.suffix else Fit.NONE
        if self.side is not Side.BOTH and (house.number % 2 == 1) != (self.side is Side.ODD):
            return Fit.NONE
        is_alone = self.first == self.last and not house.suffix
        return Fit.EXACT if is_alone else Fit.NUMBER


@dataclass(frozen=True, slots=True)
class HouseSet:
    """The houses of one row of the territories; without any span, the whole street."""

    text: str = ""
    """As it was written, for whoever reads or exports it."""
    spans: tuple[Span, ...] = ()

    def fit(self, house: House) -> Fit:
        """Return how exactly the set names the house."""
        return max((span.fit(house) for span in self.spans), default=Fit.NONE)


@dataclass(frozen=True, slots=True)
class NotHouses:
    """A part of a list that names no houses."""

    part: str


def read_house(text: str) -> House | None:
    """Return the house that a text begins with and ends with; `None` when it says more."""
    plain = _plain(text)
    found = _HOUSE.fullmatch(_HOUSE_WORD.sub("", plain))
    if found is None or not 1 <= int(found["number"]) <= MAX_HOUSE:
        return None
    corner = f"/{found['corner']}" if found["corner"] else ""
    building = f"{found['part']}{found['building']}" if found["building"] else ""
    return House(int(found["number"]), f"{found['letter'] or ''}{corner}{building}")


def read_houses(text: str) -> HouseSet | NotHouses:
    """Return the houses of a list, its parts divided by commas or semicolons.

    A span may be open at its end (`50-`), and may hold one side of the street only: `1-45 нечет`
    or `1-45н`, `2-30 чет` or `2-30ч`.
    """
    spans: list[Span] = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;]", text))):
        span = _read_span(part)
        if span is None:
            return NotHouses(part)
        spans.append(span)
    return HouseSet(text.strip(), tuple(spans))


def _read_span(part: str) -> Span | None:
    found = _SPAN.fullmatch(_plain(part))
    if found is None:
        house = read_house(part)
        return None if house is None else Span(house.number, house.number, suffix=house.suffix)
    first, last = int(found["first"]), int(found["last"] or MAX_HOUSE)
    if not 1 <= first <= last:
        return None
    side = found["side"] or ""
    if side.startswith("н"):
        return Span(first, last, Side.ODD)
    return Span(first, last, Side.EVEN if side else Side.BOTH)


def _plain(text: str) -> str:
    return text.strip().lower().translate(_LOOK_ALIKES)
