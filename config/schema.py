"""The settings' shape: what pydantic finds wrong, told so that a person can mend it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Final, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from config.model import FORMS
from config.problems import Problem, Where
from config.settings import Settings
from config.source import Document, variable_of
from ivr.written import FORMS as MENU_FORMS

_ADVICE: Final[Mapping[str, str]] = {
    "greater_than": "write a larger number",
    "greater_than_equal": "write a larger number",
    "less_than": "write a smaller number",
    "less_than_equal": "write a smaller number",
    "int_parsing": "write a whole number in digits",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number in digits",
    "finite_number": "write a number in digits",
    "bool_parsing": "write true or false",
    "literal_error": "write one of these",
    "enum": "write one of these",
    "string_too_long": "shorten it",
}
"""What to do, after what pydantic says is wrong."""

_NO_SECTION: Final = "is no section; write its settings below it, indented, as name: value"
_NO_LIST: Final = "is no list; write [a, b]"
_NO_VALUE: Final = "has no single value; write one behind the colon"
_INSTEAD: Final[Mapping[str, str]] = {
    "missing": "is missing; add it",
    "missing_argument": "is missing; add it",
    "missing_keyword_only_argument": "is missing; add it",
    "dataclass_type": _NO_SECTION,
    "too_short": "is empty; write at least one",
    "string_too_short": "is empty; write at least one",
    "model_type": _NO_SECTION,
    "model_attributes_type": _NO_SECTION,
    "mapping_type": _NO_SECTION,
    "dict_type": _NO_SECTION,
    "tuple_type": _NO_LIST,
    "frozen_set_type": _NO_LIST,
    "string_type": _NO_VALUE,
    "int_type": _NO_VALUE,
    "float_type": _NO_VALUE,
    "bool_type": _NO_VALUE,
}
"""Where pydantic speaks of Python's types, what a reader of YAML understands."""

_FORMS: Final = {**MENU_FORMS, **FORMS}
_SHOWN_CHARS: Final = 40
_SECRETS: Final = frozenset(
    {"password", "url", "salt", "token", "secret", "template", "second_factor_keys"}
)
_KEY_MARK: Final = "[key]"
"""Pydantic's own sign that a key is meant, not its value."""


def shape_problems(document: Document) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Return the settings, or every way in which the document is not of their shape."""
    try:
        return Settings.model_validate(document.tree), ()
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, tuple(_problem(document, detail) for detail in details)


def _problem(document: Document, detail: ErrorDetails) -> Problem:
    where = tuple(part for part in detail["loc"] if part != _KEY_MARK)
    unknown = _suggestion(where) if detail["type"] == "extra_forbidden" else ""
    return document.problem(where, explained(where, detail, unknown))


def explained(where: Where, detail: ErrorDetails, advice: str = "") -> str:
    """Return what is wrong and what to do, in the words of a reader of YAML.

    The advice of whoever knows what belongs there goes before our own.
    """
    match detail["type"]:
        case "missing" if where[-1] == "password":
            return f"is missing; name its file with password_file, or set {variable_of(where)}"
        case "extra_forbidden":
            return f"is no setting; {advice}"
        case "unexpected_keyword_argument":
            return f"is not known here; {advice}"
        case "value_error":
            return f"{detail['ctx']['error']}"
        case "string_pattern_mismatch":
            form = _FORMS[detail["ctx"]["pattern"]]
            return f"has not the right form{_shown(where, detail)}; {form}"
        case kind if kind in _INSTEAD:
            return _INSTEAD[kind]
        case kind:
            what_to_do = advice or _ADVICE.get(kind, "correct it")
            return f"{detail['msg']}{_shown(where, detail)}; {what_to_do}"


def _shown(where: Where, detail: ErrorDetails) -> str:
    given: object = detail["input"]
    is_secret = where[-1] in _SECRETS
    if is_secret or not isinstance(given, str) or len(given) > _SHOWN_CHARS:
        return ""
    return f" (it is {given!r})"


def _suggestion(where: Where) -> str:
    known = list(_keys_at(where[:-1]))
    close = get_close_matches(str(where[-1]), known, n=1)
    if close:
        return f"did you mean {close[0]}?"
    return f"remove it, or write one of {', '.join(known)}"


def _keys_at(where: Where) -> Iterator[str]:
    """Yield the keys that the schema knows at that place, without those that hold secrets."""
    annotation: object = Settings
    for part in where:
        annotation = _inside(annotation, str(part))
    model = _model_in(annotation)
    if model is not None:
        yield from (key for key in model.model_fields if f"{key}_file" not in model.model_fields)


def _inside(annotation: object, key: str) -> object:
    if get_origin(annotation) is Mapping:
        return get_args(annotation)[1]
    model = _model_in(annotation)
    if model is not None and key in model.model_fields:
        return model.model_fields[key].annotation
    return None


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Return the model that an annotation such as `X | None` holds."""
    for candidate in (annotation, *get_args(annotation)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
