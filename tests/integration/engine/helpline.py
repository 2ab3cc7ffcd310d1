"""The words of the stories: a helpline with its engine, its citizens and its operators."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
import msgspec
import pytest
import structlog

from agents.agent import Account, Operator, Skill
from asterisk.accounts import digest_of
from asterisk.client import AriClient, AriError, ChannelId
from base.clock import Clock
from base.ids import new_agent_id
from callflow.readings import AgentReading, LiveReading
from line122.bootstrap.engine import Engine
from line122.house import House, engine_in
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from line122.phones.call import Closing, PhoneCall
from line122.phones.raw import Address, RawPhone
from line122.phones.softphone import Identity, Line, PhoneError, SoftPhone
from storage.records.roster import open_roster
from storage.roster import NewOperator
from tests.integration.engine import patience
from tests.integration.engine.patience import eventually
from tests.integration.engine.records import Records

MUSIC_TONE_HZ: Final = 620
"""The music of these stories, so that it cannot be taken for a prompt or a person."""

SECRET: Final = "secret of the desk"
PATIENCE_S: Final = patience.PATIENCE_S
HANG_S: Final = 120.0
"""A story that waits longer for one thing hangs; pytest would soon end its whole process."""

_LAST_LINES: Final = 30
"""So much of the engine's log stands behind a talk that was not heard."""

_log = structlog.get_logger(__name__)
_numbers = itertools.count(79_101_230_001)
_accounts = itertools.count(1)


def new_number() -> str:
    """Return a citizen's number that no story has used."""
    return str(next(_numbers))


def new_account(name: str) -> str:
    """Return an operator's account that no story has used: Asterisk outlives the stories."""
    return f"{name}-{next(_accounts)}"


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody who has called."""

    number: str
    call: PhoneCall

    @property
    def ani(self) -> str:
        return f"+{self.number}"

    def sing(self) -> None:
        self.call.say(tone(CITIZEN_TONE_HZ))

    async def hears_music(self, within_s: float = PATIENCE_S) -> bool:
        return await hears_more(self.call, MUSIC_TONE_HZ, within_s=within_s)

    async def hears_operator(self) -> bool:
        return await hears_more(self.call, OPERATOR_TONE_HZ)


@dataclass(frozen=True, slots=True)
class Desk:
    """An operator with a telephone."""

    account: str
    line: Line

    async def ring(self) -> PhoneCall:
        async with asyncio.timeout(HANG_S):
            return await self.line.next_call()

    async def pick_up(self) -> PhoneCall:
        """Answer the next call and speak, as soon as it rings."""
        call = await self.ring()
        assert await call.answer(), "the call was gone before it was answered"
        call.say(tone(OPERATOR_TONE_HZ))
        return call

    async def dial(self, code: str) -> PhoneCall:
        call = await self.line.dial(code)
        assert await call.answered(PATIENCE_S), f"{code} was not answered"
        return call


class Helpline:
    """One engine with a database of its own, on the servers that all stories share."""

    def __init__(self, house: House, phone: SoftPhone, clock: Clock, records: Records) -> None:
        self.house = house
        self.phone = phone
        self.clock = clock
        self.records = records
        self._running: tuple[Engine, AsyncExitStack] | None = None

    @property
    def engine(self) -> Engine:
        assert self._running is not None, "Start the engine first."
        return self._running[0]

    async def start_engine(self) -> None:
        stack = AsyncExitStack()
        self._running = (await stack.enter_async_context(engine_in(self.house)), stack)

    async def stop_engine(self) -> None:
        if self._running is not None:
            stack, self._running = self._running[1], None
            await stack.aclose()

    async def kill_engine(self) -> None:
        self.signal_engine(signal.SIGKILL)
        await self.engine.server.ended()
        await self.stop_engine()

    def signal_engine(self, number: signal.Signals) -> None:
        os.kill(self.engine.server.pid, number)

    async def page(self, path: str) -> tuple[int, bytes]:
        """Return the status and the body of one of the engine's pages."""
        url = f"{self.engine.http_url}{path}"
        async with aiohttp.ClientSession() as client, client.get(url) as answer:
            return answer.status, await answer.read()

    async def live(self) -> LiveReading:
        return msgspec.json.decode((await self.page("/api/live"))[1], type=LiveReading)

    async def agent(self, account: str) -> AgentReading:
        return next(each for each in (await self.live()).agents if each.account == account)

    async def agent_becomes(self, account: str, activity: str, presence: str) -> AgentReading:
        return await eventually(
            lambda: self.agent(account),
            lambda agent: (agent.activity, agent.presence) == (activity, presence),
        )

    async def logged(self, event: str, lines: int = 1) -> list[Mapping[str, object]]:
        """Wait until the engine has logged an event so often, and return what it logged."""

        async def read() -> list[Mapping[str, object]]:
            return self.log(event)

        return await eventually(read, lambda found: len(found) >= lines)

    def log(self, event: str) -> list[Mapping[str, object]]:
        """Return what the engine has logged under an event's name."""
        lines = (self.house.servers.logs / "engine.log").read_bytes().splitlines()
        entries: list[Mapping[str, object]] = [
            msgspec.json.decode(line) for line in lines if line.startswith(b"{")
        ]
        return [entry for entry in entries if entry["event"] == event]

    async def dial(self, number: str | None = None, dialled: str = "122") -> Citizen:
        number = number or new_number()
        line = await self.phone.line(Identity(number, self.house.sip))
        return Citizen(number, await line.dial(dialled))

    async def wait_in_line(self, number: str | None = None) -> Citizen:
        """Call, press nothing, and be in the queue."""
        citizen = await self.dial(number)
        assert await citizen.call.answered(PATIENCE_S), "the citizen's call was not answered"
        await self.records.reached(citizen.ani, "Waiting", "Ringing", "Joining", "Talking")
        return citizen

    async def hire(self, name: str) -> Desk:
        """Add an operator, plug their telephone in, and let them be absent still."""
        account = Account(new_account(name))
        skills = {Skill("doctor"): 1, Skill("reference"): 1}
        operator = Operator(new_agent_id(), account, name, skills)
        row = NewOperator(operator, digest_of(account, SECRET))
        async with open_roster(
            self.house.database_url, site=self.house.settings.site.id
        ) as roster:
            await roster.add([row], self.clock.now())
        await eventually(
            self.live, lambda live: any(each.account == account for each in live.agents)
        )
        return Desk(account, await self.plug_in(account, SECRET))

    async def plug_in(self, account: str, secret: str) -> Line:
        """Register a telephone; the account follows its row within a moment."""
        identity = Identity(account, self.house.sip, secret)

        async def registered() -> Line | None:
            try:
                return await self.phone.line(identity)
            except PhoneError:
                return None

        line = await eventually(registered, lambda line: line is not None)
        assert line is not None
        return line

    async def on_duty(self, name: str) -> Desk:
        """Add an operator and let them dial *1."""
        desk = await self.hire(name)
        await (await desk.dial("*1")).ends_within(PATIENCE_S)
        await self.agent_becomes(desk.account, "idle", "available")
        return desk

    async def talk(self, desk: Desk, citizen: Citizen) -> PhoneCall:
        """Let the operator pick up and both be heard."""
        call = await desk.pick_up()
        citizen.sing()
        if not await both_hear_more(citizen, call):
            pytest.fail(f"not everybody hears the other:\n{await self._sound_of(citizen, call)}")
        return call

    async def _sound_of(self, citizen: Citizen, desk_call: PhoneCall) -> str:
        """End a talk, and tell what Asterisk, both telephones and the engine know of it."""
        told = []
        async with AriClient(self.house.servers.site.ari) as ari:
            for channel in await ari.channels():
                counted = await _counted_by(ari, ChannelId(channel.id))
                told.append(f"{channel.name} in Asterisk: {channel.state}, {counted}")
        for name, call in (("citizen", citizen.call), ("operator", desk_call)):
            told.append(f"{name} until then: {call.closing or call.sound_figures()}")
            await call.hang_up()
            await call.ends_within(PATIENCE_S)
            told.append(f"{name} in the end: {call.sound_figures()}")
        log = (self.house.servers.logs / "engine.log").read_text(encoding="utf-8")
        return "\n".join([*told, "The engine said:", *log.splitlines()[-_LAST_LINES:]])

    @asynccontextmanager
    async def raw_phone(self) -> AsyncIterator[RawPhone]:
        sip = self.house.servers.site.sip
        async with RawPhone(Address(sip.host, sip.port)) as phone:
            yield phone


async def hears_more(
    call: PhoneCall, hz: int, *, for_s: float = 0.5, within_s: float = PATIENCE_S
) -> bool:
    """Wait until so much more of a tone has been heard than until now."""
    before = call.ear.tone_s(hz)
    heard = await call.until_within(lambda: call.ear.tone_s(hz) >= before + for_s, within_s)
    if not heard:
        _log.warning("story.tone_unheard", hz=hz, before_s=before, figures=call.sound_figures())
    return heard


async def _counted_by(ari: AriClient, channel: ChannelId) -> str:
    """Return what Asterisk counted of a channel's sound, or why it tells nothing of it."""
    try:
        return await ari.variable(channel, "CHANNEL(rtcp,all)") or "gone"
    except AriError as error:
        return str(error)


async def end_of(call: PhoneCall) -> Closing:
    """Wait for the end of a call."""
    async with asyncio.timeout(HANG_S):
        return await call.closed()


async def both_hear_more(citizen: Citizen, desk_call: PhoneCall) -> bool:
    """Tell whether the talk still goes both ways."""
    return all(
        await asyncio.gather(citizen.hears_operator(), hears_more(desk_call, CITIZEN_TONE_HZ))
    )
