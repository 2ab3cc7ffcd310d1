"""Live pages over a real WebSocket; of `web/live/app.py`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from base.ids import new_agent_id
from tests.support.live import Counted, Page, Painting, open_hub
from web.live.app import PATH, add_live
from web.live.hub import GOING_AWAY, SESSION_OVER, LiveHub
from web.live.ports import Watcher

Client = TestClient[web.Request, web.Application]

ANNA = new_agent_id()
MORE_THAN_ANY_BUFFER = 1000
"""Changes of 24 kB each."""


@dataclass(frozen=True)
class ByCookie:
    """A `web.live.ports.Doorkeeper` that believes what a cookie says."""

    async def watcher_of(self, request: web.Request) -> Watcher | web.StreamResponse:
        """Return who opens a page."""
        login = request.cookies.get("login")
        if login is None:
            return web.Response(status=401)
        return Watcher(login=login, agent_id=ANNA, session=login)

    async def is_still_in(self, session: str) -> bool:
        """Tell that every session goes on."""
        return bool(session)


@asynccontextmanager
async def opened(
    sight: Painting, *, most: int = 3, counted: Counted | None = None
) -> AsyncIterator[tuple[Client, LiveHub]]:
    async with open_hub(sight, counted or Counted(), most=most) as hub:
        app = web.Application()
        add_live(app, hub, ByCookie())
        client: Client = TestClient(TestServer(app), cookies={"login": "anna"})
        async with client:
            yield client, hub


async def read(socket: ClientWebSocketResponse, page: Page) -> Page:
    page.take(await socket.receive_str())
    return page


async def test_a_page_follows_what_changes_and_asks_again_after_a_gap() -> None:
    sight = Painting()
    async with opened(sight) as (client, hub), client.ws_connect(PATH) as socket:
        page = await read(socket, Page())
        assert page.state == {"call": None, "line": {"waiting": 0}}

        sight.line["waiting"] = 4
        hub.changed()
        assert (await read(socket, page)).state == {"call": None, "line": {"waiting": 4}}

        await socket.send_str('{"is":"resync"}')
        page.state = {}
        assert (await read(socket, page)).state == {"call": None, "line": {"waiting": 4}}

    assert page.heard == ["snapshot", "delta", "snapshot"]


async def test_a_page_is_closed_when_its_session_ends() -> None:
    async with opened(Painting()) as (client, hub), client.ws_connect(PATH) as socket:
        await read(socket, Page())
        hub.end_session("anna")

        assert (await socket.receive()).type is WSMsgType.CLOSE
        assert socket.close_code == SESSION_OVER
    assert not hub.is_watched


async def test_pages_are_told_to_come_back_when_the_engine_stops() -> None:
    async with opened(Painting()) as (client, hub), client.ws_connect(PATH) as socket:
        await read(socket, Page())
        hub.end_all()

        assert (await socket.receive()).type is WSMsgType.CLOSE
        assert socket.close_code == GOING_AWAY


@pytest.mark.parametrize("said", ["hello", "[]", '{"is":"delta"}', '{"is":"resync","n":1}'])
async def test_whoever_says_anything_else_is_no_page_of_ours(said: str) -> None:
    async with opened(Painting()) as (client, _), client.ws_connect(PATH) as socket:
        await read(socket, Page())
        await socket.send_str(said)

        assert (await socket.receive()).type is WSMsgType.CLOSE
        assert socket.close_code == 1008


async def test_nobody_opens_a_page_whom_the_doorkeeper_does_not_know() -> None:
    async with opened(Painting()) as (client, _):
        client.session.cookie_jar.clear()
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(PATH)
        assert refused.value.status == 401


async def test_one_page_too_many_is_told_so() -> None:
    async with opened(Painting(), most=1) as (client, _), client.ws_connect(PATH) as socket:
        await read(socket, Page())
        answer = await client.get(PATH)

        assert answer.status == 503
        assert answer.headers["Retry-After"] == "5"


async def test_a_page_that_takes_nothing_ends_with_its_session_all_the_same() -> None:
    # More than the buffers of both ends hold, told to somebody who reads nothing of it.
    sight, counted = Painting({"note": "x" * 20_000_000}), Counted()
    async with opened(sight, counted=counted) as (client, hub):
        url = client.make_url(PATH)
        assert url.host
        reader, writer = await asyncio.open_connection(url.host, url.port)
        writer.write(_HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        await counted.came.wait()

        hub.end_session("anna")
        await counted.went.wait()
        assert not hub.is_watched
        writer.close()


async def test_a_page_that_stops_taking_is_given_up_on_and_begins_anew_when_it_takes() -> None:
    sight, counted = Painting(), Counted()
    async with (
        opened(sight, counted=counted) as (client, hub),
        client.ws_connect(PATH) as quick,
        client.ws_connect(PATH) as slow,
    ):
        quick_page, slow_page = await read(quick, Page()), await read(slow, Page())
        for turn in range(MORE_THAN_ANY_BUFFER):
            sight.calls[ANNA] = {"note": f"{turn:05} " * 4000}
            hub.rang(ANNA)
            while quick_page.state["call"] != sight.calls[ANNA]:
                await read(quick, quick_page)
            if counted.falls:
                break
        assert counted.falls == 1
        assert (quick_page.gaps, quick_page.heard.count("snapshot")) == (0, 1)

        while slow_page.state["call"] != sight.calls[ANNA]:
            await read(slow, slow_page)
    assert (slow_page.gaps, slow_page.heard.count("snapshot")) == (0, 2)
    assert len(slow_page.heard) < len(quick_page.heard)


_HANDSHAKE = b"\r\n".join(
    (
        f"GET {PATH} HTTP/1.1".encode(),
        b"Host: desk",
        b"Cookie: login=anna",
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        b"",
        b"",
    )
)
