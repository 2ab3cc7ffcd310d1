"""The peer of the live pages: the same bytes, sent to as many sockets by a server without sense.

It tells what a broadcast costs at least on this machine, in this run: no state, no differences.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import aiohttp
from aiohttp import web

from base.clock import Clock
from base.tasks import cancel, spawn
from line122.bench.figures import milliseconds

_HOST: Final = "127.0.0.1"
_PAUSE_S: Final = 0.05
"""As the hub's: differences follow each other no sooner."""


async def raw_broadcast(messages: Sequence[bytes], viewers: int, clock: Clock) -> list[float]:
    """Send every message to all viewers; return the milliseconds that each arrival took."""
    server = _Server(clock)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(_served(server))
        for _ in range(viewers):
            await stack.enter_async_context(_viewer(url, server))
        for message in messages:
            await server.send(message.decode())
            # Messages have a pace; nothing waits for it.
            await asyncio.sleep(_PAUSE_S)
    return server.took


class _Server:
    """The sockets that are open, and the message that is on its way to them."""

    def __init__(self, clock: Clock) -> None:
        self.took: list[float] = []
        self._clock = clock
        self._sockets: list[web.WebSocketResponse] = []
        self._all_taken = asyncio.Event()
        self._sent_at = clock.now()
        self._left = 0

    async def send(self, message: str) -> None:
        """Send a message to all, and return when the last one has it."""
        self._sent_at = self._clock.now()
        self._left = len(self._sockets)
        self._all_taken.clear()
        for socket in self._sockets:
            await socket.send_str(message)
        await self._all_taken.wait()

    def taken(self) -> None:
        """Take that a viewer has the message."""
        self.took.append(milliseconds(self._sent_at, self._clock.now()))
        self._left -= 1
        if not self._left:
            self._all_taken.set()

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Keep a viewer until they leave."""
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self._sockets.append(socket)
        async for _ in socket:
            pass
        self._sockets.remove(socket)
        return socket


@asynccontextmanager
async def _served(server: _Server) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/", server.open)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, _HOST, 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}/"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _viewer(url: str, server: _Server) -> AsyncIterator[None]:
    async with aiohttp.ClientSession() as client, client.ws_connect(url) as socket:
        listening = spawn(_listen(socket, server), name="raw viewer")
        try:
            yield
        finally:
            await cancel(listening)


async def _listen(socket: aiohttp.ClientWebSocketResponse, server: _Server) -> None:
    async for _ in socket:
        server.taken()
