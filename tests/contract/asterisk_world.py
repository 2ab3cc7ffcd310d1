"""The contract's world around a real Asterisk, with real SIP telephones."""

# ruff: noqa: D101 - the words say what they do, and the stories how

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from asterisk.accounts import Accounts, PhoneAccount, digest_of
from asterisk.auto_answer import AutoAnswer
from asterisk.client import AriClient, ChannelId
from asterisk.dialling import DialForm
from asterisk.site import LEASE_S, AsteriskSite
from asterisk.stream import EventStream
from asterisk.supervisions import Supervisions
from asterisk.telephony import AsteriskTelephony, Exchange
from base.clock import SystemClock
from base.ids import TrunkName
from base.tasks import cancel, spawn
from callflow.outcome import RejectAs
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from line122.phones.call import PhoneCall
from line122.phones.sockets import PhonePorts
from line122.phones.softphone import Identity, Line, SoftPhone
from tests.contract.world import (
    CITIZEN,
    COLLEAGUE,
    DESK,
    MUSIC_TONE_HZ,
    PATIENCE_S,
    PERSON,
    SUPERVISOR,
    Heard,
    Party,
    Surveyed,
)
from tests.integration.engine.patience import eventually

SECRET = "desk's secret"
HEARD_S = 0.6
"""Whoever has heard a tone for so long hears it."""
CLEARLY_HEARD_S = 1.8
"""When one of several has heard it for so long, whoever has not by then does not."""
NOTHING_MORE_S = 2.0
"""When nobody has heard more of it for so long, nobody will: sound is not on its way longer."""
_QUIET_S = 0.4
"""Longer than from one turn of a telephone's pump to the next."""
_PAUSE_S = 0.05
REFUSALS = {486: RejectAs.BUSY, 603: RejectAs.DECLINED}


@dataclass(frozen=True, slots=True)
class RealPhone:
    call: PhoneCall

    async def press(self, digit: str) -> None:
        assert await self.call.press(digit)

    async def speak(self) -> None:
        self.call.say(tone(CITIZEN_TONE_HZ))

    async def talk(self, lasts_s: float) -> None:
        self.call.say(tone(CITIZEN_TONE_HZ))
        # A message has no other length than the speech's own.
        await asyncio.sleep(lasts_s)
        self.call.say()

    async def keys(self, count: int) -> str:
        assert await self.call.until_within(lambda: len(self.call.digits) >= count, PATIENCE_S)
        return self.call.digits

    def sees(self) -> str:
        return self.call.peer

    async def hold(self, *, is_on: bool) -> None:
        assert await (self.call.hold() if is_on else self.call.resume())

    async def answer(self) -> None:
        assert await self.call.answer()

    async def decline(self) -> None:
        assert await self.call.reject()

    async def hang_up(self) -> None:
        assert await self.call.hang_up()

    async def refusal(self) -> RejectAs:
        closing = await self.call.closed()
        assert closing.status is not None
        return REFUSALS[closing.status]

    async def ended(self) -> None:
        assert await self.call.ends_within(PATIENCE_S)


class AsteriskWorld:
    def __init__(self, site: AsteriskSite, client: AriClient, phone: SoftPhone) -> None:
        self.heard = Heard()
        self.client = client
        self.stream = EventStream(client)
        self.accounts = Accounts(client, [trunk.name for trunk in site.trunks])
        self._prompts = site.directories.prompts
        self.recordings = site.directories.recordings
        self.telephony = self.another_telephony()
        self._server = f"{site.sip.host}:{site.sip.port}"
        self._phone = phone
        self._run: asyncio.Task[None] | None = None
        self._desk: Line | None = None
        self._colleague: Line | None = None
        self._person: Line | None = None
        self._supervisor: Line | None = None

    def another_telephony(
        self, dial_forms: Mapping[TrunkName, DialForm] | None = None
    ) -> AsteriskTelephony:
        """Return what an engine has that knows of no call yet."""
        exchange = Exchange(
            self.client,
            self.stream,
            self.accounts,
            self._prompts,
            dial_forms=dial_forms or {},
            recordings=self.recordings,
            auto_answer=AutoAnswer(accounts=frozenset({DESK})),
        )
        return AsteriskTelephony(exchange)

    async def connect(self) -> None:
        self._run = spawn(self.telephony.run(self.heard), name="telephony")

    async def disconnect(self) -> None:
        if self._desk is not None:
            await self._desk.unregister()
        if self._colleague is not None:
            await self._colleague.unregister()
            await self.accounts.remove(COLLEAGUE)
        if self._supervisor is not None:
            await self._supervisor.unregister()
            await self.accounts.remove(SUPERVISOR)
        await self.cut()

    async def dial(self, dialled: str = "122") -> RealPhone:
        return await self.dial_with({}, dialled)

    async def dial_with(self, headers: Mapping[str, str], dialled: str = "122") -> RealPhone:
        line = await self._phone.line(Identity(CITIZEN, self._server))
        return RealPhone(await line.dial(dialled, headers))

    async def wait_for_us(self) -> None:
        number = PERSON.removeprefix("+")
        self._person = await self._phone.line(Identity(number, self._server))

    async def person(self) -> RealPhone:
        assert self._person is not None
        return RealPhone(await self._person.next_call())

    async def plug_in(self) -> None:
        self._desk = await self._phone.line(Identity(DESK, self._server, SECRET))

    async def unplug(self) -> None:
        assert self._desk is not None
        await self._desk.unregister()

    async def dial_code(self, code: str) -> None:
        assert self._desk is not None
        await self._desk.dial(code)

    async def ring(self) -> RealPhone:
        assert self._desk is not None
        return RealPhone(await self._desk.next_call())

    async def plug_in_colleague(self) -> None:
        await self.accounts.put(PhoneAccount(COLLEAGUE, digest_of(COLLEAGUE, SECRET)))
        self._colleague = await self._phone.line(Identity(COLLEAGUE, self._server, SECRET))

    async def ring_colleague(self) -> RealPhone:
        assert self._colleague is not None
        return RealPhone(await self._colleague.next_call())

    @property
    def listening_post(self) -> Supervisions:
        return self.telephony.listening_post

    async def plug_in_supervisor(self) -> None:
        await self.accounts.put(PhoneAccount(SUPERVISOR, digest_of(SUPERVISOR, SECRET)))
        self._supervisor = await self._phone.line(Identity(SUPERVISOR, self._server, SECRET))

    async def ring_supervisor(self) -> RealPhone:
        assert self._supervisor is not None
        return RealPhone(await self._supervisor.next_call())

    async def ring_outside(self) -> RealPhone:
        return await self.person()

    async def heard_from(self, speaker: Party, listeners: Sequence[Party]) -> list[Party]:
        assert isinstance(speaker, RealPhone)
        phones = [phone for phone in listeners if isinstance(phone, RealPhone)]
        # What was said before may be on its way still.
        speaker.call.say()
        await _quiet(CITIZEN_TONE_HZ, phones)
        speaker.call.say(tone(CITIZEN_TONE_HZ))
        hearing = await _hearing(CITIZEN_TONE_HZ, phones)
        speaker.call.say()
        return [*hearing]

    async def hearing_music(self, listeners: Sequence[Party]) -> list[Party]:
        phones = [phone for phone in listeners if isinstance(phone, RealPhone)]
        hearing = await _hearing(MUSIC_TONE_HZ, phones)
        # Music that has ended may be on its way still; what plays is heard again.
        return [*await _hearing(MUSIC_TONE_HZ, hearing)]

    async def freeze_and_thaw(self) -> None:
        await self.cut()
        # That nobody who talks is taken from us is told by nobody: the time of a lease must pass.
        await asyncio.sleep(LEASE_S + 1)
        await eventually(self._leased, lambda leased: leased == [])
        await self.connect()

    async def reconnect(self) -> None:
        await self.cut()
        await self.connect()

    async def _leased(self) -> list[str]:
        """Return the legs that Asterisk leaves to an engine for a lease's time still."""
        left = {
            channel.id: await self.client.variable(ChannelId(channel.id), "TIMEOUT(absolute)")
            for channel in await self.client.channels()
            if channel.dialplan.app_name == "Stasis"
        }
        return [leg for leg, left_s in left.items() if 0 < float(left_s or 0) <= LEASE_S]

    async def cut(self) -> None:
        if self._run is not None:
            await cancel(self._run)


@asynccontextmanager
async def asterisk_world(
    site: AsteriskSite, ports: PhonePorts, speaks_by: type[AriClient] = AriClient
) -> AsyncIterator[AsteriskWorld]:
    tones_hz = (CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, MUSIC_TONE_HZ)
    async with (
        SoftPhone(ports, SystemClock(), tones_hz=tones_hz) as phone,
        speaks_by(site.ari) as client,
    ):
        world = AsteriskWorld(site, client, phone)
        # Legs of the story before are gone when Asterisk has seen that its telephones are.
        await eventually(client.channels, lambda channels: channels == [])
        await world.accounts.put(PhoneAccount(DESK, digest_of(DESK, SECRET)))
        await world.connect()
        await world.heard.next(Surveyed)
        yield world
        await world.disconnect()


async def _hearing(hz: int, phones: Sequence[RealPhone]) -> list[RealPhone]:
    """Return which of the telephones hear a tone from now on, as soon as that can be told."""
    before = [phone.call.ear.tone_s(hz) for phone in phones]
    most_s = idle_s = 0.0
    while True:
        heard = [phone.call.ear.tone_s(hz) - s for phone, s in zip(phones, before, strict=True)]
        idle_s = 0.0 if sum(heard) > most_s else idle_s + _PAUSE_S
        most_s = sum(heard)
        hearing = [phone for phone, s in zip(phones, heard, strict=True) if s >= HEARD_S]
        is_clear = any(s >= CLEARLY_HEARD_S for s in heard)
        if len(hearing) == len(phones) or is_clear or idle_s >= NOTHING_MORE_S:
            return hearing
        await asyncio.sleep(_PAUSE_S)


async def _quiet(hz: int, phones: Sequence[RealPhone]) -> None:
    """Wait until none of the telephones hears a tone any more."""
    last_s, quiet_s = -1.0, 0.0
    async with asyncio.timeout(PATIENCE_S):
        while quiet_s < _QUIET_S:
            heard_s = sum(phone.call.ear.tone_s(hz) for phone in phones)
            quiet_s = quiet_s + _PAUSE_S if heard_s == last_s else 0.0
            last_s = heard_s
            await asyncio.sleep(_PAUSE_S)
