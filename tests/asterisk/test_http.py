import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from asterisk.http import Answer, HttpLimits, HttpPool

LIMITS = HttpLimits(connections=1, keep_alive_s=10.0, timeout_s=5.0)
OK = b"HTTP/1.1 200 OK\r\nContent-type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Host:
    """Answers each request with the next pieces; an empty piece closes the connection."""

    def __init__(self, answers: Sequence[Sequence[bytes]]) -> None:
        self._answers = list(answers)
        self.port = 0
        self.connections = 0
        self.heads: list[str] = []
        self.bodies: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = int(head.lower().partition("content-length: ")[2].split("\r\n")[0])
                self.heads.append(head)
                self.bodies.append(await reader.readexactly(length))
                for piece in self._answers.pop(0):
                    if not piece:
                        return
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def pool_to(
    *answers: Sequence[bytes], limits: HttpLimits = LIMITS
) -> AsyncIterator[tuple[HttpPool, Host]]:
    host = Host(answers)
    async with await asyncio.start_server(host.serve, "127.0.0.1", 0) as server:
        host.port = server.sockets[0].getsockname()[1]
        pool = HttpPool("127.0.0.1", host.port, {"Authorization": "Basic x"}, limits)
        try:
            yield pool, host
        finally:
            await pool.close()


async def test_one_connection_carries_one_request_after_another() -> None:
    async with pool_to([OK], [OK]) as (pool, host):
        await pool.request("GET", "/ari/channels")
        await pool.request("POST", "/ari/channels/1?timeout=5", b'{"a":1}')

    assert host.connections == 1
    assert host.bodies == [b"", b'{"a":1}']
    assert host.heads[1].startswith("POST /ari/channels/1?timeout=5 HTTP/1.1\r\n")
    assert "Authorization: Basic x\r\n" in host.heads[1]


async def test_answer_that_comes_in_pieces_is_put_together() -> None:
    async with pool_to([OK[:20], OK[20:-1], OK[-1:]]) as (pool, _):
        assert await pool.request("GET", "/") == Answer(200, b"{}")


async def test_answer_without_a_body_needs_no_length() -> None:
    async with pool_to([b"HTTP/1.1 204 No Content\r\n\r\n"], [OK]) as (pool, _):
        assert await pool.request("DELETE", "/") == Answer(204, b"")
        assert await pool.request("GET", "/") == Answer(200, b"{}")


async def test_connection_that_asterisk_wants_closed_is_not_used_again() -> None:
    closing = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    async with pool_to([closing], [OK]) as (pool, host):
        await pool.request("GET", "/")
        await pool.request("GET", "/")

    assert host.connections == 2


async def test_connection_closed_without_an_answer_is_an_error_and_the_next_one_is_new() -> None:
    async with pool_to([b""], [OK]) as (pool, host):
        with pytest.raises(ConnectionError):
            await pool.request("GET", "/")
        assert await pool.request("GET", "/") == Answer(200, b"{}")

    assert host.connections == 2


async def test_request_that_gets_no_answer_in_time_frees_its_connection() -> None:
    hasty = HttpLimits(connections=1, keep_alive_s=10.0, timeout_s=0.05)
    async with pool_to([], [OK], limits=hasty) as (pool, host):
        with pytest.raises(TimeoutError):
            await pool.request("GET", "/")
        assert await pool.request("GET", "/") == Answer(200, b"{}")

    assert host.connections == 2


async def test_what_is_not_http_is_an_error() -> None:
    async with pool_to([b"SIP/2.0 200 OK\r\n\r\n"]) as (pool, _):
        with pytest.raises(ConnectionError):
            await pool.request("GET", "/")


async def test_requests_share_the_connections_that_there_may_be() -> None:
    async with pool_to([OK], [OK], [OK]) as (pool, host):
        answers = await asyncio.gather(*(pool.request("GET", "/") for _ in range(3)))

    assert answers == [Answer(200, b"{}")] * 3
    assert host.connections == 1
