"""Where people sign in and out, and prove that it is still they: `/api/v1/session`."""

import math
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Final

from aiohttp import web

from base.clock import Clock
from base.errors import Line122Error
from staff.service import (
    CodeWanted,
    LockedOut,
    SignedIn,
    SignInAnswer,
    SignInDesk,
    WeakPassword,
    WrongCode,
    WrongPassword,
)
from web.api.codes import FaultCode, RefusalCode
from web.api.model import Nothing
from web.api.problems import Fault, Problem, conflict, told, wrong
from web.session.cookie import give_cookie, is_from_our_page, may_ask, secret_of, take_cookie
from web.session.door import FOREIGN, SessionDoor, barred, postponed, read, shown
from web.session.model import (
    CodeSent,
    PasswordSent,
    RecoveryShown,
    SignInSent,
    UnlockSent,
    shown_enrolment,
    shown_session,
)
from web.session.strangers import Strangers

SESSION: Final = "/session"
PASSWORD: Final = "/session/password"  # noqa: S105 - A path.
LOCK: Final = "/session/lock"
UNLOCK: Final = "/session/unlock"
SECOND_FACTOR: Final = "/session/second-factor"
CONFIRMATION: Final = "/session/second-factor/confirmation"

_Answer = web.StreamResponse | Problem


def add_session(
    api: web.Application, desk: SignInDesk, clock: Clock, strangers: Strangers
) -> None:
    """Let people sign in at the application of the API."""
    routes = _SessionRoutes(desk, clock, SessionDoor(desk, strangers))
    for method, path, answer in (
        ("POST", SESSION, routes.open),
        ("GET", SESSION, routes.show),
        ("DELETE", SESSION, routes.end),
        ("POST", PASSWORD, routes.change_password),
        ("POST", LOCK, routes.lock),
        ("POST", UNLOCK, routes.unlock),
        ("POST", SECOND_FACTOR, routes.begin_second_factor),
        ("POST", CONFIRMATION, routes.confirm_second_factor),
    ):
        api.router.add_route(method, path, partial(_answered, answer))


async def _answered(
    answer: Callable[[web.Request], Awaitable[_Answer]], request: web.Request
) -> web.StreamResponse:
    try:
        found = await answer(request)
    except Line122Error as error:
        found = postponed(error)
    return told(found) if isinstance(found, Problem) else found


class _SessionRoutes:
    def __init__(self, desk: SignInDesk, clock: Clock, door: SessionDoor) -> None:
        self._desk = desk
        self._clock = clock
        self._door = door

    async def open(self, request: web.Request) -> _Answer:
        """Open a session for whoever proves who they are; one that the browser had ends."""
        if "Origin" in request.headers and not is_from_our_page(request):
            return FOREIGN
        sent = await read(request, SignInSent)
        if isinstance(sent, Problem):
            return sent
        login = sent.login.strip().lower()
        answer = await self._desk.sign_in(
            login, sent.password, _address(request), code=sent.code.strip()
        )
        if isinstance(answer, SignedIn) and (old := secret_of(request)):
            await self._desk.sign_out(old)
        return self._let_in(request, answer)

    async def show(self, request: web.Request) -> _Answer:
        """Tell a page who it works for."""
        opened = await self._door.known(request)
        return opened if isinstance(opened, Problem) else self._shown(opened)

    async def end(self, request: web.Request) -> _Answer:
        """End the session."""
        secret = secret_of(request)
        if secret and not may_ask(request, secret):
            return FOREIGN
        await self._desk.sign_out(secret)
        response = web.Response(status=HTTPStatus.NO_CONTENT)
        take_cookie(response)
        return response

    async def change_password(self, request: web.Request) -> _Answer:
        """Change one's own password; all one's sessions end, and a new one begins."""
        asked = await self._door.asked(request, PasswordSent)
        if isinstance(asked, Problem):
            return asked
        if (bar := barred(asked.opened)) is not None:
            return bar
        answer = await self._desk.change_password(
            asked.opened, asked.sent.old, asked.sent.new, _address(request)
        )
        if isinstance(answer, WeakPassword):
            return wrong(Fault("/new", answer.fault, FaultCode.PASSWORD))
        return self._let_in(request, answer)

    async def lock(self, request: web.Request) -> _Answer:
        """Let the session open nothing before the password is given again."""
        asked = await self._door.asked(request, Nothing)
        if isinstance(asked, Problem):
            return asked
        await self._desk.lock(asked.opened)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def unlock(self, request: web.Request) -> _Answer:
        """Let the session open things again for whoever knows the password."""
        asked = await self._door.asked(request, UnlockSent)
        if isinstance(asked, Problem):
            return asked
        answer = await self._desk.unlock(asked.opened, asked.sent.password, _address(request))
        return self._shown(answer) if isinstance(answer, SignedIn) else _refused(answer)

    async def begin_second_factor(self, request: web.Request) -> _Answer:
        """Show a second factor that a telephone can take; it counts once it is confirmed."""
        asked = await self._door.asked(request, Nothing)
        if isinstance(asked, Problem):
            return asked
        if asked.opened.is_locked or not asked.opened.must_enrol:
            return barred(asked.opened) or _HAS_ONE
        return shown(shown_enrolment(self._desk.enrolment(asked.opened)))

    async def confirm_second_factor(self, request: web.Request) -> _Answer:
        """Take a second factor whose digits are told, and show its recovery codes, once."""
        asked = await self._door.asked(request, CodeSent)
        if isinstance(asked, Problem):
            return asked
        if asked.opened.is_locked or not asked.opened.must_enrol:
            return barred(asked.opened) or _HAS_ONE
        codes = await self._desk.enrol(asked.opened, asked.sent.code)
        return _WRONG_DIGITS if codes is None else shown(RecoveryShown(codes=codes))

    def _let_in(self, request: web.Request, answer: SignInAnswer) -> _Answer:
        if not isinstance(answer, SignedIn):
            return _refused(answer)
        response = self._shown(answer)
        give_cookie(response, request, answer, self._clock.now())
        return response

    def _shown(self, opened: SignedIn) -> web.Response:
        return shown(shown_session(opened, self._desk.lock_after(opened.person.user)))


def _refused(answer: WrongPassword | LockedOut | CodeWanted | WrongCode) -> Problem:
    match answer:
        case WrongPassword():
            return _WRONG
        case CodeWanted():
            return _CODE_WANTED
        case WrongCode():
            return _WRONG_CODE
        case LockedOut(left):
            wait_s = math.ceil(left.total_seconds())
            return Problem(
                status=HTTPStatus.TOO_MANY_REQUESTS,
                detail=f"Too many wrong passwords; wait {wait_s} s and try again.",
                headers={"Retry-After": str(wait_s)},
            )


_WRONG: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED,
    detail="Login and password do not belong together; look at both, or ask whoever runs the "
    "engine for `line122 user reset`.",
)
_CODE_WANTED: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED,
    detail="Tell the digits that your telephone shows as well.",
    errors=(Fault("/code", "is missing", FaultCode.CODE_WANTED),),
)
_WRONG_CODE: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED,
    detail="These digits are wrong, or were used before; wait for the next ones, or ask whoever "
    "runs the engine for `line122 user reset-second-factor`.",
    errors=(Fault("/code", "is wrong or was used before", FaultCode.CODE_WRONG),),
)
_WRONG_DIGITS: Final = wrong(
    Fault("/code", "is not what the telephone shows now", FaultCode.CODE_WRONG)
)
_HAS_ONE: Final = conflict(
    "You have a second factor, or need none; whoever runs the engine takes it away by `line122 "
    "user reset-second-factor`.",
    RefusalCode.HAS_FACTOR,
)


def _address(request: web.Request) -> str:
    return request.remote or ""
