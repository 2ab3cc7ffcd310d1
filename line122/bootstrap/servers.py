"""All servers of a first look together: started side by side, stopped one after another."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from asterisk.site import AsteriskSite
from asterisk.version import AsteriskVersion
from base.tasks import cancel, spawn
from line122.bootstrap.asterisk import Asterisk, AsteriskRequest, running_asterisk
from line122.bootstrap.instance import Instance
from line122.bootstrap.postgres import Postgres, running_postgres
from line122.bootstrap.server import Server
from line122.bootstrap.tree import AsteriskProgram
from line122.bootstrap.valkey import Valkey, running_valkey

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddresses:
    """Where the running servers are found."""

    database_url: str
    redis_url: str
    site: AsteriskSite
    """Asterisk's: `site.ari`, `site.sip`, its range of RTP ports, its directories."""

    asterisk_version: AsteriskVersion
    postgres_pid: int
    valkey_pid: int
    asterisk_pid: int
    logs: Path


@asynccontextmanager
async def embedded_servers(
    instance: Instance, program: AsteriskProgram, request: AsteriskRequest
) -> AsyncIterator[ServerAddresses]:
    """Run PostgreSQL, Valkey and Asterisk while the body runs.

    A server that ends by itself cancels the body; the error that tells its name and the end of
    its log takes the cancellation's place.

    Raises:
        PortBusyError: a port that was asked for is taken.
        ServerFailedError: a server did not start, or ended by itself.

    """
    state, logs = instance.state, instance.state / "logs"
    # Entered from the last to the first when they end: Asterisk stops before what it relies on.
    async with AsyncExitStack() as first, AsyncExitStack() as second, AsyncExitStack() as third:
        outcomes = await asyncio.gather(
            first.enter_async_context(running_postgres(state, logs=logs)),
            second.enter_async_context(running_valkey(state, logs=logs)),
            third.enter_async_context(running_asterisk(program, request, state, logs=logs)),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        postgres, valkey, asterisk = outcomes
        assert isinstance(postgres, Postgres), "what is no error has been started"
        assert isinstance(valkey, Valkey), "as above"
        assert isinstance(asterisk, Asterisk), "as above"
        async with all_watched((postgres.server, valkey.server, asterisk.server)):
            yield _addresses(postgres, valkey, asterisk, logs)


@asynccontextmanager
async def all_watched(servers: Iterable[Server]) -> AsyncIterator[None]:
    """Cut the body short when one of the servers ends by itself.

    Raises:
        ServerFailedError: one of them ended; the text has the end of its log.

    """
    owner = asyncio.current_task()
    assert owner is not None, "an asynchronous context runs in a task"
    ended: list[Server] = []

    async def watch(server: Server) -> None:
        await server.ended()
        _log.error("server.ended", server=server.name)
        ended.append(server)
        owner.cancel()

    watches = [spawn(watch(server), name=f"watch {server.name}") for server in servers]
    try:
        # Let every watch begin: a task that is cancelled before complains about its coroutine.
        await asyncio.sleep(0)
        yield
    except asyncio.CancelledError:
        if not ended:
            raise
        owner.uncancel()
        raise ended[0].failure("ended by itself") from None
    finally:
        for watching in watches:
            watching.cancel()
        for watching in watches:
            await cancel(watching)


def _addresses(
    postgres: Postgres, valkey: Valkey, asterisk: Asterisk, logs: Path
) -> ServerAddresses:
    return ServerAddresses(
        database_url=postgres.url,
        redis_url=valkey.url,
        site=asterisk.site,
        asterisk_version=asterisk.version,
        postgres_pid=postgres.server.pid,
        valkey_pid=valkey.server.pid,
        asterisk_pid=asterisk.server.pid,
        logs=logs,
    )
