"""One policy lived through over real SIP: the people, the gate, the telephones, and their end."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
import psutil

from base.clock import Clock
from base.instant import after
from base.tasks import cancel, spawn
from line122.bench.agreement import Agreement, Standstill, compare
from line122.bench.console import console_of
from line122.bench.desk import Desk
from line122.bench.figures import percentile
from line122.bench.gate import Gate, GatePlan
from line122.bench.pace import PacedSchedule
from line122.bench.paced_engine import PacedEngine, PacedFiles, paced_engine
from line122.bench.witness import Witness
from line122.house import House
from line122.phones.operator import AVAILABLE_CODE
from line122.phones.raw import Address
from line122.phones.sockets import PhonePorts
from simulation.day import DayLog
from simulation.neighbourhood import Neighbourhood, Trace, trace_of
from simulation.people import Conversation
from simulation.run import PolicyName
from simulation.scenario import Scenario
from storage.records.connection import Timeouts, open_pool
from storage.records.figures import open_figures

PEER: Final = "storm"
"""What is dialled to reach Asterisk's own queue."""
NOBODY_CODE: Final = "*3"
"""What operators dial after a line with nobody on it: they are free at once."""

_MURMUR_S: Final = 5.0
_BEAT_S: Final = 0.1
_SETTLED_S: Final = 2.0
_PEER_QUEUE: Final = """\
[general]
persistentmembers = no
autofill = yes

[bench]
strategy = rrmemory
musicclass = line122
timeout = 15
retry = 1
ringinuse = no
announce-frequency = 0
announce-holdtime = no
periodic-announce-frequency = 0
timeoutpriority = conf
wrapuptime = {wrap_up_s}
{members}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What is replayed."""

    scenario: Scenario
    """Its hours are those of the replay."""
    whole: Scenario
    """The day it is cut from."""
    seed: int
    speed: float
    is_engine_killed: bool = False
    """Whether the engine is killed in the middle, and started again."""

    def trace(self) -> Trace:
        """Return who calls within the hours; new each time, since dice get used.

        Wrap-up lasts equally long for everybody: the exchange times it by a setting.
        """
        drawn = trace_of(self.whole, seed=self.seed, day=0)
        closes_at_s, wrap_up_s = self.scenario.closes_at_s, self.scenario.wrap_up_mean_s
        people = tuple(
            replace(person, need=Conversation(person.need.talk_s, wrap_up_s))
            for person in drawn.people
            if person.first_dial_at_s < closes_at_s
        )
        return Trace(people, drawn.robots)


def storm_of(
    whole: Scenario, *, hours: float, seed: int, speed: float, is_engine_killed: bool
) -> Storm:
    """Return the first hours of a day, at that speed."""
    return Storm(
        scenario=msgspec.structs.replace(whole, hours=hours),
        whole=whole,
        seed=seed,
        speed=speed,
        is_engine_killed=is_engine_killed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a replay came to."""

    day: DayLog
    agreement: Agreement | None
    """`None` for Asterisk's queue, which writes nothing down."""
    cpu_share: float
    """Of all cores of the machine, by whatever ran."""
    lag_ms_p99: float
    """How late the replay itself was."""
    killed_at_s: float | None = None
    """Second of the day."""
    standstill_s: float | None = None
    """Real seconds from the kill until an engine took calls again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a replay is held."""

    house: House
    ports: PhonePorts
    accounts: tuple[str, ...]
    files: PacedFiles
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A replay that is about to begin, for whoever watches it."""

    engine: PacedEngine
    gate: Gate
    house: House


Beside = Callable[[Live], AbstractAsyncContextManager[None]]
"""What goes on beside a replay, from before the first call until after the last."""


@asynccontextmanager
async def nothing_beside(_live: Live) -> AsyncIterator[None]:
    """Let nobody watch."""
    yield


async def replay_engine(storm: Storm, stand: Stand, beside: Beside = nothing_beside) -> Replayed:
    """Live the storm with the engine.

    Raises:
        Line122Error: a server did not start, or a telephone got no answer.

    """
    house = stand.house
    timeouts = Timeouts(connect_s=5.0, command_s=10.0)
    async with (
        paced_engine(house, stand.files) as engine,
        open_pool(house.database_url, timeouts=timeouts) as pool,
        open_figures(house.database_url, site=house.settings.site.id) as figures,
        _opened(storm, stand, PolicyName.ENGINE) as scene,
    ):
        await scene.desk.declare(house.secrets, AVAILABLE_CODE)
        began_at = stand.clock.now()
        witness = Witness(pool, scene.gate, began_at)
        scene.gate.before_clearing = witness.look_before
        looking = spawn(witness.run(), name="witness")
        incident = _Incident(engine, house.database_url, stand.clock)
        async with beside(Live(engine=engine, gate=scene.gate, house=house)):
            try:
                lived = await scene.live(incident if storm.is_engine_killed else None)
            finally:
                await cancel(looking)
            scene.gate.close()
            await asyncio.sleep(_SETTLED_S)
        agreement = compare(
            scene.gate.log,
            await figures.interval(began_at, stand.clock.now()),
            before=incident.before,
            after=await places(house.database_url, are_open=False),
            standstills=incident.standstills,
        )
        return replace(lived, agreement=agreement)


async def replay_app_queue(storm: Storm, stand: Stand) -> Replayed:
    """Live the storm with Asterisk's own queue; an engine gives the telephones their accounts.

    Raises:
        Line122Error: a server did not start, or a telephone got no answer.

    """
    async with (
        paced_engine(stand.house, stand.files),
        _opened(storm, stand, PolicyName.APP_QUEUE) as scene,
    ):
        await _set_up_peer(storm, stand)
        lived = await scene.live(None)
        scene.gate.close()
        return lived


@dataclass(slots=True)
class _Scene:
    """Everybody at their telephones."""

    storm: Storm
    stand: Stand
    around: Neighbourhood
    gate: Gate
    desk: Desk
    schedule: PacedSchedule
    wrap_up_unit_s: float | None
    lags: list[float] = field(default_factory=list)

    async def live(self, incident: "_Incident | None") -> Replayed:
        """Let the hours pass."""
        secrets = self.stand.house.secrets
        self.gate.on_left = lambda account: self._mark_nobody(account, secrets[account])
        self.schedule.open()
        workforce = self.around.open(self.gate, self.gate, wrap_up_unit_s=self.wrap_up_unit_s)
        self.gate.staff(workforce, self.stand.accounts)
        psutil.cpu_percent()
        beating = spawn(self._beat(), name="beat")
        seconds = self.storm.scenario.closes_at_s / self.storm.speed
        try:
            if incident is not None:
                await asyncio.sleep(seconds / 2)
                await incident.happen(self.schedule)
            await asyncio.sleep(max(0.0, seconds - self.schedule.now_s() / self.storm.speed))
        finally:
            await cancel(beating)
        return Replayed(
            day=self.around.close(),
            agreement=None,
            cpu_share=psutil.cpu_percent() / 100,
            lag_ms_p99=(percentile(self.lags, 0.99) or 0.0) * 1000,
            killed_at_s=None if incident is None else incident.killed_at_s,
            standstill_s=None if incident is None else incident.standstill_s,
        )

    def _mark_nobody(self, account: str, secret: str) -> None:
        if self.wrap_up_unit_s is None:
            self.desk.dial(account, secret, NOBODY_CODE)

    async def _beat(self) -> None:
        """Keep calls alive, and note how late we are."""
        clock = self.stand.clock
        due, murmured_at = clock.instant(), clock.instant()
        while True:
            due = after(due, _BEAT_S)
            await asyncio.sleep(max(0.0, due - clock.instant()))
            now = clock.instant()
            self.lags.append(now - due)
            if now - murmured_at >= _MURMUR_S:
                murmured_at = now
                self.gate.murmur(_MURMUR_S)


class _Incident:
    """The engine is killed, and another one started."""

    def __init__(self, engine: PacedEngine, database_url: str, clock: Clock) -> None:
        self._engine = engine
        self._database_url = database_url
        self._clock = clock
        self.before: Mapping[UUID, datetime] = {}
        self.standstills: list[Standstill] = []
        self.killed_at_s: float | None = None

    @property
    def standstill_s(self) -> float | None:
        """How long no engine ran; `None` when none was killed."""
        lasted = [each.ended_at - each.began_at for each in self.standstills]
        return sum(each.total_seconds() for each in lasted) if lasted else None

    async def happen(self, schedule: PacedSchedule) -> None:
        """Kill it and start another one."""
        self.before = await places(self._database_url, are_open=True)
        self.killed_at_s = schedule.now_s()
        began_at = self._clock.now()
        await self._engine.kill()
        await self._engine.start()
        self.standstills.append(Standstill(began_at, self._clock.now()))


@asynccontextmanager
async def _opened(storm: Storm, stand: Stand, policy: PolicyName) -> AsyncIterator[_Scene]:
    is_engine = policy is PolicyName.ENGINE
    schedule = PacedSchedule(stand.clock, storm.speed)
    around = Neighbourhood(schedule, storm.scenario, storm.trace(), are_remembered=is_engine)
    sip = stand.house.servers.site.sip
    server = Address(sip.host, sip.port)
    plan = GatePlan(
        server=server,
        host=stand.ports.host,
        port=stand.ports.sip,
        dials="122" if is_engine else PEER,
        is_joined_when_up=not is_engine,
        greeting_s=None if is_engine else storm.scenario.greeting_s,
    )
    gate = Gate(plan, around, schedule, stand.clock)
    desk = Desk(server, stand.ports.host, gate.rung_at_desk)
    try:
        await desk.register(stand.house.secrets)
        unit_s = None if is_engine else storm.speed
        yield _Scene(storm, stand, around, gate, desk, schedule, unit_s)
    finally:
        gate.close()
        desk.close()


async def _set_up_peer(storm: Storm, stand: Stand) -> None:
    """Configure Asterisk's queue as a good administrator would, with the replay's wrap-up."""
    members = "\n".join(f"member = PJSIP/{account}" for account in stand.accounts)
    wrap_up_s = ceil(storm.scenario.wrap_up_mean_s / storm.speed)
    etc = stand.house.servers.site.directories.state / "etc"
    (etc / "queues.conf").write_text(
        _PEER_QUEUE.format(wrap_up_s=wrap_up_s, members=members), "utf-8"
    )
    console = await console_of(stand.house)
    await console.tell("queue reload all")
    greeting = Path(stand.files.prompts) / "greeting" / "notice"
    await console.add_extension(PEER, "Answer", f"Playback,{greeting}", "Queue,bench", "Hangup")


async def places(database_url: str, *, are_open: bool) -> Mapping[UUID, datetime]:
    """Return the first dial of every contact, or of those that have not ended."""
    timeouts = Timeouts(connect_s=5.0, command_s=10.0)
    query = "SELECT contact_id, opened_at FROM contact WHERE ended_at IS NULL OR $1"
    async with open_pool(database_url, timeouts=timeouts) as pool, pool.connection() as lent:
        rows = await lent.fetch(query, not are_open)
    return {UUID(str(row["contact_id"])): row["opened_at"] for row in rows}
