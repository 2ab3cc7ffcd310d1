"""Who opens a WebSocket, and how often strangers may try: `web/session/strangers.py`."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import DummyCookieJar, web
from aiohttp.test_utils import TestClient, TestServer

from staff.service import SignedIn
from tests.support.api import Client
from tests.support.clinic import HandClock
from tests.support.staff import HOME, PASSWORD, StaffStory
from tests.tickets.cases import NOON
from web.api.limits import Pace, Paces
from web.session.cookie import COOKIE
from web.session.strangers import STRANGERS, Strangers
from web.session.upgrade import signed_in_at

FEW = 6.0


@pytest.fixture
def story() -> StaffStory:
    return StaffStory(HandClock(NOON))


@pytest.fixture
async def client(story: StaffStory) -> AsyncIterator[Client]:
    async def opened(request: web.Request) -> web.StreamResponse:
        who = await signed_in_at(request, story.desk)
        return web.Response(text=who.person.user.login) if isinstance(who, SignedIn) else who

    app = web.Application()
    app[STRANGERS] = Strangers(Paces(Pace(per_s=0.5, burst=FEW)), story.clock)
    app.router.add_get("/live", opened)
    client: Client = TestClient(TestServer(app), cookie_jar=DummyCookieJar())
    async with client:
        yield client


async def secret_of(story: StaffStory, login: str) -> str:
    await story.hire(login)
    opened = await story.desk.sign_in(login, PASSWORD, HOME)
    assert isinstance(opened, SignedIn)
    return opened.secret


async def asked(client: Client, secret: str, origin: str | None) -> tuple[int, str]:
    headers = {"Cookie": f"{COOKIE}={secret}"}
    if origin is not None:
        headers["Origin"] = origin
    answer = await client.get("/live", headers=headers)
    return answer.status, await answer.text()


async def test_only_a_page_of_ours_opens_it_for_whoever_is_signed_in(
    story: StaffStory, client: Client
) -> None:
    secret = await secret_of(story, "anna")
    ours = str(client.make_url("/").origin())
    assert await asked(client, secret, ours) == (200, "anna")
    for foreign in (None, "null", "https://evil.example", f"{ours}.evil.example", f"{ours}0"):
        assert (await asked(client, secret, foreign))[0] == 403, foreign
    for nobody in ("", "guess", f"{secret}x"):
        assert (await asked(client, nobody, ours))[0] == 401, nobody


async def test_guesser_is_held_up_before_the_look_up_and_nobody_else_is(
    story: StaffStory, client: Client
) -> None:
    secret = await secret_of(story, "anna")
    ours = str(client.make_url("/").origin())
    assert await asked(client, secret, ours) == (200, "anna")
    for guess in range(int(FEW)):
        assert (await asked(client, f"guess {guess}", ours))[0] == 401

    assert (await asked(client, "one more", ours))[0] == 429
    assert await asked(client, secret, ours) == (200, "anna")


async def test_nobody_opens_it_after_the_end_of_the_session(
    story: StaffStory, client: Client
) -> None:
    ours = str(client.make_url("/").origin())
    left, sent_away = await secret_of(story, "anna"), await secret_of(story, "oleg")
    unseen = await secret_of(story, "vera")
    await story.desk.sign_out(left)
    await story.book.disable("oleg", NOON)
    for secret in (left, sent_away):
        assert (await asked(client, secret, ours))[0] == 401
    story.book.is_away = True
    assert (await asked(client, unseen, ours))[0] == 503
