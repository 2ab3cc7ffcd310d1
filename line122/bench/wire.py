"""The UDP sockets of many cheap telephones: messages that carry the moment of their arrival.

The moment is the kernel's: a telephone that gets its turn late still knows when it began to ring.
Requests and answers that must arrive are sent again as RFC 3261 demands of every telephone: a
burst of a hundred is more than the server's socket holds. All telephones of a wire share one deaf
socket for sound, unless one brings a `SoundPort` of its own.
"""

import asyncio
import socket
from collections.abc import Callable
from datetime import datetime
from typing import Final

from line122.bench.hearing import SoundPort, moment_of, stamp_arrivals
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage, parse

Receive = Callable[[SipMessage, datetime], None]

_DATAGRAM_BYTES: Final = 65_535
_BACKLOG_BYTES: Final = 4 * 1024 * 1024
_AGAIN_AFTER_S: Final = 0.5
_TIMES: Final = 5


class Repetition:
    """A message that is sent again, at growing intervals, until it is stopped.

    Source: RFC 3261, 17.1.1.2 (timer A) and 13.3.1.4.
    """

    def __init__(self, send: Callable[[], None]) -> None:
        self._send = send
        self._left = _TIMES
        self._interval_s = _AGAIN_AFTER_S
        self._timer = asyncio.get_running_loop().call_later(self._interval_s, self._again)

    def stop(self) -> None:
        """Send it no more."""
        self._timer.cancel()

    def _again(self) -> None:
        self._send()
        self._left -= 1
        if self._left:
            self._interval_s *= 2
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._interval_s, self._again)


class Wire:
    """One socket that speaks SIP with one server; messages go to those who listen for them."""

    def __init__(self, server: Address, host: str, port: int, newcomer: Receive) -> None:
        """`newcomer` is given what belongs to no call that anybody listens for."""
        self._server = server
        self._newcomer = newcomer
        self._listeners: dict[str, Receive] = {}
        self._socket = _bound(host, port)
        self._socket.settimeout(0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BACKLOG_BYTES)
        stamp_arrivals(self._socket)
        self.address = Address(*self._socket.getsockname())
        """Where these telephones listen."""
        self.sound = SoundPort(host)
        """Where telephones without an ear of their own send from, and where nobody hears."""
        self._is_closed = False
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    @property
    def server(self) -> Address:
        """Where the server listens."""
        return self._server

    def close(self) -> None:
        """Close the sockets; calls are left as they are, and what they still send goes nowhere."""
        if self._is_closed:
            return
        self._is_closed = True
        asyncio.get_running_loop().remove_reader(self._socket)
        self._socket.close()
        self.sound.close()

    def listen(self, call_id: str, receive: Receive) -> None:
        """Have the messages of a call given to `receive`."""
        self._listeners[call_id] = receive

    def forget(self, call_id: str) -> None:
        """Listen for the call no more."""
        self._listeners.pop(call_id, None)

    def send(self, message: SipMessage) -> None:
        """Send a message once."""
        if not self._is_closed:
            self._socket.sendto(message.encode(), (self._server.host, self._server.port))

    def send_until_stopped(self, message: SipMessage) -> Repetition:
        """Send a message, and again until it is known to have arrived."""
        self.send(message)
        return Repetition(lambda: self.send(message))

    def _read(self) -> None:
        while True:
            try:
                datagram, stamps, _, _ = self._socket.recvmsg(_DATAGRAM_BYTES, 64)
            except BlockingIOError:
                return
            message = parse(datagram)
            if message is not None:
                receive = self._listeners.get(message.value("Call-ID"), self._newcomer)
                receive(message, moment_of(stamps[0][2]))


def _bound(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((host, port))
    return made
