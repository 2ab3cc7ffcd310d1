"""Finding the UDP ports that a softphone listens on."""

import secrets
import socket
from dataclasses import dataclass

from base.errors import Line122Error

_FIRST = 20_000
_LAST = 32_000
"""Below the range from which Linux gives ports to others."""
_ATTEMPTS = 200


class NoFreePortsError(Line122Error):
    """No stretch of UDP ports is free for the softphones; end another demo or bench first."""


@dataclass(frozen=True, slots=True)
class PhonePorts:
    """Where a softphone listens."""

    sip: int
    rtp_first: int
    rtp_last: int
    host: str = "127.0.0.1"


def find_phone_ports(calls: int, host: str = "127.0.0.1") -> PhonePorts:
    """Return ports for so many simultaneous calls.

    Several processes may look at once: only the SIP port must be theirs alone, since the stack
    tries another RTP port of the stretch when one is taken.

    Raises:
        NoFreePortsError: nothing was found.

    """
    width = 8 * max(calls, 8)
    for _ in range(_ATTEMPTS):
        first = _FIRST + 2 * secrets.randbelow((_LAST - _FIRST - width) // 2)
        if all(_is_free(host, port) for port in (first, first + 2, first + width)):
            return PhonePorts(first, first + 2, first + width, host)
    raise NoFreePortsError("No UDP ports are free for softphones; end another demo or bench.")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
