"""The health of a telephone: what is known of it, and why it is not to be rung.

Asterisk asks every registered telephone every other second whether it is there. Who does not
answer, or is registered no more, is not rung: their callers would wait for nothing. A telephone
that is one page's own is dead with that page, too. Nothing here ends by a timer: a telephone is
well again as soon as it, or its page, is back.

What nobody has told is no trouble: after a restart everybody may be rung until somebody says
otherwise. A telephone that moves to another address is there while its new address is, in
whatever order the two are told. Deliberately absent: who rings, and what the agent declared.
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
    IN_USE = "in_use"
    """Its operator speaks with us on it: a test call, a hot topic."""
    PAGE_GONE = "page_gone"
    """The page on which the operator works has lost its connection."""


@dataclass(frozen=True, slots=True)
class PhoneTest:
    """What a test call found."""

    at: Instant
    is_heard: bool
    """Whether we heard the operator."""
    hears: bool
    """Whether the operator said by a key that they heard themselves."""


@dataclass(frozen=True, slots=True)
class PhoneHealth:
    """What is known of an agent's telephone."""

    is_registered: bool | None = None
    """`None` while nobody has told."""
    is_answering: bool | None = None
    """Whether it answered when Asterisk last asked."""
    contact: str | None = None
    """Where it is registered; never shown."""
    rtt_ms: float | None = None
    """How long its answer took when it was last told."""
    last_rung_at: Instant | None = None
    """When it last said that it rings."""
    is_in_use: bool = False
    """Whether its operator speaks with us on it, beside all calls."""
    test: PhoneTest | None = None
    """What the last test call found."""
    pages: int = 0
    """How many pages its operator has open."""
    needs_page: bool = False
    """Whether its operator works by a page: one who declared themselves on it."""
    page_closed_at: Instant | None = None
    """When the last of the pages went away; `None` while there is one."""
    is_page_missed: bool = False
    """Whether it has been away for longer than it takes to load it anew."""

    @property
    def trouble(self) -> PhoneTrouble | None:
        """Why it is not to be rung; `None` when it may be."""
        if self.is_registered is False:
            return PhoneTrouble.UNREGISTERED
        if self.is_answering is False:
            return PhoneTrouble.UNREACHABLE
        if self.is_in_use:
            return PhoneTrouble.IN_USE
        is_page_gone = self.needs_page and self.is_page_missed
        return PhoneTrouble.PAGE_GONE if is_page_gone else None


@dataclass(frozen=True, slots=True)
class Registered:
    """A telephone registered, or answered when it was asked."""

    contact: str | None = None
    """`None` where only that it is there was told."""
    rtt_ms: float | None = None
    """`None` where nobody measured it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How soon the telephone answered when it was last asked; asking goes on for ever."""

    rtt_ms: float


@dataclass(frozen=True, slots=True)
class Silent:
    """A registered telephone did not answer when it was asked."""

    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Unregistered:
    """A telephone is registered no more."""

    contact: str | None = None
    """`None` for whatever was registered."""


@dataclass(frozen=True, slots=True)
class Rang:
    """The telephone said that it rings."""


@dataclass(frozen=True, slots=True)
class InUse:
    """Its operator began to speak with us on it beside all calls, or ended that."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Tested:
    """A test call is over."""

    is_heard: bool
    hears: bool


@dataclass(frozen=True, slots=True)
class PageOpened:
    """Its operator opened a page."""


@dataclass(frozen=True, slots=True)
class PageClosed:
    """A page of its operator went away: closed, loaded anew, or cut off."""


@dataclass(frozen=True, slots=True)
class PageMissed:
    """The pages that went away at a moment have not come back for too long."""

    closed_at: Instant


@dataclass(frozen=True, slots=True)
class PageNeeded:
    """Its operator declared themselves on a page, or on the telephone itself."""

    is_needed: bool


PhoneEvent = (
    Registered
    | Measured
    | Silent
    | Unregistered
    | Rang
    | InUse
    | Tested
    | PageOpened
    | PageClosed
    | PageMissed
    | PageNeeded
)


def advance(phone: PhoneHealth, event: PhoneEvent, now: Instant) -> PhoneHealth:
    """Return what is known after the event."""
    match event:
        case Registered(contact, rtt_ms):
            return _registered(phone, contact, rtt_ms)
        case Measured(rtt_ms):
            return replace(phone, rtt_ms=rtt_ms) if phone.is_answering else phone
        case Silent(contact):
            if _is_elsewhere(phone, contact):
                return phone
            return replace(phone, is_registered=True, is_answering=False, rtt_ms=None)
        case Unregistered(contact):
            if _is_elsewhere(phone, contact):
                return phone
            gone = replace(phone, is_registered=False, is_answering=None)
            return replace(gone, contact=None, rtt_ms=None)
        case Rang():
            return replace(phone, last_rung_at=now)
        case InUse(is_on):
            return replace(phone, is_in_use=is_on)
        case Tested(is_heard, hears):
            return replace(phone, test=PhoneTest(now, is_heard=is_heard, hears=hears))
        case PageOpened():
            opened = replace(phone, pages=phone.pages + 1)
            return replace(opened, page_closed_at=None, is_page_missed=False)
        case PageClosed():
            pages = max(phone.pages - 1, 0)
            return replace(phone, pages=pages, page_closed_at=None if pages else now)
        case PageMissed(closed_at):
            is_missed = phone.page_closed_at == closed_at
            return replace(phone, is_page_missed=phone.is_page_missed or is_missed)
        case PageNeeded(is_needed):
            return replace(phone, needs_page=is_needed)
        case _:
            assert_never(event)


def _registered(phone: PhoneHealth, contact: str | None, rtt_ms: float | None) -> PhoneHealth:
    known = replace(phone, is_registered=True, is_answering=True)
    is_same = contact is None or contact == phone.contact
    kept_ms = phone.rtt_ms if is_same else None
    return replace(
        known,
        contact=phone.contact if contact is None else contact,
        rtt_ms=kept_ms if rtt_ms is None else rtt_ms,
    )


def _is_elsewhere(phone: PhoneHealth, contact: str | None) -> bool:
    """Tell whether the news is of an address that the telephone has left."""
    return contact is not None and phone.contact is not None and contact != phone.contact
