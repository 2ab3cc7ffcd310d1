"""What every exchange promises of recordings: kept whole, judged by what lies there.

Of `asterisk/recorder.py` on a real Asterisk: both sides apart, whatever becomes of the engine.
"""

import asyncio
import wave
from array import array
from collections.abc import Sequence

from asterisk.site import AsteriskSite
from asterisk.translate import recording_name
from callflow.commands import (
    Answer,
    Clear,
    HangUpAgent,
    Join,
    RingAgent,
    StartRecording,
    StopRecording,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    Joined,
    Recording,
    RecordingEnded,
    RecordingStarted,
    Ring,
)
from callflow.ports import Performed
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from tests.contract.asterisk_world import AsteriskWorld, RealPhone
from tests.contract.world import DESK, Desk, Scene, Surveyed, World, arrive
from tests.integration.engine.patience import eventually
from tests.support.sounds import clearest

FIRST = Recording(1)
LONG_ENOUGH_S = 1.0
_BYTES_PER_S = 2 * 2 * 8000
"""Two sides of 16 bit."""


async def recorded_talk(world: World) -> tuple[Scene, Desk]:
    await world.plug_in()
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    await scene.perform(RingAgent(Ring(1), DESK))
    desk = await world.ring()
    await desk.answer()
    await scene.next(AgentAnswered)
    await scene.perform(Join(Ring(1)))
    await scene.next(Joined)
    assert await scene.perform(StartRecording(FIRST)) is Performed.DONE
    assert await scene.next(RecordingStarted) == RecordingStarted(FIRST)
    return scene, desk


async def heard_for(scene: Scene, seconds: float) -> None:
    """Let the talk last until so much of it is recorded; the fake counts the time alone."""
    if not isinstance(scene.world, AsteriskWorld):
        await asyncio.sleep(seconds)
        return
    path = scene.world.recordings / recording_name(scene.call_id, FIRST)

    async def recorded_s() -> float:
        return path.stat().st_size / _BYTES_PER_S if path.exists() else 0.0

    await eventually(recorded_s, lambda recorded: recorded >= seconds)


async def test_recording_lasts_as_long_as_the_talk_and_is_complete_when_stopped(
    world: World,
) -> None:
    scene, _ = await recorded_talk(world)
    await heard_for(scene, LONG_ENOUGH_S)

    assert await scene.perform(StopRecording(FIRST)) is Performed.DONE

    ended = await scene.next(RecordingEnded)
    assert ended.recording == FIRST
    assert ended.duration_s >= LONG_ENOUGH_S
    assert ended.size_bytes > 0


async def test_recording_is_complete_when_the_caller_has_hung_up(world: World) -> None:
    scene, _ = await recorded_talk(world)
    await heard_for(scene, LONG_ENOUGH_S)

    await scene.citizen.hang_up()
    await scene.next(CallerHungUp)
    await scene.perform(StopRecording(FIRST))

    assert (await scene.next(RecordingEnded)).duration_s >= LONG_ENOUGH_S


async def test_recording_that_runs_is_not_begun_anew(world: World) -> None:
    scene, _ = await recorded_talk(world)
    await heard_for(scene, LONG_ENOUGH_S)

    assert await scene.perform(StartRecording(FIRST)) is Performed.DONE
    await scene.next(RecordingStarted)
    await scene.perform(StopRecording(FIRST))

    assert (await scene.next(RecordingEnded)).duration_s >= LONG_ENOUGH_S


async def test_recording_of_which_nothing_lies_there_is_told_as_nothing(world: World) -> None:
    scene, _ = await recorded_talk(world)

    await scene.perform(StopRecording(Recording(7)))

    assert await scene.next(RecordingEnded) == RecordingEnded(Recording(7), 0, 0.0)


async def test_both_sides_are_apart_and_the_file_can_be_played(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    scene, desk = await recorded_talk(asterisk)
    _sing(scene, desk)
    await heard_for(scene, 2.0)
    await scene.perform(StopRecording(FIRST))
    await scene.next(RecordingEnded)

    person, heard = _sides(contract_site, scene)

    assert clearest(person, CITIZEN_TONE_HZ) > 0.7
    assert clearest(person, OPERATOR_TONE_HZ) < 0.1
    assert clearest(heard, OPERATOR_TONE_HZ) > 0.7
    assert clearest(heard, CITIZEN_TONE_HZ) < 0.1


async def test_recording_goes_on_without_an_engine_and_is_found_by_the_next(
    asterisk: AsteriskWorld,
) -> None:
    scene, _ = await recorded_talk(asterisk)

    await asterisk.cut()
    await heard_for(scene, 2.0)
    asterisk.telephony = asterisk.another_telephony()
    await asterisk.connect()
    survey = await scene.next(Surveyed)
    leg = next(found for found in survey.found if found.call.leg_id == scene.leg_id)
    asterisk.telephony.adopt(scene.call_id, leg.call.leg_id)
    assert await scene.perform(StartRecording(FIRST)) is Performed.DONE
    await scene.perform(StopRecording(FIRST))

    assert (await scene.next(RecordingEnded)).duration_s >= 2.0
    await scene.perform(HangUpAgent(Ring(1)))
    await scene.next(AgentGone)
    await scene.perform(Clear())


def _sing(scene: Scene, desk: Desk) -> None:
    assert isinstance(scene.citizen, RealPhone)
    assert isinstance(desk, RealPhone)
    scene.citizen.call.say(tone(CITIZEN_TONE_HZ))
    desk.call.say(tone(OPERATOR_TONE_HZ))


def _sides(site: AsteriskSite, scene: Scene) -> tuple[Sequence[int], Sequence[int]]:
    path = site.directories.recordings / recording_name(scene.call_id, FIRST)
    with wave.open(str(path), "rb") as recording:
        assert (recording.getnchannels(), recording.getframerate()) == (2, 8000)
        samples = array("h", recording.readframes(recording.getnframes()))
    return samples[0::2], samples[1::2]
