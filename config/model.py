"""What all sections of the settings share: their strictness and the kinds of text in them.

Every scalar of the file arrives here as text, as the environment's do: only the field knows
whether `+78442122122` is a number to dial or `07` a count. Pydantic turns it into what it is.
"""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator


class Section(BaseModel):
    """A part of the settings: immutable, and an unknown key is an error."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        allow_inf_nan=False,
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_when_all_is_commented_out(cls, members: object) -> object:
        return {} if members is None else members


def split_list(value: object) -> object:
    """Return the parts of `a, b`, so that a list fits into one variable of the environment."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


_NAME: Final = r"^[a-z][a-z0-9_-]{0,39}$"
_SCRIPT: Final = r"^[a-z0-9][a-z0-9_-]{0,39}$"
_OUTSIDE: Final = r"^(\+[0-9]{5,15}|[0-9]{2,6})$"
_TRUNK_NAME: Final = r"^[a-z][a-z0-9-]{0,39}$"
_PROMPT: Final = r"^[a-z0-9_]+(\.[a-z0-9_]+)*$"
_DIGITS: Final = r"^[0-9]+$"
_LANGUAGE: Final = r"^[a-z]{2}$"
_KEY: Final = r"^[0-9*#A-D]$"
_SIP_URI: Final = r"^sips?:[^\s;@]+$"
_HTTP_URL: Final = r"^https?://[^\s/@]+(/[^\s@]*)?$"

FORMS: Final[Mapping[str, str]] = {
    _NAME: "write a-z, 0-9, - and _, a letter first, at most 40",
    _SCRIPT: "write a-z, 0-9, - and _, at most 40",
    _OUTSIDE: "write a number with its plus and country code, or a short one such as 103",
    _TRUNK_NAME: "write a-z, 0-9 and -, a letter first, at most 40",
    _PROMPT: "write a prompt's key such as menu.main",
    _DIGITS: "write digits only",
    _LANGUAGE: "write two letters such as ru",
    _KEY: "write one key of a telephone: 0-9, *, # or A-D",
    _SIP_URI: "write sip:host or sip:host:port",
    _HTTP_URL: "write http://host:port/ari, without a password",
}
"""What to write instead, by the pattern that was missed."""

Name = Annotated[str, Field(pattern=_NAME)]
"""A name that settings give: it reaches logs, metrics and Asterisk's files."""

ScriptName = Annotated[str, Field(pattern=_SCRIPT)]
"""The name of a menu: of its file, without .yaml."""

OutsideNumber = Annotated[str, Field(pattern=_OUTSIDE)]
"""Whom we ring outside, as E.164 or a short number."""

TrunkName = Annotated[str, Field(pattern=_TRUNK_NAME)]
"""As above without the underscore, which Asterisk's endpoint names do without."""

Text = Annotated[str, Field(min_length=1, max_length=200)]
PromptName = Annotated[str, Field(pattern=_PROMPT)]
Prompts = Annotated[
    tuple[PromptName, ...],
    BeforeValidator(split_list, json_schema_input_type=PromptName | tuple[PromptName, ...]),
    Field(min_length=1),
]
"""Prompts said one after another: a list, or names with commas between them."""

TextList = Annotated[
    tuple[Text, ...], BeforeValidator(split_list, json_schema_input_type=Text | tuple[Text, ...])
]
Digits = Annotated[str, Field(pattern=_DIGITS, max_length=15)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]
TelephoneKey = Annotated[str, Field(pattern=_KEY)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Pause = Annotated[float, Field(ge=0, le=86_400)]
"""Seconds that may be none."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A ratio; percent stand on screens only."""

Port = Annotated[int, Field(ge=1, le=65_535)]
SipUri = Annotated[str, Field(pattern=_SIP_URI, max_length=200)]
HttpUrl = Annotated[str, Field(pattern=_HTTP_URL, max_length=200)]
