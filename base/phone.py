"""Telephone numbers: what a trunk presents, read by the trunk's own rules.

A number is never a reason to refuse a call. Whatever arrives, `read_number` returns a reading:
a number in E.164 where the trunk's rules make one, the kind of caller it is, and flags that say
what was odd. The numbering plan (`phonenumbers`) only adds a flag, because it lags behind the
network; it does not know our own 122.
"""

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NewType, TypeAlias

import phonenumbers

PhoneNumber = NewType("PhoneNumber", str)
"""A number in E.164, with its plus: `+79101234567`. Only `read_number` makes one."""

HashedNumber = NewType("HashedNumber", str)
"""Stands for a number that its owner does not want shown: `#` and 32 hexadecimal digits."""

CallerKey: TypeAlias = PhoneNumber | HashedNumber
"""What a caller is known again by; only the first kind can be shown or dialled."""

MAX_DIGITS = 15
"""E.164, section 6: no number in the world is longer."""

_MIN_INTERNATIONAL_DIGITS = 7
"""A country code and the shortest subscriber numbers in use (ITU-T E.164, national annexes)."""

RAW_MAX_BYTES = 256
NAME_MAX_CHARS = 64

_WITHHELD_WORDS = frozenset({"", "anonymous", "private", "restricted", "unavailable", "unknown"})
_READINGS_KEPT = 4096
"""More numbers than a storm has; the one unread for longest is forgotten first."""

_URI_SCHEMES = ("tel:", "sips:", "sip:")
_SEPARATORS = dict.fromkeys(map(ord, " \t-().\u00a0\u2010\u2011\u2012\u2013\u2212"))
_CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, formatting (all bidirectional marks are), lone surrogates, line separators."""

_SUBSCRIBER_DIGITS = 7
"""How many digits of a national number follow a three-digit area code."""


class NumberKind(StrEnum):
    """What a presented number is to us."""

    NATIONAL = "national"
    LOCAL = "local"
    """A city number, completed by the trunk's area code."""
    FOREIGN = "foreign"
    """Outside the country: never called back without asking."""
    SHORT = "short"
    """A service such as 103 or 112; `short_number` holds it."""
    WITHHELD = "withheld"
    """Nothing was presented, on purpose or not: never merged with another caller."""
    UNUSABLE = "unusable"
    """Something was presented that is no number: treated as withheld."""


class NumberFlag(StrEnum):
    """What was odd about a presented number."""

    CLEANED = "cleaned"
    """Separators, control characters or the wrapping of a URI were taken off."""
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "not_a_number"
    """What is left fits no form of the trunk's numbers."""
    BROKEN_TEXT = "broken_text"
    """The network sent bytes that are not UTF-8."""
    INVALID_PLAN = "invalid_plan"
    """The world's numbering plan knows no such number; it may work all the same."""
    OWN_NUMBER = "own_number"
    """The caller shows one of our own numbers: a loop or a forgery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRules:
    """How the numbers of one trunk are written; the defaults are Russia's.

    Raises:
        ValueError: a local length cannot be completed by the area code.

    """

    country_code: str = "7"
    trunk_prefix: str = "8"
    """Dialled before a national number."""
    international_prefix: str = "810"
    """Dialled before a country code."""
    national_length: int = 10
    area_code: str = ""
    """Completes local numbers: from its left, as many digits as they lack."""
    local_lengths: frozenset[int] = frozenset()
    foreign_area_codes: tuple[str, ...] = ("6", "7")
    """National numbers that begin so share our country code but lie abroad (Kazakhstan)."""
    mobile_area_codes: tuple[str, ...] = ("9",)
    """National numbers that begin so are mobile ones and can read a message."""
    short_numbers: frozenset[str] = frozenset(
        {"01", "02", "03", "04", "101", "102", "103", "104", "112", "122"}
    )
    own_numbers: frozenset[PhoneNumber] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a local length for which no area code can be told."""
        for length in self.local_lengths:
            if not 0 <= self.national_length - length <= len(self.area_code):
                msg = (
                    f"local numbers of {length} digits need an area code of at least "
                    f"{self.national_length - length} digits; write it, or remove the length"
                )
                raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberReading:
    """What a presented number turned out to be."""

    kind: NumberKind
    raw: str
    """What the network gave, without control characters, at most 256 bytes; for the auditor."""
    number: PhoneNumber | None = None
    """Present exactly for the kinds national, local and foreign."""
    short_number: str | None = None
    """Present exactly for the kind short."""
    flags: frozenset[NumberFlag] = field(default_factory=frozenset)

    @property
    def key(self) -> str | None:
        """What a table of dialled numbers knows this one by: E.164 or the short number."""
        return self.number or self.short_number

    @property
    def is_callable(self) -> bool:
        """Whether we may promise to call this number back without asking for another one."""
        is_at_home = self.kind in (NumberKind.NATIONAL, NumberKind.LOCAL)
        return is_at_home and NumberFlag.OWN_NUMBER not in self.flags


def read_number(
    presented: str | None, rules: NumberRules, *, is_withheld: bool = False
) -> NumberReading:
    """Return what a presented number is by the trunk's rules; every text gets a reading.

    With `is_withheld` (the network says "presentation restricted") the number is not kept,
    not even as raw text.
    """
    if presented is None or is_withheld:
        return NumberReading(kind=NumberKind.WITHHELD, raw="")
    return _read(presented, rules)


@lru_cache(_READINGS_KEPT)
def _read(presented: str, rules: NumberRules) -> NumberReading:
    """Read a number once: whoever redials shows the same one a hundred times."""
    raw = _cut_bytes(_without_controls(presented), RAW_MAX_BYTES)
    bare = _unwrapped(raw)
    flags = {NumberFlag.CLEANED} if bare != presented else set()
    if "\ufffd" in raw:
        flags.add(NumberFlag.BROKEN_TEXT)
    if bare.casefold() in _WITHHELD_WORDS:
        return NumberReading(kind=NumberKind.WITHHELD, raw=raw, flags=frozenset(flags))
    digits = bare.removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()):
        return _unusable(raw, flags | {NumberFlag.NOT_A_NUMBER})
    if bare in rules.short_numbers:
        return NumberReading(
            kind=NumberKind.SHORT, raw=raw, short_number=bare, flags=frozenset(flags)
        )
    kind, international = _by_rules(digits, rules, has_plus=bare.startswith("+"))
    if len(international) > MAX_DIGITS:
        return _unusable(raw, flags | {NumberFlag.TOO_LONG})
    if kind is NumberKind.UNUSABLE:
        return _unusable(raw, flags | {NumberFlag.NOT_A_NUMBER})
    number = PhoneNumber("+" + international)
    if not _is_in_plan(number):
        flags.add(NumberFlag.INVALID_PLAN)
    if number in rules.own_numbers:
        flags.add(NumberFlag.OWN_NUMBER)
    return NumberReading(kind=kind, raw=raw, number=number, flags=frozenset(flags))


def read_keyed_number(digits: str, rules: NumberRules) -> PhoneNumber | None:
    """Return the number that somebody keyed in to be rung on.

    `None` when it lies abroad, lacks its area code, or is in nobody's plan: a wrong digit.
    """
    reading = read_number(digits, rules)
    is_ours = reading.kind is NumberKind.NATIONAL
    return reading.number if is_ours and NumberFlag.INVALID_PLAN not in reading.flags else None


def display(number: PhoneNumber, rules: NumberRules) -> str:
    """Return a number as people write it: `8 (910) 123-45-67`; a foreign one stays as it is."""
    national = number.removeprefix("+" + rules.country_code)
    if (
        number == national
        or len(national) != rules.national_length
        or national.startswith(rules.foreign_area_codes)
    ):
        return number
    area = national[:-_SUBSCRIBER_DIGITS]
    if rules.area_code and national.startswith(rules.area_code):
        area = rules.area_code
    subscriber = national[len(area) :]
    groups = (subscriber[:-4], subscriber[-4:-2], subscriber[-2:])
    return f"{rules.trunk_prefix} ({area}) {'-'.join(group for group in groups if group)}".strip()


def masked(number: PhoneNumber) -> str:
    """Return a number for logs: its length and last two digits are told, nothing else."""
    return "+" + "*" * (len(number) - 3) + number[-2:]


def clean_name(text: str | None) -> str:
    """Return a caller's name fit for a screen: NFC, no control characters, at most 64 long.

    Markup is left as it is: whoever shows the name shows it as text.
    """
    if text is None:
        return ""
    composed = unicodedata.normalize("NFC", _without_controls(text))
    return " ".join(composed.split())[:NAME_MAX_CHARS].rstrip()


def _by_rules(digits: str, rules: NumberRules, *, has_plus: bool) -> tuple[NumberKind, str]:
    """Return the kind and the digits from the country code on, by the first form that fits."""
    length = len(digits)
    full_length = len(rules.country_code) + rules.national_length
    if has_plus:
        return _international(digits, rules)
    if digits.startswith(rules.international_prefix) and length > full_length:
        return _international(digits.removeprefix(rules.international_prefix), rules)
    trunk_length = len(rules.trunk_prefix) + rules.national_length
    if digits.startswith(rules.trunk_prefix) and length == trunk_length:
        return _national(digits.removeprefix(rules.trunk_prefix), rules)
    if length == rules.national_length:
        return _national(digits, rules)
    if length in rules.local_lengths:
        missing = rules.area_code[: rules.national_length - length]
        return NumberKind.LOCAL, rules.country_code + missing + digits
    if length >= full_length:
        # Carriers that send E.164 leave out the plus for every country alike.
        return _international(digits, rules)
    return NumberKind.UNUSABLE, digits


def _international(digits: str, rules: NumberRules) -> tuple[NumberKind, str]:
    if digits.startswith(rules.country_code):
        national = digits.removeprefix(rules.country_code)
        if len(national) == rules.national_length:
            return _national(national, rules)
        return NumberKind.UNUSABLE, digits
    if len(digits) < _MIN_INTERNATIONAL_DIGITS or digits.startswith("0"):
        return NumberKind.UNUSABLE, digits
    return NumberKind.FOREIGN, digits


def _national(national: str, rules: NumberRules) -> tuple[NumberKind, str]:
    if national.startswith(rules.foreign_area_codes):
        return NumberKind.FOREIGN, rules.country_code + national
    return NumberKind.NATIONAL, rules.country_code + national


def _unusable(raw: str, flags: set[NumberFlag]) -> NumberReading:
    return NumberReading(kind=NumberKind.UNUSABLE, raw=raw, flags=frozenset(flags))


def _unwrapped(text: str) -> str:
    """Return the number within a `tel:` or `sip:` URI, without what people write between."""
    bare = text.strip()
    for scheme in _URI_SCHEMES:
        if bare[: len(scheme)].lower() == scheme:
            bare = bare[len(scheme) :].partition(";")[0].partition("@")[0]
            break
    return bare.translate(_SEPARATORS)


def _is_in_plan(number: PhoneNumber) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _without_controls(text: str) -> str:
    return "".join(
        character
        for character in text
        if unicodedata.category(character) not in _CONTROL_CATEGORIES
    )


def _cut_bytes(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore")
