"""What every exchange promises of supervisors beside talks: who hears whom in each mode.

On Asterisk it is measured by sound: each party sings in turn, and all others tell whether they
heard it. A supervisor who only listens sings as loudly as the others, and nobody may hear it.
"""

import asyncio
from dataclasses import dataclass, field

import pytest

from base.ids import SupervisionId, new_supervision_id
from callflow.commands import HangUpAgent, Join, PlayMusic, PutAside
from callflow.events import AgentGone, Joined, Ring
from callflow.ports import Performed
from callflow.supervision import (
    OperatorGone,
    PhoneGone,
    PhoneNews,
    PickedUp,
    SupervisionMode,
)
from callflow.talk_commands import MuteAgent
from tests.contract.asterisk_world import AsteriskWorld
from tests.contract.test_transfers_at_the_exchange import AGENT, FAR, consulting, talking
from tests.contract.world import (
    PATIENCE_S,
    SUPERVISOR,
    Desk,
    Party,
    Scene,
    Surveyed,
    World,
)
from tests.integration.engine.patience import eventually

LISTEN, WHISPER, BARGE = SupervisionMode.LISTEN, SupervisionMode.WHISPER, SupervisionMode.BARGE
EVERYBODY = {
    "person": {"operator", "supervisor"},
    "operator": {"person", "supervisor"},
}


@dataclass
class Beside:
    """A supervisor beside an operator who talks with a person."""

    world: World
    parties: dict[str, Party]
    supervision_id: SupervisionId = field(default_factory=new_supervision_id)
    told: asyncio.Queue[PhoneNews] = field(default_factory=asyncio.Queue)

    async def pick_up(self) -> Desk:
        """Ring the supervisor, and let them pick up."""
        await self.world.plug_in_supervisor()
        post = self.world.listening_post
        rung = await post.ring(self.supervision_id, SUPERVISOR, self.told.put_nowait)
        assert rung is Performed.DONE
        phone = await self.world.ring_supervisor()
        await phone.answer()
        assert await self.news() == PickedUp()
        self.parties["supervisor"] = phone
        return phone

    async def attend(self, scene: Scene, ring: Ring, mode: SupervisionMode) -> Performed:
        return await self.world.listening_post.attend(
            self.supervision_id, scene.call_id, ring, mode
        )

    async def news(self) -> PhoneNews:
        async with asyncio.timeout(PATIENCE_S):
            return await self.told.get()

    async def heard(self) -> dict[str, set[str]]:
        """Return who hears whom: by speaker, one after another."""
        heard: dict[str, set[str]] = {}
        for name, speaker in self.parties.items():
            others = {other: party for other, party in self.parties.items() if other != name}
            hearing = await self.world.heard_from(speaker, list(others.values()))
            heard[name] = {other for other, party in others.items() if party in hearing}
        return heard


async def beside(world: World) -> tuple[Scene, Beside, Desk]:
    scene, operator = await talking(world)
    supervisor = Beside(world, {"person": scene.citizen, "operator": operator})
    return scene, supervisor, await supervisor.pick_up()


async def test_supervisor_listens_whispers_barges_and_listens_without_being_rung_again(
    world: World,
) -> None:
    scene, supervisor, phone = await beside(world)

    assert await supervisor.attend(scene, AGENT, LISTEN) is Performed.DONE
    assert await supervisor.heard() == {**EVERYBODY, "supervisor": set()}

    assert await supervisor.attend(scene, AGENT, WHISPER) is Performed.DONE
    assert await supervisor.heard() == {**EVERYBODY, "supervisor": {"operator"}}

    assert await supervisor.attend(scene, AGENT, BARGE) is Performed.DONE
    assert await supervisor.heard() == {**EVERYBODY, "supervisor": {"operator", "person"}}

    assert await supervisor.attend(scene, AGENT, LISTEN) is Performed.DONE
    others = [party for name, party in supervisor.parties.items() if name != "supervisor"]
    assert await world.heard_from(phone, others) == []

    await world.listening_post.let_go(supervisor.supervision_id)
    await phone.ended()
    del supervisor.parties["supervisor"]
    assert await supervisor.heard() == {"person": {"operator"}, "operator": {"person"}}


async def test_supervisor_goes_with_the_person_to_the_next_operator(world: World) -> None:
    three = await consulting(world)
    scene = three.scene
    supervisor = Beside(world, {"person": scene.citizen, "colleague": three.colleague})
    phone = await supervisor.pick_up()
    assert await supervisor.attend(scene, AGENT, WHISPER) is Performed.DONE
    # Beside the operator who consults, they hear the colleague and not the person on hold.
    assert await world.heard_from(three.colleague, [phone]) == [phone]
    assert await world.heard_from(scene.citizen, [phone]) == []

    await scene.perform(Join(FAR))
    await scene.next(Joined)
    await scene.perform(HangUpAgent(AGENT))
    await scene.next(AgentGone)
    assert await supervisor.news() == OperatorGone(AGENT)

    assert await supervisor.attend(scene, FAR, WHISPER) is Performed.DONE
    assert await supervisor.heard() == {
        "person": {"colleague", "supervisor"},
        "colleague": {"person", "supervisor"},
        "supervisor": {"colleague"},
    }


async def test_muted_operator_is_no_way_to_the_person_and_hears_the_supervisor(
    world: World,
) -> None:
    scene, supervisor, phone = await beside(world)
    operator, person = supervisor.parties["operator"], supervisor.parties["person"]
    await supervisor.attend(scene, AGENT, BARGE)

    await scene.perform(MuteAgent(AGENT, is_on=True))
    assert await world.heard_from(phone, [operator, person]) == [operator]

    await scene.perform(MuteAgent(AGENT, is_on=False))
    assert await world.heard_from(phone, [operator, person]) == [operator, person]


async def test_operator_alone_beside_a_person_on_hold_is_heard_and_hears_nobody(
    world: World,
) -> None:
    scene, supervisor, phone = await beside(world)
    operator, person = supervisor.parties["operator"], supervisor.parties["person"]
    await supervisor.attend(scene, AGENT, BARGE)

    await scene.perform(PutAside(AGENT))
    await scene.perform(PlayMusic())
    # Asterisk mixes a voice into what a leg is sent; one that stands alone is sent nothing.
    assert await world.heard_from(phone, [operator, person]) == []
    assert await world.heard_from(operator, [phone, person]) == [phone]

    await scene.perform(Join(AGENT))
    assert await world.heard_from(phone, [operator, person]) == [operator, person]


async def test_supervisor_who_hangs_up_is_told_of_and_leaves_the_talk_alone(world: World) -> None:
    scene, supervisor, phone = await beside(world)
    await supervisor.attend(scene, AGENT, BARGE)

    await phone.hang_up()
    assert await supervisor.news() == PhoneGone()
    await world.listening_post.let_go(supervisor.supervision_id)

    del supervisor.parties["supervisor"]
    assert await supervisor.heard() == {"person": {"operator"}, "operator": {"person"}}
    assert await supervisor.attend(scene, AGENT, BARGE) is Performed.GONE


async def test_talk_that_is_over_cannot_be_stood_beside(world: World) -> None:
    scene, supervisor, _ = await beside(world)
    await supervisor.attend(scene, AGENT, LISTEN)

    await scene.perform(HangUpAgent(AGENT))
    assert await supervisor.news() == OperatorGone(AGENT)
    assert await supervisor.attend(scene, AGENT, LISTEN) is Performed.GONE


async def test_supervisor_who_does_not_want_or_is_not_there_stands_beside_nobody(
    world: World,
) -> None:
    told: asyncio.Queue[PhoneNews] = asyncio.Queue()
    post = world.listening_post
    nobody = await post.ring(new_supervision_id(), SUPERVISOR, told.put_nowait)
    assert nobody is Performed.GONE

    await world.plug_in_supervisor()
    await post.ring(new_supervision_id(), SUPERVISOR, told.put_nowait)
    await (await world.ring_supervisor()).decline()
    async with asyncio.timeout(PATIENCE_S):
        assert await told.get() == PhoneGone()


async def test_talk_and_supervisor_survive_a_lost_connection(world: World) -> None:
    scene, supervisor, _ = await beside(world)
    await supervisor.attend(scene, AGENT, WHISPER)

    await world.reconnect()
    await world.heard.next(Surveyed)

    assert await supervisor.heard() == {**EVERYBODY, "supervisor": {"operator"}}


@pytest.mark.parametrize("mode", [LISTEN, BARGE])
async def test_engine_that_comes_anew_lets_the_supervisor_go_and_keeps_the_talk(
    asterisk: AsteriskWorld, mode: SupervisionMode
) -> None:
    scene, supervisor, phone = await beside(asterisk)
    await supervisor.attend(scene, AGENT, mode)

    await asterisk.cut()
    reborn = asterisk.telephony = asterisk.another_telephony()
    await asterisk.connect()
    await asterisk.heard.next(Surveyed)
    reborn.adopt(scene.call_id, scene.leg_id)

    await phone.ended()
    del supervisor.parties["supervisor"]
    assert await supervisor.heard() == {"person": {"operator"}, "operator": {"person"}}
    await eventually(lambda: _of_supervisors(asterisk), lambda left: left == [])


async def _of_supervisors(asterisk: AsteriskWorld) -> list[str]:
    """Return what of supervisors is left in the exchange."""
    channels = [channel.id for channel in await asterisk.client.channels()]
    rooms = [bridge.id for bridge in await asterisk.client.bridges()]
    return [each for each in (*channels, *rooms) if "supervisor" in each]
