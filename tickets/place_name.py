"""Names of places in the one form in which they are compared: `ул. Ленина` is `Ленина улица`.

Whoever speaks leaves out what kind of street or settlement it is, and whoever writes it down
abbreviates. Two names are the same when their own words are; the kind tells them apart only where
both say it, because a town may well have a street and a lane of one name.
"""

# ruff: noqa: RUF001, RUF002 -- Russian letters look like Latin ones; that is what they are.

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_STREET_KINDS: Final = {
    "улица": ("улица", "ул", "у"),
    "проспект": ("проспект", "просп", "пр-т", "пр-кт", "прт"),
    "переулок": ("переулок", "пер", "пер-к"),
    "бульвар": ("бульвар", "бул", "б-р", "бр"),
    "шоссе": ("шоссе", "ш"),
    "набережная": ("набережная", "наб"),
    "площадь": ("площадь", "пл", "пл-дь"),
    "проезд": ("проезд", "пр-д"),
    "тупик": ("тупик", "туп"),
    "микрорайон": ("микрорайон", "мкр", "мкрн", "мкр-н", "м-н"),
    "квартал": ("квартал", "кв-л"),
    "аллея": ("аллея", "ал"),
}
_SETTLEMENT_KINDS: Final = {
    "город": ("город", "гор", "г"),
    "село": ("село", "с"),
    "деревня": ("деревня", "дер", "д"),
    "посёлок": ("посёлок", "поселок", "пос", "п", "пгт", "рп", "р.п"),
    "станица": ("станица", "ст-ца"),
    "хутор": ("хутор", "хут", "х"),
    "станция": ("станция", "ст"),
    "аул": ("аул",),
}
STREET_KINDS: Final = {word: kind for kind, words in _STREET_KINDS.items() for word in words}
SETTLEMENT_KINDS: Final = {
    word: kind for kind, words in _SETTLEMENT_KINDS.items() for word in words
}

_WORD: Final = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_NAMES_KEPT: Final = 8192


@dataclass(frozen=True, slots=True)
class PlaceName:
    """The name of a street or a settlement as it is compared."""

    own: str
    """Its own words in small letters, without dots; empty when the text had none."""
    kind: str = ""
    """What it is, in one form; empty when the text does not say."""

    def is_same(self, other: "PlaceName") -> bool:
        """Tell whether both can be one place."""
        is_kind_same = self.kind == other.kind or not (self.kind and other.kind)
        return self.own == other.own and is_kind_same


@lru_cache(_NAMES_KEPT)
def street_name(text: str) -> PlaceName:
    """Return the name of a street."""
    return _name(text, STREET_KINDS)


@lru_cache(_NAMES_KEPT)
def settlement_name(text: str) -> PlaceName:
    """Return the name of a town, a village or another settlement."""
    return _name(text, SETTLEMENT_KINDS)


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters, `ё` as `е`, without dots at their ends."""
    return tuple(_WORD.findall(text.lower().replace("ё", "е")))


def search_text(text: str) -> str:
    """Return what a name or an address is searched by: its words without the kinds of places."""
    kinds = STREET_KINDS.keys() | SETTLEMENT_KINDS.keys()
    return " ".join(word for word in plain_words(text) if word not in kinds)


def _name(text: str, kinds: dict[str, str]) -> PlaceName:
    words = plain_words(text)
    found = [word for word in words if word in kinds]
    own = [word for word in words if word not in kinds]
    if not own:
        # `Набережная` alone is a street of that name.
        return PlaceName(" ".join(words))
    return PlaceName(" ".join(own), kinds[found[0]] if found else "")
