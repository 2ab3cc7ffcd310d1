"""What every exchange promises of transfers: who hears whom, and that nobody is lost between two.

On Asterisk it is measured by sound: one party sings, and all others tell whether they heard it.
"""

from dataclasses import dataclass

import pytest

from callflow.commands import (
    Answer,
    Clear,
    HangUpAgent,
    Join,
    PlayMusic,
    PutAside,
    RingAgent,
    RingNumber,
    StartRecording,
    StopRecording,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    Joined,
    Recording,
    RecordingEnded,
    RecordingStarted,
    Ring,
)
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall, Performed
from callflow.transfer import OutsideNumber
from tests.contract.asterisk_world import CLEARLY_HEARD_S
from tests.contract.world import (
    COLLEAGUE,
    DESK,
    MAIN,
    PERSON,
    SHOWN,
    Desk,
    Party,
    Scene,
    Surveyed,
    World,
    arrive,
)

AGENT, FAR = Ring(1), Ring(2)


@dataclass(frozen=True, slots=True)
class Trio:
    """A person, the operator who talks with them, and a colleague who has picked up."""

    scene: Scene
    agent: Desk
    colleague: Desk

    async def heard(self) -> dict[str, set[str]]:
        """Return who hears whom: by speaker, one after another."""
        parties: dict[str, Party] = {
            "person": self.scene.citizen,
            "agent": self.agent,
            "colleague": self.colleague,
        }
        heard: dict[str, set[str]] = {}
        for name, speaker in parties.items():
            others = {other: party for other, party in parties.items() if other != name}
            hearing = await self.scene.world.heard_from(speaker, list(others.values()))
            heard[name] = {other for other, party in others.items() if party in hearing}
        return heard


async def talking(world: World) -> tuple[Scene, Desk]:
    await world.plug_in()
    await world.plug_in_colleague()
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    await scene.perform(RingAgent(AGENT, DESK))
    agent = await world.ring()
    await agent.answer()
    await scene.next(AgentAnswered)
    await scene.perform(Join(AGENT))
    assert await scene.next(Joined) == Joined(AGENT)
    return scene, agent


async def trio(world: World) -> Trio:
    scene, agent = await talking(world)
    await scene.perform(RingAgent(FAR, COLLEAGUE))
    colleague = await world.ring_colleague()
    await colleague.answer()
    assert await scene.next(AgentAnswered) == AgentAnswered(FAR)
    return Trio(scene, agent, colleague)


async def consulting(world: World) -> Trio:
    three = await trio(world)
    for command in (PutAside(AGENT), PlayMusic(), PutAside(FAR)):
        assert await three.scene.perform(command) is Performed.DONE
    return three


async def test_while_two_consult_aside_the_person_hears_neither(world: World) -> None:
    three = await consulting(world)

    assert await three.heard() == {
        "person": set(),
        "agent": {"colleague"},
        "colleague": {"agent"},
    }


async def test_consultation_that_is_completed_leaves_the_person_with_the_colleague(
    world: World,
) -> None:
    three = await consulting(world)

    assert await three.scene.perform(Join(FAR)) is Performed.DONE
    assert await three.scene.next(Joined) == Joined(FAR)
    assert await three.scene.perform(HangUpAgent(AGENT)) is Performed.DONE
    assert await three.scene.next(AgentGone) == AgentGone(AGENT, HangupCause.NORMAL)

    assert await three.heard() == {
        "person": {"colleague"},
        "agent": set(),
        "colleague": {"person"},
    }


async def test_operator_comes_back_from_a_consultation(world: World) -> None:
    three = await consulting(world)

    await three.scene.perform(HangUpAgent(FAR))
    await three.scene.next(AgentGone)
    assert await three.scene.perform(Join(AGENT)) is Performed.DONE
    assert await three.scene.next(Joined) == Joined(AGENT)

    heard = await three.heard()
    assert (heard["person"], heard["agent"]) == ({"agent"}, {"person"})


async def test_in_a_conference_everybody_hears_everybody(world: World) -> None:
    three = await trio(world)

    assert await three.scene.perform(Join(FAR)) is Performed.DONE

    assert await three.heard() == {
        "person": {"agent", "colleague"},
        "agent": {"person", "colleague"},
        "colleague": {"person", "agent"},
    }


async def test_whoever_leaves_a_conference_leaves_the_others_in_it_without_a_lease(
    world: World,
) -> None:
    three = await trio(world)
    await three.scene.perform(Join(FAR))
    await three.scene.next(Joined)
    await three.agent.hang_up()
    await three.scene.next(AgentGone)

    await world.freeze_and_thaw()

    survey = await three.scene.next_but(IncomingCall, Surveyed)
    found = next(leg for leg in survey.found if leg.call.leg_id == three.scene.leg_id)
    assert found.joined == (FAR,)
    heard = await three.heard()
    assert (heard["person"], heard["colleague"]) == ({"colleague"}, {"person"})


async def test_blind_transfer_lets_the_person_hear_music_until_the_colleague_is_there(
    world: World,
) -> None:
    scene, agent = await talking(world)
    await scene.perform(HangUpAgent(AGENT))
    await scene.next(AgentGone)
    assert await scene.perform(TakeBack()) is Performed.DONE
    assert await scene.perform(PlayMusic()) is Performed.DONE
    await scene.perform(RingAgent(FAR, COLLEAGUE))
    colleague = await world.ring_colleague()
    assert await scene.next(AgentRinging) == AgentRinging(FAR)

    await colleague.answer()
    await scene.next(AgentAnswered)
    assert await scene.perform(Join(FAR)) is Performed.DONE

    heard = await Trio(scene, agent, colleague).heard()
    assert (heard["person"], heard["colleague"]) == ({"colleague"}, {"person"})


async def test_colleague_who_declines_changes_nothing_in_the_talk(world: World) -> None:
    scene, agent = await talking(world)
    await scene.perform(RingAgent(FAR, COLLEAGUE))
    colleague = await world.ring_colleague()

    await colleague.decline()

    assert (await scene.next(AgentGone)).ring == FAR
    heard = await Trio(scene, agent, colleague).heard()
    assert (heard["person"], heard["agent"]) == ({"agent"}, {"person"})


async def test_somebody_outside_is_rung_by_the_trunk_and_joins(world: World) -> None:
    await world.wait_for_us()
    scene, agent = await talking(world)

    outside = RingNumber(FAR, OutsideNumber(PERSON), SHOWN, MAIN, 10.0)
    assert await scene.perform(outside) is Performed.DONE
    person = await world.ring_outside()
    assert await scene.next(AgentRinging) == AgentRinging(FAR)
    await person.answer()
    assert await scene.next(AgentAnswered) == AgentAnswered(FAR)
    await scene.perform(Join(FAR))
    await scene.perform(HangUpAgent(AGENT))
    await scene.next(AgentGone)

    heard = await Trio(scene, agent, person).heard()
    assert (heard["person"], heard["colleague"]) == ({"colleague"}, {"person"})


async def test_number_that_nobody_may_dial_is_not_dialled(world: World) -> None:
    scene, _ = await talking(world)

    await scene.perform(RingNumber(FAR, OutsideNumber("103@x"), SHOWN, MAIN, 10.0))

    assert (await scene.next(AgentGone)).ring == FAR


async def test_recording_goes_on_through_a_transfer(world: World) -> None:
    recording = Recording(1)
    scene, agent = await talking(world)
    await scene.perform(StartRecording(recording))
    await scene.next(RecordingStarted)
    await scene.perform(RingAgent(FAR, COLLEAGUE))
    colleague = await world.ring_colleague()
    await colleague.answer()
    await scene.next(AgentAnswered)
    for command in (PutAside(AGENT), PlayMusic(), PutAside(FAR), Join(FAR), HangUpAgent(AGENT)):
        await scene.perform(command)
    await scene.next(AgentGone)
    heard = await Trio(scene, agent, colleague).heard()
    assert heard["colleague"] == {"person"}

    await scene.perform(StopRecording(recording))

    # Two of the three were heard clearly since.
    lasted_s = 2 * CLEARLY_HEARD_S if _takes_time(world) else 0.0
    assert (await scene.next(RecordingEnded)).duration_s >= lasted_s * 0.8


async def test_engine_that_dies_during_a_consultation_loses_neither_side(world: World) -> None:
    three = await consulting(world)

    await world.freeze_and_thaw()

    # The person was alone and on a lease: the exchange offers them again.
    assert (await three.scene.next(IncomingCall)).leg_id == three.scene.leg_id
    # Those aside were not: they talk on, until the engine lets the operator back.
    heard = await three.heard()
    assert (heard["agent"], heard["colleague"]) == ({"colleague"}, {"agent"})
    assert await three.scene.perform(TakeBack()) is Performed.DONE
    await three.scene.perform(HangUpAgent(FAR))
    assert await three.scene.perform(Join(AGENT)) is Performed.DONE
    heard = await three.heard()
    assert (heard["person"], heard["agent"]) == ({"agent"}, {"person"})


@pytest.mark.parametrize("ring", [AGENT, FAR])
async def test_person_who_hangs_up_while_two_consult_ends_everything(
    world: World, ring: Ring
) -> None:
    three = await consulting(world)

    await three.scene.citizen.hang_up()
    await three.scene.next(CallerHungUp)
    assert await three.scene.perform(HangUpAgent(ring)) is Performed.DONE
    await three.scene.perform(Clear())

    await three.agent.ended()
    await three.colleague.ended()


def _takes_time(world: World) -> bool:
    """Tell whether speaking takes its time in this world."""
    return not type(world).__name__.startswith("Fake")
