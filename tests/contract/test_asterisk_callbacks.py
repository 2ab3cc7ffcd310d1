"""What only a real Asterisk can show of calls that we place, of whispers and of first sounds."""

import pytest

from asterisk.client import ChannelId
from asterisk.dialling import DialAs, DialForm
from base.ids import TrunkName
from base.phone import PhoneNumber
from callflow.commands import Answer, DialOut, Join, RingAgent, Say, TakeBack, Whisper
from callflow.events import (
    AgentAnswered,
    Answered,
    CallerHungUp,
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
from ivr.prompt import Phrase, PromptKey
from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from tests.contract.asterisk_world import AsteriskWorld, RealPhone
from tests.contract.far_end import FarEnd
from tests.contract.world import (
    DESK,
    ODD,
    PATIENCE_S,
    PERSON,
    SHOWN,
    Scene,
    Stage,
    Surveyed,
    arrive,
    place,
)

GREETING: Phrase = (PromptKey("greeting"),)
AUDIBLE: Phrase = (PromptKey("whisper.tone"),)
COMFORT_NOISE = 150
"""The amplitude of a tone at -50 dBFS, louder than what a silent telephone sends."""


async def answered(world: AsteriskWorld) -> tuple[Scene, RealPhone]:
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    assert isinstance(scene.citizen, RealPhone)
    return scene, scene.citizen


async def reached(world: AsteriskWorld) -> tuple[Stage, RealPhone]:
    await world.wait_for_us()
    stage = await place(world, PERSON)
    person = await world.person()
    await person.answer()
    await stage.next(Answered)
    return stage, person


async def test_whisper_is_heard_by_the_agent_alone_and_then_both_talk(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    scene, citizen = await answered(asterisk)
    await scene.perform(RingAgent(Ring(1), DESK))
    desk = await asterisk.ring()
    await desk.answer()
    await scene.next(AgentAnswered)

    await scene.perform(Whisper(Ring(1), AUDIBLE))
    assert await scene.next(Whispered) == Whispered(Ring(1))
    assert await desk.call.hears(OPERATOR_TONE_HZ, for_s=1.0)
    assert citizen.call.ear.audible_s == 0.0

    await scene.perform(Join(Ring(1)))
    await scene.next(Joined)
    citizen.call.say(tone(CITIZEN_TONE_HZ))
    desk.call.say(tone(OPERATOR_TONE_HZ))
    assert await desk.call.hears(CITIZEN_TONE_HZ, for_s=0.5)
    assert await citizen.call.hears(OPERATOR_TONE_HZ, for_s=0.5)


async def test_noise_of_a_silent_telephone_is_no_voice(asterisk: AsteriskWorld) -> None:
    scene, citizen = await answered(asterisk)

    citizen.call.say(tone(CITIZEN_TONE_HZ, COMFORT_NOISE))
    await scene.perform(Say(Utterance(1), AUDIBLE))

    await scene.next_but(VoiceHeard, SayFinished)


async def test_voice_costs_one_frame(asterisk: AsteriskWorld) -> None:
    scene, citizen = await answered(asterisk)
    await citizen.speak()
    await scene.next(VoiceHeard)

    citizen.call.say()
    await scene.perform(Say(Utterance(1), AUDIBLE * 2))
    await scene.next(SayFinished)

    assert asterisk.stream.counts.by_type["ChannelTalkingStarted"] == 1
    assert asterisk.stream.counts.by_type["ChannelTalkingFinished"] == 0


@pytest.mark.parametrize(
    ("headers", "withheld", "asserted"),
    [
        (
            {"P-Asserted-Identity": "<sip:+79107654321@carrier>", "Privacy": "id"},
            True,
            "+79107654321",
        ),
        (
            {"P-Asserted-Identity": '"A, b" <tel:+79107654321>', "Privacy": "id"},
            True,
            "+79107654321",
        ),
        ({"P-Asserted-Identity": "<sip:+79107654321@carrier>"}, False, ""),
    ],
)
async def test_carriers_word_on_a_withheld_caller_is_told_apart(
    asterisk: AsteriskWorld, headers: dict[str, str], *, withheld: bool, asserted: str
) -> None:
    await asterisk.dial_with(headers)

    incoming = await asterisk.heard.next(IncomingCall)

    assert (incoming.is_ani_withheld, incoming.asserted) == (withheld, asserted)


async def test_number_is_written_as_the_trunk_wants_it(
    asterisk: AsteriskWorld, far_end: FarEnd
) -> None:
    forms = {ODD: DialForm(dial_as=DialAs.NATIONAL)}
    asterisk.telephony = asterisk.another_telephony(forms)
    await asterisk.reconnect()
    await asterisk.heard.next(Surveyed)

    stage = await place(asterisk, PhoneNumber("+79100000486"), ODD)
    await stage.next(CallerHungUp)

    assert far_end.dialled == ["89100000486"]


@pytest.mark.parametrize(
    "number", ["+7910&PJSIP/odd", "+79100000486@127.0.0.1:9", "89100000486", "sip:x@127.0.0.1", ""]
)
async def test_what_is_no_number_reaches_no_trunk(
    asterisk: AsteriskWorld, far_end: FarEnd, number: str
) -> None:
    stage = await place(asterisk, PhoneNumber(number), ODD)

    assert await stage.next(CallerHungUp) == CallerHungUp(HangupCause.WRONG_NUMBER)
    assert far_end.dialled == []


async def test_trunk_that_asterisk_does_not_know_is_a_fault_of_the_network(
    asterisk: AsteriskWorld,
) -> None:
    stage = await place(asterisk, PERSON, TrunkName("nowhere"))

    assert await stage.next(CallerHungUp) == CallerHungUp(HangupCause.CONGESTION)


async def test_engine_that_comes_back_has_the_person_whom_it_called(
    asterisk: AsteriskWorld,
) -> None:
    stage, _ = await reached(asterisk)

    asterisk.telephony = asterisk.another_telephony()
    await asterisk.reconnect()
    (found,) = (await stage.next(Surveyed)).found
    assert (found.call.leg_id, found.is_outgoing) == (stage.leg_id, True)
    assert found.call.ani == PERSON
    asterisk.telephony.adopt(stage.call_id, stage.leg_id)

    assert await stage.perform(TakeBack()) is Performed.DONE
    await stage.perform(Say(Utterance(1), GREETING))
    assert await stage.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_engine_that_comes_back_while_it_rings_is_told_of_the_answer(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.wait_for_us()
    stage = await place(asterisk, PERSON)
    person = await asterisk.person()
    await stage.next(FarEndRinging)

    asterisk.telephony = asterisk.another_telephony()
    await asterisk.reconnect()
    await stage.next(Surveyed)
    asterisk.telephony.adopt(stage.call_id, stage.leg_id)
    await person.answer()

    await stage.next(Answered)


async def test_person_who_answers_a_frozen_engine_is_taken_in_by_the_next_one(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.wait_for_us()
    stage = await place(asterisk, PERSON)
    person = await asterisk.person()
    await stage.next(FarEndRinging)

    await asterisk.cut()
    deaf = await asterisk.client.open_events(PATIENCE_S)
    await person.answer()
    assert await person.call.answered()
    await asterisk.connect()

    await stage.next(Answered)
    assert await asterisk.client.has_channel(ChannelId(stage.leg_id))
    await deaf.close()


async def test_person_who_answers_no_engine_at_all_is_let_go_and_found_gone(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.wait_for_us()
    stage = await place(asterisk, PERSON)
    person = await asterisk.person()
    await stage.next(FarEndRinging)

    await asterisk.cut()
    await person.answer()
    await person.ended()
    await asterisk.connect()

    assert (await stage.next(Surveyed)).found == ()


async def test_leg_of_a_call_that_no_engine_knows_is_hung_up_when_it_answers(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.wait_for_us()
    stage = await place(asterisk, PERSON)
    person = await asterisk.person()
    asterisk.telephony = asterisk.another_telephony()
    await asterisk.reconnect()
    await stage.next(Surveyed)

    asterisk.telephony.drop(stage.leg_id)

    await person.ended()


async def test_call_dialled_again_after_it_ended_is_not_made_twice(
    asterisk: AsteriskWorld, far_end: FarEnd
) -> None:
    stage = await place(asterisk, PhoneNumber("+79100000486"), ODD)
    await stage.next(CallerHungUp)

    await stage.perform(DialOut(PhoneNumber("+79100000486"), SHOWN, 5.0))

    assert len(far_end.dialled) == 1
