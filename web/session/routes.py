"""Where people sign in and out: `/api/v1/session`."""

import math
from http import HTTPStatus
from typing import Final, TypeVar

import msgspec
import structlog
from aiohttp import web

from base.clock import Clock
from base.errors import Line122Error
from staff.service import LockedOut, SignedIn, SignInDesk, WeakPassword, WrongPassword
from web.api.problems import Fault, Problem, told, too_often, wrong
from web.api.reading import Faulty, read_body
from web.session.cookie import give_cookie, is_from_our_page, may_ask, secret_of, take_cookie
from web.session.model import PasswordSent, SignInSent, shown_session
from web.session.strangers import Strangers

SESSION: Final = "/session"
PASSWORD: Final = "/session/password"  # noqa: S105 - A path.

_JSON: Final = "application/json"
_MOST_BYTES: Final = 8_192

SentT = TypeVar("SentT", bound=msgspec.Struct)

_log = structlog.get_logger(__name__)


def add_session(
    api: web.Application, desk: SignInDesk, clock: Clock, strangers: Strangers
) -> None:
    """Let people sign in at the application of the API."""
    routes = _SessionRoutes(desk, clock, strangers)
    api.router.add_post(SESSION, routes.open)
    api.router.add_get(SESSION, routes.show)
    api.router.add_delete(SESSION, routes.end)
    api.router.add_post(PASSWORD, routes.change_password)


class _SessionRoutes:
    def __init__(self, desk: SignInDesk, clock: Clock, strangers: Strangers) -> None:
        self._desk = desk
        self._clock = clock
        self._strangers = strangers

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Open a session for whoever knows the password; one that the browser had ends."""
        if "Origin" in request.headers and not is_from_our_page(request):
            return told(_FOREIGN)
        sent = await _read(request, SignInSent)
        if isinstance(sent, Problem):
            return told(sent)
        try:
            answer = await self._desk.sign_in(
                sent.login.strip().lower(), sent.password, _address(request)
            )
            if isinstance(answer, SignedIn) and (old := secret_of(request)):
                await self._desk.sign_out(old)
        except Line122Error as error:
            return _postponed(error)
        return self._answered(request, answer)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """Tell a page who it works for."""
        try:
            opened = await self._known(request)
        except Line122Error as error:
            return _postponed(error)
        return told(opened) if isinstance(opened, Problem) else _shown(opened)

    async def end(self, request: web.Request) -> web.StreamResponse:
        """End the session."""
        secret = secret_of(request)
        if secret and not may_ask(request, secret):
            return told(_FOREIGN)
        try:
            await self._desk.sign_out(secret)
        except Line122Error as error:
            return _postponed(error)
        response = web.Response(status=HTTPStatus.NO_CONTENT)
        take_cookie(response)
        return response

    async def change_password(self, request: web.Request) -> web.StreamResponse:
        """Change one's own password; all one's sessions end, and a new one begins."""
        secret = secret_of(request)
        try:
            opened = await self._known(request)
            if isinstance(opened, Problem):
                return told(opened)
            if not may_ask(request, secret):
                return told(_FOREIGN)
            sent = await _read(request, PasswordSent)
            if isinstance(sent, Problem):
                return told(sent)
            answer = await self._desk.change_password(
                opened, sent.old, sent.new, _address(request)
            )
        except Line122Error as error:
            return _postponed(error)
        if isinstance(answer, WeakPassword):
            return told(wrong(Fault("/new", answer.fault)))
        return self._answered(request, answer)

    async def _known(self, request: web.Request) -> SignedIn | Problem:
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

    def _answered(
        self, request: web.Request, answer: SignedIn | WrongPassword | LockedOut
    ) -> web.StreamResponse:
        match answer:
            case WrongPassword():
                return told(_WRONG)
            case LockedOut(left):
                wait_s = math.ceil(left.total_seconds())
                detail = f"Too many wrong passwords; wait {wait_s} s and try again."
                return told(
                    Problem(
                        status=HTTPStatus.TOO_MANY_REQUESTS,
                        detail=detail,
                        headers={"Retry-After": str(wait_s)},
                    )
                )
            case SignedIn():
                response = _shown(answer)
                give_cookie(response, request, answer, self._clock.now())
                return response


_WRONG: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED,
    detail="Login and password do not belong together; look at both, or ask whoever runs the "
    "engine for `line122 user reset`.",
)
_NOBODY: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED, detail="Nobody is signed in here; sign in."
)
_FOREIGN: Final = Problem(
    status=HTTPStatus.FORBIDDEN,
    detail="This was asked by a page that is not ours, or by one that is out of date; load the "
    "page anew.",
)


def _shown(opened: SignedIn) -> web.Response:
    return web.Response(body=msgspec.json.encode(shown_session(opened)), content_type=_JSON)


def _postponed(error: Line122Error) -> web.Response:
    _log.warning("session.postponed", cause=str(error))
    return told(
        Problem(
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            detail="The engine cannot look it up now; try again in a moment.",
            headers={"Retry-After": "5"},
        )
    )


def _address(request: web.Request) -> str:
    return request.remote or ""


async def _read(request: web.Request, kind: type[SentT]) -> SentT | Problem:
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
    read = read_body(kind, body)
    if read is None:
        return Problem(
            status=HTTPStatus.BAD_REQUEST, detail="What was sent is no JSON in UTF-8; mend it."
        )
    return wrong(*read.faults) if isinstance(read, Faulty) else read
