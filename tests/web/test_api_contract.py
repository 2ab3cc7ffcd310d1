"""The promises of the API as a whole: its document, its scopes, and answers to anything."""

import asyncio
from pathlib import Path
from typing import Any, Final, TypeAlias

import hypothesis
import msgspec
import pytest
import schemathesis
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.api import ADMIN, ApiStory, Client, as_json, at, bearing
from tests.web.asking import asked, opened
from web.api.openapi import document, encoded_document
from web.api.route import Route
from web.api.scopes import Scope
from web.api.table import DOCUMENT, ROUTES

ROOT: Final = Path(__file__).parents[2]
_NOWHERE: Final = "01a20249-22bf-73dc-a8cf-581e58c3a6b8"
_Operation: TypeAlias = schemathesis.APIOperation[Any, Any, Any, Any]
_EXAMPLES: Final = 3
_CHECKS: Final = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def test_the_document_that_lies_in_docs_is_the_one_that_is_served() -> None:
    lies_there = (ROOT / "docs/openapi.json").read_bytes()
    assert lies_there == encoded_document(), "python -m web.api > docs/openapi.json"


def test_no_two_operations_share_a_name_or_a_place() -> None:
    assert len({route.name for route in ROUTES}) == len(ROUTES)
    assert len({(route.method, route.path) for route in ROUTES}) == len(ROUTES)
    assert all(route.summary.endswith(".") for route in ROUTES)


def test_every_scope_opens_something_and_whatever_writes_needs_another_than_what_reads() -> None:
    assert {route.scope for route in ROUTES} | {Scope.ADMIN} == set(Scope)
    # Of what a token opens: a person who works at a page sees what they change.
    by_token = [route for route in ROUTES if not route.needs_person]
    reads = {route.scope for route in by_token if route.method == "GET"}
    writes = {route.scope for route in by_token if route.method != "GET"}
    assert not reads & writes


async def test_every_operation_opens_to_its_own_scope_and_to_no_other(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        for scope in Scope:
            await story.let_in(f"of-{scope.replace(':', '-')}", f"l122_{scope}", scope)
        for route in ROUTES:
            for scope in Scope:
                status = await _status(client, route, f"l122_{scope}")
                is_open = scope in {route.scope, Scope.ADMIN} and not route.needs_person
                assert (status != 403) == is_open, (route.name, scope)
                assert status != 401


async def test_only_the_document_opens_without_a_token(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).opened() as client:
        nobody = {"Authorization": ""}
        shown = await client.get(at(DOCUMENT), headers=nobody)
        assert await shown.json() == msgspec.json.decode(encoded_document())
        for route in ROUTES:
            assert await _status(client, route, None) == 401, route.path


async def test_no_wrong_scope_learns_whether_its_body_was_right(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    async with story.opened() as client:
        await story.let_in("reader", "l122_reader", Scope.TICKETS_READ)
        answer = await client.post(at("/tickets"), data=b"{", headers=bearing("l122_reader"))
        assert answer.status == 403
        assert "tickets:write" in (await answer.json(content_type=None))["detail"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
async def test_whatever_is_sent_the_answer_is_as_promised(
    tmp_path: Path, mode: GenerationMode
) -> None:
    """Ask every operation with what its schema allows, and with what it does not."""
    async with ApiStory(tmp_path).opened() as client:
        ticket = await opened(client)
        where = str(client.make_url(at("")))
        for operation in _operations():
            await asyncio.to_thread(_ask, operation, mode, where, ticket["number"])
        assert (await asked(client, f"/tickets/{ticket['number']}"))["history"]


def _operations() -> list[_Operation]:
    # Who is let in is told elsewhere; here everybody is.
    described = {key: value for key, value in document().items() if key != "security"}
    schema = schemathesis.openapi.from_dict(described)
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) == len(ROUTES) + 1
    return found


def _ask(operation: _Operation, mode: GenerationMode, where: str, ticket: str) -> None:
    checks = list(_CHECKS)
    if mode is GenerationMode.NEGATIVE:
        if not (operation.body or operation.query or operation.headers):
            return
        if operation.body:
            # What is wrong in a query may be gone once it is written as an address.
            checks.append(negative_data_rejection)

    @hypothesis.settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE and "ticket" in (case.path_parameters or {}):
            # One that is there, in whatever state the requests before have brought it to.
            case.path_parameters["ticket"] = ticket
        case.call_and_validate(base_url=where, headers=dict(bearing(ADMIN)), checks=checks)

    ask()


async def _status(client: Client, route: Route, token: str | None) -> int:
    path = route.path.format(
        call_id=_NOWHERE,
        ticket=_NOWHERE,
        visit_id=_NOWHERE,
        alert_id=_NOWHERE,
        number="+79101234567",
        code="gp-3",
        topic_id="flu",
        worklist="tickets",
        item=_NOWHERE,
        note_id=_NOWHERE,
        contact_id=_NOWHERE,
        contact=_NOWHERE,
        recording="x",
        key="call-1",
        subject="desk-1",
        change_id=_NOWHERE,
    )
    headers = {"Authorization": "" if token is None else f"Bearer {token}"}
    body = as_json({}) if route.has_body else None
    if body is not None:
        headers["Content-Type"] = "application/json"
    answer = await client.request(route.method, at(path), data=body, headers=headers)
    return answer.status
