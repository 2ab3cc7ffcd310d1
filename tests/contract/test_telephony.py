"""What every exchange promises the calls: told once, proven on the fake and on Asterisk."""

import asyncio

import pytest

from agents.agent import Account
from base.ids import new_call_id
from callflow.commands import (
    Answer,
    Clear,
    HangUp,
    HangUpAgent,
    Join,
    PlayMusic,
    Reject,
    RingAgent,
    Say,
    StopSaying,
    TakeBack,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CallerHungUp,
    DigitPressed,
    Joined,
    Ring,
    SayFinished,
    Utterance,
)
from callflow.outcome import HangupCause, RejectAs
from callflow.ports import CodeDialled, IncomingCall, Performed
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey
from tests.contract.world import CITIZEN, DESK, Desk, Scene, Surveyed, World, arrive

GREETING: Phrase = (PromptKey("greeting"),)
LONG: Phrase = tuple([PromptKey("greeting")] * 20)
MISSING: Phrase = (PromptKey("no.such.prompt"),)


async def answered(world: World) -> Scene:
    scene = await arrive(world)
    assert await scene.perform(Answer()) is Performed.DONE
    await scene.next(Answered)
    return scene


async def ringing(scene: Scene) -> Desk:
    assert await scene.perform(RingAgent(Ring(1), DESK)) is Performed.DONE
    desk = await scene.world.ring()
    assert await scene.next(AgentRinging) == AgentRinging(Ring(1))
    return desk


async def talking(scene: Scene) -> Desk:
    desk = await ringing(scene)
    await desk.answer()
    assert await scene.next(AgentAnswered) == AgentAnswered(Ring(1))
    assert await scene.perform(Join(Ring(1))) is Performed.DONE
    assert await scene.next(Joined) == Joined(Ring(1))
    return desk


@pytest.fixture
async def reachable(world: World) -> World:
    await world.plug_in()
    return world


async def test_arriving_call_tells_who_calls_whom_on_which_trunk(world: World) -> None:
    scene = await arrive(world, dialled="84422001122")

    assert scene.incoming.ani == CITIZEN
    assert scene.incoming.dialled == "84422001122"
    assert scene.incoming.trunk == "main"
    assert not scene.incoming.is_ani_withheld


@pytest.mark.parametrize("reject_as", list(RejectAs))
async def test_rejected_caller_gets_the_answer_that_was_meant(
    world: World, reject_as: RejectAs
) -> None:
    scene = await arrive(world)

    assert await scene.perform(Reject(reject_as)) is Performed.DONE

    assert await scene.citizen.refusal() is reject_as
    await scene.next(CallerHungUp)


async def test_phrase_is_told_when_it_has_been_said(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(Say(Utterance(1), GREETING)) is Performed.DONE

    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_phrase_without_a_recording_is_told_as_not_said(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(Say(Utterance(1), MISSING)) is Performed.DONE

    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=False)


async def test_digit_is_told_while_a_phrase_is_being_said(world: World) -> None:
    scene = await answered(world)
    await scene.perform(Say(Utterance(1), LONG))

    await scene.citizen.press("7")

    assert await scene.next(DigitPressed) == DigitPressed(Digit("7"))


async def test_stopped_phrase_is_told_at_once_and_stopping_twice_is_harmless(world: World) -> None:
    scene = await answered(world)
    await scene.perform(Say(Utterance(1), LONG))

    assert await scene.perform(StopSaying(Utterance(1))) is Performed.DONE
    assert (await scene.next(SayFinished)).utterance == Utterance(1)
    assert await scene.perform(StopSaying(Utterance(1))) is Performed.DONE

    assert not scene.world.heard.has_now(SayFinished)


async def test_music_may_be_asked_for_twice_and_gives_way_to_a_phrase(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(PlayMusic()) is Performed.DONE
    assert await scene.perform(PlayMusic()) is Performed.DONE
    await scene.perform(Say(Utterance(1), GREETING))

    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_caller_who_hangs_up_is_told_and_then_all_is_gone(world: World) -> None:
    scene = await answered(world)

    await scene.citizen.hang_up()

    assert await scene.next(CallerHungUp) == CallerHungUp(HangupCause.NORMAL)
    assert await scene.perform(Answer()) is Performed.GONE
    assert await scene.perform(HangUp()) is Performed.GONE


async def test_caller_who_gives_up_before_the_answer_has_cancelled(world: World) -> None:
    scene = await arrive(world)

    await scene.citizen.hang_up()

    assert await scene.next(CallerHungUp) == CallerHungUp(HangupCause.CANCELLED)
    assert await scene.perform(Answer()) is Performed.GONE


async def test_caller_is_hung_up_by_us(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(HangUp()) is Performed.DONE

    assert await scene.next(CallerHungUp) == CallerHungUp(HangupCause.NORMAL)
    await scene.citizen.ended()


async def test_call_that_nobody_took_can_be_commanded_nothing(world: World) -> None:
    assert await world.telephony.perform(new_call_id(), Answer()) is Performed.GONE


async def test_agent_rings_answers_and_joins(reachable: World) -> None:
    scene = await answered(reachable)
    await scene.perform(PlayMusic())

    await talking(scene)


async def test_telephone_that_is_not_there_is_told_as_unreachable(world: World) -> None:
    scene = await answered(world)

    await scene.perform(RingAgent(Ring(1), Account("desk-9")))

    assert await scene.next(AgentGone) == AgentGone(Ring(1), HangupCause.UNREACHABLE)


async def test_agent_who_declines_is_told_and_can_be_rung_again(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await ringing(scene)

    await desk.decline()

    assert await scene.next(AgentGone) == AgentGone(Ring(1), HangupCause.BUSY)
    await scene.perform(RingAgent(Ring(2), DESK))
    await scene.world.ring()
    assert await scene.next(AgentRinging) == AgentRinging(Ring(2))


async def test_ring_that_is_taken_back_stops_ringing(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await ringing(scene)

    assert await scene.perform(HangUpAgent(Ring(1))) is Performed.DONE

    assert (await scene.next(AgentGone)).ring == Ring(1)
    await desk.ended()
    assert await scene.perform(HangUpAgent(Ring(1))) is Performed.GONE


async def test_agent_who_is_gone_cannot_join(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await ringing(scene)
    await desk.decline()
    await scene.next(AgentGone)

    assert await scene.perform(Join(Ring(1))) is Performed.GONE


async def test_agent_who_ends_the_talk_leaves_the_caller_with_us(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await talking(scene)

    await desk.hang_up()

    assert await scene.next(AgentGone) == AgentGone(Ring(1), HangupCause.NORMAL)
    await scene.perform(Say(Utterance(1), GREETING))
    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_clearing_a_call_ends_what_is_left_of_it(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await talking(scene)
    await scene.citizen.hang_up()
    await scene.next(CallerHungUp)

    assert await scene.perform(Clear()) is Performed.DONE

    await desk.ended()
    assert await scene.perform(Clear()) is Performed.GONE


async def test_taking_back_a_caller_who_is_with_us_is_harmless(world: World) -> None:
    scene = await answered(world)

    assert await scene.perform(TakeBack()) is Performed.DONE
    await scene.perform(Say(Utterance(1), GREETING))

    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_waiting_caller_of_a_frozen_engine_is_offered_again_on_the_same_leg(
    world: World,
) -> None:
    scene = await answered(world)
    await scene.perform(PlayMusic())

    await scene.world.freeze_and_thaw()

    assert (await scene.next(IncomingCall)).leg_id == scene.incoming.leg_id
    assert await scene.perform(TakeBack()) is Performed.DONE
    await scene.perform(Say(Utterance(1), GREETING))
    assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=True)


async def test_talk_outlives_a_frozen_engine_and_is_found_again(reachable: World) -> None:
    scene = await answered(reachable)
    desk = await talking(scene)

    await scene.world.freeze_and_thaw()

    (found,) = (await scene.next(Surveyed)).found
    assert found.call.leg_id == scene.incoming.leg_id
    assert found.joined == (Ring(1),)
    assert found.is_with_us
    await desk.hang_up()
    assert await scene.next(AgentGone) == AgentGone(Ring(1), HangupCause.NORMAL)


async def test_survey_tells_nothing_of_callers_who_are_gone(world: World) -> None:
    scene = await answered(world)
    await scene.citizen.hang_up()
    await scene.next(CallerHungUp)
    await scene.perform(Clear())

    await scene.world.reconnect()

    assert (await scene.next(Surveyed)).found == ()


async def test_code_of_an_agent_is_told_and_confirmed(reachable: World) -> None:
    await reachable.dial_code("*1")

    code = await reachable.heard.next(CodeDialled)

    assert code.account == DESK
    assert code.code == "*1"
    confirmed = await reachable.telephony.confirm(code.leg_id, GREETING)
    assert confirmed is Performed.DONE


async def test_calls_do_not_wait_for_each_others_phrases(world: World) -> None:
    first = await answered(world)
    second = await answered(world)
    await first.perform(Say(Utterance(1), LONG))

    await asyncio.gather(first.perform(TakeBack()), second.perform(Say(Utterance(1), GREETING)))

    assert await second.next(SayFinished) == SayFinished(Utterance(1), is_said=True)
