"""No citizen is refused for what the call says: each odd one reaches a person, with a ticket."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
import pytest_asyncio

from base.tasks import cancel, spawn
from line122.phones.raw import Invite, RawCall, RawPhone
from line122.phones.sip_text import Header
from tests.integration.engine.helpline import (
    PATIENCE_S,
    Citizen,
    Desk,
    Helpline,
    both_hear_more,
    new_number,
)
from tests.integration.engine.odd_callers import ODD_CALLERS, UNANSWERABLE, OddCaller
from tests.integration.engine.patience import eventually
from tests.integration.engine.records import CallStory

pytestmark = pytest.mark.asyncio(loop_scope="module")

_DESKS = 4
ELSEWHERE = "sip:81012345@127.0.0.1"


@dataclass(frozen=True, slots=True)
class Served:
    """What became of an odd caller."""

    story: CallStory
    phases: tuple[str, ...]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(shared_helpline: Helpline) -> Mapping[str, Served]:
    """Let every odd caller call, and leave when they talk with an operator."""
    helpline = shared_helpline
    desks = [await helpline.on_duty("odd") for _ in range(_DESKS)]
    shifts = [spawn(_answer_everybody(desk), name=desk.account) for desk in desks]
    async with helpline.raw_phone() as phone:
        calls = {odd.story: await _arrive(helpline, phone, odd) for odd in ODD_CALLERS}
        await _leave_when_talking(helpline, calls)
        stories = {story.leg_id: story for story in await helpline.records.are_whole(len(calls))}
    for shift in shifts:
        await cancel(shift)
    for desk in desks:
        await (await desk.dial("*0")).hang_up()
        await helpline.agent_becomes(desk.account, "idle", "offline")
    return {
        name: Served(stories[leg], tuple(await helpline.records.phases_of(stories[leg].call_id)))
        for name, (leg, _) in calls.items()
    }


@pytest.mark.parametrize("odd", ODD_CALLERS, ids=lambda odd: odd.story)
async def test_odd_caller_is_read_rightly_and_reaches_a_person(
    odd: OddCaller, served: Mapping[str, Served]
) -> None:
    found = served[odd.story]

    assert (found.story.ani_kind, found.story.ani) == (odd.kind, odd.number)
    assert odd.flag is None or odd.flag in found.story.ani_flags
    assert found.story.service == "helpline"
    assert found.story.outcome == "answered"
    assert "Talking" in found.phases
    assert found.story.ani_raw.isprintable() or found.story.ani_raw == ""
    assert len(found.story.ani_raw.encode()) <= 256


async def test_asserted_number_of_a_withheld_caller_is_stored_nowhere(
    shared_helpline: Helpline, served: Mapping[str, Served]
) -> None:
    story = served["anonymous but asserted"].story
    journal = await shared_helpline.records.rows(
        "SELECT payload::text FROM call_event WHERE call_id = $1", story.call_id
    )

    assert "79105550199" not in f"{story} {journal}"


async def test_datagrams_that_are_no_call_leave_nothing_and_hurt_nobody(
    shared_helpline: Helpline,
) -> None:
    before = len(await shared_helpline.records.calls())
    sip = shared_helpline.house.servers.site.sip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        for datagram in UNANSWERABLE:
            sender.sendto(datagram, (sip.host, sip.port))

    await _next_call_is_fine(shared_helpline)
    assert len(await shared_helpline.records.calls()) == before + 1


async def test_repeated_invite_is_one_call(shared_helpline: Helpline) -> None:
    before = len(await shared_helpline.records.calls())
    async with shared_helpline.raw_phone() as phone:
        odd = ODD_CALLERS[0]
        call = phone.invite(odd.invite)
        assert call._invite is not None
        for _ in range(5):
            phone.send(call._invite)
        assert (await call.answer()).status == 200
        call.bye()
        await call.answer("BYE")

    await shared_helpline.records.all_ended(before + 1)


async def test_invite_cancelled_at_once_leaves_a_row_and_a_ticket(
    shared_helpline: Helpline,
) -> None:
    async with shared_helpline.raw_phone() as phone:
        story = await eventually(
            lambda: _cancelled_at_once(shared_helpline, phone), lambda story: story is not None
        )

    assert story is not None
    assert story.outcome == "abandoned"
    assert story.ticket is not None


async def test_keys_before_the_question_are_dropped_and_the_call_reaches_a_person(
    shared_helpline: Helpline,
) -> None:
    number = new_number()
    async with shared_helpline.raw_phone() as phone:
        call = phone.invite(_plain(number))
        assert (await call.answer()).status == 200
        phone.press(call, "9#*99")
        await _reaches_a_person(shared_helpline, number, call)


@pytest.mark.parametrize("how", ["INFO", "RFC 4733"])
async def test_storm_of_keys_costs_nobody_a_person(shared_helpline: Helpline, how: str) -> None:
    number = new_number()
    async with shared_helpline.raw_phone() as phone:
        call = phone.invite(_plain(number))
        assert (await call.answer()).status == 200
        storm = "0123456789*#ABCD" * 31
        for _ in range(4):
            if how == "INFO":
                call.press_by_info(storm[:125])
            else:
                phone.press(call, storm[:125])
        await _reaches_a_person(shared_helpline, number, call)

    await _next_call_is_fine(shared_helpline)


async def test_refer_from_either_side_is_refused_and_the_talk_survives(
    shared_helpline: Helpline,
) -> None:
    desk = await shared_helpline.on_duty("refer")
    citizen = await shared_helpline.wait_in_line()
    talk = await shared_helpline.talk(desk, citizen)

    assert not await talk.refer(ELSEWHERE), "the operator's REFER was accepted"
    assert await both_hear_more(citizen, talk)
    assert not await citizen.call.refer(ELSEWHERE), "the trunk's REFER was accepted"
    assert await both_hear_more(citizen, talk)

    await talk.hang_up()
    await _off_duty(shared_helpline, desk)


async def test_refer_without_a_subscription_from_the_trunk_is_refused(
    shared_helpline: Helpline,
) -> None:
    number = new_number()
    async with shared_helpline.raw_phone() as phone:
        call = phone.invite(_plain(number))
        assert (await call.answer()).status == 200
        call.refer(ELSEWHERE, Header("Refer-Sub", "false"))
        assert ((await call.answer("REFER")).status or 0) >= 400
        await _reaches_a_person(shared_helpline, number, call)


def _plain(number: str) -> Invite:
    return Invite("122", f"<sip:{number}@127.0.0.1>")


async def _cancelled_at_once(helpline: Helpline, phone: RawPhone) -> CallStory | None:
    """Return what is written of such a call; `None` when Asterisk dropped it before its dialplan.

    Of those nobody is ever told. The call after it tells that no row will come any more.
    """
    cancelled, after = new_number(), new_number()
    call = phone.invite(_plain(cancelled))
    await call.cancel()
    final = await call.answer()
    if final.status == 200:
        # The engine was faster: RFC 3261, 9.1, lets the CANCEL go without effect.
        call.bye()
    call = phone.invite(_plain(after))
    assert (await call.answer()).status == 200
    call.bye()
    stories = await eventually(
        helpline.records.calls,
        lambda stories: (
            any(story.ani == f"+{after}" for story in stories)
            and all(story.outcome is not None for story in stories)
        ),
    )
    return next((story for story in stories if story.ani == f"+{cancelled}"), None)


async def _arrive(helpline: Helpline, phone: RawPhone, odd: OddCaller) -> tuple[str, RawCall]:
    """Send the INVITE and return the leg that came of it."""
    known = {story.leg_id for story in await helpline.records.calls()}
    call = phone.invite(odd.invite)
    assert (await call.answer()).status == 200, f"{odd.story} was refused"
    calls = await eventually(helpline.records.calls, lambda calls: len(calls) > len(known))
    (leg,) = {story.leg_id for story in calls} - known
    return leg, call


async def _leave_when_talking(
    helpline: Helpline, calls: Mapping[str, tuple[str, RawCall]]
) -> None:
    by_leg = dict(calls.values())
    while by_leg:
        talking = await eventually(
            lambda: helpline.records.legs_in("Talking"), lambda legs: bool(legs & by_leg.keys())
        )
        for leg in talking & by_leg.keys():
            by_leg.pop(leg).bye()


async def _answer_everybody(desk: Desk) -> None:
    while True:
        await (await desk.pick_up()).ends_within(PATIENCE_S)


async def _reaches_a_person(helpline: Helpline, number: str, call: RawCall) -> None:
    desk = await helpline.hire("person")
    await (await desk.dial("*1")).hang_up()
    talk = await desk.pick_up()
    await helpline.records.reached(f"+{number}", "Talking")
    call.bye()
    assert await talk.ends_within(PATIENCE_S)
    await _off_duty(helpline, desk)


async def _next_call_is_fine(helpline: Helpline) -> None:
    desk = await helpline.on_duty("next")
    citizen: Citizen = await helpline.wait_in_line()
    talk = await helpline.talk(desk, citizen)
    await talk.hang_up()
    await _off_duty(helpline, desk)


async def _off_duty(helpline: Helpline, desk: Desk) -> None:
    await (await desk.dial("*0")).hang_up()
    await helpline.agent_becomes(desk.account, "idle", "offline")
