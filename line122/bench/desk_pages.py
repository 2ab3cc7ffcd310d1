"""Desks without a browser: each signs in as people do, opens its live page, and takes note."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final

import aiohttp
import msgspec

from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from line122.bench.figures import milliseconds
from web.live.app import PATH

RINGING: Final = "ringing"
KEPT_MESSAGES: Final = 200
"""So many of a page's differences are kept, to be sent again by the raw peer."""

_DELTA: Final = "delta"
_SNAPSHOT: Final = "snapshot"
_IN_TIME_S: Final = 20.0


class PageError(Line122Error):
    """A desk of the bench could not be opened; the text says why."""


class _Number(msgspec.Struct, frozen=True):
    shown: str | None


class _Call(msgspec.Struct, frozen=True):
    state: str
    number: _Number


class _State(msgspec.Struct, frozen=True):
    call: _Call | None = None


class _Message(msgspec.Struct, frozen=True, rename={"kind": "is"}):
    """Any message of a live page, as far as the bench looks into it."""

    kind: str
    number: int
    at: datetime
    state: _State | None = None
    set: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


@dataclass(slots=True)
class LivePage:
    """What one page was told."""

    pops: dict[str, datetime] = field(default_factory=dict)
    """Number of a caller → when the page had learnt that they ring."""
    told_ms: list[float] = field(default_factory=list)
    """From the engine's writing of a difference to its arrival."""
    kept: list[bytes] = field(default_factory=list)
    gaps: int = 0
    taken_bytes: int = 0
    _last: int | None = None
    _state: str = ""
    _shown: str | None = None

    def take(self, text: str, at: datetime) -> None:
        """Take what came at that moment."""
        written = text.encode()
        self.taken_bytes += len(written)
        message = msgspec.json.decode(written, type=_Message)
        if message.kind == _SNAPSHOT:
            call = None if message.state is None else message.state.call
            self._see(call)
        elif message.kind == _DELTA:
            self.gaps += self._last is not None and message.number != self._last + 1
            self.told_ms.append(milliseconds(message.at, at))
            if len(self.kept) < KEPT_MESSAGES:
                self.kept.append(written)
            self._change(message.set)
        self._last = message.number
        if self._state == RINGING and self._shown is not None:
            self.pops.setdefault(self._shown.lstrip("+"), at)

    def _change(self, values: dict[str, msgspec.Raw]) -> None:
        if "call" in values:
            self._see(msgspec.json.decode(values["call"], type=_Call | None))
        if "call/state" in values:
            self._state = msgspec.json.decode(values["call/state"], type=str)
        if "call/number/shown" in values:
            self._shown = msgspec.json.decode(values["call/number/shown"], type=str | None)

    def _see(self, call: _Call | None) -> None:
        self._state = "" if call is None else call.state
        self._shown = None if call is None else call.number.shown


@asynccontextmanager
async def opened_pages(
    url: str, secrets: Sequence[tuple[str, str]], clock: Clock
) -> AsyncIterator[tuple[LivePage, ...]]:
    """Keep a live page open for each login and its password.

    Raises:
        PageError: somebody was not let in.

    """
    async with AsyncExitStack() as stack:
        pages = [
            await stack.enter_async_context(_opened_page(url, login, secret, clock))
            for login, secret in secrets
        ]
        yield tuple(pages)


@asynccontextmanager
async def _opened_page(url: str, login: str, secret: str, clock: Clock) -> AsyncIterator[LivePage]:
    jar = aiohttp.CookieJar(unsafe=True)  # It keeps cookies of addresses, too.
    timeout = aiohttp.ClientTimeout(total=_IN_TIME_S)
    async with aiohttp.ClientSession(url, cookie_jar=jar, timeout=timeout) as client:
        origin = {"Origin": url}
        sent = {"login": login, "password": secret}
        async with client.post("/api/v1/session", json=sent, headers=origin) as answer:
            if answer.status != HTTPStatus.OK:
                raise PageError(f"{login} was not let in: {await answer.text()}")
        try:
            socket = await client.ws_connect(PATH, headers=origin)
        except aiohttp.ClientError as error:
            raise PageError(f"the page of {login} was not opened: {error}") from error
        page = LivePage()
        listening = spawn(_listen(page, socket, clock), name=f"page of {login}")
        try:
            yield page
        finally:
            await cancel(listening)
            await socket.close()


async def _listen(page: LivePage, socket: aiohttp.ClientWebSocketResponse, clock: Clock) -> None:
    async for message in socket:
        if message.type is aiohttp.WSMsgType.TEXT:
            page.take(message.data, clock.now())
