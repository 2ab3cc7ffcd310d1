"""HTTP/1.1 over a few kept connections: no more of it than commands to Asterisk need.

A call costs some fifteen commands, and a general client spends most of its time on what none of
them uses: redirects, cookies, proxies, chunks, streams. Here one request is one write, and its
answer is a head, a `Content-Length` and a body.

The rules it lives by: a connection carries one request at a time; one that was interrupted, that
Asterisk wants closed, or that has been idle for longer than it may be is never used again; nothing
is sent twice. Whoever finds no connection free waits, and the waiting counts for the time-out.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_HEAD_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"\r\ncontent-length:"
_CLOSE: Final = b"\r\nconnection: close"
_CHUNK_BYTES: Final = 16 * 1024
_NO_BODY: Final = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpLimits:
    """How many connections there may be, and how long things may take."""

    connections: int
    keep_alive_s: float
    """So long a connection may have been idle and still be used."""
    timeout_s: float
    """For one request, the wait for a connection included."""


class HttpPool:
    """Requests to one host."""

    def __init__(
        self, host: str, port: int, headers: Mapping[str, str], limits: HttpLimits
    ) -> None:
        """`headers` go with every request."""
        self._host = host
        self._port = port
        self._limits = limits
        fixed = {"Host": f"{host}:{port}", **headers}
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in fixed.items())
        self._is_closed = False
        self._idle: list[_Connection] = []
        self._free = asyncio.Semaphore(limits.connections)

    async def close(self) -> None:
        """Close the connections, and return when the idle ones are closed.

        One in use is closed by its request's end.
        """
        self._is_closed = True
        while self._idle:
            self._idle.pop().close()
        # A socket is closed one turn of the loop after its transport.
        await asyncio.sleep(0)

    async def request(self, method: str, target: str, body: bytes | None = None) -> Answer:
        """Send a request, with JSON as its body if it has one, and return the answer.

        Raises:
            OSError: the host is not there, or closed the connection; a time-out is one too.

        """
        typed = "Content-Type: application/json\r\n" if body else ""
        length = len(body) if body else 0
        head = f"{method} {target} HTTP/1.1\r\n{self._headers}{typed}Content-Length: {length}\r\n"
        message = head.encode() + b"\r\n" + (body or b"")
        async with asyncio.timeout(self._limits.timeout_s), self._free:
            connection = self._kept() or await self._opened()
            answer = await connection.exchange(message)
        if self._is_closed:
            connection.close()
        elif connection.is_usable:
            connection.rest(self._limits.keep_alive_s)
            self._idle.append(connection)
        return answer

    def _kept(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            connection.wake()
            if connection.is_usable:
                return connection
        return None

    async def _opened(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        _, connection = await loop.create_connection(_Connection, self._host, self._port)
        return connection


class _Connection(asyncio.BufferedProtocol):
    """One connection: a request goes out, an answer comes back."""

    def __init__(self) -> None:
        self.is_usable = True
        self._chunk = memoryview(bytearray(_CHUNK_BYTES))
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._end_of_rest: asyncio.TimerHandle | None = None

    async def exchange(self, message: bytes) -> Answer:
        assert self._transport is not None, "a connection is made before it is used"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(message)
        try:
            return await self._answer
        except BaseException:
            self.close()  # What is still to come belongs to nobody.
            raise
        finally:
            self._answer = None

    def rest(self, longest_s: float) -> None:
        loop = asyncio.get_running_loop()
        self._end_of_rest = loop.call_later(longest_s, self.close)

    def wake(self) -> None:
        if self._end_of_rest is not None:
            self._end_of_rest.cancel()

    def close(self) -> None:
        self.is_usable = False
        self.wake()
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport), "TCP gives streams"
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_usable = False
        self.wake()
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("closed without an answer"))

    def get_buffer(self, sizehint: int) -> memoryview:
        del sizehint
        return self._chunk

    def buffer_updated(self, nbytes: int) -> None:
        self._received += self._chunk[:nbytes]
        if self._answer is None or self._answer.done():
            self.close()  # Nobody asked for anything.
            return
        head_end = self._received.find(_HEAD_END)
        if head_end < 0:
            return
        head = bytes(self._received[:head_end]).lower()
        begins_at = head_end + len(_HEAD_END)
        try:
            status = int(head.split(b" ", 2)[1])
            ends_at = begins_at + _length(head, status)
        except (IndexError, ValueError) as error:
            self._answer.set_exception(ConnectionError(f"no answer of HTTP/1.1: {error}"))
            return
        if len(self._received) < ends_at:
            return
        body = bytes(self._received[begins_at:ends_at])
        self._received.clear()
        if _CLOSE in head:
            self.close()
        self._answer.set_result(Answer(status, body))


def _length(head: bytes, status: int) -> int:
    """Return how long the body is, by the head in lower case.

    Raises:
        ValueError: the head does not say.

    """
    if status in _NO_BODY:
        return 0
    _, found, rest = head.partition(_LENGTH)
    if not found:
        raise ValueError("no Content-Length")
    return int(rest.partition(b"\r\n")[0])
