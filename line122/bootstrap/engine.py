"""The engine as a process of its own beside the servers it uses, as in production."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Final

import aiohttp

from line122.bootstrap.ports import LOOPBACK, free_port
from line122.bootstrap.server import Server, ServerPlan
from line122.bootstrap.servers import ServerAddresses

ROOT: Final = Path(__file__).parent.parent.parent
"""The checkout, from which the engine is run."""

_READY_WITHIN_S: Final = 60.0
_PORT: Final = "LINE122_HTTP__PORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRequest:
    """What the starter of an engine decides."""

    state: Path
    """Where it keeps what must survive while the database is away."""

    settings: Path | None = None
    """`None` for the settings that every engine finds by itself."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """Settings by the environment, `LINE122_…`."""

    database_url: str | None = None
    """Another database than the servers' own."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine."""

    server: Server
    http_url: str


@asynccontextmanager
async def running_engine(
    servers: ServerAddresses, request: EngineRequest, *, logs: Path
) -> AsyncIterator[Engine]:
    """Run the engine while the body runs; it takes calls when the body begins.

    Raises:
        ServerFailedError: it did not start; the text has the end of its log.

    """
    # One that the settings name is kept: pages find an engine again where the last one was.
    port = request.variables.get(_PORT) or str(free_port("tcp"))
    settings = () if request.settings is None else ("--settings", str(request.settings))
    plan = ServerPlan(
        name="Engine",
        command=(sys.executable, "-m", "line122", "serve", *settings),
        log=logs / "engine.log",
        directory=ROOT,
        variables={
            "DATABASE_URL": request.database_url or servers.database_url,
            "REDIS_URL": servers.redis_url,
            "LINE122_ASTERISK__ARI_URL": servers.site.ari.url,
            "LINE122_ASTERISK__USER": servers.site.ari.user,
            "LINE122_ASTERISK__PASSWORD": servers.site.ari.password,
            _PORT: port,
            "LINE122_STATE": str(request.state),
            **request.variables,
        },
    )
    server = Server(plan)
    url = f"http://{LOOPBACK}:{port}"
    try:
        async with aiohttp.ClientSession() as client:
            await server.ready(lambda: _is_ready(client, url), within_s=_READY_WITHIN_S)
        yield Engine(server, url)
    finally:
        await server.stop()


async def _is_ready(client: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with client.get(f"{url}/readyz") as answer:
            return answer.status == HTTPStatus.OK
    except aiohttp.ClientError:
        return False
