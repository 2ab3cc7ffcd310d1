"""Who may ask for what: every route of the API by every role, and nothing that is another's."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final

import pytest

from staff.role import Role
from tests.support.api import CLINIC, ApiStory
from tests.web.asking import VISIT
from tests.web.signing_in import Screen
from web.api.rights import SCOPES_OF, scopes_of
from web.api.route import Route
from web.api.scopes import Scope
from web.api.table import ROUTES

_NOWHERE: Final = "01a20249-22bf-73dc-a8cf-581e58c3a6b8"
_CASES: Final = (
    *("tickets:read", "tickets:write", "visits:read", "visits:write", "calls:read"),
    *("directory:read", "orders:read"),
)
_MAY: Final[Mapping[Role, frozenset[str]]] = {
    Role.OPERATOR: frozenset({*_CASES, "desk"}),
    Role.SENIOR: frozenset({*_CASES, "desk", "orders:write", "dispatches:read"}),
    Role.SUPERVISOR: frozenset(
        {
            *(*_CASES, "desk", "orders:write", "dispatches:read", "dispatches:write"),
            *("audit:read", "numbers", "board:read", "recordings:read", "reports:read"),
            "supervise",
        }
    ),
    Role.CLINIC_DISPATCHER: frozenset({"visits:read", "directory:read"}),
    Role.AUDITOR: frozenset({"audit:read", "directory:read", "recordings:read", "reports:read"}),
    Role.WALL: frozenset({"board:read"}),
    Role.ADMINISTRATOR: frozenset(
        {
            *("directory:read", "dispatches:read", "dispatches:write"),
            *("orders:read", "orders:write", "numbers", "administration", "board:read"),
        }
    ),
}
"""Written out once more: a right that somebody gains or loses is seen here."""
_FOR_WANT_OF_RIGHTS: Final = ("Your roles lack the right", "A clinic's dispatcher sees")
_FOR_CLINICS: Final = frozenset({"list_visits", "list_categories", "list_clinics"})


@asynccontextmanager
async def opened(directory: Path, role: Role) -> AsyncIterator[Screen]:
    """Sign somebody of a role in, with a telephone where that is possible."""
    story = ApiStory(directory)
    is_for_clinic = role is Role.CLINIC_DISPATCHER
    await story.staff.hire(
        "anna",
        role,
        account=None if role in {Role.CLINIC_DISPATCHER, Role.WALL} else "desk-1",
        clinic=CLINIC if is_for_clinic else None,
    )
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("anna")
        yield screen


async def asked(screen: Screen, route: Route) -> int:
    """Return the status of a request that is as empty as the route allows.

    403 for want of rights only: some routes refuse whoever has them but no telephone that is
    known to the floor, for instance.
    """
    path = route.path.format_map(_Anything())
    answer = await screen.ask(route.method, path, {} if route.has_body else None)
    if answer.status == HTTPStatus.FORBIDDEN:
        said = (await answer.json(content_type=None))["detail"]
        return answer.status if said.startswith(_FOR_WANT_OF_RIGHTS) else HTTPStatus.CONFLICT
    return answer.status


class _Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return {"number": "+79101234567", "code": CLINIC}.get(name, _NOWHERE)


@pytest.mark.parametrize("role", Role)
async def test_every_route_opens_to_the_roles_that_need_it_and_to_no_other(
    role: Role, tmp_path: Path
) -> None:
    async with opened(tmp_path, role) as screen:
        for route in ROUTES:
            is_meant = route.scope in _MAY[role]
            if role is Role.CLINIC_DISPATCHER:
                is_meant = is_meant and route.name in _FOR_CLINICS
            status = await asked(screen, route)
            assert status != 401, route.name
            assert (status != 403) == is_meant, (route.name, status)


async def test_whoever_has_not_signed_in_opens_nothing(tmp_path: Path) -> None:
    async with ApiStory(tmp_path).visited() as client:
        for route in ROUTES:
            assert await asked(Screen(client), route) == 401, route.name


def test_no_role_has_a_right_that_it_was_not_given_here() -> None:
    assert {role: {scope.value for scope in scopes} for role, scopes in SCOPES_OF.items()} == _MAY
    assert all(Scope.ADMIN not in scopes for scopes in SCOPES_OF.values())
    assert scopes_of(()) == frozenset()
    assert scopes_of({Role.AUDITOR, Role.OPERATOR}) == _MAY[Role.OPERATOR] | _MAY[Role.AUDITOR]


def test_whoever_watches_the_readers_changes_nothing() -> None:
    scopes = SCOPES_OF[Role.AUDITOR]
    assert all(route.method == "GET" for route in ROUTES if route.scope in scopes)


async def test_a_clinics_dispatcher_sees_the_visits_of_that_clinic_and_of_no_other(
    tmp_path: Path,
) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR)
    await story.staff.hire("gp3", Role.CLINIC_DISPATCHER, clinic=CLINIC)
    await story.staff.hire("gp9", Role.CLINIC_DISPATCHER, clinic="gp-9")
    async with story.visited() as client:
        operator, ours, others = Screen(client), Screen(client), Screen(client)
        await operator.sign_in("anna")
        await ours.sign_in("gp3")
        await others.sign_in("gp9")
        ticket = {"kind": "home_visit", "category": "home_visit", "text": "Мать больна"}
        made = await operator.ask("POST", "/tickets", {**ticket, "visits": [VISIT]})
        assert made.status == 201, await made.text()
        told = await made.json()
        (mine,) = told["visits"]
        assert mine["clinic"] == CLINIC

        for query in ("", f"?clinic={CLINIC}"):
            page = await (await ours.ask("GET", f"/visits{query}")).json()
            assert [line["visit_id"] for line in page["visits"]] == [mine["visit_id"]]
        page = await (await others.ask("GET", "/visits")).json()
        assert page["visits"] == []

        for screen, path in (
            (others, f"/visits?clinic={CLINIC}"),
            (ours, "/visits?clinic=gp-9"),
            (ours, f"/tickets/{told['ticket_id']}"),
            (ours, f"/tickets/{told['number']}"),
            (ours, "/tickets?phone=%2B79161234567"),
            (ours, "/numbers/+79161234567/calls"),
        ):
            assert (await screen.ask("GET", path)).status == 403, path
        where = f"/visits/{mine['visit_id']}/cancel"
        assert (await ours.ask("POST", where, {"why": "нет врача"})).status == 403
        await story.audit.flush()
        readers = {read.reader for read in story.reads.reads}
        assert readers == {"anna", "gp3"}


async def test_a_person_cannot_ask_in_the_name_of_another(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR, account="desk-1")
    await story.staff.hire("oleg", Role.OPERATOR, account="desk-2")
    async with story.visited() as client:
        anna, oleg = Screen(client), Screen(client)
        await anna.sign_in("anna")
        await oleg.sign_in("oleg")
        thief = Screen(client, secret=anna.secret, csrf=oleg.csrf)
        assert (await thief.ask("DELETE", "/session")).status == 403
        ticket = {"kind": "support", "category": "support", "text": "Нет связи"}
        told = await (await oleg.ask("POST", "/tickets", ticket)).json()
        named = {**ticket, "by": {"role": "agent", "name": "anna"}}
        assert (await oleg.ask("POST", "/tickets", named)).status == 422
        whole = await (await anna.ask("GET", f"/tickets/{told['number']}")).json()
        assert [entry["by"]["name"] for entry in whole["history"]] == ["oleg"]
        assert whole["history"][0]["by"]["agent_id"] is None
        assert (await anna.ask("GET", "/session")).status == 200


async def test_an_auditor_sees_who_has_read_a_case_and_not_the_case(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR)
    await story.staff.hire("vera", Role.AUDITOR)
    async with story.visited() as client:
        anna, vera = Screen(client), Screen(client)
        await anna.sign_in("anna")
        await vera.sign_in("vera")
        ticket = {"kind": "support", "category": "support", "text": "Нет связи"}
        number = (await (await anna.ask("POST", "/tickets", ticket)).json())["number"]
        story.clock.pass_s(60)
        await anna.ask("GET", f"/tickets/{number}")
        await story.audit.flush()

        shown = await (await vera.ask("GET", f"/tickets/{number}/reads")).json()
        assert [(read["reader"], read["operation"]) for read in shown["reads"]] == [
            ("anna", "get_ticket"),
            ("anna", "open_ticket"),
        ]
        assert "Нет связи" not in str(shown)
        assert (await vera.ask("GET", f"/tickets/{number}")).status == 403
        assert (await vera.ask("GET", f"/tickets/{_NOWHERE}/reads")).status == 404
        await story.audit.flush()
        assert all(read.reader == "anna" for read in story.reads.reads)
