"""A line to Asterisk on which a browser's SIP is passed on, over its HTTP server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import aiohttp

from base.errors import Line122Error

_PROTOCOL: Final = "sip"
_LONGEST_BYTES: Final = 65_536
_PING_EVERY_S: Final = 10.0


class LineBrokenError(Line122Error):
    """Asterisk takes no SIP from browsers; write its files anew by `line122 asterisk-config`."""


class BrowserLine:
    """One connection; made by `browser_line`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, message: str) -> None:
        """Send a message.

        Raises:
            LineBrokenError: the connection is gone.

        """
        try:
            await self._socket.send_str(message)
        except (aiohttp.ClientError, ConnectionError) as error:
            raise LineBrokenError("the connection to Asterisk is gone; open it again") from error

    async def messages(self) -> AsyncIterator[str]:
        """Yield what Asterisk says, until the connection ends."""
        async for heard in self._socket:
            if heard.type is not aiohttp.WSMsgType.TEXT:
                return
            yield heard.data

    async def close(self) -> None:
        """End the connection; whoever reads sees its end."""
        await self._socket.close()


@asynccontextmanager
async def browser_line(url: str) -> AsyncIterator[BrowserLine]:
    """Keep a connection to the SIP of Asterisk's HTTP server.

    Raises:
        LineBrokenError: Asterisk does not answer there.

    """
    async with aiohttp.ClientSession() as client:
        try:
            socket = await client.ws_connect(
                url,
                protocols=(_PROTOCOL,),
                heartbeat=_PING_EVERY_S,
                max_msg_size=_LONGEST_BYTES,
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise LineBrokenError(
                "Asterisk takes no SIP from browsers; write its files anew by "
                "`line122 asterisk-config` and restart it"
            ) from error
        async with socket:
            yield BrowserLine(socket)
