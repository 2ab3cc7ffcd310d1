"""The WebSocket of a live page: `GET /api/v1/live`.

The server speaks; a page says nothing but `{"is":"resync"}`, when it has seen a gap in the
numbers, and gets a snapshot. Whoever says anything else is no page of ours and is closed. A page
whose session ends is closed at once, also while it takes nothing that it is sent.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Final

import msgspec
from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from base.tasks import cancel, spawn
from web.live.frame import outlet_of
from web.live.hub import AT_ANOTHER_PAGE, LiveHub
from web.live.ports import Doorkeeper, Watcher
from web.live.viewer import Viewer

PATH: Final = "/api/v1/live"
PING_EVERY_S: Final = 10.0
"""A page that does not answer a ping within half of it is gone."""
CLOSE_WITHIN_S: Final = 2.0
"""So long a page that is told of its end may take to say goodbye."""
LONGEST_BYTES: Final = 256
"""Of anything that a page says."""

_RETRY_AFTER_S: Final = "5"


class _Resync(
    msgspec.Struct, frozen=True, tag_field="is", tag="resync", forbid_unknown_fields=True
):
    """The page has missed something."""


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_live(app: web.Application, hub: LiveHub, doorkeeper: Doorkeeper) -> None:
    """Let the application show live pages; before it stops, they are told to come back."""
    app.router.add_get(PATH, partial(_open, hub, doorkeeper))

    async def close(_app: web.Application) -> None:
        hub.end_all()

    app.on_shutdown.append(close)


async def _open(hub: LiveHub, doorkeeper: Doorkeeper, request: web.Request) -> web.StreamResponse:
    watcher = await doorkeeper.watcher_of(request)
    if not isinstance(watcher, Watcher):
        return watcher
    if not hub.has_room():
        return web.Response(
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            text="So many pages are open that one more is not shown; close some.",
            headers={"Retry-After": _RETRY_AFTER_S},
        )
    socket = web.WebSocketResponse(
        heartbeat=PING_EVERY_S, timeout=CLOSE_WITHIN_S, max_msg_size=LONGEST_BYTES, compress=False
    )
    await socket.prepare(request)
    if hub.is_elsewhere(watcher):
        await socket.close(code=AT_ANOTHER_PAGE)
        return socket
    with hub.watched_by(watcher) as viewer:
        sending = spawn(
            _send(hub, viewer, socket, request),
            name=f"page of {watcher.login}",
        )
        closing = spawn(_close(viewer, socket), name=f"end of a page of {watcher.login}")
        try:
            await _listen(viewer, socket)
        finally:
            await cancel(sending)
            if viewer.is_over:
                await asyncio.wait([closing])
            else:
                await cancel(closing)
    return socket


async def _send(
    hub: LiveHub, viewer: Viewer, socket: web.WebSocketResponse, request: web.Request
) -> None:
    """Send what waits as fast as the page takes it; that it is gone is seen by who listens."""
    outlet = outlet_of(request, socket)
    with suppress(ConnectionError):
        while True:
            await viewer.waits()
            while (message := hub.next_message(viewer)) is not None:
                await socket.send_frame(message, WSMsgType.TEXT)
                await request.writer.drain()
            viewer.outlet = outlet


async def _close(viewer: Viewer, socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError):
        await socket.close(code=await viewer.ended(), drain=False)


async def _listen(viewer: Viewer, socket: web.WebSocketResponse) -> None:
    async for heard in socket:
        if not _is_resync(heard):
            viewer.end(WSCloseCode.POLICY_VIOLATION)
            return
        viewer.backlog.ask_whole()
        viewer.wake()


def _is_resync(heard: WSMessage) -> bool:
    if heard.type is not WSMsgType.TEXT:
        return False
    try:
        msgspec.json.decode(heard.data, type=_Resync)
    except msgspec.MsgspecError:
        return False
    return True
