"""Writes to a page past its turn: a message as one frame, while the page takes what it is sent.

Waking the task that sends to a page costs more than sending. So whoever tells many pages at once
writes to those that keep up, and leaves the others to their own tasks, which wait. A frame is one
write, and no frame of ours depends on the one before (there is no compression), so that both may
write to one connection: RFC 6455, 5.2.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Final

from aiohttp import web

SEND_BUFFER_BYTES: Final = 16_384
"""What the system keeps for a page that takes nothing; more of it would only be older."""
WAIT_FROM_BYTES: Final = 0
"""From so many bytes on that the system did not take, whoever sends to the page waits: what comes
after them is kept by the backlog, which has an end and can be replaced by one snapshot."""

_TEXT: Final = 0x81
"""A whole message of text."""
_SHORT: Final = 126
_LONG: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Outlet:
    """The connection of one page."""

    response: web.WebSocketResponse
    transport: asyncio.Transport

    def is_clear(self) -> bool:
        """Tell whether the page has taken all that was sent, as far as we can see."""
        gone = self.response.closed or self.transport.is_closing()
        return not gone and self.transport.get_write_buffer_size() == 0

    def write(self, message: bytes) -> None:
        """Send a message at once."""
        self.transport.write(text_frame(message))


def outlet_of(request: web.Request, response: web.WebSocketResponse) -> Outlet | None:
    """Return the connection of a page that was opened; `None` when it is gone already."""
    transport = request.transport
    if not isinstance(transport, asyncio.Transport):
        return None
    connection = transport.get_extra_info("socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    transport.set_write_buffer_limits(high=WAIT_FROM_BYTES)
    return Outlet(response, transport)


def text_frame(message: bytes) -> bytes:
    """Return a message as the one frame that carries it; a server's are never masked."""
    length = len(message)
    if length < _SHORT:
        return struct.pack("!BB", _TEXT, length) + message
    if length < _LONG:
        return struct.pack("!BBH", _TEXT, _SHORT, length) + message
    return struct.pack("!BBQ", _TEXT, _SHORT + 1, length) + message
