"""A small world around an exchange: what it tells, and people who dial, press, answer, hang up.

The contract's stories are written against these words; one world is the fake, the other a real
Asterisk with real SIP telephones.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from agents.agent import Account
from agents.phone import PhoneEvent
from base.ids import CallId, LegId, TrunkName, new_call_id
from base.phone import PhoneNumber
from callflow.commands import DialOut, TelephonyCommand
from callflow.events import CallEvent
from callflow.outcome import RejectAs
from callflow.ports import CodeDialled, FoundLeg, IncomingCall, Performed, Telephony
from callflow.supervision_ports import ListeningPost

PATIENCE_S = 60.0
"""What has not happened by then will not happen."""
CITIZEN = "79101234567"
DESK = Account("desk-1")
COLLEAGUE = Account("desk-2")
SUPERVISOR = Account("desk-9")
MAIN = TrunkName("main")
ODD = TrunkName("odd")
"""The trunk behind which every number's last digits say what becomes of the call."""
PERSON = PhoneNumber("+79101112233")
SHOWN = PhoneNumber("+78442122122")

MUSIC_TONE_HZ = 1900
"""What the music of the exchange consists of, so that ears can tell it from voices."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a survey told."""

    found: tuple[FoundLeg, ...]


@dataclass(frozen=True, slots=True)
class PhoneNews:
    """What happened to a telephone."""

    account: Account
    event: PhoneEvent


Told = IncomingCall | CallEvent | CodeDialled | PhoneNews | Surveyed


class Heard:
    """A listener that remembers all it was told, in order."""

    def __init__(self) -> None:
        self._told: list[Told] = []
        self._changed = asyncio.Event()

    def incoming_call(self, call: IncomingCall) -> None:
        self._take(call)

    def call_event(self, call_id: CallId, event: CallEvent) -> None:
        del call_id
        self._take(event)

    def code_dialled(self, code: CodeDialled) -> None:
        self._take(code)

    def phone_changed(self, account: Account, event: PhoneEvent) -> None:
        self._take(PhoneNews(account, event))

    def exchange_surveyed(self, found: Sequence[FoundLeg]) -> None:
        self._take(Surveyed(tuple(found)))

    async def next(self, kind: type[_T] | tuple[type[_T], ...]) -> _T:
        """Wait for the next thing of these kinds; what came before it is forgotten."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                while self._told:
                    told = self._told.pop(0)
                    if isinstance(told, kind):
                        return told
                self._changed.clear()
                await self._changed.wait()

    def has_now(self, kind: type[object]) -> bool:
        """Tell whether something of this kind was told and not yet taken."""
        return any(isinstance(told, kind) for told in self._told)

    def _take(self, told: Told) -> None:
        self._told.append(told)
        self._changed.set()


class Citizen(Protocol):
    """The telephone of somebody who calls us."""

    async def press(self, digit: str) -> None: ...

    async def speak(self) -> None: ...

    async def talk(self, lasts_s: float) -> None:
        """Speak for so long, then fall silent."""

    async def keys(self, count: int) -> str:
        """Wait until so many keys were pressed for them, and return all."""

    async def hang_up(self) -> None: ...

    async def refusal(self) -> RejectAs: ...

    async def ended(self) -> None: ...


class Person(Citizen, Protocol):
    """The telephone of somebody whom we call."""

    def sees(self) -> str:
        """Return the number that the telephone shows."""

    async def answer(self) -> None: ...

    async def decline(self) -> None: ...


class Desk(Protocol):
    """An agent's telephone while it rings or talks."""

    async def hold(self, *, is_on: bool) -> None:
        """Put the talk on hold by the telephone's own key, or take it back."""

    async def answer(self) -> None: ...

    async def decline(self) -> None: ...

    async def hang_up(self) -> None: ...

    async def ended(self) -> None: ...


Party = Citizen | Desk
"""Whoever speaks and listens."""


class Telephones(Protocol):
    """The telephones around an exchange."""

    async def dial(self, dialled: str = "122") -> Citizen: ...

    async def wait_for_us(self) -> None:
        """Make the telephone of the person whom we shall call reachable."""

    async def person(self) -> Person:
        """Wait until we have called the person."""

    async def plug_in(self) -> None:
        """Make the desk's telephone reachable."""

    async def dial_code(self, code: str) -> None:
        """Dial a code on the desk's telephone."""

    async def ring(self) -> Desk:
        """Wait for the next ring of the desk's telephone."""


class Colleagues(Protocol):
    """Those to whom talks are handed over."""

    async def plug_in_colleague(self) -> None:
        """Make the telephone of a second agent reachable."""

    async def ring_colleague(self) -> Desk:
        """Wait for the next ring of the second agent's telephone."""

    async def ring_outside(self) -> Desk:
        """Wait until the person is rung to take a talk on."""

    async def plug_in_supervisor(self) -> None:
        """Make the telephone of a supervisor reachable."""

    async def ring_supervisor(self) -> Desk:
        """Wait for the next ring of the supervisor's telephone."""

    async def heard_from(self, speaker: Party, listeners: Sequence[Party]) -> list[Party]:
        """Let one of them speak for a while, and return who heard it."""

    async def hearing_music(self, listeners: Sequence[Party]) -> list[Party]:
        """Listen for a while, and return who hears music."""


class World(Telephones, Colleagues, Protocol):
    """An exchange with telephones around it."""

    heard: Heard

    @property
    def telephony(self) -> Telephony: ...

    @property
    def listening_post(self) -> ListeningPost: ...

    async def freeze_and_thaw(self) -> None:
        """Let the engine be silent for longer than a lease."""

    async def reconnect(self) -> None:
        """Lose the connection to the exchange for a moment, and find it again."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One call in a world, with the words in which the stories are told."""

    world: World
    call_id: CallId
    leg_id: LegId

    async def perform(self, command: TelephonyCommand) -> Performed:
        """Perform one command of the call."""
        return await self.world.telephony.perform(self.call_id, command)

    async def next(self, kind: type[_T]) -> _T:
        """Wait for the next thing of this kind that the exchange tells."""
        return await self.world.heard.next(kind)

    async def next_of(self, *kinds: type[_T]) -> _T:
        """Wait for the next thing of any of these kinds."""
        return await self.world.heard.next(kinds)

    async def next_but(self, unwanted: type[Told], kind: type[_T]) -> _T:
        """Wait for the next thing of this kind, which the unwanted one does not precede."""
        told = await self.world.heard.next((unwanted, kind))
        assert isinstance(told, kind), f"{unwanted.__name__} was told first"
        return told


@dataclass(frozen=True, slots=True)
class Scene(Stage):
    """A call that came to us."""

    citizen: Citizen
    incoming: IncomingCall


async def arrive(world: World, dialled: str = "122") -> Scene:
    """Let a citizen call, and take the call."""
    citizen = await world.dial(dialled)
    incoming = await world.heard.next(IncomingCall)
    call_id = new_call_id()
    world.telephony.adopt(call_id, incoming.leg_id)
    return Scene(world, call_id, incoming.leg_id, citizen, incoming)


async def place(
    world: World, number: PhoneNumber, trunk: TrunkName = MAIN, *, ring_timeout_s: float = 10.0
) -> Stage:
    """Place a call of our own."""
    call_id = new_call_id()
    leg_id = LegId(f"{call_id}.citizen")
    world.telephony.prepare(call_id, leg_id, trunk)
    stage = Stage(world, call_id, leg_id)
    assert await stage.perform(DialOut(number, SHOWN, ring_timeout_s)) is Performed.DONE
    return stage
