"""Messages between machines that prove who wrote them and when: HMAC-SHA256 over time and body.

Both directions use it: what we send to a clinic's system, and what it reports to us. The moment
is part of what is signed, so that a message taken from the wire is worthless minutes later.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

TIMESTAMP_HEADER: Final = "X-Line122-Timestamp"
"""Seconds since 1970, UTC."""
SIGNATURE_HEADER: Final = "X-Line122-Signature"
"""`v1=` and the digest in hexadecimal digits."""

SKEW: Final = timedelta(minutes=5)
"""How far two clocks may be apart."""

_VERSION: Final = "v1="
_MOST_DIGITS: Final = 12


class SignatureFault(StrEnum):
    """Why a message is not believed."""

    MISSING = "missing"
    """A header is absent, or is none of ours."""
    STALE = "stale"
    """It is too old, or from the future."""
    FORGED = "forged"
    """The secret, the time or the body is another one."""


def signed_headers(secret: bytes, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers that prove a body."""
    timestamp = str(int(at.timestamp()))
    return {
        TIMESTAMP_HEADER: timestamp,
        SIGNATURE_HEADER: _VERSION + _digest(secret, timestamp, body),
    }


def signature_fault(
    secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime
) -> SignatureFault | None:
    """Return why the message is not believed; `None` when it is.

    The digest is compared in constant time, and before the clock: who cannot sign learns nothing.
    """
    timestamp = headers.get(TIMESTAMP_HEADER, "")
    given = headers.get(SIGNATURE_HEADER, "")
    is_time = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MOST_DIGITS
    if not is_time or not given.startswith(_VERSION):
        return SignatureFault.MISSING
    wanted = _digest(secret, timestamp, body)
    told = given.removeprefix(_VERSION).encode(errors="surrogateescape")
    if not hmac.compare_digest(wanted.encode(), told):
        return SignatureFault.FORGED
    if abs(now.timestamp() - int(timestamp)) > SKEW.total_seconds():
        return SignatureFault.STALE
    return None


def _digest(secret: bytes, timestamp: str, body: bytes) -> str:
    return hmac.digest(secret, f"{timestamp}.".encode() + body, "sha256").hex()
