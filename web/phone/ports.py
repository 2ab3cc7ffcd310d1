"""What the telephone in a browser needs from the running engine."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from staff.service import SignedIn


@dataclass(frozen=True, slots=True)
class PhoneOffer:
    """Whether operators may telephone by their browsers here, and whether this one does."""

    is_on: bool
    is_risky: bool
    """Whether this Asterisk may come to a standstill by it."""
    is_open: bool


@dataclass(frozen=True, slots=True)
class PhoneAsked:
    """Which page wants to be a telephone."""

    page: str
    """Made anew when a page is loaded."""
    has_talk: bool
    """Whether the page has the sound of a talk: then it only wants another secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneOpened:
    """A browser may register now."""

    account: str
    secret: str = field(repr=False)
    stun_server: str | None
    is_in_talk: bool
    """Whether the operator has a talk whose other end was a page that is gone: it rings again."""


@dataclass(frozen=True, slots=True)
class PhoneRefused:
    """A browser is no telephone here; why not, in a sentence."""

    why: str


class LineEnd(StrEnum):
    """Why a line is at its end."""

    BROKEN = "broken"
    """The exchange or the page is gone; it may come back."""
    TAKEN = "taken"
    """Another page is the telephone now."""
    OVER = "over"
    """The browser is no telephone any more."""


class SipLine(Protocol):
    """A line to the exchange on which SIP is spoken, message by message."""

    @property
    def end(self) -> LineEnd:
        """Why it is at its end, once it is."""
        ...

    async def send(self, message: str) -> None:
        """Send a message.

        Raises:
            Line122Error: the line is broken.

        """
        ...

    def messages(self) -> AsyncIterator[str]:
        """Return what the exchange says, until the line ends."""
        ...


class Phones(Protocol):
    """Who opens and closes browsers' telephones."""

    def offer(self, account: str | None) -> PhoneOffer:
        """Tell how things stand for an operator, or for somebody who is none."""
        ...

    async def open(self, opened: SignedIn, asked: PhoneAsked) -> PhoneOpened | PhoneRefused:
        """Let a page be the operator's telephone; no other page is, from now on.

        Raises:
            Line122Error: the exchange is away.

        """
        ...

    async def close(self, account: str) -> None:
        """Let the telephone on the table be the operator's again; the browser's secret is dead.

        Raises:
            Line122Error: the exchange is away; the account goes when it is back.

        """
        ...

    def line(self, session: str) -> AbstractAsyncContextManager[SipLine | None]:
        """Connect the page of a session; `None` where it has no telephone.

        Raises:
            Line122Error: the exchange is away.

        """
        ...
