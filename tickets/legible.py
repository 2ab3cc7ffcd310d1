"""Which texts can be kept: all that people can write, HTML and formulas as they are.

A NUL and half of a surrogate pair are no characters; JSON can carry both, PostgreSQL neither.
Whatever shows a text escapes it there; here nothing is taken out of what people said.
"""

import re
from dataclasses import fields, is_dataclass
from typing import Final

_NO_CHARACTER: Final = re.compile("[\x00\ud800-\udfff]")
_COMMAND: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What terminals obey (ECMA-48), what ends a line, and what turns round the letters behind it."""
_STAND_IN: Final = "\N{REPLACEMENT CHARACTER}"

ILLEGIBLE: Final = "a text has a NUL or half a character in it; take it out"
"""What whoever gave such a text is told."""


def is_legible(value: object) -> bool:
    """Return whether every text within a value can be kept."""
    if isinstance(value, str):
        return _NO_CHARACTER.search(value) is None
    if isinstance(value, tuple | list | frozenset):
        return all(map(is_legible, value))
    if is_dataclass(value):
        return all(is_legible(getattr(value, field.name)) for field in fields(value))
    return True


def made_legible(text: str) -> str:
    """Return a text of another system as far as it can be kept."""
    return _NO_CHARACTER.sub(_STAND_IN, text)


def made_visible(text: str) -> str:
    """Return a text for paper and terminals, which would obey some characters, not show them."""
    return _COMMAND.sub(_STAND_IN, text)
