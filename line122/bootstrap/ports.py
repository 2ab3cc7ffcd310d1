"""Ports that are free now, and a clear word when one that was asked for is not."""

import os
import secrets
import socket
from contextlib import ExitStack, suppress
from typing import Final, Literal

from line122.bootstrap.errors import PortBusyError

LOOPBACK: Final = "127.0.0.1"

_SERVER_PORTS: Final = range(10_000, 20_000)
"""Below the range that Linux hands out by itself: no client can take such a port before the server
holds it for which it was chosen, nor while that server is started anew. Below those of media."""

_ATTEMPTS: Final = 200

_LOWEST_MEDIA_PORT: Final = 20_000
"""Below the range that Linux hands out by itself (32768 and more), so that no client takes one."""

_HIGHEST_MEDIA_PORT: Final = 32_000

Transport = Literal["tcp", "udp"]


def free_port(transport: Transport, *, host: str = LOOPBACK) -> int:
    """Return a port that nobody holds at this moment, and that no client will take.

    Raises:
        PortBusyError: none was found.

    """
    for _ in range(_ATTEMPTS):
        port = secrets.choice(_SERVER_PORTS)
        with suppress(OSError), _bound(transport, host, port):
            return port
    raise PortBusyError(f"no {transport} port is free on {host}; stop other servers")


def port_or_free(wanted: int | None, transport: Transport, *, host: str = LOOPBACK) -> int:
    """Return the wanted port, or any free one when none is wanted.

    Raises:
        PortBusyError: the wanted port is taken, or not ours to take.

    """
    if wanted is None:
        return free_port(transport, host=host)
    try:
        _bound(transport, host, wanted).close()
    except OSError as error:
        raise PortBusyError(
            f"cannot listen on {transport} port {wanted} of {host} ({error.strerror}); "
            "stop the program that uses it or choose another port"
        ) from error
    return wanted


def free_media_ports(count: int, *, host: str = LOOPBACK) -> range:
    """Return a run of free UDP ports for RTP, beginning with an even one.

    Raises:
        PortBusyError: no such run is left.

    """
    starts = range(_LOWEST_MEDIA_PORT, _HIGHEST_MEDIA_PORT - count + 1, count + count % 2)
    # A server takes its ports call by call: to begin elsewhere in each process keeps two of them
    # that are idle now from choosing the same.
    turn = os.getpid() % len(starts)
    for first in (*starts[turn:], *starts[:turn]):
        if _are_free(range(first, first + count), host):
            return range(first, first + count)
    raise PortBusyError(f"no {count} UDP ports in a row are free on {host}; stop other servers")


def _are_free(ports: range, host: str) -> bool:
    with ExitStack() as held:
        try:
            for port in ports:
                held.enter_context(_bound("udp", host, port))
        except OSError:
            return False
    return True


def _bound(transport: Transport, host: str, port: int) -> socket.socket:
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    listener = socket.socket(socket.AF_INET, kind)
    try:
        if transport == "tcp":
            # What a server does as well: connections of the past do not hold the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except BaseException:
        listener.close()
        raise
    return listener
