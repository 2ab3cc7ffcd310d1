"""The engine of a replay: the same engine, with a pack that is over sooner, that may be killed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp

from base.clock import SystemClock
from base.logs import configure_logs
from config import load
from line122.bootstrap.directories import state_directory
from line122.bootstrap.engine import ROOT
from line122.bootstrap.ports import LOOPBACK, free_port
from line122.bootstrap.server import Server, ServerPlan
from line122.house import House
from line122.lifecycle import Place, serve

_READY_WITHIN_S: Final = 40.0
"""Longer than the lock of one that was killed stands."""


@dataclass(frozen=True, slots=True)
class PacedFiles:
    """What the engine of a replay reads."""

    settings: Path
    prompts: Path


class PacedEngine:
    """An engine that is started, may be killed, and is started again."""

    def __init__(self, house: House, files: PacedFiles) -> None:
        self._house = house
        self._files = files
        self._server: Server | None = None
        self.http_url = ""
        """Where its pages are; another one each time that it is started."""

    @property
    def pid(self) -> int:
        """The process id of the engine that runs."""
        assert self._server is not None, "An engine that was started has a process."
        return self._server.pid

    async def start(self) -> None:
        """Start it, and return when it takes calls.

        Raises:
            ServerFailedError: it did not start.

        """
        port = free_port("tcp")
        self.http_url = f"http://{LOOPBACK}:{port}"
        self._server = Server(self._plan(port))
        async with aiohttp.ClientSession() as client:
            await self._server.ready(lambda: _is_ready(client, port), within_s=_READY_WITHIN_S)

    async def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        if self._server is not None:
            await self._server.stop()

    async def kill(self) -> None:
        """Kill it: it writes nothing down any more."""
        assert self._server is not None, "Only an engine that was started can be killed."
        os.kill(self._server.pid, signal.SIGKILL)
        await self._server.ended()

    def _plan(self, port: int) -> ServerPlan:
        house, ari = self._house, self._house.servers.site.ari
        return ServerPlan(
            name="Engine",
            command=(
                *(sys.executable, "-m", "line122.bench.paced_engine"),
                *(str(self._files.settings), str(self._files.prompts)),
            ),
            log=house.servers.logs / "engine.log",
            directory=ROOT,
            variables={
                "DATABASE_URL": house.database_url,
                "REDIS_URL": house.servers.redis_url,
                "LINE122_ASTERISK__ARI_URL": ari.url,
                "LINE122_ASTERISK__USER": ari.user,
                "LINE122_ASTERISK__PASSWORD": ari.password,
                "LINE122_HTTP__PORT": str(port),
                "LINE122_STATE": str(house.state),
                **house.variables,
            },
        )


@asynccontextmanager
async def paced_engine(house: House, files: PacedFiles) -> AsyncIterator[PacedEngine]:
    """Run an engine while the body runs.

    Raises:
        ServerFailedError: it did not start.

    """
    engine = PacedEngine(house, files)
    try:
        await engine.start()
        yield engine
    finally:
        await engine.stop()


async def _is_ready(client: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with client.get(f"http://{LOOPBACK}:{port}/readyz") as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientError:
        return False


def main(settings: Path, prompts: Path) -> None:
    """Be that engine, until stopped."""
    configure_logs(as_json=True, show_personal=False)
    place = Place(
        state=state_directory(), prompts=prompts, read=lambda: load(settings, os.environ)
    )
    asyncio.run(serve(load(settings, os.environ), SystemClock(), place))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
