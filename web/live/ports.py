"""What live pages need from the running engine."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from aiohttp import web

from base.ids import AgentId
from web.live.delta import State


class Layer(StrEnum):
    """Parts of what is seen that several people see alike; no two have a key in common."""

    LINE = "line"
    """The line and the team, as operators see them."""
    BOARD = "board"
    """The wallboard of supervisors."""
    ALERTS = "alerts"
    """What is alarming now."""


ONLY_LINE: Final = frozenset({Layer.LINE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watcher:
    """Somebody who is signed in and looks at a page."""

    login: str
    agent_id: AgentId | None
    """`None` for somebody who takes no calls."""
    session: str
    """Names the session in which the page was opened; with it the page ends."""
    sees: frozenset[Layer] = ONLY_LINE
    """What their page shows besides their own."""
    page: str | None = None
    """Which loading of a page it is, of those that say so: one of an operator's is their desk."""
    takes_over: bool = False
    """Whether it was asked to be the desk instead of another one."""

    def is_rival_of(self, other: "Watcher") -> bool:
        """Tell whether this is another page at which the same operator would work."""
        is_same_person = self.agent_id is not None and self.agent_id == other.agent_id
        are_pages = self.page is not None and other.page is not None
        return is_same_person and are_pages and self.page != other.page


class Doorkeeper(Protocol):
    """Who knows whose page it is."""

    async def watcher_of(self, request: web.Request) -> Watcher | web.StreamResponse:
        """Return who opens a page, or the answer to somebody who may not.

        The session is told by its cookie, and a page of another origin opens nothing.
        """
        ...

    async def is_still_in(self, session: str) -> bool:
        """Tell whether a session goes on.

        Raises:
            Line122Error: nobody can tell now.

        """
        ...


class Sight(Protocol):
    """What there is to be seen; asked often, so it only folds what is in memory."""

    def shared(self, layer: Layer) -> State:
        """Return what everybody sees alike who sees the layer."""
        ...

    def own(self, watcher: Watcher) -> State:
        """Return the parts that only this person sees; their keys are none of the shared ones."""
        ...


class Attendance(Protocol):
    """Who wants to know which pages are open; never waits, never fails."""

    def opened(self, watcher: Watcher, viewers: int) -> None:
        """Take that a page was opened, and how many there are now."""
        ...

    def closed(self, watcher: Watcher, viewers: int) -> None:
        """Take that a page is gone, and how many there are now."""
        ...

    def fell_behind(self, watcher: Watcher) -> None:
        """Take that a page was too slow and begins anew with a snapshot."""
        ...
