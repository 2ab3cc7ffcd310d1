"""Wallboards without a browser: they take note of what comes and when, and look into it later."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

import aiohttp
import msgspec

from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from line122.bench.figures import milliseconds
from web.live.app import PATH
from web.live.delta import Delta, Node, State, applied

_IN_TIME_S: Final = 20.0
_SLOW_BUFFER: Final = 4096
_SIGN_EVERY_S: Final = 4.0
"""More often than the engine asks whether a page is still there."""
_SIGN_OF_LIFE: Final = b"\x8a\x80\x00\x00\x00\x00"
"""A pong that nobody asked for, masked by zeros: RFC 6455, 5.5.3."""
_SNAPSHOT: Final = b'{"is":"snapshot"'
_LAMP: Final = re.compile(r"board/trunks/[^/]+/lamps/[^/]+(?P<since>/since)?")


class BoardPageError(Line122Error):
    """A wallboard of the bench could not be opened; the text says why."""


class _Lamp(msgspec.Struct, frozen=True):
    since: datetime


class _Message(msgspec.Struct, frozen=True, rename={"kind": "is"}):
    """Any message of a live page, as far as the bench looks into it."""

    kind: str
    number: int
    set: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


class _Whole(msgspec.Struct, frozen=True, rename={"kind": "is"}):
    kind: str
    state: dict[str, object] = msgspec.field(default_factory=dict)
    set: dict[str, object] = msgspec.field(default_factory=dict)
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, and when it came."""

    at: datetime
    text: str


@dataclass(slots=True)
class BoardPage:
    """What one wallboard was told."""

    arrivals: list[Arrival] = field(default_factory=list)

    async def came(self) -> int:
        """Return how many messages have come."""
        return len(self.arrivals)

    def lamps_ms(self) -> Iterator[float]:
        """Yield for each lamp that changed how long after its event the page knew."""
        for arrival in self.arrivals:
            message = msgspec.json.decode(arrival.text, type=_Message)
            if message.kind != "delta":
                continue
            for path, value in message.set.items():
                found = _LAMP.fullmatch(path)
                if found is not None and value != b"null":
                    yield milliseconds(_since(value, is_bare=bool(found["since"])), arrival.at)

    def gaps(self) -> int:
        """Count the messages that were missed."""
        numbers = [
            message.number
            for arrival in self.arrivals
            if (message := msgspec.json.decode(arrival.text, type=_Message)).kind != "beat"
        ]
        return sum(later - earlier != 1 for earlier, later in pairwise(numbers))

    def states(self) -> Iterator[State]:
        """Yield what the page showed, message by message."""
        state: State = {}
        for arrival in self.arrivals:
            told = msgspec.json.decode(arrival.text, type=_Whole)
            if told.kind == "snapshot":
                state = _nodes(told.state)
            elif told.kind == "delta":
                state = applied(Delta(_nodes(told.set), told.gone), state)
            else:
                continue
            yield state


@dataclass(frozen=True, slots=True)
class Boards:
    """Wallboards of one supervisor."""

    pages: Sequence[BoardPage]
    slow: "SlowBoard"


@dataclass(frozen=True, slots=True)
class SlowBoard:
    """One more wallboard, which is alive but takes nothing of what it is sent until it is told."""

    reader: asyncio.StreamReader

    async def began_anew(self) -> bool:
        """Take everything from now on, until a second snapshot; tell whether it came."""
        taken = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(_IN_TIME_S):
                while more := await self.reader.read(_SLOW_BUFFER):
                    taken += more
                    if taken.count(_SNAPSHOT) > 1:
                        return True
        return False


@asynccontextmanager
async def opened_boards(
    url: str, login: str, password: str, count: int, clock: Clock
) -> AsyncIterator[Boards]:
    """Keep so many wallboards open, and one more that takes nothing of what it is sent.

    Raises:
        BoardPageError: the supervisor was not let in.

    """
    jar = aiohttp.CookieJar(unsafe=True)  # It keeps cookies of addresses, too.
    timeout = aiohttp.ClientTimeout(total=_IN_TIME_S)
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            aiohttp.ClientSession(url, cookie_jar=jar, timeout=timeout)
        )
        origin = {"Origin": url}
        sent = {"login": login, "password": password}
        async with client.post("/api/v1/session", json=sent, headers=origin) as answer:
            if answer.status != HTTPStatus.OK:
                raise BoardPageError(f"{login} was not let in: {await answer.text()}")
            cookies = "; ".join(f"{name}={each.value}" for name, each in answer.cookies.items())
        pages = []
        for _ in range(count):
            opened = await stack.enter_async_context(client.ws_connect(PATH, headers=origin))
            pages.append(page := BoardPage())
            listening = spawn(_listen(page, opened, clock), name="wallboard")
            stack.push_async_callback(cancel, listening)
        slow = await stack.enter_async_context(_opened_slowly(url, cookies))
        yield Boards(pages, SlowBoard(slow))


async def _listen(page: BoardPage, opened: aiohttp.ClientWebSocketResponse, clock: Clock) -> None:
    async for message in opened:
        if message.type is aiohttp.WSMsgType.TEXT:
            page.arrivals.append(Arrival(clock.now(), message.data))


@asynccontextmanager
async def _opened_slowly(url: str, cookies: str) -> AsyncIterator[asyncio.StreamReader]:
    """Open a page behind a small window that says it is alive and reads nothing by itself."""
    address = urlsplit(url)
    plain = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SLOW_BUFFER)
    plain.setblocking(False)  # noqa: FBT003 - It is the standard library's.
    loop = asyncio.get_running_loop()
    await loop.sock_connect(plain, (str(address.hostname), int(address.port or 0)))
    reader, writer = await asyncio.open_connection(sock=plain, limit=_SLOW_BUFFER)
    lines = (
        f"GET {PATH} HTTP/1.1",
        f"Host: {address.netloc}",
        f"Origin: {url}",
        f"Cookie: {cookies}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    living = spawn(_live(writer), name="slow wallboard")
    try:
        yield reader
    finally:
        await cancel(living)
        writer.close()


async def _live(writer: asyncio.StreamWriter) -> None:
    """Give signs of life: one that gives none is closed before it can fall behind."""
    while True:
        await asyncio.sleep(_SIGN_EVERY_S)
        writer.write(_SIGN_OF_LIFE)


def _since(value: msgspec.Raw, *, is_bare: bool) -> datetime:
    if is_bare:
        return msgspec.json.decode(value, type=datetime)
    return msgspec.json.decode(value, type=_Lamp).since


def _nodes(told: dict[str, object]) -> dict[str, Node]:
    return {key: _node(value) for key, value in told.items()}


def _node(value: object) -> Node:
    """Return what JSON said as the hub holds it: its lists are tuples."""
    match value:
        case dict():
            return {str(key): _node(each) for key, each in value.items()}
        case list():
            return tuple(map(_node, value))
        case str() | int() | float() | bool() | None:
            return value
        case _:
            raise BoardPageError(f"a page was told {value!r}, which no JSON holds")
