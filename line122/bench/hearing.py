"""A telephone's socket for sound, with an ear: packets with the moment of their arrival.

The moment is the kernel's: a bench that gets its turn late still knows when a prompt began. A
socket without an ear is deaf, which costs nothing: the kernel drops what comes.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from line122.bench.sound import ALAW
from line122.phones.raw import Address

_STAMP: Final = 35
"""SO_TIMESTAMPNS and SCM_TIMESTAMPNS of Linux (asm-generic/socket.h), which Python has not."""
_TIMESPEC: Final = struct.Struct("@ll")
_NANOSECONDS_IN_MICROSECOND: Final = 1000
_PACKET_BYTES: Final = 2048
_HEAD: Final = struct.Struct("!BBHII")
_PAYLOAD_TYPE: Final = 0x7F


@dataclass(frozen=True, slots=True)
class HeardPacket:
    """One packet of A-law that has come."""

    at: datetime
    """When it reached this machine."""
    payload: bytes


class SoundPort:
    """One socket from which sound is sent and at which it is heard, if anybody listens."""

    def __init__(self, host: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((host, 0))
        stamp_arrivals(self._socket)
        self._socket.settimeout(0)
        self._hear: Callable[[HeardPacket], None] | None = None
        self._is_closed = False
        self.address = Address(*self._socket.getsockname())
        """Where the sound is wanted."""

    def listen(self, hear: Callable[[HeardPacket], None]) -> None:
        """Have every packet of A-law given to `hear`."""
        self._hear = hear
        asyncio.get_running_loop().add_reader(self._socket, self._read)

    def send(self, packet: bytes, where: Address) -> None:
        """Send a packet."""
        if not self._is_closed:
            self._socket.sendto(packet, (where.host, where.port))

    def close(self) -> None:
        """Close the socket."""
        if not self._is_closed:
            self._is_closed = True
            if self._hear is not None:
                asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()

    def _read(self) -> None:
        assert self._hear is not None, "Only a socket with an ear is read."
        while not self._is_closed:
            try:
                datagram, stamps, _, _ = self._socket.recvmsg(_PACKET_BYTES, 64)
            except BlockingIOError:
                return
            packet = read_packet(datagram, moment_of(stamps[0][2]))
            if packet is not None:
                self._hear(packet)


def read_packet(datagram: bytes, at: datetime) -> HeardPacket | None:
    """Return the A-law of an RTP packet; `None` for telephone events, RTCP and rubbish."""
    if len(datagram) <= _HEAD.size:
        return None
    _, kind, *_ = _HEAD.unpack_from(datagram)
    if kind & _PAYLOAD_TYPE != ALAW:
        return None
    return HeardPacket(at, datagram[_HEAD.size :])


def stamp_arrivals(receiver: socket.socket) -> None:
    """Have the kernel stamp on each datagram when it arrived; see `moment_of`."""
    receiver.setsockopt(socket.SOL_SOCKET, _STAMP, 1)


def moment_of(stamp: bytes) -> datetime:
    """Return the moment that the kernel has stamped on a datagram."""
    seconds, nanoseconds = _TIMESPEC.unpack(stamp)
    return datetime.fromtimestamp(seconds, UTC).replace(
        microsecond=nanoseconds // _NANOSECONDS_IN_MICROSECOND
    )
