"""Requests of any kind, filled from the description of what may be sent."""

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec
from msgspec import inspect

Json: TypeAlias = Any
Word: TypeAlias = Callable[[bool], str]
"""Gives a text: for a field that takes any, or for one that has a form of its own."""

_ANYTHING: Final = '<a b="Ж 1">'
"""What only a field takes that takes any text."""
_MOMENT: Final = "2026-01-09T12:00:00+03:00"
_LATER: Final = "2026-01-09T14:00:00+03:00"
_PLAIN: Final[tuple[tuple[type[inspect.Type], Json], ...]] = (
    (inspect.NoneType, None),
    (inspect.BoolType, True),
    (inspect.DateTimeType, _MOMENT),
    (inspect.DateType, "2026-01-09"),
    (inspect.UUIDType, "01a20249-22bf-73dc-a8cf-581e58c3a6b8"),
    (inspect.BytesType, ""),
)


def variants(kind: type[msgspec.Struct]) -> int:
    """Return how many forms the widest choice within it has."""
    return max((len(_choices(each.type)) for each in _fields(inspect.type_info(kind))), default=1)


def filled(kind: type[msgspec.Struct], variant: int, word: Word) -> Json:
    """Return what may be sent as this: every text given by `word`, each choice made by number."""
    return {
        each.encode_name: _value(_choices(each.type)[variant % len(_choices(each.type))], word)
        for each in _fields(inspect.type_info(kind))
    }


def _fields(kind: inspect.Type) -> tuple[inspect.Field, ...]:
    assert isinstance(kind, inspect.StructType)
    return kind.fields


def _choices(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.Metadata):
        return _choices(kind.type)
    if not isinstance(kind, inspect.UnionType):
        return (kind,)
    told = tuple(each for each in kind.types if not isinstance(each, inspect.NoneType))
    return tuple(each for each in told if isinstance(each, inspect.StructType)) or told


def _value(kind: inspect.Type, word: Word) -> Json:
    for plain, value in _PLAIN:
        if isinstance(kind, plain):
            return value
    match kind:
        case inspect.Metadata():
            return _value(kind.type, word)
        case inspect.StrType():
            return word(re.search(kind.pattern or "", _ANYTHING) is not None)
        case inspect.IntType() | inspect.FloatType():
            return kind.ge or 0
        case inspect.LiteralType():
            return kind.values[0]
        case inspect.EnumType():
            return next(iter(kind.cls)).value
        case inspect.UnionType():
            return _value(_choices(kind)[0], word)
        case inspect.DictType():
            return {_value(kind.key_type, word): _value(kind.value_type, word)}
        case inspect.VarTupleType() | inspect.ListType():
            return [_value(kind.item_type, word)]
        case inspect.StructType():
            tag = {} if kind.tag_field is None else {kind.tag_field: kind.tag}
            filled_in = {each.encode_name: _value(each.type, word) for each in kind.fields}
            later = {"until": _LATER} if filled_in.get("until") == _MOMENT else {}
            return {**tag, **filled_in, **later}
        case _:
            raise AssertionError(f"a {kind} is sent; say here how")
