"""Who asks: a system by its token, or a person by the session of their screen."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

import structlog
from aiohttp import web

from web.api.limits import Paces
from web.api.ports import Bearer, Doors
from web.api.problems import Problem, too_often
from web.api.rights import scopes_of
from web.session.cookie import may_ask, secret_of
from web.session.door import FOREIGN, barred
from web.session.strangers import Strangers

_log = structlog.get_logger(__name__)


class Askers:
    """Tells who asks, unless nobody knows them or they ask too often."""

    def __init__(self, doors: Doors, paces: Paces, strangers: Strangers) -> None:
        self._doors = doors
        self._paces = paces
        self._strangers = strangers

    async def asker(self, request: web.Request) -> Bearer | Problem:
        """Return who asks; a token counts before a cookie."""
        if "Authorization" not in request.headers and (secret := secret_of(request)):
            bearer = await self._known(request, secret, self._by_session)
            if isinstance(bearer, Bearer) and not may_ask(request, secret):
                _log.warning("api.page_refused", login=bearer.name)
                return FOREIGN
            if isinstance(bearer, Bearer) and bearer.session is not None:
                return barred(bearer.session) or bearer
            return bearer
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else ""
        return await self._known(request, token, self._by_token)

    async def _known(
        self,
        request: web.Request,
        secret: str,
        look_up: Callable[[str], Awaitable[Bearer | None]],
    ) -> Bearer | Problem:
        # Before the look-up: whoever guesses must not keep the database busy.
        wait_s = self._strangers.wait_s(request, secret)
        if wait_s > 0:
            return too_often(wait_s)
        bearer = await look_up(secret) if secret else None
        if bearer is None:
            wait_s = self._strangers.missed(request, secret)
        else:
            self._strangers.known(secret)
            wait_s = self._paces.wait_s(bearer.asker, self._doors.clock.instant())
        if wait_s > 0:
            return too_often(wait_s)
        if bearer is None:
            _log.warning("api.token_refused", operation=request.match_info.route.name or "")
            return _UNAUTHORIZED
        return bearer

    async def _by_token(self, token: str) -> Bearer | None:
        return await self._doors.tokens.bearer_of(token, self._doors.clock.now())

    async def _by_session(self, secret: str) -> Bearer | None:
        opened = await self._doors.sign_in.signed_in(secret)
        if opened is None:
            return None
        user = opened.person.user
        return Bearer(user.login, scopes_of(user.roles), opened.person, opened)


_UNAUTHORIZED: Final = Problem(
    status=HTTPStatus.UNAUTHORIZED,
    detail="Sign in, or give a good token as `Authorization: Bearer TOKEN`; whoever runs the "
    "engine makes one by `line122 token add`.",
    headers={"WWW-Authenticate": 'Bearer realm="line122"'},
)
