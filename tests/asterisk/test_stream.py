"""The stream of events, against a server that can do what a sound Asterisk never shows.

It ends connections in order, sends rubbish, and says that another engine has taken over.
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

Speak = Callable[[web.WebSocketResponse], Awaitable[None]]


class Ari:
    """A server that says, on its n-th connection, what the n-th speaker does."""

    def __init__(self, *speakers: Speak) -> None:
        self.speakers = list(speakers)
        self.filters: list[object] = []
        self.connections = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request of ARI."""
        if request.path == "/ari/events":
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            speak = self.speakers[min(self.connections, len(self.speakers) - 1)]
            self.connections += 1
            await speak(socket)
            return socket
        if request.method == "PUT":
            self.filters.append(await request.json())
            return web.json_response({})
        return web.json_response(ANSWERS[request.path])


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
        return EventStream(clients[-1])

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
