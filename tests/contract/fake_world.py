"""The contract's world around the fake exchange."""

# ruff: noqa: D101 - the words say what they do, and the stories how

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from asterisk.causes import cause_of
from asterisk.fake import FakeExchange
from asterisk.fake_phones import FakeCallee, FakeCaller, FakeRing, Stands
from asterisk.fake_supervisions import FakeListeningPost, FakeSupervisor
from base.ids import LegId, TrunkName
from callflow.outcome import HangupCause, RejectAs
from callflow.ports import CodeDialled, IncomingCall
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey
from tests.contract.far_end import answers_to
from tests.contract.world import (
    CITIZEN,
    COLLEAGUE,
    DESK,
    PERSON,
    SUPERVISOR,
    Heard,
    Party,
)

MISSING = PromptKey("no.such.prompt")
REFUSALS_FROM = 300


@dataclass(frozen=True, slots=True)
class FakeCitizen:
    caller: FakeCaller

    async def answer(self) -> None:
        self._callee().answer()

    async def decline(self) -> None:
        self._callee().fail(HangupCause.DECLINED)

    async def speak(self) -> None:
        self.caller.speak()

    async def talk(self, lasts_s: float) -> None:
        self.caller.talk(lasts_s)
        await asyncio.sleep(lasts_s)

    async def keys(self, count: int) -> str:
        pressed = "".join(self.caller.keys)
        assert len(pressed) >= count
        return pressed

    def sees(self) -> str:
        return self._callee().shown.removeprefix("+")

    def _callee(self) -> FakeCallee:
        assert isinstance(self.caller, FakeCallee)
        return self.caller

    async def press(self, digit: str) -> None:
        self.caller.press(Digit(digit))

    async def hang_up(self) -> None:
        self.caller.hang_up()

    async def refusal(self) -> RejectAs:
        await self.ended()
        assert self.caller.refused_as is not None
        return self.caller.refused_as

    async def ended(self) -> None:
        assert self.caller.has_ended


@dataclass(frozen=True, slots=True)
class FakeDesk:
    rung: FakeRing

    async def hold(self, *, is_on: bool) -> None:
        self.rung.hold(is_on=is_on)

    async def answer(self) -> None:
        self.rung.answer()

    async def decline(self) -> None:
        self.rung.decline()

    async def hang_up(self) -> None:
        self.rung.hang_up()

    async def ended(self) -> None:
        assert self.rung.has_ended


@dataclass(frozen=True, slots=True)
class FakeSupervisorDesk:
    phone: FakeSupervisor

    async def hold(self, *, is_on: bool) -> None:
        raise AssertionError(f"No supervisor of a story holds anybody ({is_on}).")

    async def answer(self) -> None:
        self.phone.answer()

    async def decline(self) -> None:
        self.phone.hang_up()

    async def hang_up(self) -> None:
        self.phone.hang_up()

    async def ended(self) -> None:
        assert self.phone.has_ended


class FakeWorld:
    def __init__(self) -> None:
        self.heard = Heard()
        self.telephony = FakeExchange(_short, missing=frozenset({MISSING}))
        self.telephony.listen(self.heard)
        self._rings: asyncio.Queue[FakeRing] = asyncio.Queue()
        self._dialled = 0
        self._persons: asyncio.Queue[FakeCallee] = asyncio.Queue()
        self.telephony.on_dialled = self._ring
        self._rings_of_colleague: asyncio.Queue[FakeRing] = asyncio.Queue()
        self._rings_of_supervisor: asyncio.Queue[FakeSupervisor] = asyncio.Queue()
        self.telephony.listening_post.on_rung = self._rings_of_supervisor.put_nowait
        self._rings_outside: asyncio.Queue[FakeRing] = asyncio.Queue()
        self.telephony.on_rung_outside = self._rings_outside.put_nowait

    async def dial(self, dialled: str = "122") -> FakeCitizen:
        self._dialled += 1
        call = IncomingCall(
            leg_id=LegId(f"leg-{self._dialled}"),
            trunk=TrunkName("main"),
            ani=CITIZEN,
            ani_name="",
            is_ani_withheld=False,
            dialled=dialled,
            diverted_from="",
        )
        return FakeCitizen(self.telephony.dial(call))

    async def wait_for_us(self) -> None:
        pass

    async def person(self) -> FakeCitizen:
        return FakeCitizen(await self._persons.get())

    def _ring(self, callee: FakeCallee) -> None:
        if callee.number == PERSON:
            callee.ring()
            self._persons.put_nowait(callee)
            return
        for status in answers_to(callee.number):
            if status in {180, 183}:
                callee.ring()
            elif status >= REFUSALS_FROM:
                callee.fail(cause_of(None, status, has_rung=callee.has_rung))

    async def plug_in(self) -> None:
        self.telephony.plug_in(DESK, self._rings.put_nowait)

    async def dial_code(self, code: str) -> None:
        self.telephony.dial_code(CodeDialled(LegId("code"), DESK, code))

    async def ring(self) -> FakeDesk:
        return FakeDesk(await self._rings.get())

    async def plug_in_colleague(self) -> None:
        self.telephony.plug_in(COLLEAGUE, self._rings_of_colleague.put_nowait)

    async def ring_colleague(self) -> FakeDesk:
        return FakeDesk(await self._rings_of_colleague.get())

    async def ring_outside(self) -> FakeDesk:
        ring = await self._rings_outside.get()
        ring.ring_outside()
        return FakeDesk(ring)

    @property
    def listening_post(self) -> FakeListeningPost:
        return self.telephony.listening_post

    async def plug_in_supervisor(self) -> None:
        self.telephony.plug_in(SUPERVISOR, _ignore)

    async def ring_supervisor(self) -> FakeSupervisorDesk:
        return FakeSupervisorDesk(await self._rings_of_supervisor.get())

    async def heard_from(self, speaker: Party, listeners: Sequence[Party]) -> list[Party]:
        return [who for who in listeners if _hears(who, speaker)]

    async def hearing_music(self, listeners: Sequence[Party]) -> list[Party]:
        return [who for who in listeners if _hears_music(who, listeners)]

    async def freeze_and_thaw(self) -> None:
        self.telephony.let_leases_lapse()
        self.telephony.survey()

    async def reconnect(self) -> None:
        self.telephony.survey()


def _hears(listener: Party, speaker: Party) -> bool:
    if isinstance(speaker, FakeSupervisorDesk):
        return _hears_supervisor(listener, speaker.phone)
    if isinstance(speaker, FakeDesk) and (speaker.rung.is_muted or speaker.rung.is_holding):
        return False
    if isinstance(listener, FakeDesk) and listener.rung.is_holding:
        return False
    if isinstance(listener, FakeSupervisorDesk):
        beside = listener.phone.beside
        return beside is not None and _are_together(FakeDesk(beside), speaker)
    return _are_together(listener, speaker)


def _hears_music(listener: Party, others: Sequence[Party]) -> bool:
    if not isinstance(listener, FakeCitizen):
        return False
    holders = [each for each in others if isinstance(each, FakeDesk) and each.rung.is_holding]
    is_held = any(_are_together(listener, holder) for holder in holders)
    return listener.caller.has_music or is_held


def _hears_supervisor(listener: Party, phone: FakeSupervisor) -> bool:
    if isinstance(listener, FakeDesk) and listener.rung is phone.beside:
        return phone.is_heard_by_operator
    beside = phone.beside
    is_near = beside is not None and _are_together(listener, FakeDesk(beside))
    return is_near and phone.is_heard_by_all


def _are_together(one: Party, other: Party) -> bool:
    place = _place_of(one)
    return place is not Stands.NOWHERE and _place_of(other) is place


def _ignore(ring: FakeRing) -> None:
    del ring


def _place_of(party: Party) -> Stands:
    if isinstance(party, FakeDesk):
        return party.rung.stands
    assert isinstance(party, FakeCitizen)
    return Stands.WITH_PERSON if party.caller.is_in_room else Stands.NOWHERE


def _short(phrase: Phrase) -> float:
    return 0.05 * len(phrase)


@asynccontextmanager
async def fake_world() -> AsyncIterator[FakeWorld]:
    yield FakeWorld()
