import socket
from pathlib import Path
from typing import Final

import pytest

from line122.bootstrap.errors import PortBusyError
from line122.bootstrap.ports import LOOPBACK, Transport, free_media_ports, free_port, port_or_free

_HANDED_OUT: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""What Linux gives to clients."""


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_busy_port_is_refused_by_its_number(transport: Transport) -> None:
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind((LOOPBACK, 0))
        if transport == "tcp":
            taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusyError, match=f"{transport} port {port} of 127.0.0.1"):
            port_or_free(port, transport)


def test_wanted_port_that_is_free_is_taken() -> None:
    port = free_port("udp")
    assert port_or_free(port, "udp") == port


def test_port_of_a_server_is_none_that_a_client_may_take_before_it() -> None:
    lowest, _ = map(int, _HANDED_OUT.read_text("ascii").split())
    assert free_port("tcp") < lowest


def test_media_ports_begin_even_because_rtp_and_rtcp_are_a_pair() -> None:
    ports = free_media_ports(40)
    assert ports.start % 2 == 0
    assert len(ports) == 40


def test_media_ports_avoid_what_is_taken() -> None:
    first_choice = free_media_ports(40)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((LOOPBACK, first_choice.start + 7))
        assert first_choice.start + 7 not in free_media_ports(40)
