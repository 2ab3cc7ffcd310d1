"""A small world around an exchange: what it tells, and people who dial, press, answer, hang up.

The contract's stories are written against these words; one world is the fake, the other a real
Asterisk with real SIP telephones.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from agents.agent import Account
from base.ids import CallId, new_call_id
from callflow.commands import TelephonyCommand
from callflow.events import CallEvent
from callflow.outcome import RejectAs
from callflow.ports import CodeDialled, FoundLeg, IncomingCall, Performed, Telephony

PATIENCE_S = 15.0
CITIZEN = "79101234567"
DESK = Account("desk-1")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a survey told."""

    found: tuple[FoundLeg, ...]


@dataclass(frozen=True, slots=True)
class PhoneSeen:
    """That a telephone became reachable."""

    account: Account


Told = IncomingCall | CallEvent | CodeDialled | PhoneSeen | Surveyed


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

    def phone_seen(self, account: Account) -> None:
        self._take(PhoneSeen(account))

    def exchange_surveyed(self, found: Sequence[FoundLeg]) -> None:
        self._take(Surveyed(tuple(found)))

    async def next(self, kind: type[_T]) -> _T:
        """Wait for the next thing of this kind; what came before it is forgotten."""
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
    """A caller's telephone."""

    async def press(self, digit: str) -> None: ...

    async def hang_up(self) -> None: ...

    async def refusal(self) -> RejectAs: ...

    async def ended(self) -> None: ...


class Desk(Protocol):
    """An agent's telephone while it rings or talks."""

    async def answer(self) -> None: ...

    async def decline(self) -> None: ...

    async def hang_up(self) -> None: ...

    async def ended(self) -> None: ...


class World(Protocol):
    """An exchange with telephones around it."""

    heard: Heard

    @property
    def telephony(self) -> Telephony: ...

    async def dial(self, dialled: str = "122") -> Citizen: ...

    async def plug_in(self) -> None:
        """Make the desk's telephone reachable."""

    async def dial_code(self, code: str) -> None:
        """Dial a code on the desk's telephone."""

    async def ring(self) -> Desk:
        """Wait for the next ring of the desk's telephone."""

    async def freeze_and_thaw(self) -> None:
        """Let the engine be silent for longer than a lease."""

    async def reconnect(self) -> None:
        """Lose the connection to the exchange for a moment, and find it again."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One call in a world, with the words in which the stories are told."""

    world: World
    citizen: Citizen
    incoming: IncomingCall
    call_id: CallId

    async def perform(self, command: TelephonyCommand) -> Performed:
        """Perform one command of the call."""
        return await self.world.telephony.perform(self.call_id, command)

    async def next(self, kind: type[_T]) -> _T:
        """Wait for the next thing of this kind that the exchange tells."""
        return await self.world.heard.next(kind)


async def arrive(world: World, dialled: str = "122") -> Scene:
    """Let a citizen call, and take the call."""
    citizen = await world.dial(dialled)
    incoming = await world.heard.next(IncomingCall)
    call_id = new_call_id()
    world.telephony.adopt(call_id, incoming.leg_id)
    return Scene(world, citizen, incoming, call_id)
