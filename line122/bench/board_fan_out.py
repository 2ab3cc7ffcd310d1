"""What telling many boards costs beside a bare broadcast: the same bytes, in the same process.

Both servers run one after another, each in a thread whose CPU is counted alone; those who take
the bytes live in another thread, and cost both alike. Ours does all that the hub does: it compares
each state with the one before, encodes the difference once, and sends it to every board. No state
shares anything with another one, as if all of it had been folded anew.
"""

import asyncio
import copy
import gc
import resource
import threading
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

import aiohttp
from aiohttp import web

from base.clock import SystemClock
from base.tasks import cancel, spawn
from web.live.app import PATH, add_live
from web.live.delta import State
from web.live.hub import PAUSES_S, LiveHub
from web.live.ports import Layer, Watcher

_HOST: Final = "127.0.0.1"
_ROOM_S: Final = 0.01
"""Beyond the hub's pause, so that every state is told by itself."""
_FAR: Final = 100_000


@dataclass(frozen=True, slots=True)
class FanOut:
    """CPU of the servers, in milliseconds for each message to all boards."""

    ours_ms: float
    raw_ms: float

    @property
    def ratio(self) -> float:
        """Return how many times the bare broadcast ours costs."""
        return self.ours_ms / self.raw_ms


def measure_fan_out(states: Sequence[State], messages: Sequence[str], boards: int) -> FanOut:
    """Send all that a board was told during a storm to so many boards, both ways."""
    ours = _Playing([copy.deepcopy(state) for state in states])
    gc.freeze()  # What the bench itself keeps is nobody's to look through.
    ours_s = _cpu_s(lambda tools: _serve_ours(tools, ours), boards)
    raw_s = _cpu_s(lambda tools: _serve_raw(tools, messages), boards)
    return FanOut(ours_s * 1000 / len(states), raw_s * 1000 / len(messages))


@dataclass(slots=True)
class _Tools:
    """What a server of this bench has in hand."""

    runner: web.AppRunner
    boards: int
    is_served: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    cpu_s: float = 0.0

    async def open(self) -> None:
        await self.runner.setup()
        await web.TCPSite(self.runner, _HOST, 0).start()
        host, port = self.runner.addresses[0][:2]
        self.url = f"http://{host}:{port}{PATH}"
        self.is_served.set()


_Serve = Callable[[_Tools], Awaitable[None]]


def _cpu_s(serve: _Serve, boards: int) -> float:
    """Return what the thread of a server used for all that it sent."""
    tools = _Tools(web.AppRunner(web.Application(), shutdown_timeout=0.1), boards)
    server = threading.Thread(target=lambda: asyncio.run(_run(serve, tools)))
    server.start()
    tools.is_served.wait()
    takers = threading.Thread(target=lambda: asyncio.run(_take_all(tools.url, boards)))
    takers.start()
    server.join()
    takers.join()
    return tools.cpu_s


async def _run(serve: _Serve, tools: _Tools) -> None:
    await serve(tools)
    await tools.runner.cleanup()


async def _take_all(url: str, boards: int) -> None:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(aiohttp.ClientSession())
        opened = [await stack.enter_async_context(client.ws_connect(url)) for _ in range(boards)]
        await asyncio.gather(*(_take(socket) for socket in opened))


async def _take(socket: aiohttp.ClientWebSocketResponse) -> None:
    async for _ in socket:
        pass


def _used_s() -> float:
    used = resource.getrusage(resource.RUSAGE_THREAD)
    return used.ru_utime + used.ru_stime


@dataclass(slots=True)
class _Playing:
    """A `Sight`, a `Doorkeeper` and an `Attendance`: it shows one state after another."""

    states: Sequence[State]
    at: int = 0
    came: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    def shared(self, layer: Layer) -> State:
        assert layer is Layer.BOARD
        return self.states[self.at]

    def own(self, _watcher: Watcher) -> State:
        return {}

    async def watcher_of(self, _request: web.Request) -> Watcher:
        sees = frozenset({Layer.BOARD})
        return Watcher(login="board", agent_id=None, session="", sees=sees)

    async def is_still_in(self, _session: str) -> bool:
        return True

    def opened(self, _watcher: Watcher, viewers: int) -> None:
        self.came.put_nowait(viewers)

    def closed(self, _watcher: Watcher, _viewers: int) -> None:
        pass

    def fell_behind(self, _watcher: Watcher) -> None:
        pass


async def _serve_ours(tools: _Tools, playing: _Playing) -> None:
    hub = LiveHub(playing, SystemClock(), playing, viewers_limit=_FAR)
    add_live(tools.runner.app, hub, playing)
    running = spawn(hub.run(), name="live")
    await tools.open()
    for _ in range(tools.boards):
        await playing.came.get()
    before = _used_s()
    for place in range(len(playing.states)):
        playing.at = place
        hub.changed()
        await asyncio.sleep(PAUSES_S[Layer.BOARD] + _ROOM_S)
    tools.cpu_s = _used_s() - before
    hub.end_all()
    await cancel(running)


async def _serve_raw(tools: _Tools, messages: Sequence[str]) -> None:
    opened: list[web.WebSocketResponse] = []
    came: asyncio.Queue[None] = asyncio.Queue()

    async def keep(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        opened.append(socket)
        came.put_nowait(None)
        async for _ in socket:
            pass
        return socket

    tools.runner.app.router.add_get(PATH, keep)
    await tools.open()
    for _ in range(tools.boards):
        await came.get()
    before = _used_s()
    for message in messages:
        for socket in opened:
            await socket.send_str(message)
        await asyncio.sleep(PAUSES_S[Layer.BOARD] + _ROOM_S)
    tools.cpu_s = _used_s() - before
    for socket in opened:
        await socket.close()
