"""The telephone in the browser of whoever is signed in: `/me/phone`."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from web.api.codes import RefusalCode
from web.api.model import Nothing, Sent
from web.api.problems import Problem, conflict
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.phone.ports import PhoneAsked, PhoneOffer, PhoneRefused
from web.phone.socket import PATH

_MINE: Final = "/me/phone"


class PhoneSent(Sent, frozen=True, kw_only=True):
    """Which page wants to be a telephone."""

    page: Annotated[str, Meta(min_length=16, max_length=64, pattern=r"^[A-Za-z0-9-]*$(?!\n)")]
    """Made anew when a page is loaded: by another one the old page is known to be gone."""
    has_talk: bool = False
    """Whether the page has the sound of a talk, which then stays as it is."""


class OfferShown(msgspec.Struct, frozen=True, kw_only=True):
    """Whether browsers are telephones here."""

    is_on: bool
    is_risky: bool
    """Whether this Asterisk may come to a standstill by it."""
    is_open: bool
    """Whether the operator's browser is their telephone now."""


class IceServer(msgspec.Struct, frozen=True):
    """Who tells a browser its outer address."""

    urls: str


class PhoneShown(msgspec.Struct, frozen=True, kw_only=True):
    """What a page registers by; it keeps none of it."""

    account: str
    secret: str
    path: str
    """Of the WebSocket."""
    expires_at: datetime
    """With the session; signing out ends it at once."""
    ice_servers: tuple[IceServer, ...]
    is_in_talk: bool
    """Whether the operator's talk waits for this page: its first ring is to be answered."""


async def show_phone(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Tell whether browsers are telephones here, and whether the operator's is theirs."""
    return _offered(ask.doors.phones.offer(ask.account))


async def open_phone(ask: Ask[Nothing, PhoneSent]) -> Reply | Problem:
    """Let a page be the operator's telephone, by a secret that nobody has had before."""
    session = ask.bearer.session
    assert session is not None, "The table lets in nobody without one."
    asked = PhoneAsked(ask.body.page, ask.body.has_talk)
    opened = await ask.doors.phones.open(session, asked)
    if isinstance(opened, PhoneRefused):
        return conflict(opened.why, RefusalCode.NO_BROWSER_PHONE)
    servers = () if opened.stun_server is None else (IceServer(f"stun:{opened.stun_server}"),)
    shown = PhoneShown(
        account=opened.account,
        secret=opened.secret,
        path=PATH,
        expires_at=session.expires_at,
        ice_servers=servers,
        is_in_talk=opened.is_in_talk,
    )
    return Reply(shown=shown)


async def close_phone(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Let the telephone on the table be the operator's again."""
    account = ask.account
    if account is not None:
        await ask.doors.phones.close(account)
    return _offered(ask.doors.phones.offer(account))


def _offered(offer: PhoneOffer) -> Reply:
    shown = OfferShown(is_on=offer.is_on, is_risky=offer.is_risky, is_open=offer.is_open)
    return Reply(shown=shown)


PHONE_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path=_MINE, scope=Scope.CALLS_READ, needs_person=True),
        show_phone,
        query=Nothing,
        body=Nothing,
        shown=OfferShown,
    ),
    route(
        Address(method="POST", path=_MINE, scope=Scope.DESK, needs_person=True),
        open_phone,
        query=Nothing,
        body=PhoneSent,
        shown=PhoneShown,
    ),
    route(
        Address(method="DELETE", path=_MINE, scope=Scope.DESK, needs_person=True),
        close_phone,
        query=Nothing,
        body=Nothing,
        shown=OfferShown,
    ),
)
