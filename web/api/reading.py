"""What was sent, read into values: strict, and with all its faults at once.

msgspec stops at the first fault. Whoever fills in a form wants them all, so what does not fit is
looked at again, field by field, as deep as structs go.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar, get_args, get_origin

import msgspec

from web.api.codes import FaultCode
from web.api.problems import Fault

StructT = TypeVar("StructT", bound=msgspec.Struct)

_PATH: Final = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP: Final = re.compile(r"\.(?P<name>\w+)|\[(?P<index>\d+)\]")


@dataclass(frozen=True, slots=True)
class Faulty:
    """What was sent cannot be read."""

    faults: tuple[Fault, ...]


def read_body(kind: type[StructT], body: bytes) -> StructT | Faulty | None:
    """Return the body as a value, or all that is wrong with it; `None` where it is no JSON."""
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return _read(kind, raw, strict=True)


def read_query(kind: type[StructT], given: Mapping[str, Sequence[str]]) -> StructT | Faulty:
    """Return the parameters of a query as a value, or all that is wrong with them."""
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    raw: dict[str, object] = {}
    twice: list[Fault] = []
    for name, values in given.items():
        if name in fields and _is_list(fields[name].type):
            raw[name] = list(values)
        else:
            raw[name] = values[0]
            if len(values) > 1:
                twice.append(Fault(name, "is given more than once; give it once", FaultCode.TWICE))
    read = _read(kind, raw, strict=False)
    faults = read.faults if isinstance(read, Faulty) else ()
    if not twice and not isinstance(read, Faulty):
        return read
    return Faulty(
        (*twice, *(Fault(each.where.lstrip("/"), each.what, each.code) for each in faults))
    )


def _read(kind: type[StructT], raw: object, *, strict: bool) -> StructT | Faulty:
    try:
        return msgspec.convert(raw, kind, strict=strict)
    except msgspec.ValidationError as error:
        found = tuple(_faults(kind, raw, "", strict=strict))
        return Faulty(found or (_fault(error, ""),))


def _faults(
    kind: type[msgspec.Struct], raw: object, pointer: str, *, strict: bool
) -> Iterator[Fault]:
    """Yield what is wrong with the fields of a struct, each by itself."""
    if not isinstance(raw, dict):
        yield Fault(pointer, "must be an object", FaultCode.UNREADABLE)
        return
    fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
    known = {*fields, kind.__struct_config__.tag_field}
    for name in raw:
        if name not in known:
            names = ", ".join(fields) or "none"
            yield Fault(
                f"{pointer}/{_escaped(name)}",
                f"is not known; the names are: {names}",
                FaultCode.UNKNOWN,
            )
    for name, each in fields.items():
        if name in raw:
            yield from _faults_of_value(each.type, raw[name], f"{pointer}/{name}", strict=strict)
        elif each.required:
            yield Fault(f"{pointer}/{name}", "is missing; give it", FaultCode.NEEDED)


def _faults_of_value(
    kind: object, value: object, pointer: str, *, strict: bool
) -> Iterator[Fault]:
    try:
        msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as error:
        inner = tuple(_faults_within(kind, value, pointer, strict=strict))
        yield from inner or (_fault(error, pointer),)


def _faults_within(kind: object, value: object, pointer: str, *, strict: bool) -> Iterator[Fault]:
    """Yield what is wrong with the parts of a value that has any."""
    if isinstance(value, dict):
        struct = _struct_of(kind, value)
        if struct is not None:
            yield from _faults(struct, value, pointer, strict=strict)
    elif isinstance(value, list) and (item := _item_of(kind)) is not None:
        for place, part in enumerate(value):
            yield from _faults_of_value(item, part, f"{pointer}/{place}", strict=strict)


def _struct_of(kind: object, value: Mapping[str, object]) -> type[msgspec.Struct] | None:
    """Return which of the structs that may stand here is meant; `None` when that is not told."""
    structs = [
        each
        for each in _members(kind)
        if isinstance(each, type) and issubclass(each, msgspec.Struct)
    ]
    if len(structs) == 1:
        return structs[0]
    for struct in structs:
        config = struct.__struct_config__
        if config.tag_field is not None and value.get(config.tag_field) == config.tag:
            return struct
    return None


def _item_of(kind: object) -> object | None:
    for each in _members(kind):
        if get_origin(each) is tuple:
            item: object = get_args(each)[0]
            return item
    return None


def _is_list(kind: object) -> bool:
    return _item_of(kind) is not None


def _members(kind: object) -> Iterator[object]:
    """Yield what an annotation allows, without its limits."""
    if get_origin(kind) is Annotated:
        yield from _members(get_args(kind)[0])
    elif get_origin(kind) is tuple or not get_args(kind):
        yield kind
    else:
        for each in get_args(kind):
            yield from _members(each)


def _fault(error: msgspec.ValidationError, pointer: str) -> Fault:
    text = str(error)
    found = _PATH.search(text)
    if found is None:
        return Fault(pointer, _lowered(text), FaultCode.UNREADABLE)
    steps = (step["name"] or step["index"] for step in _STEP.finditer(found["path"]))
    where = "".join(f"/{step}" for step in steps)
    return Fault(pointer + where, _lowered(text[: found.start()]), FaultCode.UNREADABLE)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _escaped(name: object) -> str:
    """Return a name as a step of a JSON pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1")
