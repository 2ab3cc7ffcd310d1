"""The bench's telephones at a house: citizens on the trunk, operators at the desk."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from base.clock import Clock
from line122.bench.attempt import Attempt
from line122.bench.desk import Desk, Pickup
from line122.bench.load import Citizen, Load, LoadPlan
from line122.bench.wire import Wire
from line122.house import House
from line122.phones.operator import AVAILABLE_CODE, BREAK_CODE
from line122.phones.raw import Address
from line122.phones.sip_text import SipMessage
from line122.phones.sockets import PhonePorts

ANSWER_AFTER_S: Final = 0.1

_WAITING_RATE: Final = 25.0
"""At which those who only wait come and go, calls a second."""


@dataclass(frozen=True, slots=True)
class Telephones:
    """Everybody who calls and answers."""

    house: House
    load: Load
    trunk: Wire
    desk: Desk
    pickup: Pickup

    async def call(self, plan: LoadPlan) -> Sequence[Attempt]:
        """Place the calls of a plan and return when they are over."""
        return await self.load.run(self.trunk, plan)

    async def take_a_break(self) -> None:
        """Let no operator be there for calls.

        Raises:
            DeskError: a telephone got no confirmation.

        """
        await self.desk.declare(self.house.secrets, BREAK_CODE)

    async def return_to_work(self) -> None:
        """Let every operator be there for calls.

        Raises:
            DeskError: a telephone got no confirmation.

        """
        await self.desk.declare(self.house.secrets, AVAILABLE_CODE)

    async def hold(self, dials: str, calls: int) -> list[Citizen]:
        """Place calls that press their key and stay."""
        held = []
        for _ in range(calls):
            held.append(self.load.hold(self.trunk, dials))
            await asyncio.sleep(1 / _WAITING_RATE)
        return held

    async def let_go(self, held: Iterable[Citizen]) -> None:
        """Let those who were held hang up, one after another."""
        for citizen in held:
            citizen.hang_up()
            await asyncio.sleep(1 / _WAITING_RATE)


@asynccontextmanager
async def telephones_at(
    house: House, ports: PhonePorts, clock: Clock
) -> AsyncIterator[Telephones]:
    """Keep the telephones; every operator is registered and available when the body begins.

    Raises:
        DeskError: an operator's telephone was refused, or got no answer.

    """
    sip = house.servers.site.sip
    server = Address(sip.host, sip.port)
    load = Load(clock)
    trunk = Wire(server, ports.host, ports.sip, _left_alone)
    pickup = Pickup(clock, load, answer_after_s=ANSWER_AFTER_S)
    desk = Desk(server, ports.host, pickup.rung)
    telephones = Telephones(house, load, trunk, desk, pickup)
    try:
        await desk.register(house.secrets)
        await telephones.return_to_work()
        yield telephones
    finally:
        desk.close()
        trunk.close()


def _left_alone(_message: SipMessage, _at: datetime) -> None:
    """Leave what belongs to a call that is over unanswered; the far end gives up by itself."""
