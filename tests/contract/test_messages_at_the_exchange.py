"""What every exchange promises of messages: the caller's voice alone, kept as far as it went.

Of `asterisk/messages.py` and `asterisk/fake_messages.py`.
"""

import asyncio
import wave
from array import array
from collections.abc import Sequence

from asterisk.messages import LEAST_S
from asterisk.site import AsteriskSite
from asterisk.translate import message_name
from callflow.commands import (
    Answer,
    Clear,
    DropMessage,
    PlayMessage,
    RecordMessage,
    Say,
    StopMessage,
)
from callflow.events import Answered, CallerHungUp, DigitPressed, SayFinished, Utterance
from callflow.message import (
    MessageEnd,
    MessageFailed,
    MessageFault,
    MessageField,
    MessageRecorded,
    MessageRef,
)
from callflow.ports import Performed
from ivr.menu import Digit
from ivr.prompt import PromptKey
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ
from tests.contract.asterisk_world import AsteriskWorld
from tests.contract.world import Scene, Surveyed, World, arrive
from tests.support.sounds import clearest

WHAT = MessageRef(MessageField("what_happened"), 1)
ONCE_MORE = MessageRef(MessageField("what_happened"), 2)
PATIENT_S = 10.0
HASTY_S = 1.5
"""Longer than a telephone on a busy machine pauses while somebody speaks."""
SPOKEN_S = 1.0
SURELY_WRITTEN_S = LEAST_S + 0.2
MOMENT_S = 0.3


async def asked(world: World) -> Scene:
    """Let a citizen call, and stand where they are asked to speak."""
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    return scene


async def recording(
    world: World, *, limit_s: float = PATIENT_S, silence_s: float = PATIENT_S
) -> Scene:
    scene = await asked(world)
    assert await scene.perform(RecordMessage(WHAT, limit_s, silence_s)) is Performed.DONE
    return scene


def holds(told: MessageRecorded, spoken_s: float) -> bool:
    """Tell whether a message has what was spoken, but for what a busy machine left out."""
    return told.duration_s >= spoken_s * 0.5


async def test_message_that_is_stopped_is_as_long_as_it_lasted(world: World) -> None:
    scene = await recording(world)
    await scene.citizen.talk(SPOKEN_S)

    await scene.citizen.press("#")
    assert (await scene.next(DigitPressed)).digit == "#"
    assert await scene.perform(StopMessage(WHAT)) is Performed.DONE

    told = await scene.next(MessageRecorded)
    assert (told.message, told.ended_by, told.has_voice) == (WHAT, MessageEnd.STOPPED, True)
    assert holds(told, SPOKEN_S)
    assert told.size_bytes > 0
    await scene.perform(Clear())


async def test_whoever_falls_silent_has_ended_their_message(world: World) -> None:
    scene = await recording(world, silence_s=HASTY_S)
    await scene.citizen.talk(SPOKEN_S)

    told = await scene.next(MessageRecorded)

    assert (told.ended_by, told.has_voice) == (MessageEnd.SILENCE, True)
    assert holds(told, SPOKEN_S + HASTY_S)
    await scene.perform(Clear())


async def test_whoever_says_nothing_is_not_waited_for(world: World) -> None:
    scene = await recording(world, silence_s=HASTY_S)

    told = await scene.next(MessageRecorded)

    assert (told.ended_by, told.has_voice) == (MessageEnd.SILENCE, False)
    await scene.perform(Clear())


async def test_message_ends_at_its_limit_and_the_caller_is_still_there(world: World) -> None:
    scene = await recording(world, limit_s=SPOKEN_S)
    await scene.citizen.talk(SPOKEN_S + MOMENT_S)

    told = await scene.next(MessageRecorded)
    await scene.citizen.press("1")

    assert told.ended_by is MessageEnd.LIMIT
    assert holds(told, SPOKEN_S)
    assert (await scene.next(DigitPressed)).digit == "1"
    await scene.perform(Clear())


async def test_caller_who_hangs_up_half_way_leaves_what_they_said(world: World) -> None:
    scene = await recording(world)
    await scene.citizen.talk(SPOKEN_S)

    await scene.citizen.hang_up()
    await scene.next(CallerHungUp)
    await scene.perform(StopMessage(WHAT))

    told = await scene.next(MessageRecorded)
    assert (told.ended_by, told.has_voice) == (MessageEnd.HUNG_UP, True)
    assert holds(told, SPOKEN_S)
    await scene.perform(Clear())


async def test_message_is_heard_again_and_made_anew(world: World) -> None:
    scene = await recording(world)
    await scene.citizen.talk(SPOKEN_S)
    await scene.perform(StopMessage(WHAT))
    await scene.next(MessageRecorded)

    assert await scene.perform(PlayMessage(Utterance(1), WHAT)) is Performed.DONE
    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)
    assert await scene.perform(DropMessage(WHAT)) is Performed.DONE
    await scene.perform(PlayMessage(Utterance(2), WHAT))
    assert await scene.next(SayFinished) == SayFinished(Utterance(2), is_said=False)
    await scene.perform(RecordMessage(ONCE_MORE, PATIENT_S, PATIENT_S))
    await scene.perform(StopMessage(ONCE_MORE))

    assert (await scene.next(MessageRecorded)).message == ONCE_MORE
    await scene.perform(Clear())


async def test_prompts_are_said_and_digits_told_while_somebody_is_recorded(world: World) -> None:
    scene = await recording(world)

    assert await scene.perform(Say(Utterance(1), (PromptKey("greeting"),))) is Performed.DONE
    await scene.citizen.press("5")

    told = [await scene.next_of(DigitPressed, SayFinished) for _ in range(2)]
    assert DigitPressed(Digit("5")) in told
    assert SayFinished(Utterance(1), is_said=True) in told
    await scene.perform(StopMessage(WHAT))
    await scene.next(MessageRecorded)
    await scene.perform(Clear())


async def test_only_the_callers_voice_is_in_the_file(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    scene = await recording(asterisk)
    await scene.perform(Say(Utterance(1), (PromptKey("whisper.tone"),)))
    await scene.citizen.talk(SPOKEN_S)
    await scene.perform(StopMessage(WHAT))
    await scene.next(MessageRecorded)

    samples = _samples(contract_site, scene)

    assert clearest(samples, CITIZEN_TONE_HZ) > 0.7
    assert clearest(samples, OPERATOR_TONE_HZ) < 0.1
    await scene.perform(Clear())


async def test_full_disk_is_told_as_no_message_and_the_caller_goes_on(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    """Asterisk itself says nothing of it, and the command succeeds.

    Source: facts of reliability, E10.
    """
    scene = await asked(asterisk)
    path = contract_site.directories.recordings / message_name(scene.call_id, WHAT)
    path.symlink_to("/dev/full")
    assert await scene.perform(RecordMessage(WHAT, PATIENT_S, PATIENT_S)) is Performed.DONE
    await scene.citizen.talk(SURELY_WRITTEN_S)

    await scene.perform(StopMessage(WHAT))
    told = await scene.next_of(MessageFailed, MessageRecorded)
    await scene.citizen.press("1")

    assert told == MessageFailed(WHAT, MessageFault.NOTHING_THERE)
    assert await scene.next(DigitPressed)
    await scene.perform(Clear())


async def test_nobody_is_recorded_behind_their_back_when_the_engine_is_away(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    scene = await recording(asterisk, limit_s=60.0, silence_s=60.0)

    await asterisk.freeze_and_thaw()
    await scene.next(Surveyed)
    path = contract_site.directories.recordings / message_name(scene.call_id, WHAT)
    at_return = path.stat().st_size
    await asyncio.sleep(MOMENT_S)

    assert path.stat().st_size == at_return
    await scene.perform(StopMessage(WHAT))
    assert (await scene.next(MessageRecorded)).message == WHAT
    await scene.perform(Clear())


def _samples(site: AsteriskSite, scene: Scene) -> Sequence[int]:
    path = site.directories.recordings / message_name(scene.call_id, WHAT)
    with wave.open(str(path), "rb") as kept:
        assert (kept.getnchannels(), kept.getframerate()) == (1, 8000)
        return array("h", kept.readframes(kept.getnframes()))
