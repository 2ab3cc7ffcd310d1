"""The engine is killed, frozen or away: who talks talks on, who waits hears music and waits on."""

import signal
from dataclasses import dataclass

import pytest

from asterisk import wire
from asterisk.client import AriClient
from base.instant import elapsed_s
from line122.phones.audio import OPERATOR_TONE_HZ
from line122.phones.call import ClosedBy, PhoneCall
from tests.integration.engine.conftest import OUTAGE_LIMIT_S
from tests.integration.engine.helpline import (
    MUSIC_TONE_HZ,
    PATIENCE_S,
    Citizen,
    Desk,
    Helpline,
    both_hear_more,
    end_of,
)
from tests.integration.engine.patience import eventually


@dataclass(frozen=True, slots=True)
class Full:
    """Two pairs talk, three citizens wait."""

    desks: tuple[Desk, Desk]
    talks: tuple[tuple[Citizen, PhoneCall], tuple[Citizen, PhoneCall]]
    waiting: tuple[Citizen, ...]


@pytest.fixture
async def full(helpline: Helpline) -> Full:
    desks = (await helpline.on_duty("anna"), await helpline.on_duty("boris"))
    talks = []
    for desk in desks:
        citizen = await helpline.wait_in_line()
        talks.append((citizen, await helpline.talk(desk, citizen)))
    waiting = tuple([await helpline.wait_in_line() for _ in range(3)])
    for citizen in waiting:
        assert await citizen.hears_music()
    return Full(desks, (talks[0], talks[1]), waiting)


async def test_killed_engine_cuts_no_talk_and_costs_nobody_their_place(
    helpline: Helpline, full: Full
) -> None:
    legs = {story.leg_id for story in await helpline.records.calls()}
    await helpline.kill_engine()

    await _talks_go_on(full)
    await _are_taken_back(helpline, full)
    await helpline.start_engine()
    await _hear_music(full.waiting)
    await _talks_go_on(full)

    await _answer_in_order(helpline, full)
    stories = await helpline.records.are_whole(calls=5)
    assert {story.leg_id for story in stories} == legs, "somebody is in another channel"
    assert [story.outcome for story in stories] == ["answered"] * 5


async def test_frozen_engine_cuts_no_talk_and_costs_nobody_their_place(
    helpline: Helpline, full: Full
) -> None:
    helpline.signal_engine(signal.SIGSTOP)

    await _talks_go_on(full)
    await _are_taken_back(helpline, full)
    helpline.signal_engine(signal.SIGCONT)
    for citizen in full.waiting:
        await helpline.records.reached(citizen.ani, "Waiting")
    await _hear_music(full.waiting)
    await _talks_go_on(full)

    await _answer_in_order(helpline, full)
    stories = await helpline.records.are_whole(calls=5)
    assert [story.outcome for story in stories] == ["answered"] * 5


async def test_engine_killed_while_a_telephone_rings_frees_the_operator_for_the_first_in_line(
    helpline: Helpline,
) -> None:
    desk = await helpline.on_duty("rung")
    first = await helpline.wait_in_line()
    orphan = await desk.ring()
    second = await helpline.wait_in_line()

    await helpline.kill_engine()
    await helpline.start_engine()

    assert await orphan.ends_within(PATIENCE_S), "the telephone of nobody's call still rings"
    talk = await helpline.talk(desk, first)
    await talk.hang_up()
    talk = await helpline.talk(desk, second)
    await talk.hang_up()
    stories = await helpline.records.are_whole(calls=2)
    assert [story.outcome for story in stories] == ["answered"] * 2


async def test_engine_stopped_in_order_leaves_its_callers_to_the_next_one(
    helpline: Helpline,
) -> None:
    desk = await helpline.hire("next")
    first, second = await helpline.wait_in_line(), await helpline.wait_in_line()

    await helpline.stop_engine()
    assert await first.hears_music()
    await helpline.start_engine()
    await (await desk.dial("*1")).hang_up()

    for citizen in (first, second):
        talk = await helpline.talk(desk, citizen)
        await talk.hang_up()
    await helpline.records.are_whole(calls=2)


async def test_who_calls_while_there_is_no_engine_is_served_by_the_next_one(
    helpline: Helpline,
) -> None:
    desk = await helpline.on_duty("later")
    await helpline.kill_engine()
    citizen = await helpline.dial()
    assert await citizen.call.answered(PATIENCE_S)
    assert await citizen.hears_music(), "no engine, and no music either"

    await helpline.start_engine()

    talk = await helpline.talk(desk, citizen)
    await talk.hang_up()
    (story,) = await helpline.records.are_whole(calls=1)
    assert story.ani == citizen.ani


async def test_without_an_engine_for_long_the_caller_is_told_where_to_turn(
    helpline: Helpline,
) -> None:
    waiting = await helpline.wait_in_line()
    await helpline.kill_engine()
    newcomer = await helpline.dial()

    for citizen in (newcomer, waiting):
        closing = await end_of(citizen.call)
        ear = citizen.call.ear
        assert closing.by is ClosedBy.THEM
        assert citizen.call.answered_at is not None
        assert elapsed_s(citizen.call.answered_at, closing.at) > OUTAGE_LIMIT_S
        assert ear.tone_s(MUSIC_TONE_HZ) > OUTAGE_LIMIT_S / 2, "there was hardly any music"
        assert ear.audible_s - ear.tone_s(MUSIC_TONE_HZ) > 5, "where to turn was not said"

    await helpline.start_engine()
    (story,) = await helpline.records.are_whole(calls=1)
    assert (story.outcome, story.cause) == ("abandoned", "lost")


async def _talks_go_on(full: Full) -> None:
    for citizen, desk_call in full.talks:
        assert await both_hear_more(citizen, desk_call), "a talk was cut"


async def _hear_music(waiting: tuple[Citizen, ...]) -> None:
    for citizen in waiting:
        assert await citizen.hears_music(), "who waits hears nothing"


async def _are_taken_back(helpline: Helpline, full: Full) -> None:
    """Wait until the leases have lapsed and Asterisk plays music to all, hardly ever silent.

    How much sound comes in a second of a busy machine, a talk tells that nobody has touched.
    """
    talk = full.talks[0][0].call.ear
    talked_s = talk.tone_s(OPERATOR_TONE_HZ)
    music_s = [citizen.call.ear.tone_s(MUSIC_TONE_HZ) for citizen in full.waiting]
    async with AriClient(helpline.house.servers.site.ari) as client:
        await eventually(
            client.channels, lambda found: sum(map(_is_alone, found)) >= len(full.waiting)
        )
    await _hear_music(full.waiting)
    talked_s = talk.tone_s(OPERATOR_TONE_HZ) - talked_s
    for citizen, before_s in zip(full.waiting, music_s, strict=True):
        heard_s = citizen.call.ear.tone_s(MUSIC_TONE_HZ) - before_s
        assert heard_s > talked_s / 2, f"{heard_s:.1f} s of music in {talked_s:.1f} s of a talk"


def _is_alone(channel: wire.Channel) -> bool:
    """Tell whether a caller's leg is in the dialplan's music."""
    return channel.dialplan.context == "engine" and channel.dialplan.app_name == "Wait"


async def _answer_in_order(helpline: Helpline, full: Full) -> None:
    """End the talks one by one: who came first is answered first."""
    (_, anna), (_, boris) = full.talks
    await anna.hang_up()
    desk = full.desks[0]
    for citizen in full.waiting:
        talk = await helpline.talk(desk, citizen)
        await talk.hang_up()
    await boris.hang_up()
