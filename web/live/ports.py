"""What live pages need from the running engine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aiohttp import web

from base.ids import AgentId
from web.live.delta import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Somebody who is signed in and looks at a page."""

    login: str
    agent_id: AgentId | None
    """`None` for somebody who takes no calls."""
    session: str
    """Names the session in which the page was opened; with it the page ends."""
    expires_at: datetime | None = None
    """When the session ends by itself."""


class Doorkeeper(Protocol):
    """Who knows whose page it is."""

    async def watcher_of(self, request: web.Request) -> Watcher | web.StreamResponse:
        """Return who opens a page, or the answer to somebody who may not.

        The session is told by its cookie, and a page of another origin opens nothing.
        """
        ...


class Sight(Protocol):
    """What there is to be seen; asked often, so it only folds what is in memory."""

    def shared(self) -> State:
        """Return the parts that everybody sees alike."""
        ...

    def own(self, watcher: Watcher) -> State:
        """Return the parts that only this person sees; their keys are none of the shared ones."""
        ...


class Gauges(Protocol):
    """Who counts pages; never waits, never fails."""

    def watching(self, viewers: int) -> None:
        """Take how many pages are open now."""
        ...

    def fell_behind(self) -> None:
        """Take that a page was too slow and begins anew with a snapshot."""
        ...
