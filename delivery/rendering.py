"""From a dispatch to the body that a target understands, by the target's own template.

Templates run in Jinja's sandbox and cannot break their own form: in JSON every `{{ value }}` is a
whole JSON value with its quotes, in XML every text is escaped and freed of characters that XML
forbids. What comes out is parsed before it is sent. A fact that is absent is `null` or empty,
because no visit may fail for want of a landmark; but when settings are checked, a template that
names a fact which no dispatch has is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from xml.parsers import expat

import msgspec
from jinja2 import ChainableUndefined, StrictUndefined, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from delivery.policy import BodyKind
from tickets.dispatch import Dispatch

CONTENT_TYPES: Final = {
    BodyKind.JSON: "application/json; charset=utf-8",
    BodyKind.XML: "application/xml; charset=utf-8",
}

_MOST_BYTES: Final = 262_144
_FIRST_PRINTABLE: Final = " "
_FAULTS: Final = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
)
"""What a template can fail with; whatever it is, the dispatch is dead and the engine lives."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body, ready to be signed."""

    body: bytes


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """The template cannot say it."""

    reason: str
    """Without personal facts."""


def render(
    dispatch: Dispatch, site: str, template: str, kind: BodyKind
) -> Rendered | TemplateFault:
    """Return the body that tells of the dispatch."""
    return _rendered(_environment(kind, ChainableUndefined), _told(dispatch, site), template, kind)


def check_template(
    dispatch: Dispatch, site: str, template: str, kind: BodyKind
) -> TemplateFault | None:
    """Return what is wrong with a template, tried on a dispatch that has every fact there is."""
    made = _rendered(_environment(kind, StrictUndefined), _told(dispatch, site), template, kind)
    return made if isinstance(made, TemplateFault) else None


def render_json(
    told: Mapping[str, object], template: str, *, is_strict: bool = False
) -> Rendered | TemplateFault:
    """Return a body of JSON that tells what is given, by its names in the template.

    A strict one refuses a template that names what is not there.
    """
    undefined = StrictUndefined if is_strict else ChainableUndefined
    return _rendered(_environment(BodyKind.JSON, undefined), told, template, BodyKind.JSON)


def _told(dispatch: Dispatch, site: str) -> Mapping[str, object]:
    return {
        "dispatch_id": str(dispatch.dispatch_id),
        "ticket_id": str(dispatch.ticket_id),
        "visit_id": None if dispatch.visit_id is None else str(dispatch.visit_id),
        "site": site,
        "target": dispatch.target,
        "about": dispatch.about.value,
        "written_at": dispatch.written_at.isoformat(),
        "facts": msgspec.to_builtins(dispatch.facts),
    }


def _rendered(
    environment: ImmutableSandboxedEnvironment,
    told: Mapping[str, object],
    template: str,
    kind: BodyKind,
) -> Rendered | TemplateFault:
    try:
        body = environment.from_string(template).render(told).strip().encode()
    except TemplateError as error:
        # Jinja's own words name what is missing and where, never what a fact holds.
        return TemplateFault(f"template: {type(error).__name__}: {error}")
    except (*_FAULTS, RecursionError) as error:
        return TemplateFault(f"template: {type(error).__name__}")
    if len(body) > _MOST_BYTES:
        return TemplateFault(f"template: the body is longer than {_MOST_BYTES} bytes")
    fault = _form_fault(body, kind)
    return Rendered(body) if fault is None else TemplateFault(f"template: {fault}")


def _form_fault(body: bytes, kind: BodyKind) -> str | None:
    if kind is BodyKind.JSON:
        try:
            msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return f"the body is no JSON ({error})"
        return None
    parser = expat.ParserCreate()
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes its flags so.
    except expat.ExpatError as error:
        return f"the body is no XML ({error})"
    return None


@cache
def _environment(kind: BodyKind, undefined: type[Undefined]) -> ImmutableSandboxedEnvironment:
    is_xml = kind is BodyKind.XML
    return ImmutableSandboxedEnvironment(
        autoescape=is_xml,
        undefined=undefined,
        finalize=_as_text if is_xml else _as_json,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _as_json(value: object) -> object:
    """Return a value as JSON writes it; what `tojson` made already stays as it is."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Undefined):
        str(value)  # The strict kind complains here.
        return "null"
    return json.dumps(value, ensure_ascii=False)


def _as_text(value: object) -> object:
    """Return a value as XML may hold it; nothing stands for nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return "".join(character for character in value if _is_xml(character))
    return value


def _is_xml(character: str) -> bool:
    """Tell whether XML 1.0 may hold the character.

    Source: Extensible Markup Language 1.0, production 2.
    """
    if character < _FIRST_PRINTABLE:
        return character in "\t\n\r"
    return not ("\ud800" <= character <= "\udfff" or character in "\ufffe\uffff")
