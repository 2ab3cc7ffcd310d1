"""What every exchange promises of calls that we place, of first sounds and of whispers."""

import pytest

from base.phone import PhoneNumber
from callflow.commands import (
    Answer,
    Clear,
    DialOut,
    HangUp,
    Join,
    PlayMusic,
    RingAgent,
    Say,
    TakeBack,
    Whisper,
)
from callflow.events import (
    AgentAnswered,
    Answered,
    CallerHungUp,
    DigitPressed,
    FarEndRinging,
    Joined,
    Ring,
    SayFinished,
    Utterance,
    VoiceHeard,
    Whispered,
)
from callflow.outcome import HangupCause
from callflow.ports import IncomingCall, Performed
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey
from tests.contract.far_end import FarEnd
from tests.contract.world import (
    DESK,
    ODD,
    PERSON,
    SHOWN,
    Desk,
    Person,
    Scene,
    Stage,
    Surveyed,
    World,
    arrive,
    place,
)

GREETING: Phrase = (PromptKey("greeting"),)
LONG: Phrase = tuple([PromptKey("greeting")] * 20)
WHISPER: Phrase = (PromptKey("whisper.tone"),)
SHORT_RING_S = 4.0


async def rung(world: World) -> tuple[Stage, Person]:
    """Ring the person."""
    await world.wait_for_us()
    stage = await place(world, PERSON)
    person = await world.person()
    await stage.next(FarEndRinging)
    return stage, person


async def reached(world: World) -> tuple[Stage, Person]:
    """Ring the person, who answers."""
    stage, person = await rung(world)
    await person.answer()
    await stage.next(Answered)
    return stage, person


async def agent_of(stage: Stage) -> Desk:
    """Ring the agent, who answers and is not in the room yet."""
    await stage.world.plug_in()
    assert await stage.perform(RingAgent(Ring(1), DESK)) is Performed.DONE
    desk = await stage.world.ring()
    await desk.answer()
    await stage.next(AgentAnswered)
    return desk


async def test_person_whom_we_call_sees_our_number_and_stands_in_a_room_when_they_answer(
    world: World,
) -> None:
    stage, person = await reached(world)

    assert person.sees() == SHOWN.removeprefix("+")
    await stage.perform(Say(Utterance(1), GREETING))
    assert await stage.next(SayFinished) == SayFinished(Utterance(1), is_said=True)
    await person.press("1")
    assert await stage.next(DigitPressed) == DigitPressed(Digit("1"))
    await person.hang_up()
    assert await stage.next(CallerHungUp) == CallerHungUp(HangupCause.NORMAL)


async def test_person_whom_we_call_talks_with_an_agent(world: World) -> None:
    stage, person = await reached(world)
    desk = await agent_of(stage)

    assert await stage.perform(Join(Ring(1))) is Performed.DONE

    await stage.next(Joined)
    await stage.perform(HangUp())
    await person.ended()
    await stage.next(CallerHungUp)
    await stage.perform(Clear())
    await desk.ended()


async def test_asking_twice_for_a_call_rings_once(world: World) -> None:
    stage, person = await rung(world)

    await stage.perform(DialOut(PERSON, SHOWN, 10.0))
    await person.answer()
    await stage.next(Answered)

    assert not world.heard.has_now(CallerHungUp)


async def test_person_who_refuses_our_call_is_told(world: World) -> None:
    stage, person = await rung(world)

    await person.decline()

    cause = (await stage.next(CallerHungUp)).cause
    assert cause in {HangupCause.DECLINED, HangupCause.BUSY}


@pytest.mark.parametrize(
    ("last_digits", "cause"),
    [
        ("486", HangupCause.BUSY),
        ("603", HangupCause.DECLINED),
        ("403", HangupCause.BLOCKED),
        ("404", HangupCause.WRONG_NUMBER),
        ("410", HangupCause.CHANGED_NUMBER),
        ("480", HangupCause.UNREACHABLE),
        ("580", HangupCause.NO_ANSWER),
        ("500", HangupCause.CONGESTION),
        ("503", HangupCause.CONGESTION),
    ],
)
async def test_refusal_of_the_carrier_is_told_by_its_meaning(
    world: World, far_end: FarEnd, last_digits: str, cause: HangupCause
) -> None:
    del far_end  # Its socket is open: that is all a story of refusals needs.
    stage = await place(world, PhoneNumber(f"+79100000{last_digits}"), ODD)

    assert await stage.next(CallerHungUp) == CallerHungUp(cause)
    assert await stage.perform(HangUp()) is Performed.GONE
    assert await stage.perform(Clear()) is Performed.DONE


@pytest.mark.parametrize("last_digits", ["180", "183"])
async def test_telephone_that_nobody_answers_has_rung(
    world: World, far_end: FarEnd, last_digits: str
) -> None:
    del far_end
    number = PhoneNumber(f"+79100000{last_digits}")
    stage = await place(world, number, ODD, ring_timeout_s=SHORT_RING_S)

    await stage.next(FarEndRinging)

    assert await stage.next(CallerHungUp) == CallerHungUp(HangupCause.NO_ANSWER)


async def test_mute_trunk_is_told_by_the_ringing_that_never_came(
    world: World, far_end: FarEnd
) -> None:
    del far_end
    stage = await place(world, PhoneNumber("+79100000100"), ODD, ring_timeout_s=SHORT_RING_S)

    told = await stage.next_of(FarEndRinging, CallerHungUp)

    assert told == CallerHungUp(HangupCause.NO_ANSWER)


async def test_call_that_we_give_up_stops_ringing(world: World) -> None:
    stage, person = await rung(world)

    assert await stage.perform(HangUp()) is Performed.DONE

    await stage.next(CallerHungUp)
    await person.ended()


async def test_clearing_a_call_that_still_rings_ends_it(world: World) -> None:
    stage, person = await rung(world)

    assert await stage.perform(Clear()) is Performed.DONE

    await person.ended()


async def test_survey_tells_a_leg_of_ours_from_a_callers_while_it_rings_and_afterwards(
    world: World,
) -> None:
    stage, person = await rung(world)
    await arrive(world)

    await world.reconnect()
    found = (await world.heard.next(Surveyed)).found
    assert {leg.call.leg_id: leg.is_outgoing for leg in found}[stage.leg_id]
    assert [leg.is_outgoing for leg in found].count(False) == 1

    await person.answer()
    await stage.next(Answered)
    await world.reconnect()
    again = {leg.call.leg_id: leg for leg in (await world.heard.next(Surveyed)).found}
    assert again[stage.leg_id].is_outgoing
    assert again[stage.leg_id].is_with_us


async def test_leg_of_ours_that_nobody_remembers_is_dropped(world: World) -> None:
    stage, person = await reached(world)

    world.telephony.drop(stage.leg_id)

    await stage.next(CallerHungUp)
    await person.ended()


async def test_person_of_a_frozen_engine_is_offered_again_on_the_same_leg(world: World) -> None:
    stage, _ = await reached(world)

    await world.freeze_and_thaw()

    assert (await stage.next(IncomingCall)).leg_id == stage.leg_id
    assert await stage.perform(TakeBack()) is Performed.DONE
    await stage.perform(Say(Utterance(1), GREETING))
    assert await stage.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_first_sound_of_a_person_whom_we_called_is_told_once(world: World) -> None:
    stage, person = await reached(world)

    await person.speak()

    await stage.next(VoiceHeard)
    await person.speak()
    await stage.perform(Say(Utterance(1), GREETING))
    await stage.next_but(VoiceHeard, SayFinished)


async def test_first_sound_of_a_caller_is_told(world: World) -> None:
    scene = await answered(world)

    await scene.citizen.speak()

    await scene.next(VoiceHeard)


async def test_silence_is_no_sound(world: World) -> None:
    scene = await answered(world)
    await scene.perform(PlayMusic())

    await scene.perform(Say(Utterance(1), GREETING))

    await scene.next_but(VoiceHeard, SayFinished)


async def test_whisper_is_told_when_the_agent_has_heard_it(world: World) -> None:
    scene = await answered(world)
    await agent_of(scene)

    assert await scene.perform(Whisper(Ring(1), GREETING)) is Performed.DONE

    assert await scene.next(Whispered) == Whispered(Ring(1))
    assert await scene.perform(Join(Ring(1))) is Performed.DONE
    await scene.next(Joined)


async def test_join_waits_for_no_whisper(world: World) -> None:
    scene = await answered(world)
    await agent_of(scene)
    await scene.perform(Whisper(Ring(1), LONG))

    assert await scene.perform(Join(Ring(1))) is Performed.DONE

    await scene.next(Joined)


async def test_whisper_without_a_recording_is_over_at_once(world: World) -> None:
    scene = await answered(world)
    await agent_of(scene)

    await scene.perform(Whisper(Ring(1), (PromptKey("no.such.prompt"),)))

    assert await scene.next(Whispered) == Whispered(Ring(1))


async def test_nobody_is_there_to_whisper_to(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(Whisper(Ring(1), GREETING)) is Performed.GONE


async def answered(world: World) -> Scene:
    """Let a citizen call, and answer them."""
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    return scene
