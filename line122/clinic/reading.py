"""What the clinic reads in a body of one of the shipped templates: which visit, and how new."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID
from xml.parsers import expat

import msgspec

from base.ids import VisitId

_VISIT_SYSTEM: Final = "urn:line122:visit"


@dataclass(frozen=True, slots=True)
class Told:
    """Of which visit a body tells."""

    visit_id: VisitId
    revision: int = 0
    """How new it is: what is told of the same visit by a lower number is out of date."""


def told_in(body: bytes) -> Told | None:
    """Return of which visit a body tells; `None` where it tells of none."""
    visit, revision = _in_xml(body) if body.lstrip().startswith(b"<") else _in_json(body)
    try:
        return None if visit is None else Told(VisitId(UUID(visit)), int(revision or 0))
    except ValueError:
        return None


class _Identifier(msgspec.Struct):
    system: str
    value: str | None = None


class _Meta(msgspec.Struct):
    versionId: str | None = None  # noqa: N815 - FHIR writes it so.


class _ServiceRequest(msgspec.Struct):
    identifier: list[_Identifier] = msgspec.field(default_factory=list)
    meta: _Meta = msgspec.field(default_factory=_Meta)


def _in_json(body: bytes) -> tuple[str | None, str | None]:
    try:
        request = msgspec.json.decode(body, type=_ServiceRequest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, None
    values = (item.value for item in request.identifier if item.system == _VISIT_SYSTEM)
    return next(values, None), request.meta.versionId


def _in_xml(body: bytes) -> tuple[str | None, str | None]:
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "visit" and "id" in attributes:
            found.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes its flags so.
    except expat.ExpatError:
        return None, None
    return (found[0]["id"], found[0].get("revision")) if found else (None, None)
