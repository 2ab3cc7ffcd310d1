"""What only a real Asterisk can show: its own models, its refusals, its counters."""

from pathlib import Path

from agents.agent import Account
from asterisk import wire
from asterisk.accounts import PhoneAccount, digest_of
from asterisk.client import AriClient, ChannelId, Done, Gone, PlaybackId
from asterisk.site import AsteriskSite
from asterisk.translate import agent_leg, room_of
from asterisk.wire_generator import generate
from callflow.commands import (
    Answer,
    Clear,
    HangUpAgent,
    Join,
    PlayMusic,
    RingAgent,
    Say,
    StopSaying,
)
from callflow.events import (
    AgentAnswered,
    AgentGone,
    Answered,
    CallerHungUp,
    DigitPressed,
    Joined,
    PhoneHeld,
    Ring,
    SayFinished,
    Utterance,
)
from callflow.outcome import HangupCause
from ivr.prompt import PromptKey
from line122.phones.sockets import PhonePorts
from tests.contract.asterisk_world import SECRET, AsteriskWorld, RealPhone, asterisk_world
from tests.contract.world import DESK, PhoneNews, Scene, arrive
from tests.integration.engine.patience import eventually

ELSEWHERE = "sip:81012345@127.0.0.1"
FRAMES_OF_A_CONNECTED_CALL = 25


class ForgetfulOfStops(AriClient):
    """An Asterisk that answers a stop and goes on, as ours does once in some thousand times."""

    async def stop_playback(self, playback: PlaybackId) -> Done | Gone:
        del playback
        return Done()


async def talk(world: AsteriskWorld) -> tuple[Scene, RealPhone]:
    """Lead a call through a greeting, a key, a ring and a join."""
    scene = await arrive(world)
    await scene.perform(Answer())
    await scene.next(Answered)
    await scene.perform(Say(Utterance(1), (PromptKey("greeting"),)))
    await scene.next(SayFinished)
    await scene.citizen.press("1")
    await scene.next(DigitPressed)
    await scene.perform(PlayMusic())
    await scene.perform(RingAgent(Ring(1), DESK))
    desk = await world.ring()
    await desk.answer()
    await scene.next(AgentAnswered)
    await scene.perform(Join(Ring(1)))
    await scene.next(Joined)
    return scene, desk


def test_committed_models_are_those_of_the_asterisk_at_hand(contract_site: AsteriskSite) -> None:
    committed = Path(wire.__file__).read_text("utf-8")

    assert generate(contract_site.directories.share / "rest-api") == committed


async def test_refer_from_either_side_is_refused_and_the_talk_goes_on(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    scene, desk = await talk(asterisk)
    assert isinstance(scene.citizen, RealPhone)

    assert not await desk.call.refer(ELSEWHERE)
    assert not await scene.citizen.call.refer(ELSEWHERE)

    room = room_of(scene.call_id)
    assert await asterisk.client.stands_in(room, ChannelId(scene.incoming.leg_id))
    assert await asterisk.client.stands_in(room, agent_leg(scene.call_id, Ring(1)))


async def test_telephone_that_holds_while_nobody_listens_is_told_of_afterwards(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    scene, desk = await talk(asterisk)
    await asterisk.cut()
    await desk.hold(is_on=True)
    # The telephone's word is on its way: Asterisk itself must know before it is asked.
    leg = agent_leg(scene.call_id, Ring(1))
    await eventually(
        lambda: asterisk.client.variable(leg, "CHANNEL(rtp,hold)"), lambda on_hold: on_hold == "1"
    )
    await asterisk.connect()
    held = await scene.next(PhoneHeld)
    await desk.hold(is_on=False)
    # That it holds may be told more than once.
    while (back := await scene.next(PhoneHeld)) == held:
        continue

    assert (held, back) == (PhoneHeld(Ring(1), is_on=True), PhoneHeld(Ring(1), is_on=False))


async def test_connected_call_costs_few_frames(asterisk: AsteriskWorld) -> None:
    await asterisk.plug_in()
    await asterisk.heard.next(PhoneNews)
    before = asterisk.stream.counts.frames

    scene, desk = await talk(asterisk)
    await scene.citizen.hang_up()
    await scene.next(CallerHungUp)
    await scene.perform(HangUpAgent(Ring(1)))
    await scene.next(AgentGone)
    await scene.perform(Clear())
    await desk.ended()

    assert asterisk.stream.counts.frames - before <= FRAMES_OF_A_CONNECTED_CALL
    assert asterisk.stream.counts.skipped == 0


async def test_removed_account_can_be_rung_no_more(asterisk: AsteriskWorld) -> None:
    guest = Account("desk-2")
    await asterisk.accounts.put(PhoneAccount(guest, digest_of(guest, SECRET)))
    await asterisk.accounts.remove(guest)
    scene = await arrive(asterisk)
    await scene.perform(Answer())

    await scene.perform(RingAgent(Ring(1), guest))

    assert await scene.next(AgentGone) == AgentGone(Ring(1), HangupCause.UNREACHABLE)


async def test_restoring_removes_accounts_that_nobody_wants_and_keeps_the_trunk(
    asterisk: AsteriskWorld,
) -> None:
    guest = Account("desk-3")
    await asterisk.accounts.put(PhoneAccount(guest, digest_of(guest, SECRET)))
    asterisk.accounts.want([PhoneAccount(DESK, digest_of(DESK, SECRET))])

    await asterisk.accounts.restore()

    names = {endpoint.resource for endpoint in await asterisk.client.endpoints()}
    assert names == {"main", "odd", DESK}


async def test_caller_whose_key_asterisk_forgets_to_obey_hears_the_next_prompt_all_the_same(
    contract_site: AsteriskSite, contract_ports: PhonePorts
) -> None:
    async with asterisk_world(contract_site, contract_ports, ForgetfulOfStops) as world:
        scene = await arrive(world)
        await scene.perform(Answer())
        await scene.next(Answered)
        await scene.perform(Say(Utterance(1), (PromptKey("menu.long"),)))
        await scene.perform(StopSaying(Utterance(1)))
        await scene.perform(Say(Utterance(2), (PromptKey("greeting"),)))

        assert await scene.next(SayFinished) == SayFinished(Utterance(1), is_said=False)
        assert await scene.next(SayFinished) == SayFinished(Utterance(2), is_said=True)
