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
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

import structlog
from aiohttp import web

from asterisk.client import AriClient
from base.clock import Clock
from base.errors import Line122Error
from base.tasks import cancel, spawn
from callflow.contained import Contained, ServedBook
from callflow.dictation_desk import DictationDesk, DictationDoors
from callflow.snapshot import decode_policy, policy_id_of
from config import Settings
from config.addresses import server_addresses
from config.administered import ADMINISTERED, Administered
from delivery.registry import open_registry
from line122.administering import administration_desk
from line122.alert_control import AlertOfficer
from line122.alert_room import AlertPlace, wire_alerts
from line122.api import Api, ScreenSite, wire_api
from line122.bootstrap.directories import make_private
from line122.browser_phones import PhoneSite
from line122.control import EngineControl
from line122.control_socket import served_control
from line122.day_feed import DayBooks
from line122.desk_bell import FloorWatchers
from line122.desk_settings import desk_shown, sign_in_policy
from line122.exchange_site import ari_address, phone_policy
from line122.live_desk import LiveDesk, wire_live
from line122.one_engine import keep_lock, only_engine
from line122.order_control import EngineOrders
from line122.order_steps import UndoneOrders
from line122.phone_tests import let_test
from line122.reload import Reading, Reloader
from line122.reporting import channels_of, wire_reports
from line122.salt import hiding_salt
from line122.seal_keys import seal_ring
from line122.supervising_site import take_up_orders, wire_supervising
from line122.tls import authority_certificate, server_certificate
from line122.topic_studio import TopicStudio, dictation_policy
from line122.wiring import Adapters, Engine, wire
from sms.service import SmsService, open_sender
from storage.live.engine_lock import open_engine_lock
from storage.ports import EngineLock
from storage.records.books import Books, open_books
from storage.records.writer import WriterLimits
from tickets.registry import Registry
from web.app import build_app
from web.pages import PageFiles, add_pages
from web.shelf import HERE, read_shelf

Work: TypeAlias = Coroutine[object, object, None]

_RECORDINGS: Final = "recordings"
_JOURNAL: Final = "journal"
_TOPICS: Final = "topics"
_log = structlog.get_logger(__name__)


class PartFailedError(Line122Error):
    """A part of the engine failed; its error stands in the log, and a restart loses nothing."""


class PortTakenError(Line122Error):
    """The port of the engine's pages is taken; free it, or name another."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine finds and keeps its own things."""

    state: Path
    prompts: Path
    read: Reading
    """Reads the settings anew."""


async def serve(settings: Settings, clock: Clock, place: Place) -> None:
    """Run the engine until it is asked to stop; SIGHUP lets it follow changed settings.

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
        journal = make_private(place.state / _JOURNAL)
        books = await stack.enter_async_context(
            _opened_books(settings, addresses.database_url, clock, journal)
        )
        ari = ari_address(addresses.ari_url, addresses.ari_user, addresses.ari_password)
        client = await stack.enter_async_context(AriClient(ari))
        recordings = settings.recording.directory or make_private(place.state / _RECORDINGS)
        adapters = Adapters(
            client=client,
            books=books,
            clock=clock,
            prompts=place.prompts,
            salt=hiding_salt(settings.callers, place.state),
            recordings=recordings,
            registry=await _opened_registry(stack, settings, clock),
        )
        documents = {kind: await books.administration.documents(kind) for kind in ADMINISTERED}
        engine = wire(Administered(settings, documents).settings, adapters)
        await _load(engine, clock)
        alerts = wire_alerts(engine, settings, clock, client, AlertPlace(place.state, recordings))
        await alerts.load()
        reloader = Reloader(engine, settings, place.read, documents)
        reloader.followers.append(alerts.change_settings)
        orders = EngineOrders(engine.orders, clock, settings.site.zone, place.state / _TOPICS)
        browsers = PhoneSite(phone_policy(settings), ari.sip_url)
        tests = let_test(engine, clock, recordings)
        undone = UndoneOrders(engine.orders, books.administration, clock)
        administration = administration_desk(engine, reloader, undone, clock)
        await administration.follow_all()
        supervising = wire_supervising(engine, orders, administration, clock)
        screens = ScreenSite(
            desk_shown(settings),
            recordings,
            administration,
            settings.site.language,
            sign_in_policy(settings),
            seal_ring(settings.desk, place.state),
            alerts.desk,
            supervising.doors,
            wire_reports(settings, engine, clock),
        )
        api = wire_api(engine, orders, clock, browsers, tests=tests, screens=screens)
        await api.doors.sign_in.seal_second_factors()
        live = wire_live(engine, api, alerts.desk, clock)
        await stack.enter_async_context(_served_pages(engine, settings, api, live, place.state))
        control = EngineControl(engine, reloader, clock)
        await stack.enter_async_context(
            served_control(control, place.state, orders, AlertOfficer(alerts.desk))
        )
        _let_dictate(engine, TopicStudio(orders, clock, settings.site.zone), clock, recordings)
        stack.enter_context(_following_signals(reloader))
        _log.info("engine.started", site=settings.site.id)
        parts = {**_parts(engine, api, live, lock), **alerts.parts(), **supervising.parts()}
        await _run_until_stopped(parts, engine)
        await books.calls.committed()
        _log.info("engine.stopped")


def _opened_books(
    settings: Settings, url: str, clock: Clock, journal: Path
) -> AbstractAsyncContextManager[Books]:
    return open_books(
        url,
        site=settings.site.id,
        clock=clock,
        directory=journal,
        limits=WriterLimits(unkept_rows=settings.limits.unstored_records),
        zone=settings.site.zone,
    )


async def _opened_registry(
    stack: AsyncExitStack, settings: Settings, clock: Clock
) -> Registry | None:
    policy = settings.registry.policy()
    if policy is None:
        return None
    return await stack.enter_async_context(open_registry(policy, clock))


def _let_dictate(engine: Engine, studio: TopicStudio, clock: Clock, takes: Path) -> None:
    """Let operators speak topics into their telephones; takes lie where Asterisk may write."""
    doors = DictationDoors(
        dictaphone=engine.telephony.dictaphone, studio=studio, clock=clock, takes=takes
    )
    engine.codes.let_dictate(DictationDesk(doors, dictation_policy()))


def _engine_name() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


async def _recall_served(contained: Contained, book: ServedBook, now: datetime) -> None:
    """Take up whom menus served, as far back as a coming back says something."""
    since = now - timedelta(seconds=contained.within_s)
    contained.recall(await book.served_by_menu(since))


async def _load(engine: Engine, clock: Clock) -> None:
    now = clock.now()
    await engine.cases.load(now)
    await engine.callers.load(now)
    await _recall_served(engine.calls.people.contained, engine.books.callers, now)
    await engine.menus.desk.load(now)
    await engine.directory.load()
    await engine.callbacks.load()
    await engine.watch.load()
    await take_up_orders(engine)
    written = DayBooks(engine.books.board, engine.books.reports)
    trunks = channels_of(engine.calls.policy)
    await engine.feed.load(written, trunks, engine.cases.open_contacts())
    await engine.roster.load()
    books = engine.books.calls
    await books.keep_policy(policy_id_of(engine.policy), engine.policy)
    await engine.orders.load()
    stored = await books.open_calls()
    named = {item.record.policy_id for item in stored if item.record.policy_id is not None}
    texts = await books.policies(named)
    read = {name: decode_policy(text) for name, text in texts.items()}
    policies = {name: policy for name, policy in read.items() if policy is not None}
    engine.calls.restore(stored, policies)
    engine.cases.release_all_but([line.call.origin.case.contact_id for line in engine.calls.lines])


@asynccontextmanager
async def _served_pages(
    engine: Engine, settings: Settings, api: Api, live: LiveDesk, state: Path
) -> AsyncIterator[None]:
    app = build_app(engine.state, settings.http.watchers)
    engine.delivery.let_report(app)
    live.let_watch(app)
    api.let_ask(app)
    add_pages(app, PageFiles(shelf=read_shelf(HERE), authority=authority_certificate(state)))
    certificate = server_certificate(settings.http.tls, state)
    context = None if certificate is None else certificate.context()
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    host, port = settings.http.host, settings.http.port
    try:
        await web.TCPSite(runner, host, port, ssl_context=context).start()
    except OSError as error:
        raise PortTakenError(
            f"cannot listen on {host}:{port} ({error.strerror}); free it, or set another http.port"
        ) from error
    try:
        yield
    finally:
        await runner.cleanup()
        await api.settle()


@contextmanager
def _following_signals(reloader: Reloader) -> Iterator[None]:
    """Follow changed settings at SIGHUP; what comes of it is in the log."""

    async def reload() -> None:
        with suppress(Line122Error):
            await reloader.reload()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, lambda: spawn(reload(), name="reload"))
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)


def _parts(engine: Engine, api: Api, live: LiveDesk, lock: EngineLock) -> Mapping[str, Work]:
    """Return everything that runs as long as the engine does; nothing of it ends by itself."""
    parts = {
        "distributor": engine.distributor.run(
            engine.calls, FloorWatchers((engine.callbacks, engine.feed, engine.bell))
        ),
        "exchange": engine.telephony.run(engine.calls),
        "roster": engine.roster.follow(),
        "directory": engine.directory.follow(),
        "callbacks": _keep_promises(engine),
        "watch": engine.watch.run(),
        "hours": engine.calls.keep_hours(),
        "calendar": engine.calendar.run(),
        "tickets": engine.tickets.run(),
        "intake": engine.menus.intake.run(),
        "menus": engine.menus.service.run(),
        "dispatches": engine.delivery.desk.run(),
        "jobs": engine.delivery.carry(engine.books.jobs),
        "orders": engine.orders.run(),
        "retention": engine.retention.run(),
        "audit": api.audit.run(),
        "phones": api.phones.run(),
        **live.parts(),
        "lock": keep_lock(lock),
    }
    if engine.messages is not None:
        parts["messages"] = _send_messages(engine.messages)
    return parts


async def _keep_promises(engine: Engine) -> None:
    """Ring people, once it is known who of them is on the line already."""
    await engine.calls.surveyed.wait()
    await engine.callbacks.run(engine.placer)


async def _send_messages(messages: SmsService) -> None:
    async with open_sender(messages.policy) as sender:
        await messages.run(sender)


async def _run_until_stopped(parts: Mapping[str, Work], engine: Engine) -> None:
    """Run every part until a signal asks to stop, or one of them ends."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[str] = loop.create_future()

    def end(why: str) -> None:
        if not over.done():
            over.set_result(why)

    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, end, "")
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
