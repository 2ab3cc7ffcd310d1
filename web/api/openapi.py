"""The OpenAPI document, made of the table of operations and of the shapes themselves."""

from collections.abc import Iterator, Mapping
from functools import cache
from http import HTTPStatus
from typing import Final, TypeAlias

import msgspec

from staff.lease import Worklist
from web.api.problems import PROBLEM_JSON, ProblemShown
from web.api.repeats import KEY, REPEAT_HEADER
from web.api.route import JSON, Route
from web.api.scopes import Scope
from web.api.table import DOCUMENT, PREFIX, ROUTES

Json: TypeAlias = dict[str, object]

_VERSION: Final = "1.0"
_REFERENCE: Final = "#/components/schemas/{name}"
_ALWAYS: Final = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_WITH_BODY: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
_IN_PATHS: Final[Mapping[str, Json]] = {
    "number": {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"},
    "visit_id": {"type": "string", "format": "uuid"},
    "item": {"type": "string", "format": "uuid"},
    "worklist": {"type": "string", "enum": sorted(Worklist)},
    "contact": {
        "type": "string",
        "minLength": 1,
        "description": "Its id, or the id or number of one of its tickets.",
    },
    "ticket": {
        "type": "string",
        "minLength": 1,
        "description": "Its id, or the number that people know it by: 261123-0001-6.",
    },
}
_ABOUT: Final = (
    "Tickets, home visits, calls and the directory of one helpline. Give the token in "
    "`Authorization: Bearer`. Every read of a case is kept with its token's name."
)


def document() -> Json:
    """Return the document."""
    schemas = _schemas()
    paths: dict[str, Json] = {}
    for each in ROUTES:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    paths[DOCUMENT] = {"get": _document_operation()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Line 122", "version": _VERSION, "description": _ABOUT},
        "servers": [{"url": PREFIX}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {name: schemas[name] for name in sorted(schemas)},
        },
    }


@cache
def encoded_document() -> bytes:
    """Return the document as it is served, and as it lies in `docs/`."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n"


def _schemas() -> dict[str, Json]:
    bodies = [each.body for each in ROUTES if each.has_body]
    shown = [each.shown for each in ROUTES if each.media == JSON]
    _, schemas = msgspec.json.schema_components(
        [*bodies, *shown, ProblemShown], ref_template=_REFERENCE
    )
    return dict(schemas)


def _operation(each: Route) -> Json:
    operation: Json = {
        "operationId": each.name,
        "summary": each.summary,
        "description": f"Needs the scope `{each.scope}` or `{Scope.ADMIN}`.",
        "parameters": list(_parameters(each)),
        "responses": dict(_responses(each)),
    }
    if each.has_body:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": _reference(each.body)}},
        }
    return operation


def _parameters(each: Route) -> Iterator[Json]:
    for part in each.path.split("/"):
        if part.startswith("{"):
            name = part.strip("{}")
            schema = _IN_PATHS.get(name, {"type": "string", "minLength": 1})
            yield {"name": name, "in": "path", "required": True, "schema": schema}
    if each.needs_match:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The revision that is changed, as in the ETag, or * for any.",
            "schema": {"type": "string", "pattern": '^("[0-9]{1,18}"|\\*)$'},
        }
    if each.may_repeat:
        yield {
            "name": REPEAT_HEADER,
            "in": "header",
            "required": False,
            "description": "Of your choice and new for each request: asked for again with it, "
            "after a lost answer, it is not done again.",
            "schema": {"type": "string", "pattern": KEY.pattern},
        }
    yield from _query_parameters(each)


def _query_parameters(each: Route) -> Iterator[Json]:
    (_, schemas) = msgspec.json.schema_components([each.query], ref_template=_REFERENCE)
    whole = schemas[each.query.__name__]
    properties, required = whole.get("properties", {}), whole.get("required", [])
    for name, schema in properties.items():
        yield {
            "name": name,
            "in": "query",
            "required": name in required,
            "schema": _plain(schema, schemas),
        }


def _plain(schema: Json, schemas: Mapping[str, Json]) -> Json:
    """Return the schema of a parameter: absent where it would be null, and with nothing named."""
    options = schema.get("anyOf")
    if isinstance(options, list):
        (schema,) = (option for option in options if option != {"type": "null"})
    schema = {key: value for key, value in schema.items() if key != "default"}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return {**schemas[reference.rpartition("/")[2]]}
    items = schema.get("items")
    return {**schema, "items": _plain(items, schemas)} if isinstance(items, dict) else schema


def _responses(each: Route) -> Iterator[tuple[str, Json]]:
    good: Json = {
        "description": each.status.phrase,
        "content": (
            {JSON: {"schema": _reference(each.shown)}} if each.media == JSON else {each.media: {}}
        ),
    }
    yield str(each.status.value), good
    if each.media != JSON:
        yield (
            str(HTTPStatus.PARTIAL_CONTENT.value),
            {**good, "description": HTTPStatus.PARTIAL_CONTENT.phrase},
        )
    statuses = [*_ALWAYS, *(_WITH_BODY if each.has_body else ())]
    if "{" in each.path or each.name == "get_dispatcher":
        statuses.append(HTTPStatus.NOT_FOUND)
    if each.needs_match:
        statuses.append(HTTPStatus.PRECONDITION_REQUIRED)
    if each.method != "GET" or each.path in {"/hours", "/topics"}:
        statuses.append(HTTPStatus.CONFLICT)
    for status in sorted(statuses):
        yield (
            str(status.value),
            {
                "description": status.phrase,
                "content": {PROBLEM_JSON: {"schema": _reference(ProblemShown)}},
            },
        )


def _document_operation() -> Json:
    return {
        "operationId": "get_document",
        "summary": "Return this document.",
        "security": [],
        "responses": {
            "200": {
                "description": "OK",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _reference(kind: type[msgspec.Struct]) -> Json:
    return {"$ref": _REFERENCE.format(name=kind.__name__)}
