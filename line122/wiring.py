"""From settings and addresses to adapters and services, joined; no logic."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry, Gauge

from agents.agent import Account
from agents.service import Roster
from asterisk.accounts import Accounts, PhoneAccount
from asterisk.auto_answer import AutoAnswer
from asterisk.client import AriClient
from asterisk.frames import FrameTally
from asterisk.stream import EventStream
from asterisk.telephony import AsteriskTelephony, Exchange
from base.clock import Clock
from base.ids import ClinicCode, TrunkName
from callback.ports import SmsOutbox
from callback.service import CallbackDesk, DeskDoors
from callers.service import CallerDesk
from callflow.code_desk import CodeDesk, CodeDoors
from callflow.desks import Desks
from callflow.line import LineDoors
from callflow.own_call_desk import OwnCallDesk
from callflow.placing import Placer
from callflow.service import CallService
from callflow.snapshot import encode_policy, policy_id_of
from callflow.storm_watch import StormWatch, WatchDoors
from config import Settings
from config.calendar_policies import calendar_in_use
from config.callback_policies import callback_policy, sms_policy
from config.categories import ticket_policy
from config.policies import call_policy, floor_policy, queue_policies
from config.retention_policies import retention_policy
from config.watch_policies import watch_policy
from line122.calendar_watch import CalendarWatch
from line122.day_feed import DayFeed, FedCases, FedWitness
from line122.delivering import Delivery, wire_delivery
from line122.desk_bell import DeskBell
from line122.directory_keeper import DirectoryKeeper
from line122.dispatchers import dispatcher_of
from line122.followers import EngineFollowers, order_desk
from line122.menu_room import MenuNeighbours, MenuRoom, MenuTools, wire_menus
from line122.orders import OrderDesk
from line122.people_gauges import show_people
from line122.retention import RetentionSweep, SweptPlace
from line122.state import EngineState, StateRooms
from line122.told import ToldByMessage
from line122.topic_meter import TopicMeter
from metrics.calls import CallMeter
from queues.service import Distributor
from sms.service import SmsService
from storage.records.books import Books
from tickets.directory_desk import DirectoryDesk
from tickets.registry import Registry
from tickets.service import CaseDesk
from tickets.work.service import DeskTools, TicketDesk


@dataclass(frozen=True, slots=True)
class Engine:
    """The services of one site, ready to be run by `line122.lifecycle`."""

    distributor: Distributor
    roster: Roster
    cases: CaseDesk
    callers: CallerDesk
    directory: DirectoryKeeper
    callbacks: CallbackDesk
    placer: Placer
    calls: CallService
    own_calls: OwnCallDesk
    codes: CodeDesk
    watch: StormWatch
    tickets: TicketDesk
    menus: MenuRoom
    delivery: Delivery
    calendar: CalendarWatch
    orders: OrderDesk
    retention: RetentionSweep
    messages: SmsService | None
    """`None` where nobody is configured to send any."""
    telephony: AsteriskTelephony
    books: Books
    meter: CallMeter
    state: EngineState
    bell: DeskBell
    """Told of all that moves; live pages hang on it."""
    feed: DayFeed
    """Keeps the day of the wallboard."""
    zone: ZoneInfo
    policy: bytes
    """The policy in force, as it is kept for replays."""


class AccountDoor:
    """The exchange's accounts, as the roster asks for them."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def want(self, accounts: Mapping[Account, str]) -> None:
        """Say which accounts there shall be, from the next connection on."""
        self._accounts.want(PhoneAccount(*item) for item in accounts.items())

    async def put(self, account: Account, secret_digest: str) -> None:
        """Let a telephone register under the account at once."""
        await self._accounts.put(PhoneAccount(account, secret_digest))

    async def remove(self, account: Account) -> None:
        """Let no telephone register under the account any more."""
        await self._accounts.remove(account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """What the services of a site speak through."""

    client: AriClient
    books: Books
    clock: Clock
    prompts: Path
    salt: bytes
    """Makes the keys of callers who hide their number."""
    recordings: Path | None = None
    """Where talks are recorded; `None` for nowhere."""
    registry: Registry | None = None
    """The region's, of appointments; `None` where it has none."""


def wire(settings: Settings, adapters: Adapters) -> Engine:
    """Return the services of the site, joined to their adapters."""
    books, clock = adapters.books, adapters.clock
    policy, registry = call_policy(settings), CollectorRegistry()
    meter, encoded = CallMeter(registry), encode_policy(policy)
    topics = TopicMeter(meter, registry)
    accounts, feed = Accounts(adapters.client, settings.trunks), DayFeed(clock, settings.site.zone)
    bell = DeskBell(followers=(feed,))
    telephony = _telephony(settings, adapters, accounts, meter)
    front = _front(settings, adapters, accounts, feed)
    desks, distributor, roster = front.desks, front.distributor, front.roster
    asked = MenuNeighbours(
        desks=desks,
        tickets=front.tickets,
        directory=front.directory.desk,
        policy=lambda: calls.policy,
        topics=lambda: orders.orders.topics,
    )
    menus = _menus(settings, adapters, asked, registry)
    calls = CallService(
        replace(_line_doors(adapters, telephony, distributor, menus), watcher=bell),
        policy=policy,
        policy_id=policy_id_of(encoded),
        desks=desks,
        roster=roster,
        witness=FedWitness(topics, feed),
    )
    placer = Placer(calls, clock, policy)
    own_calls = OwnCallDesk(calls, placer, desks, callback_policy(settings))
    codes = CodeDesk(CodeDoors(clock, telephony, roster, distributor, calls, own_calls))
    watch = _watch(settings, adapters, calls, distributor)
    _observe(registry, calls, books, meter, menus)
    show_people(registry, calls, desks.callbacks, watch)
    followers = EngineFollowers(calls, placer, distributor)
    orders = order_desk(books, clock, followers, hold=desks.hold, topics=topics)
    rooms, parts = _state_rooms(calls, desks, roster), {"asterisk": telephony.trouble}
    state = EngineState(rooms, clock=clock, registry=registry, parts=parts)
    return Engine(
        distributor=distributor,
        roster=roster,
        cases=desks.cases,
        callers=desks.callers,
        directory=front.directory,
        callbacks=desks.callbacks,
        placer=placer,
        calls=calls,
        own_calls=own_calls,
        codes=codes,
        watch=watch,
        tickets=front.tickets,
        menus=menus,
        delivery=_delivery(settings, adapters, front.tickets),
        orders=orders,
        calendar=_calendar(settings, clock, registry),
        retention=_retention(settings, adapters, registry),
        messages=front.messages,
        telephony=telephony,
        books=books,
        meter=meter,
        state=state,
        bell=bell,
        feed=feed,
        zone=settings.site.zone,
        policy=encoded,
    )


def _state_rooms(calls: CallService, desks: Desks, roster: Roster) -> StateRooms:
    return StateRooms(
        calls=calls,
        distributor=desks.distributor,
        roster=roster,
        callbacks=desks.callbacks,
    )


@dataclass(frozen=True, slots=True)
class _Front:
    """Whoever knows people and what they need; calls stand on it."""

    distributor: Distributor
    roster: Roster
    directory: DirectoryKeeper
    messages: SmsService | None
    desks: Desks
    tickets: TicketDesk


def _front(settings: Settings, adapters: Adapters, accounts: Accounts, feed: DayFeed) -> _Front:
    books, clock = adapters.books, adapters.clock
    distributor = Distributor(clock=clock, policy=floor_policy(settings), book=books.agents)
    fed = FedCases(books.cases, feed)
    cases = CaseDesk(fed, settings.site.zone)
    messages = _messages(settings, adapters, cases)
    directory = DirectoryKeeper(books.directory, books.directory, adapters.salt)
    outbox = messages or books.messages
    beside = _Neighbours(distributor, cases, outbox, directory.desk)
    desks = _desks(settings, adapters, beside)
    fed.callers = desks.callers
    return _Front(
        distributor,
        Roster(book=books.agents, accounts=AccountDoor(accounts), floor=distributor),
        directory,
        messages,
        desks,
        _ticket_desk(settings, adapters, desks, directory.desk),
    )


def _menus(
    settings: Settings, adapters: Adapters, asked: MenuNeighbours, metrics: CollectorRegistry
) -> MenuRoom:
    tools = MenuTools(
        books=adapters.books,
        clock=adapters.clock,
        salt=adapters.salt,
        registry=adapters.registry,
        metrics=metrics,
    )
    return wire_menus(settings, tools, asked)


def _line_doors(
    adapters: Adapters, telephony: AsteriskTelephony, distributor: Distributor, menus: MenuRoom
) -> LineDoors:
    calls = adapters.books.calls
    return LineDoors(
        adapters.clock, telephony, distributor, calls, calls, calls, menus=menus.service
    )


def _watch(
    settings: Settings, adapters: Adapters, calls: CallService, distributor: Distributor
) -> StormWatch:
    doors = WatchDoors(adapters.clock, calls, distributor, adapters.books.storms)
    return StormWatch(doors, watch_policy(settings), settings.site.zone)


def _ticket_desk(
    settings: Settings, adapters: Adapters, desks: Desks, directory: DirectoryDesk
) -> TicketDesk:
    book = adapters.books.tickets

    def clinic_name(code: ClinicCode) -> str:
        return directory.directory.name_of(code)

    tools = DeskTools(
        book=book,
        deadlines=book,
        clock=adapters.clock,
        zone=settings.site.zone,
        take_number=desks.cases.take_number,
        clinic_name=clinic_name,
        patient_seen=desks.callers.patient_seen,
    )
    return TicketDesk(tools, ticket_policy(settings))


def _calendar(settings: Settings, clock: Clock, registry: CollectorRegistry) -> CalendarWatch:
    calendar, zone = calendar_in_use(settings), settings.site.zone
    return CalendarWatch(calendar, clock, zone=zone, registry=registry)


def _retention(
    settings: Settings, adapters: Adapters, registry: CollectorRegistry
) -> RetentionSweep:
    place = SweptPlace(recordings=adapters.recordings, zone=settings.site.zone, registry=registry)
    book, clock = adapters.books.retention, adapters.clock
    return RetentionSweep(book, clock, retention_policy(settings), place)


def _delivery(settings: Settings, adapters: Adapters, tickets: TicketDesk) -> Delivery:
    policy = settings.delivery.policy(settings.site.id)
    return wire_delivery(adapters.books.dispatches, tickets, adapters.clock, policy)


def _telephony(
    settings: Settings, adapters: Adapters, accounts: Accounts, meter: CallMeter
) -> AsteriskTelephony:
    dial_forms = {TrunkName(name): trunk.dial_form() for name, trunk in settings.trunks.items()}
    exchange = Exchange(
        client=adapters.client,
        stream=EventStream(adapters.client),
        accounts=accounts,
        prompts=adapters.prompts,
        frames=FrameTally(meter.frames_of_joined_call),
        dial_forms=dial_forms,
        recordings=adapters.recordings,
        auto_answer=AutoAnswer(
            settings.agents.auto_answer,
            frozenset(Account(name) for name in settings.agents.auto_answer_accounts),
        ),
    )
    return AsteriskTelephony(exchange)


def _messages(settings: Settings, adapters: Adapters, cases: CaseDesk) -> SmsService | None:
    sender, book = settings.sms.sender, adapters.books.messages
    if sender is None:
        return None
    return SmsService(
        outbox=book,
        queue=book,
        clock=adapters.clock,
        policy=sender.policy(),
        on_sent=ToldByMessage(cases, adapters.clock),
    )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """What the desks of people stand beside."""

    distributor: Distributor
    cases: CaseDesk
    outbox: SmsOutbox
    directory: DirectoryDesk


def _desks(settings: Settings, adapters: Adapters, beside: _Neighbours) -> Desks:
    books, zone = adapters.books, settings.site.zone
    callbacks = callback_policy(settings)
    return Desks(
        cases=beside.cases,
        callers=CallerDesk(
            book=books.callers,
            policy=settings.callers.policy(),
            zone=zone,
            institutions=beside.directory,
        ),
        callbacks=CallbackDesk(
            DeskDoors(adapters.clock, beside.distributor, books.callbacks, beside.outbox),
            policy=callbacks,
            sms=sms_policy(settings),
            queues=queue_policies(settings),
        ),
        distributor=beside.distributor,
        zone=zone,
        hold=callbacks.hold,
        salt=adapters.salt,
        dispatcher=partial(dispatcher_of, beside.directory),
    )


def _observe(
    registry: CollectorRegistry,
    calls: CallService,
    books: Books,
    meter: CallMeter,
    menus: MenuRoom,
) -> None:
    """Let be counted and written down what calls come to."""
    calls.people.contained.on_return = meter.came_back
    calls.people.contained.on_served = menus.desk.served
    active = Gauge("line122_calls_active", "Calls that have not ended", registry=registry)
    active.set_function(lambda: len(calls.lines))
    # No part of being ready: calls are taken while rows wait on disk.
    direct = Gauge(
        "line122_storage_is_direct",
        "1 while rows go to PostgreSQL, 0 while they wait on disk",
        registry=registry,
    )
    direct.set_function(lambda: float(books.writer.is_direct))
