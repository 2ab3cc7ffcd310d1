"""The words in which menus are written: names, keys, texts with slots, how strictly all is read.

Every value of a menu is a frozen dataclass that pydantic can read. So one definition serves the
person who writes, the editor that completes, and the machine that walks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from pydantic import BeforeValidator, ConfigDict, Field

_NODE: Final = r"^[a-z][a-z0-9_]{0,39}(\.[a-z0-9_]+)*$"
_NAME: Final = r"^[a-z][a-z0-9_-]{0,39}$"
_FIELD: Final = r"^[a-z][a-z0-9_]{0,39}$"
_SCRIPT: Final = r"^[a-z0-9][a-z0-9_-]{0,39}$"
_KEY: Final = r"^[0-9*#A-D]$"
_PART: Final = (
    r"^([a-z0-9_]+(\.[a-z0-9_]+)*"
    r"|\{[a-z][a-z0-9_]*(:(digits|number|minutes|time|date|prompt))?\})$"
)
_LANGUAGE: Final = r"^[a-z]{2}$"
_FILE: Final = r"^[a-z0-9][a-z0-9_.-]*\.yaml$"

FORMS: Final[Mapping[str, str]] = {
    _NODE: "write a-z, 0-9 and _, a letter first",
    _NAME: "write a-z, 0-9, - and _, a letter first, at most 40",
    _FIELD: "write a-z, 0-9 and _, a letter first, at most 40",
    _SCRIPT: "write a-z, 0-9, - and _, at most 40",
    _KEY: "write one key of a telephone in quotation marks: 0-9, *, # or A-D",
    _PART: "write a prompt's key such as menu.main, or a slot such as {ticket:digits}",
    _LANGUAGE: "write two letters such as ru",
    _FILE: "write the name of a file beside this one, such as danger-signs.yaml",
}
"""What to write instead, by the pattern that was missed."""


@dataclass(frozen=True, slots=True)
class Written:
    """A part of a menu's file: an unknown key is an error."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )


def split_words(value: object) -> object:
    """Return the parts of `a, b`, so that a text may stand in one line."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


NodeName = Annotated[str, Field(pattern=_NODE)]
Name = Annotated[str, Field(pattern=_NAME)]
FieldName = Annotated[str, Field(pattern=_FIELD)]
"""Names a value, or what was spoken: it becomes part of a file's name."""

ScriptName = Annotated[str, Field(pattern=_SCRIPT)]
TelephoneKey = Annotated[str, Field(pattern=_KEY)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]
FileName = Annotated[str, Field(pattern=_FILE)]
Line = Annotated[str, Field(min_length=1, max_length=300)]
Part = Annotated[str, Field(pattern=_PART)]
"""A prompt's key, or a slot: a value in braces with the form in which it is said."""

Words = Annotated[
    tuple[Part, ...],
    BeforeValidator(split_words, json_schema_input_type=Part | tuple[Part, ...]),
]
"""What is said: prompts and slots, a list or names with commas between them."""

SomeWords = Annotated[
    tuple[Part, ...],
    BeforeValidator(split_words, json_schema_input_type=Part | tuple[Part, ...]),
    Field(min_length=1),
]
ListenS = Annotated[float, Field(gt=0, le=30)]
Attempts = Annotated[int, Field(ge=1, le=5)]
