"""A live hub over a sight that a story paints, and pages that read what they are sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import msgspec

from base.clock import LoopClock
from base.ids import AgentId
from base.tasks import cancel, spawn
from tests.support.hall import STARTED_AT
from web.live.delta import Delta, Node, State, applied
from web.live.hub import LiveHub
from web.live.ports import Layer, Watcher
from web.live.viewer import Viewer

Json: TypeAlias = dict[str, Any]


@dataclass
class Painting:
    """A `web.live.ports.Sight` that shows what the story says, and counts who looks."""

    line: dict[str, Node] = field(default_factory=lambda: {"waiting": 0})
    calls: dict[AgentId | None, Node] = field(default_factory=dict)
    looks_around: int = 0
    looks_at_board: int = 0
    looks_at: list[str] = field(default_factory=list)

    def shared(self, layer: Layer) -> State:
        """Return what everybody sees alike."""
        self.looks_around += layer is Layer.LINE
        self.looks_at_board += layer is Layer.BOARD
        return {layer.value: dict(self.line)}

    def own(self, watcher: Watcher) -> State:
        """Return what one sees."""
        self.looks_at.append(watcher.login)
        return {"call": self.calls.get(watcher.agent_id)}


@dataclass
class Counted:
    """A `web.live.ports.Attendance` that a story reads."""

    viewers: list[int] = field(default_factory=list)
    falls: int = 0
    came: asyncio.Event = field(default_factory=asyncio.Event)
    went: asyncio.Event = field(default_factory=asyncio.Event)

    def opened(self, watcher: Watcher, viewers: int) -> None:
        """Write down how many watch."""
        assert watcher.login
        self.viewers.append(viewers)
        self.came.set()

    def closed(self, watcher: Watcher, viewers: int) -> None:
        """Write down how many watch."""
        assert watcher.login
        self.viewers.append(viewers)
        self.went.set()

    def fell_behind(self, watcher: Watcher) -> None:
        """Count."""
        assert watcher.login
        self.falls += 1


@dataclass
class Page:
    """What a page knows by the messages that it was sent."""

    state: State = field(default_factory=dict)
    number: int = 0
    heard: list[str] = field(default_factory=list)
    """The kinds of all messages, in order."""
    gaps: int = 0

    def take(self, message: bytes | str) -> None:
        """Take one message as a page does."""
        told: Json = msgspec.json.decode(message)
        self.heard.append(told["is"])
        match told["is"]:
            case "snapshot":
                self.state = told["state"]
            case "delta":
                self.gaps += told["number"] != self.number + 1
                self.state = applied(Delta(told["set"], tuple(told["gone"])), self.state)
            case _:
                self.gaps += told["number"] != self.number
        self.number = told["number"]


def drain(hub: LiveHub, viewer: Viewer, page: Page) -> Page:
    """Let a page take all that waits for it."""
    while (message := hub.next_message(viewer)) is not None:
        page.take(message)
    return page


@asynccontextmanager
async def open_hub(sight: Painting, gauges: Counted, *, most: int = 3) -> AsyncIterator[LiveHub]:
    """Run a hub for as long as the context lasts."""
    hub = LiveHub(sight, LoopClock(STARTED_AT), gauges, viewers_limit=most)
    running = spawn(hub.run(), name="live")
    try:
        await asyncio.sleep(0)
        yield hub
    finally:
        await cancel(running)
