"""A line between engine and Asterisk that can be cut, closed, or fall silent."""

import asyncio
from typing import Self

from asterisk.site import AriAddress

_CHUNK_BYTES = 65_536


class AriProxy:
    """A TCP proxy in front of Asterisk's REST interface; open it with `async with`."""

    def __init__(self, ari: AriAddress) -> None:
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
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return f"http://{self._ari.host}:{port}/ari"

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
