"""An address: what was said, and of it the fields that can be told with certainty.

The text is always kept whole, because a doctor must be sent even to a house that no catalogue
knows. A field is filled only where the text names it: two readings of one line leave it empty
rather than wrong, for a doctor who stands before the wrong door has lost the visit.
"""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import re
from dataclasses import dataclass, replace
from typing import Final

from tickets.house import House, read_house
from tickets.place_name import SETTLEMENT_KINDS, STREET_KINDS, search_text

TEXT_MAX_CHARS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where somebody lives; everything but the text may be unknown."""

    text: str
    """As it was said or written, whole."""
    settlement: str = ""
    street: str = ""
    house: str = ""
    """With its letter and its building: `22к3`."""
    flat: str = ""
    entrance: str = ""
    floor: str = ""
    intercom: str = ""
    landmark: str = ""
    """What the house is found by: "behind the school, the green gate"."""

    @property
    def house_number(self) -> House | None:
        """The number of the house in parts that can be compared; `None` without one."""
        return read_house(self.house) if self.house else None


class _Line:
    """What is left of a text while its fields are taken out of it."""

    def __init__(self, rest: str) -> None:
        self.rest = rest

    def take(self, pattern: re.Pattern[str]) -> str:
        """Return the one value that the pattern finds, taking it out; empty when in doubt."""
        found = list(pattern.finditer(self.rest))
        values = {match["value"].strip().lower() for match in found}
        if len(values) != 1:
            return ""
        self.rest = pattern.sub(", ", self.rest)
        return found[0]["value"].strip()


def _kinds(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_CASELESS: Final = re.IGNORECASE
_NAME: Final = r"(?:\d{1,3}(?:-?(?:й|я|е|го|ая|ый))?\s+)?[^\W\d_][^,;\d]*?"
_HOUSE: Final = (
    r"\d{1,4}(?:[а-яёa-z](?![\w]))?(?:\s*/\s*\d{1,3}[а-яё]?)?"
    r"(?:\s*,?\s*(?:корпус|корп|к|строение|стр)\.?\s*\d{1,3}[а-яё]?)?"
)
_HOUSE_WORD: Final = r"(?:\b(?:дом|д)\b\.?\s*№?\s*)"
_ENDS: Final = r"(?=\s*(?:[,;]|$))"

_FLAT: Final = re.compile(
    r"\b(?:квартира|кв|комната|комн)\b\.?\s*№?\s*(?P<value>\d{1,4}[а-яё]?)\b", _CASELESS
)
_INTERCOM: Final = re.compile(
    r"\b(?:код\s+домофона|домофон|код)\b\s*:?\s*(?P<value>[\d*#КкKkВвVv]{1,12})(?!\w)", _CASELESS
)
_LANDMARK: Final = re.compile(r"\bориентир\b\s*:?\s*(?P<value>[^;]+)", _CASELESS)
_HOUSE_NAMED: Final = re.compile(rf"{_HOUSE_WORD}(?P<value>{_HOUSE})\b", _CASELESS)
_HOUSE_ALONE: Final = re.compile(rf"(?:^|[,;])\s*(?P<value>{_HOUSE}){_ENDS}", _CASELESS)
_STREET: Final = re.compile(
    rf"\b(?P<value>(?:{_kinds(STREET_KINDS)})\b\.?\s+{_NAME})"
    rf"(?:{_ENDS}|\s*,?\s*{_HOUSE_WORD}?(?P<house>{_HOUSE})\b)",
    _CASELESS,
)
_STREET_KIND_LAST: Final = re.compile(
    rf"(?:^|[,;])\s*(?P<value>{_NAME}\s+(?:{_kinds(STREET_KINDS)})\b\.?)"
    rf"(?:{_ENDS}|\s*,?\s*{_HOUSE_WORD}?(?P<house>{_HOUSE})\b)",
    _CASELESS,
)
_SETTLEMENT: Final = re.compile(
    rf"(?:^|[,;])\s*(?P<value>(?:{_kinds(SETTLEMENT_KINDS)})\b\.?\s*[^\W\d_][^,;\d]*?){_ENDS}",
    _CASELESS,
)
_FLOOR_WORD: Final = r"\b(?:этаж|эт)\b\.?"
_ENTRANCE_WORD: Final = r"\b(?:подъезд|подьезд|под)\b\.?"
_NUMBER: Final = r"№?\s*(?P<{0}>\d{{1,2}})\b"
_WORD_FIRST: Final = re.compile(
    rf"{_ENTRANCE_WORD}\s*{_NUMBER.format('entrance')}|{_FLOOR_WORD}\s*{_NUMBER.format('floor')}",
    _CASELESS,
)
_NUMBER_FIRST: Final = re.compile(
    rf"(?:^|\s)(?P<entrance>\d{{1,2}})(?:-?[йы]й?)?\s+{_ENTRANCE_WORD}"
    rf"|(?:^|\s)(?P<floor>\d{{1,2}})(?:-?[йы]й?)?\s+{_FLOOR_WORD}",
    _CASELESS,
)
_ANY_NUMBER: Final = re.compile(r"\d+")


def read_address(text: str) -> Address:
    """Return the address that a line tells; what it leaves in doubt stays in the text alone."""
    whole = " ".join(text.split())[:TEXT_MAX_CHARS]
    line = _Line(whole)
    landmark = line.take(_LANDMARK)
    flat, intercom = line.take(_FLAT), line.take(_INTERCOM)
    settlement = line.take(_SETTLEMENT)
    street, house = _take_street(line)
    house = house or line.take(_HOUSE_NAMED)
    if street and not house:
        house = line.take(_HOUSE_ALONE)
    entrance, floor = _entrance_and_floor(line.rest)
    read = read_house(house)
    return Address(
        text=whole,
        settlement=settlement,
        street=street,
        house="" if read is None else str(read),
        flat=flat,
        entrance=entrance,
        floor=floor,
        intercom=intercom,
        landmark=landmark,
    )


def sought_words(text: str) -> str:
    """Return what the catalogue of streets is searched for: neither numbers nor kinds of places.

    Where the line names its street, the rest of it (flats, landmarks) is left out.
    """
    address = read_address(text)
    named = f"{address.settlement} {address.street}" if address.street else address.text
    return " ".join(word for word in search_text(named).split() if not word.isdecimal())


def in_settlement(address: Address, settlement: str) -> Address:
    """Return the address with the settlement of the caller, where the line names none."""
    return address if address.settlement else replace(address, settlement=settlement)


def _take_street(line: _Line) -> tuple[str, str]:
    """Return the one street of the line and the house that follows it."""
    for pattern in (_STREET, _STREET_KIND_LAST):
        found = list(pattern.finditer(line.rest))
        if len(found) == 1:
            (match,) = found
            line.rest = f"{line.rest[: match.start()]},{line.rest[match.end() :]}"
            return match["value"].strip(), match["house"] or ""
    return "", ""


def _entrance_and_floor(text: str) -> tuple[str, str]:
    """Return both where there is one way to read them.

    `22 подъезд 2 этаж 5` could be the second entrance or the twenty-second one. Whichever way
    uses up all numbers is right; when neither or both do so differently, none is.
    """
    readings = [
        reading
        for pattern in (_WORD_FIRST, _NUMBER_FIRST)
        if (reading := _reading(text, pattern)) is not None
    ]
    if len(set(readings)) != 1:
        return "", ""
    return readings[0]


def _reading(text: str, pattern: re.Pattern[str]) -> tuple[str, str] | None:
    found = list(pattern.finditer(text))
    entrances = {match["entrance"] for match in found if match["entrance"]}
    floors = {match["floor"] for match in found if match["floor"]}
    is_clear = len(entrances) <= 1 and len(floors) <= 1 and (entrances or floors)
    if not is_clear or _ANY_NUMBER.search(pattern.sub(" ", text)):
        return None
    return next(iter(entrances), ""), next(iter(floors), "")
