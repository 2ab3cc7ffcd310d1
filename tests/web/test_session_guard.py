"""Pages that are locked, and people who must take a second factor first: `web/session/door.py`."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from staff.role import Role
from staff.second_factor import STEP_S, code_at
from staff.service import SignInPolicy
from tests.support.api import ApiStory, Client
from tests.support.staff import PASSWORD
from tests.web.signing_in import Screen
from web.api.route import Route
from web.api.table import ROUTES

_READS = tuple(route for route in ROUTES if route.method == "GET" and "{" not in route.path)


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path, sign_in=SignInPolicy(second_factor_for=frozenset({Role.SUPERVISOR})))


@pytest_asyncio.fixture
async def client(story: ApiStory) -> AsyncIterator[Client]:
    await story.staff.hire("anna", Role.OPERATOR, Role.ADMINISTRATOR, account="desk-1")
    await story.staff.hire("vera", Role.SUPERVISOR)
    async with story.visited() as client:
        yield client


async def statuses(screen: Screen, routes: tuple[Route, ...] = _READS) -> set[int]:
    """Return the statuses of all that can be read."""
    return {(await screen.ask(route.method, route.path)).status for route in routes}


async def test_a_page_that_is_locked_shows_and_changes_nothing_until_the_password_is_given(
    client: Client,
) -> None:
    anna = Screen(client)
    told = await anna.sign_in("anna")
    assert (told["is_locked"], told["must_enrol"], told["lock_after_s"]) == (False, False, 900)

    assert (await anna.ask("POST", "/session/lock", {})).status == 204

    assert await statuses(anna) == {423}
    assert (await anna.ask("POST", "/me/presence", {"presence": "break"})).status == 423
    change = {"old": PASSWORD, "new": "весной будет теплее"}
    assert (await anna.ask("POST", "/session/password", change)).status == 423
    assert (await (await anna.ask("GET", "/session")).json())["is_locked"]
    wrong = await anna.ask("POST", "/session/unlock", {"password": "wrong"})
    assert wrong.status == 401
    back = await anna.ask("POST", "/session/unlock", {"password": PASSWORD})
    assert (back.status, (await back.json())["is_locked"]) == (200, False)
    assert (await anna.ask("GET", "/tickets")).status == 200


async def test_a_page_that_nobody_uses_locks_by_itself_and_can_always_be_left(
    story: ApiStory, client: Client
) -> None:
    anna = Screen(client)
    await anna.sign_in("anna")
    story.clock.pass_s(900)
    assert (await anna.ask("GET", "/tickets")).status == 423
    assert (await anna.ask("DELETE", "/session")).status == 204


async def test_a_wall_hangs_for_weeks_untouched_and_shows_the_board_and_nothing_else(
    story: ApiStory, client: Client
) -> None:
    await story.staff.hire("hall", Role.WALL)
    wall = Screen(client)
    told = await wall.sign_in("hall")
    assert (told["scopes"], told["lock_after_s"]) == (["board:read"], None)
    story.clock.pass_s(30 * 24 * 3600)
    assert (await wall.ask("GET", "/board/day")).status == 200
    assert {
        (await wall.ask("GET", path)).status
        for path in ("/tickets", "/topics", "/supervise/deeds")
    } == {403}

    await story.staff.book.disable("hall", story.clock.now())
    assert (await wall.ask("GET", "/board/day")).status == 401


@pytest.mark.parametrize("path", ["lock", "unlock", "second-factor", "second-factor/confirmation"])
async def test_no_other_page_locks_or_opens_a_session(client: Client, path: str) -> None:
    vera = Screen(client)
    await vera.sign_in("vera")
    body = {"unlock": {"password": PASSWORD}, "second-factor/confirmation": {"code": "000000"}}
    asked = f"/session/{path}"
    sent = body.get(path, {})
    foreign = await vera.ask("POST", asked, sent, Origin="https://evil.example")
    assert foreign.status == 403
    vera.csrf = "0" * 64
    assert (await vera.ask("POST", asked, sent)).status == 403
    assert (await Screen(client).ask("POST", asked, sent)).status == 401


async def test_a_supervisor_takes_a_second_factor_before_anything_else(
    story: ApiStory, client: Client
) -> None:
    vera = Screen(client)
    told = await vera.sign_in("vera")
    assert (told["must_enrol"], told["scopes"]) == (True, [])
    assert await statuses(vera) == {403}

    shown = await (await vera.ask("POST", "/session/second-factor", {})).json()
    assert shown["picture"].startswith("M")
    assert shown["modules"] > 21 + 8
    confirmation = "/session/second-factor/confirmation"
    assert (await vera.ask("POST", confirmation, {"code": "000000"})).status == 422
    digits = code_at(shown["secret"], story.clock.now())
    confirmed = await vera.ask("POST", confirmation, {"code": f"{digits[:3]} {digits[3:]}"})
    codes = (await confirmed.json())["codes"]

    assert (confirmed.status, len(codes)) == (200, 10)
    assert "tickets:read" in (await (await vera.ask("GET", "/session")).json())["scopes"]
    assert (await vera.ask("GET", "/tickets")).status == 200
    assert (await vera.ask("POST", "/session/second-factor", {})).status == 409


async def test_whoever_has_a_second_factor_signs_in_by_both(
    story: ApiStory, client: Client
) -> None:
    vera = Screen(client)
    await vera.sign_in("vera")
    shown = await (await vera.ask("POST", "/session/second-factor", {})).json()
    digits = code_at(shown["secret"], story.clock.now())
    await vera.ask("POST", "/session/second-factor/confirmation", {"code": digits})
    login = {"login": "vera", "password": PASSWORD}

    asked = await Screen(client).ask("POST", "/session", login)
    refused = await Screen(client).ask("POST", "/session", login | {"code": digits})
    story.clock.pass_s(STEP_S)
    code = code_at(shown["secret"], story.clock.now())
    opened = await Screen(client).ask("POST", "/session", login | {"code": code})

    assert [asked.status, refused.status, opened.status] == [401, 401, 200]
    for answer in (asked, refused):
        (fault,) = (await answer.json())["errors"]
        assert fault["where"] == "/code"
        assert "Set-Cookie" not in answer.headers
