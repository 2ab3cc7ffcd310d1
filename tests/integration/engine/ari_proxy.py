"""A line to a server of HTTP that can be cut, closed, or fall silent."""

import asyncio
from dataclasses import dataclass
from typing import Protocol, Self

_CHUNK_BYTES = 65_536


class Address(Protocol):
    """Where a server listens."""

    @property
    def host(self) -> str:
        """Its name or number."""
        ...

    @property
    def port(self) -> int:
        """Its port."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """An `Address` that a story names."""

    host: str
    port: int


class AriProxy:
    """A TCP proxy in front of Asterisk's REST interface, or of another server.

    Open it with `async with`.
    """

    def __init__(self, ari: Address) -> None:
        self._ari = ari
        self._transports: set[asyncio.WriteTransport] = set()
        self._silent: set[asyncio.WriteTransport] = set()
        self._server: asyncio.Server | None = None
        self.is_open = True
        """Whether new connections are let through."""
        self.connections = 0
        """How many have been let through."""

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._relay, self._ari.host, 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more; what is connected is cut."""
        assert self._server is not None
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """What an engine is told instead of Asterisk's own address."""
        return f"{self.base_url}/ari"

    @property
    def base_url(self) -> str:
        """Return what a browser is told instead of the engine's own address."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return f"http://{self._ari.host}:{port}"

    def cut(self) -> None:
        """End every connection with a reset."""
        for transport in tuple(self._transports):
            transport.abort()

    def silence(self) -> None:
        """Let every present connection swallow whatever is sent; new ones work."""
        self._silent |= self._transports

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.transport.abort()
            return
        self.connections += 1
        far_reader, far_writer = await asyncio.open_connection(self._ari.host, self._ari.port)
        pair = {writer.transport, far_writer.transport}
        self._transports |= pair
        try:
            await asyncio.gather(
                self._pump(reader, far_writer.transport), self._pump(far_reader, writer.transport)
            )
        finally:
            self._transports -= pair
            self._silent -= pair
            for transport in pair:
                transport.abort()

    async def _pump(self, reader: asyncio.StreamReader, to: asyncio.WriteTransport) -> None:
        try:
            while chunk := await reader.read(_CHUNK_BYTES):
                if to not in self._silent:
                    to.write(chunk)
        except ConnectionError:
            return
        finally:
            to.close()
