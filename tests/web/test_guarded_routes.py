"""Every route, asked by who is nobody any more, and every change, asked by no page of ours.

`web/session/cookie.py` and `web/api/askers.py` over the whole table: a route of tomorrow is walked
as well.
"""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from staff.role import Role
from tests.support.api import ApiStory
from tests.support.filled import filled
from tests.web.signing_in import Screen
from web.api.route import Route
from web.api.table import ROUTES
from web.session.cookie import CSRF_HEADER

_NOWHERE: Final = "01a20249-22bf-73dc-a8cf-581e58c3a6b8"
_CHANGES: Final = tuple(route for route in ROUTES if route.method != "GET")
_ROLES: Final = (Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR)


@pytest.fixture
def story(tmp_path: Path) -> ApiStory:
    return ApiStory(tmp_path)


@pytest_asyncio.fixture
async def screen(story: ApiStory) -> AsyncIterator[Screen]:
    """Sign in somebody who may do everything."""
    await story.staff.hire("anna", *_ROLES, account="desk-1")
    async with story.visited() as client:
        signed_in = Screen(client)
        await signed_in.sign_in("anna")
        yield signed_in


async def status_of(screen: Screen, route: Route, headers: Mapping[str, str | None]) -> int:
    """Return the status of a request that is well but for these headers."""
    path = route.path.format_map(_Nowhere())
    body = filled(route.body, 0, lambda _is_free: "+79101234567") if route.has_body else None
    answer = await screen.ask(route.method, path, body, **headers)
    return answer.status


class _Nowhere(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _NOWHERE


@pytest.mark.parametrize(
    "headers",
    [
        {CSRF_HEADER: None},
        {CSRF_HEADER: "0" * 64},
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1"},
    ],
    ids=["no proof", "another proof", "no origin", "opaque", "foreign", "other port"],
)
async def test_no_change_is_made_for_a_page_that_is_not_ours(
    screen: Screen, story: ApiStory, headers: Mapping[str, str | None]
) -> None:
    for route in _CHANGES:
        assert await status_of(screen, route, headers) == 403, route.name
    await story.audit.flush()
    assert (story.reads.reads, story.dispatches.records) == ([], {})


async def test_a_secret_that_was_taken_opens_nothing_when_its_session_is_over(
    screen: Screen,
) -> None:
    stolen = Screen(screen.client, screen.secret, screen.csrf)
    assert (await stolen.ask("GET", "/session")).status == 200, "until then it is a secret"
    await screen.ask("DELETE", "/session")
    for route in ROUTES:
        assert await status_of(stolen, route, {}) == 401, route.name


async def test_a_session_that_nobody_used_for_long_opens_nothing(
    screen: Screen, story: ApiStory
) -> None:
    story.clock.pass_s(story.staff.policy.session.idle.total_seconds() + 1)
    for route in ROUTES:
        assert await status_of(screen, route, {}) == 401, route.name


async def test_whoever_is_disabled_opens_nothing(screen: Screen, story: ApiStory) -> None:
    await story.staff.book.disable("anna", story.clock.now())
    for route in ROUTES:
        assert await status_of(screen, route, {}) == 401, route.name


async def test_the_proof_of_one_session_is_none_in_another(
    screen: Screen, story: ApiStory
) -> None:
    await story.staff.hire("oleg", *_ROLES, account="desk-2")
    oleg = Screen(screen.client)
    await oleg.sign_in("oleg")
    mixed = Screen(screen.client, screen.secret, oleg.csrf)
    for route in _CHANGES:
        assert await status_of(mixed, route, {}) == 403, route.name
