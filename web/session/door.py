"""What all requests about a session have in common: who asks, from which page, and what is sent.

A session that is locked, or whose user must enrol a second factor first, opens nothing but the
ways out of that. It is here that this is told, to the API's table as well.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Generic, TypeVar

import msgspec
import structlog
from aiohttp import web

from base.errors import Line122Error
from staff.service import SignedIn, SignInDesk
from web.api.codes import RefusalCode
from web.api.problems import Problem, too_often, wrong
from web.api.reading import Faulty, read_body
from web.session.cookie import may_ask, secret_of
from web.session.strangers import Strangers

_JSON: Final = "application/json"
_MOST_BYTES: Final = 8_192

SentT = TypeVar("SentT", bound=msgspec.Struct)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked(Generic[SentT]):
    """Something that somebody asks in their session."""

    opened: SignedIn
    sent: SentT


class SessionDoor:
    """Tells who asks about a session, and what."""

    def __init__(self, desk: SignInDesk, strangers: Strangers) -> None:
        self._desk = desk
        self._strangers = strangers

    async def known(self, request: web.Request) -> SignedIn | Problem:
        """Return who is signed in; whoever makes secrets up must not keep the database busy."""
        secret = secret_of(request)
        wait_s = self._strangers.wait_s(request, secret)
        if wait_s > 0:
            return too_often(wait_s)
        opened = await self._desk.signed_in(secret)
        if opened is None:
            self._strangers.missed(request, secret)
            return _NOBODY
        self._strangers.known(secret)
        return opened

    async def asked(self, request: web.Request, kind: type[SentT]) -> Asked[SentT] | Problem:
        """Return what somebody asks of their own session, from a page of ours."""
        opened = await self.known(request)
        if isinstance(opened, Problem):
            return opened
        if not may_ask(request, secret_of(request)):
            return FOREIGN
        sent = await read(request, kind)
        return sent if isinstance(sent, Problem) else Asked(opened, sent)


def barred(opened: SignedIn) -> Problem | None:
    """Return why a session opens nothing now; `None` where it does."""
    if opened.is_locked:
        return _LOCKED
    return _UNPROVED if opened.must_enrol else None


async def read(request: web.Request, kind: type[SentT]) -> SentT | Problem:
    """Return what is sent, or what is wrong with it."""
    # The type is asked for because a form of another page cannot send it without asking first.
    if request.content_type != _JSON:
        return Problem(
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            detail=f"Send {_JSON}, and say so in Content-Type.",
        )
    body = await request.content.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        return Problem(
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail=f"Send at most {_MOST_BYTES} bytes."
        )
    found = read_body(kind, body)
    if found is None:
        return Problem(
            status=HTTPStatus.BAD_REQUEST, detail="What was sent is no JSON in UTF-8; mend it."
        )
    return wrong(*found.faults) if isinstance(found, Faulty) else found


def shown(value: msgspec.Struct) -> web.Response:
    """Return a value as it is answered."""
    return web.Response(body=msgspec.json.encode(value), content_type=_JSON)


def postponed(error: Line122Error) -> Problem:
    """Return the problem of asking while nobody can be looked up."""
    _log.warning("session.postponed", cause=str(error))
    return Problem(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        detail="The engine cannot look it up now; try again in a moment.",
        headers={"Retry-After": "5"},
    )


FOREIGN: Final = Problem(
    status=HTTPStatus.FORBIDDEN,
    detail="This was asked by a page that is not ours, or by one that is out of date; load the "
    "page anew.",
    code=RefusalCode.FOREIGN_PAGE,
)
_NOBODY: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED, detail="Nobody is signed in here; sign in."
)
_LOCKED: Final = Problem(
    status=HTTPStatus.LOCKED,
    detail="Nobody was at this page for a while; give the password again: /session/unlock.",
)
_UNPROVED: Final = Problem(
    status=HTTPStatus.FORBIDDEN,
    detail="Whoever has your role signs in with a second factor; take one first: "
    "/session/second-factor.",
    code=RefusalCode.ENROL_FIRST,
)
