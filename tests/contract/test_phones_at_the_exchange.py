"""What a real Asterisk tells of agents' telephones: there, dead, gone, ringing, back."""

import pytest

from agents.phone import Measured, PhoneEvent, Rang, Registered, Silent, Unregistered
from asterisk.accounts import Accounts, PhoneAccount, digest_of
from asterisk.site import AsteriskSite
from asterisk.telephones import browser_endpoint
from callflow.commands import Answer, RingAgent
from callflow.events import AgentGone, AgentRinging, Answered, Ring
from callflow.outcome import HangupCause
from callflow.ports import CodeDialled, Performed
from line122.phones.raw import Address, RawPhone
from tests.contract.asterisk_world import SECRET, AsteriskWorld
from tests.contract.world import DESK, PhoneNews, arrive


async def told(world: AsteriskWorld, *kinds: type[PhoneEvent]) -> PhoneEvent:
    """Wait for the next news of these kinds about the desk's telephone."""
    while True:
        news = await world.heard.next(PhoneNews)
        if news.account == DESK and isinstance(news.event, kinds):
            return news.event


async def measured(world: AsteriskWorld) -> float:
    """Wait until the telephone has answered when it was asked, and return how long it took."""
    while True:
        event = await told(world, Registered)
        assert isinstance(event, Registered)
        if event.rtt_ms is not None:
            return event.rtt_ms


async def test_round_trip_of_a_telephone_is_told_again_and_again(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    first_ms = await measured(asterisk)
    again = [await told(asterisk, Measured) for _ in range(2)]

    assert first_ms > 0
    assert all(isinstance(each, Measured) and each.rtt_ms > 0 for each in again)


@pytest.fixture(autouse=True)
async def _surveyed(asterisk: AsteriskWorld) -> None:
    """Wait for what the connection finds: an account that is just written anew tells less."""
    await told(asterisk, Registered, Unregistered)


async def test_telephone_is_told_with_its_round_trip_its_ring_and_its_end(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    rtt_ms = await measured(asterisk)

    scene = await arrive(asterisk)
    await scene.perform(Answer())
    await scene.next(Answered)
    await scene.perform(RingAgent(Ring(1), DESK))
    await scene.next(AgentRinging)
    rang = await told(asterisk, Rang)
    await (await asterisk.ring()).decline()
    await asterisk.unplug()
    gone = await told(asterisk, Unregistered)

    assert rtt_ms > 0
    assert rang == Rang()
    assert isinstance(gone, Unregistered)


async def test_registered_telephone_that_answers_no_more_is_told_as_silent(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    async with RawPhone(Address(contract_site.sip.host, contract_site.sip.port)) as phone:
        await phone.register(DESK, SECRET)
        await measured(asterisk)
    silent = await told(asterisk, Silent)
    await asterisk.plug_in()
    back_ms = await measured(asterisk)

    assert isinstance(silent, Silent)
    assert back_ms > 0


async def test_telephone_is_asked_to_pick_up_by_itself_where_the_site_wants_it(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    async with RawPhone(Address(contract_site.sip.host, contract_site.sip.port)) as phone:
        await phone.register(DESK, SECRET)
        await measured(asterisk)
        scene = await arrive(asterisk)
        await scene.perform(Answer())
        await scene.next(Answered)
        await scene.perform(RingAgent(Ring(1), DESK))
        invite = await phone.invites.get()
        gone = await scene.next(AgentGone)

    assert invite.value("Call-Info") == "<sip:line122>;answer-after=0"
    assert "alert-autoanswer" in invite.value("Alert-Info")
    assert gone == AgentGone(Ring(1), HangupCause.BUSY)


async def test_telephone_that_is_rung_for_a_test_has_dialled_the_code(
    asterisk: AsteriskWorld,
) -> None:
    await asterisk.plug_in()
    await measured(asterisk)

    assert await asterisk.telephony.dictaphone.ring(DESK, "*8") is Performed.DONE
    desk = await asterisk.ring()
    await desk.answer()
    code = await asterisk.heard.next(CodeDialled)
    asterisk.telephony.drop(code.leg_id)
    await desk.ended()

    assert (code.account, code.code) == (DESK, "*8")


async def test_engine_that_comes_back_finds_who_is_there_and_who_is_not(
    asterisk: AsteriskWorld,
) -> None:
    asterisk.accounts.want([PhoneAccount(DESK, digest_of(DESK, SECRET))])
    await asterisk.plug_in()
    await measured(asterisk)
    await asterisk.reconnect()
    there = await told(asterisk, Registered, Unregistered)
    await asterisk.unplug()
    await told(asterisk, Unregistered)
    await asterisk.reconnect()
    away = await told(asterisk, Registered, Unregistered)

    assert isinstance(there, Registered)
    assert isinstance(away, Unregistered)


async def test_browser_s_telephone_of_a_killed_engine_is_gone_after_the_next_survey(
    asterisk: AsteriskWorld, contract_site: AsteriskSite
) -> None:
    browser = browser_endpoint(DESK)
    await asterisk.accounts.put_browser(DESK, digest_of(browser, SECRET))
    left_behind = {endpoint.resource for endpoint in await asterisk.client.endpoints()}
    next_engine = Accounts(asterisk.client, [trunk.name for trunk in contract_site.trunks])
    next_engine.want([PhoneAccount(DESK, digest_of(DESK, SECRET))])
    await next_engine.restore()
    kept = {endpoint.resource for endpoint in await asterisk.client.endpoints()}

    assert browser in left_behind
    assert browser not in kept
    assert DESK in kept
