"""The health of a telephone: what is known of it, and why it is not to be rung.

Asterisk asks every registered telephone every other second whether it is there. Who does not
answer, or is registered no more, is not rung: their callers would wait for nothing. A telephone
that is one page's own is dead with that page, too. Nothing here ends by a timer: a telephone is
well again as soon as it, or its page, is back.

What nobody has told is no trouble: after a restart everybody may be rung until somebody says
otherwise. Deliberately absent: who rings, and what the agent declared.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from base.instant import Instant


class PhoneTrouble(StrEnum):
    """Why a telephone is not to be rung."""

    UNREGISTERED = "unregistered"
    """No telephone is registered under the account."""
    UNREACHABLE = "unreachable"
    """It is registered, but does not answer: its network, or the telephone itself, is dead."""
    PAGE_GONE = "page_gone"
    """The page on which the operator works has lost its connection."""


@dataclass(frozen=True, slots=True)
class PhoneHealth:
    """What is known of an agent's telephone."""

    is_registered: bool | None = None
    """`None` while nobody has told."""
    is_answering: bool | None = None
    """Whether it answered when Asterisk last asked."""
    rtt_ms: float | None = None
    """How long it took to answer when it was last heard of anew."""
    last_rung_at: Instant | None = None
    """When it last said that it rings."""
    has_page: bool | None = None
    """Whether the page is there on which its operator works; `None` where none is needed."""

    @property
    def trouble(self) -> PhoneTrouble | None:
        """Why it is not to be rung; `None` when it may be."""
        if self.is_registered is False:
            return PhoneTrouble.UNREGISTERED
        if self.is_answering is False:
            return PhoneTrouble.UNREACHABLE
        return PhoneTrouble.PAGE_GONE if self.has_page is False else None


@dataclass(frozen=True, slots=True)
class Registered:
    """A telephone registered, or answered again."""

    rtt_ms: float | None = None
    """`None` where nobody measured it."""


@dataclass(frozen=True, slots=True)
class Silent:
    """A registered telephone did not answer when Asterisk asked."""


@dataclass(frozen=True, slots=True)
class Unregistered:
    """No telephone is registered any more, or none was."""


@dataclass(frozen=True, slots=True)
class Rang:
    """The telephone said that it rings."""


@dataclass(frozen=True, slots=True)
class PageSeen:
    """The page is there on which the telephone's operator works."""


@dataclass(frozen=True, slots=True)
class PageLost:
    """That page has been gone for longer than it takes to load it anew."""


@dataclass(frozen=True, slots=True)
class PageLeft:
    """The operator works on no page: the telephone alone decides."""


PhoneEvent = Registered | Silent | Unregistered | Rang | PageSeen | PageLost | PageLeft


def advance(phone: PhoneHealth, event: PhoneEvent, now: Instant) -> PhoneHealth:
    """Return what is known after the event."""
    match event:
        case Registered(rtt_ms):
            known = phone.rtt_ms if rtt_ms is None else rtt_ms
            return replace(phone, is_registered=True, is_answering=True, rtt_ms=known)
        case Silent():
            return replace(phone, is_registered=True, is_answering=False, rtt_ms=None)
        case Unregistered():
            return replace(phone, is_registered=False, is_answering=None, rtt_ms=None)
        case Rang():
            return replace(phone, last_rung_at=now)
        case PageSeen():
            return replace(phone, has_page=True)
        case PageLost():
            return replace(phone, has_page=False)
        case PageLeft():
            return replace(phone, has_page=None)
        case _:
            assert_never(event)
