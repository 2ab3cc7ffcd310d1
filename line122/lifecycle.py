"""The life of the engine's process: what starts in which order, and how it ends.

The order matters once: agents are seated and stored calls are taken up before the exchange is
heard, so that nobody is matched with an agent who is talking, and the first event finds its call.

It ends in two ways. Asked to stop, it writes down what it knows and leaves; callers stay in
Asterisk, which takes them back within seconds, plays music, and offers them to the next engine. A
part that fails takes the process with it: whoever supervises it starts a fresh one, which loses
nothing, and a half-working engine would.
"""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import structlog
from aiohttp import web

from asterisk.client import AriClient
from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from callflow.snapshot import decode_policy, policy_id_of
from config import Settings
from config.addresses import server_addresses
from line122.bootstrap.directories import make_private
from line122.exchange_site import ari_address
from line122.one_engine import keep_lock, only_engine
from line122.salt import hiding_salt
from line122.wiring import Adapters, Engine, wire
from storage.live.engine_lock import open_engine_lock
from storage.ports import EngineLock
from storage.records.books import open_books
from storage.records.writer import WriterLimits
from web.app import build_app

_JOURNAL: Final = "journal"
_log = structlog.get_logger(__name__)


class PartFailedError(Line122Error):
    """A part of the engine failed; its error stands in the log, and a restart loses nothing."""


class PortTakenError(Line122Error):
    """The port of the engine's pages is taken; free it, or name another."""


async def serve(settings: Settings, clock: Clock, *, state: Path, prompts: Path) -> None:
    """Run the engine until it is asked to stop.

    Raises:
        PartFailedError: a part failed, or another engine took the calls over.
        Line122Error: a server that it cannot start without is not there.

    """
    addresses = server_addresses(settings)
    async with AsyncExitStack() as stack:
        lock = await stack.enter_async_context(
            open_engine_lock(addresses.redis_url, site=settings.site.id, engine=_engine_name())
        )
        await stack.enter_async_context(only_engine(lock))
        journal = make_private(state / _JOURNAL)
        books = await stack.enter_async_context(
            open_books(
                addresses.database_url,
                site=settings.site.id,
                clock=clock,
                directory=journal,
                limits=WriterLimits(unkept_rows=settings.limits.unstored_records),
                zone=settings.site.zone,
            )
        )
        ari = ari_address(addresses.ari_url, addresses.ari_user, addresses.ari_password)
        client = await stack.enter_async_context(AriClient(ari))
        salt = hiding_salt(settings.callers, state)
        adapters = Adapters(client=client, books=books, clock=clock, prompts=prompts, salt=salt)
        engine = wire(settings, adapters)
        await _load(engine, clock)
        await stack.enter_async_context(_served_pages(engine, settings))
        _log.info("engine.started", site=settings.site.id)
        await _run_until_stopped(engine, lock)
        await books.calls.committed()
        _log.info("engine.stopped")


def _engine_name() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


async def _load(engine: Engine, clock: Clock) -> None:
    now = clock.now()
    await engine.cases.load(now)
    await engine.callers.load(now)
    await engine.callbacks.load()
    await engine.roster.load()
    books = engine.books.calls
    await books.keep_policy(policy_id_of(engine.policy), engine.policy)
    stored = await books.open_calls()
    named = {item.record.policy_id for item in stored if item.record.policy_id is not None}
    texts = await books.policies(named)
    read = {name: decode_policy(text) for name, text in texts.items()}
    policies = {name: policy for name, policy in read.items() if policy is not None}
    engine.calls.restore(stored, policies)
    engine.cases.release_all_but([line.call.origin.case.contact_id for line in engine.calls.lines])


@asynccontextmanager
async def _served_pages(engine: Engine, settings: Settings) -> AsyncIterator[None]:
    runner = web.AppRunner(build_app(engine.state), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.http.host, settings.http.port).start()
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {settings.http.host}:{settings.http.port} ({error.strerror}); "
            "free it, or set another http.port"
        ) from error
    try:
        yield
    finally:
        await runner.cleanup()


async def _run_until_stopped(engine: Engine, lock: EngineLock) -> None:
    """Run every part until a signal asks to stop, or one of them ends."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[str] = loop.create_future()

    def end(why: str) -> None:
        if not over.done():
            over.set_result(why)

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, end, "")
    parts = {
        "distributor": engine.distributor.run(engine.calls, engine.callbacks),
        "exchange": engine.telephony.run(engine.calls),
        "roster": engine.roster.follow(),
        "callbacks": engine.callbacks.run(engine.placer),
        "hours": engine.calls.keep_hours(),
        "lock": keep_lock(lock),
    }
    tasks = [spawn(part, name=name) for name, part in parts.items()]
    for task in tasks:
        task.add_done_callback(lambda done: end(done.get_name()))
    try:
        failed = await over
    finally:
        for task in tasks:
            await cancel(task)
        # However it ends, the lines go before the client: a command that fails because we leave
        # is not the call's failure, and must not be written down as one.
        await engine.calls.stop()
    if failed:
        raise PartFailedError(f"the engine's {failed} ended; the log tells why; start it again")
