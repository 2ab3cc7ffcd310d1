"""Sends one body to one address, signed, and tells what the reply means."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import aiohttp

_READ_BYTES: Final = 65_536
_FIRST_FAILURE: Final = 300
_KNOWN_ALREADY: Final = 409
_NEVER: Final = frozenset({400, 410, 413, 415, 422})
"""Refusals that speak of the message itself; all others may pass, a wrong password too."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Taken:
    """The other system has it, from now or from before."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It has not, and may do so later."""

    error: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """It never will."""

    error: str


Reply: TypeAlias = Taken | TryAgain | Rejected


class WebhookSender:
    """Sends messages by HTTP; made by `open_sender`."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def send(self, message: Message) -> Reply:
        """Return what the other system said, or why it said nothing."""
        try:
            async with self._session.post(
                message.url,
                headers=message.headers,
                data=message.body,
                timeout=aiohttp.ClientTimeout(total=message.timeout_s),
                allow_redirects=False,
            ) as answer:
                await answer.content.read(_READ_BYTES)
                return read_status(answer.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # The error's own text may hold the address, and with it a secret.
            return TryAgain(type(error).__name__)


@asynccontextmanager
async def open_sender() -> AsyncIterator[WebhookSender]:
    """Keep a sender while the body runs."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield WebhookSender(session)


def read_status(status: int) -> Reply:
    """Return what the status of a reply means; a redirection is a fault of the address."""
    if status < _FIRST_FAILURE or status == _KNOWN_ALREADY:
        return Taken()
    if status in _NEVER:
        return Rejected(f"status {status}")
    return TryAgain(f"status {status}")
