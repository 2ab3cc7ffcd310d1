"""Who opens live pages, and whose pages are closed: the desk at which people sign in knows both.

A page lasts longer than a request, so its session is asked for again and again. Whoever signs out,
is disabled or has been away too long loses their pages within `ASK_EVERY_S`. While nobody can be
looked up, pages stay: an operator in a talk must not lose their caller's card to a database.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import structlog
from aiohttp import web

from base.errors import Line122Error
from staff.service import SignedIn, SignInDesk
from web.api.rights import scopes_of
from web.api.scopes import Scope, allows
from web.live.hub import LiveHub
from web.live.ports import Doorkeeper, Layer, Watcher
from web.session.upgrade import signed_in_at

ASK_EVERY_S: Final = 3.0
_SCOPE_OF: Final[Mapping[Layer, Scope]] = MappingProxyType(
    {
        Layer.LINE: Scope.CALLS_READ,
        Layer.BOARD: Scope.BOARD_READ,
        Layer.ALERTS: Scope.BOARD_READ,
    }
)

_log = structlog.get_logger(__name__)


class SessionDoorkeeper:
    """A `web.live.ports.Doorkeeper`."""

    def __init__(self, desk: SignInDesk) -> None:
        self._desk = desk

    async def watcher_of(self, request: web.Request) -> Watcher | web.StreamResponse:
        """Return who opens a page, or the answer to somebody who may not."""
        opened = await signed_in_at(request, self._desk)
        if not isinstance(opened, SignedIn):
            return opened
        user = opened.person.user
        return Watcher(
            login=user.login,
            agent_id=opened.person.agent_id,
            session=opened.session,
            sees=_layers_of(scopes_of(user.roles)),
            page=request.query.get("page"),
            takes_over="takes_over" in request.query,
        )

    async def is_still_in(self, session: str) -> bool:
        """Tell whether a session goes on."""
        return await self._desk.is_still_in(session)


def _layers_of(scopes: frozenset[str]) -> frozenset[Layer]:
    return frozenset(layer for layer, scope in _SCOPE_OF.items() if allows(scopes, scope))


async def close_with_sessions(hub: LiveHub, doorkeeper: Doorkeeper) -> None:
    """Close the pages of sessions that are over, until cancelled."""
    while True:
        await asyncio.sleep(ASK_EVERY_S)
        for session in hub.sessions:
            try:
                is_in = await doorkeeper.is_still_in(session)
            except Line122Error as error:
                _log.warning("viewer.session_unknown", cause=str(error))
                break
            if not is_in:
                hub.end_session(session)
