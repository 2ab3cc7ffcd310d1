"""A caller is handed over to somebody outside, on a real Asterisk: what each of them hears.

Of `callflow/handover.py`, with the services of a site in this process; no menu asks here.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from base.tasks import cancel, spawn
from callflow.call import Call, HandedOver, InMenu, Waiting
from callflow.transfer import OutsideNumber, TransferKind, TransferToNumber
from callflow.transfer_desk import TransferDesk
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from tests.contract.asterisk_world import AsteriskWorld, RealPhone
from tests.contract.world import MAIN, PERSON, SHOWN
from tests.integration.engine.patience import eventually
from tests.support.hall import Hall

ASKED = TransferToNumber(TransferKind.BLIND, OutsideNumber(PERSON), SHOWN, MAIN)


@dataclass(frozen=True)
class Helpline:
    """The services of a site on the exchange of the contract."""

    world: AsteriskWorld
    hall: Hall

    @property
    def call(self) -> Call:
        (line,) = self.hall.calls.lines
        return line.call

    async def comes_to(self, phase: type[object]) -> None:
        """Wait until the only call is in that phase."""
        await eventually(self._phases, lambda phases: phases == [phase.__name__])

    async def _phases(self) -> list[str]:
        return [type(line.call.phase).__name__ for line in self.hall.calls.lines]

    async def handed_over(self) -> tuple[RealPhone, RealPhone]:
        """Let a caller be handed over out of the menu; return both telephones."""
        await self.world.wait_for_us()
        citizen = await self.world.dial()
        await self.comes_to(InMenu)
        assert TransferDesk(self.hall.calls).ask(self.call.origin.call_id, ASKED)
        return citizen, await self.world.person()


@pytest.fixture
async def helpline(asterisk: AsteriskWorld) -> AsyncIterator[Helpline]:
    await asterisk.cut()
    asterisk.telephony = asterisk.another_telephony()
    hall = Hall(telephony=asterisk.telephony)
    running = spawn(asterisk.telephony.run(hall.calls), name="telephony")
    await hall.calls.surveyed.wait()
    yield Helpline(asterisk, hall)
    await hall.calls.stop()
    await hall.close()
    await cancel(running)


async def test_far_end_hears_the_card_alone_then_both_hear_each_other(helpline: Helpline) -> None:
    citizen, far = await helpline.handed_over()
    citizen.call.say(tone(CITIZEN_TONE_HZ))
    await far.answer()

    assert await far.call.hears(OPERATOR_TONE_HZ, for_s=1.0)
    assert citizen.call.ear.tone_s(OPERATOR_TONE_HZ) == 0.0
    assert far.call.ear.tone_s(CITIZEN_TONE_HZ) == 0.0
    await helpline.comes_to(HandedOver)
    both = (citizen, far)
    assert await helpline.world.heard_from(citizen, both) == [far]
    assert await helpline.world.heard_from(far, both) == [citizen]
    await far.hang_up()
    await citizen.ended()


async def test_far_end_that_is_busy_leaves_the_person_in_line_in_front(helpline: Helpline) -> None:
    citizen, far = await helpline.handed_over()

    await far.decline()
    await helpline.comes_to(Waiting)

    assert helpline.call.is_urgent
    await citizen.hang_up()
