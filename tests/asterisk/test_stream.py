"""The stream of events, against a server that can do what a sound Asterisk never shows.

It ends connections in order, sends rubbish, falls silent on a socket that lives, and says that
another engine has taken over. What a stream asks to be told is told (`asterisk.echo`), where the
server is not mute.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from asterisk import wire
from asterisk.client import AriClient
from asterisk.site import AriAddress
from asterisk.stream import Disconnected, EventStream, Replaced, StreamItem, Survey

REPLACED = '{"type":"ApplicationReplaced","application":"line122","timestamp":""}'
REGISTERED = '{"type":"ApplicationRegistered","application":"line122","timestamp":""}'
ECHO = (
    '{"type":"ChannelUserevent","application":"line122","timestamp":"","eventname":"%s",'
    '"userevent":{}}'
)
FROM_THE_FUTURE = '{"type":"CoffeeReady","application":"line122","timestamp":""}'

ANSWERS = {
    "/ari/asterisk/info": {
        "system": {"version": "22.10.1", "entity_id": "here"},
        "status": {"startup_time": "then", "last_reload_time": "then"},
    },
    "/ari/applications/line122": {"name": "line122", "channel_ids": ["1795.1"]},
    "/ari/channels": [],
    "/ari/bridges": [],
}

ECHO_WITHIN_S = 0.2
"""How long a stream waits for its echo; one that comes later on a slow machine does no harm."""

Speak = Callable[[web.WebSocketResponse], Awaitable[None]]


class Ari:
    """A server that says, on its n-th connection, what the n-th speaker does."""

    def __init__(self, *speakers: Speak) -> None:
        self.speakers = list(speakers)
        self.filters: list[object] = []
        self.connections = 0
        self.mute: set[int] = set()
        """The connections on which nothing is told that was asked for."""
        self.unknown: set[int] = set()
        """The connections during which the server does not know our application."""
        self._latest: web.WebSocketResponse | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request of ARI."""
        if request.path == "/ari/events":
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            self._latest = socket
            speak = self.speakers[min(self.connections, len(self.speakers) - 1)]
            self.connections += 1
            await speak(socket)
            return socket
        if request.method == "POST":
            return await self._tell(request.path.rpartition("/")[2])
        if request.method == "PUT":
            self.filters.append(await request.json())
            return web.json_response({})
        return web.json_response(ANSWERS[request.path])

    async def _tell(self, word: str) -> web.Response:
        assert self._latest is not None
        if self.connections not in self.mute and not self._latest.closed:
            await self._latest.send_str(ECHO % word)
        return web.Response(status=404 if self.connections in self.unknown else 204)


@pytest.fixture
async def followed() -> AsyncIterator[Callable[[Ari], Awaitable[EventStream]]]:
    servers: list[TestServer] = []
    clients: list[AriClient] = []

    async def follow(ari: Ari) -> EventStream:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", ari.answer)
        server = TestServer(app)
        await server.start_server()
        servers.append(server)
        address = AriAddress(
            host="127.0.0.1", port=server.port or 0, user="line122", password="secret"
        )
        clients.append(await AriClient(address).__aenter__())
        return EventStream(clients[-1], echo_within_s=ECHO_WITHIN_S)

    yield follow
    for client in clients:
        await client.__aexit__(None, None, None)
    for server in servers:
        await server.close()


async def first(stream: EventStream, count: int) -> list[StreamItem]:
    """Return the first items of a stream."""
    items: list[StreamItem] = []
    async with asyncio.timeout(10):
        async for item in stream.items():
            items.append(item)
            if len(items) == count:
                break
    return items


async def up_to_survey(stream: EventStream) -> list[StreamItem]:
    """Return what a stream yields before its first survey."""
    items: list[StreamItem] = []
    async with asyncio.timeout(10):
        async for item in stream.items():
            if isinstance(item, Survey):
                break
            items.append(item)
    return items


def says(*frames: str) -> Speak:
    async def speak(socket: web.WebSocketResponse) -> None:
        for frame in frames:
            await socket.send_str(frame)
        async for message in socket:
            assert message.type is not WSMsgType.ERROR

    return speak


def says_and_ends(*frames: str) -> Speak:
    async def speak(socket: web.WebSocketResponse) -> None:
        for frame in frames:
            await socket.send_str(frame)
        await socket.close()

    return speak


Follow = Callable[[Ari], Awaitable[EventStream]]


async def test_survey_comes_before_events_that_arrived_while_it_was_made(followed: Follow) -> None:
    stream = await followed(Ari(says(REGISTERED)))

    survey, event = await first(stream, 2)

    assert isinstance(survey, Survey)
    assert survey.application_channels == {"1795.1"}
    assert isinstance(event, wire.ApplicationRegistered)


async def test_filter_is_set_again_on_every_connection(followed: Follow) -> None:
    ari = Ari(says_and_ends(), says())
    stream = await followed(ari)

    async with asyncio.timeout(10):
        async for item in stream.items():
            if isinstance(item, Survey) and ari.connections > 1:
                break

    assert len(ari.filters) >= ari.connections - 1
    assert {"type": "ChannelVarset"} in ari.filters[-1]["disallowed"]  # type: ignore[index]


async def test_orderly_end_of_a_connection_is_a_disconnection(followed: Follow) -> None:
    stream = await followed(Ari(says_and_ends(), says()))

    items = await first(stream, 2)

    assert any(isinstance(item, Disconnected) for item in items)


async def test_connection_that_brings_nothing_is_made_anew_before_anybody_is_told_of_it(
    followed: Follow,
) -> None:
    ari = Ari(says())
    ari.mute = {1, 2}
    stream = await followed(ari)

    told = await up_to_survey(stream)

    assert len(told) >= 2
    assert all(isinstance(item, Disconnected) for item in told)
    assert ari.connections >= 3


async def test_connection_of_an_application_that_asterisk_has_forgotten_is_made_anew(
    followed: Follow,
) -> None:
    ari = Ari(says())
    ari.unknown = {1}
    stream = await followed(ari)

    told = await up_to_survey(stream)

    assert isinstance(told[0], Disconnected)
    assert ari.connections >= 2


async def test_connection_that_falls_silent_later_is_made_anew(followed: Follow) -> None:
    ari = Ari(says(REGISTERED))
    stream = await followed(ari)
    silent = 0

    async with asyncio.timeout(10):
        async for item in stream.items():
            if isinstance(item, wire.ApplicationRegistered) and not silent:
                silent = ari.connections
                ari.mute = {silent}
            if isinstance(item, Survey) and silent:
                break

    assert ari.connections > silent


async def test_frames_that_are_no_events_are_counted_and_skipped(followed: Follow) -> None:
    rubbish = ("no JSON", "[]", "{}", FROM_THE_FUTURE, '{"type":"StasisStart"}', "\0")
    stream = await followed(Ari(says(*rubbish, REGISTERED)))

    _, event = await first(stream, 2)

    assert isinstance(event, wire.ApplicationRegistered)
    assert stream.counts.skipped == len(rubbish)


async def test_replaced_engine_does_not_come_back(followed: Follow) -> None:
    ari = Ari(says(REGISTERED, REPLACED))
    stream = await followed(ari)

    async with asyncio.timeout(10):
        items = [item async for item in stream.items()]

    assert isinstance(items[-1], Replaced)
    assert ari.connections == 1
