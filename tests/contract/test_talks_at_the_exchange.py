"""What every exchange promises an operator who talks: silence, keys for the far end, a hold.

On Asterisk it is measured by sound, and by the keys that a telephone hears.
"""

from callflow.commands import Join, PlayMusic, PutAside
from callflow.events import Joined, PhoneHeld, Ring
from callflow.ports import Performed
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic
from callflow.wishes import Keys
from tests.contract.test_transfers_at_the_exchange import AGENT, talking
from tests.contract.world import World


async def test_muted_operator_hears_and_is_not_heard(world: World) -> None:
    scene, agent = await talking(world)
    person = scene.citizen

    assert await scene.perform(MuteAgent(AGENT, is_on=True)) is Performed.DONE
    assert await world.heard_from(agent, [person]) == []
    assert await world.heard_from(person, [agent]) == [agent]

    assert await scene.perform(MuteAgent(AGENT, is_on=False)) is Performed.DONE
    assert await world.heard_from(agent, [person]) == [person]
    assert await scene.perform(MuteAgent(Ring(9), is_on=True)) is Performed.GONE


async def test_keys_are_heard_at_the_far_end(world: World) -> None:
    scene, _ = await talking(world)

    assert await scene.perform(PressKeys(Keys("12,3#"))) is Performed.DONE
    assert (await scene.citizen.keys(4)).replace(",", "") == "123#"
    assert await scene.perform(PressKeys(Keys("1"), Ring(9))) is Performed.GONE


async def test_person_on_hold_hears_music_and_the_operator_silence(world: World) -> None:
    scene, agent = await talking(world)
    person = scene.citizen
    assert await world.hearing_music([person, agent]) == []

    await scene.perform(PutAside(AGENT))
    await scene.perform(PlayMusic())
    assert await world.hearing_music([person, agent]) == [person]
    assert await world.heard_from(agent, [person]) == []
    assert await world.heard_from(person, [agent]) == []

    await scene.perform(Join(AGENT))
    assert await scene.next(Joined) == Joined(AGENT)
    assert await world.hearing_music([person, agent]) == []
    assert await world.heard_from(agent, [person]) == [person]


async def test_hold_key_of_the_telephone_itself_is_understood(world: World) -> None:
    scene, agent = await talking(world)
    person = scene.citizen

    await agent.hold(is_on=True)
    assert await scene.next(PhoneHeld) == PhoneHeld(AGENT, is_on=True)
    await scene.perform(PlayMusic())
    # What still arrives at the telephone, it keeps to itself: its key is its own.
    assert await world.hearing_music([person]) == [person]
    assert await world.heard_from(agent, [person]) == []

    await agent.hold(is_on=False)
    # That it holds may be told more than once.
    while (told := await scene.next(PhoneHeld)).is_on:
        assert told.ring == AGENT
    assert await scene.perform(StopMusic()) is Performed.DONE
    assert await world.hearing_music([person, agent]) == []
    assert await world.heard_from(agent, [person]) == [person]
    assert await world.heard_from(person, [agent]) == [agent]
