"""The WebSocket by which a page registers and is rung: `GET /phone/ws`, subprotocol `sip`.

The engine passes messages on and reads none of them: the exchange asks for the secret. What is
guarded here is the door. Only a page of ours opens it, in a session whose operator telephones by
the browser, and it closes with both. The sound goes its own way, not by the engine.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from base.errors import Line122Error
from base.tasks import cancel, spawn
from staff.service import SignedIn, SignInDesk
from web.phone.ports import LineEnd, Phones, SipLine
from web.session.upgrade import signed_in_at

PATH: Final = "/phone/ws"
PROTOCOL: Final = "sip"
LONGEST_BYTES: Final = 65_536
"""Of one message; an INVITE with all of a browser's candidates has a tenth of it."""
PING_EVERY_S: Final = 10.0
CLOSE_WITHIN_S: Final = 2.0

_CODES: Final = {
    LineEnd.BROKEN: WSCloseCode.SERVICE_RESTART,
    LineEnd.TAKEN: 4409,
    LineEnd.OVER: 4410,
}
"""What the page is told; it stays away from what it should not come back to."""

_log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_phone_socket(app: web.Application, phones: Phones, desk: SignInDesk) -> None:
    """Let the pages of the application telephone."""
    app.router.add_get(PATH, partial(_open, phones, desk))


async def _open(phones: Phones, desk: SignInDesk, request: web.Request) -> web.StreamResponse:
    opened = await signed_in_at(request, desk)
    if not isinstance(opened, SignedIn):
        return opened
    try:
        async with phones.line(opened.session) as line:
            if line is None:
                return web.Response(
                    status=HTTPStatus.CONFLICT, text="Ask for a telephone first: /me/phone."
                )
            return await _pass_on(line, request)
    except Line122Error as error:
        _log.warning("phone.exchange_missed", cause=str(error))
        return web.Response(
            status=HTTPStatus.SERVICE_UNAVAILABLE, text="The exchange is away; come back."
        )


async def _pass_on(line: SipLine, request: web.Request) -> web.StreamResponse:
    socket = web.WebSocketResponse(
        protocols=(PROTOCOL,),
        heartbeat=PING_EVERY_S,
        timeout=CLOSE_WITHIN_S,
        max_msg_size=LONGEST_BYTES,
        compress=False,
    )
    await socket.prepare(request)
    to_page = spawn(_to_page(line, socket), name="phone to page")
    to_exchange = spawn(_to_exchange(line, socket), name="phone to exchange")
    try:
        await asyncio.wait({to_page, to_exchange}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(to_page)
        await cancel(to_exchange)
        with suppress(ConnectionError):
            await socket.close(code=_CODES[line.end])
    return socket


async def _to_page(line: SipLine, socket: web.WebSocketResponse) -> None:
    with suppress(ConnectionError):
        async for message in line.messages():
            await socket.send_str(message)


async def _to_exchange(line: SipLine, socket: web.WebSocketResponse) -> None:
    with suppress(Line122Error):
        async for heard in socket:
            if heard.type is not WSMsgType.TEXT:
                return
            await line.send(heard.data)
