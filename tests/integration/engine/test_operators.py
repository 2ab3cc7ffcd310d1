"""Operators come, go, let it ring and lose their telephones; no caller loses their place."""

from datetime import timedelta
from http import HTTPStatus

import msgspec

from base.clock import SystemClock
from line122.bootstrap.commands import run_command
from line122.bootstrap.engine import ROOT
from line122.phones.call import ClosedBy
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import (
    MUSIC_TONE_HZ,
    PATIENCE_S,
    Citizen,
    Desk,
    Helpline,
    both_hear_more,
    end_of,
    new_account,
)
from tests.integration.engine.patience import eventually


async def test_ring_without_answer_moves_on_and_the_caller_keeps_the_place(
    opening: Opening,
) -> None:
    # Short for who waits for its end, and long enough for who answers on a busy machine.
    async with opening({"LINE122_QUEUES__DOCTORS__RING_TIMEOUT_S": "5"}) as helpline:
        await helpline.start_engine()
        sleepy = await helpline.on_duty("sleepy")
        awake = await helpline.hire("awake")
        first = await helpline.wait_in_line()
        ignored = await sleepy.ring()
        await (await sleepy.dial("*0")).hang_up()
        second = await helpline.wait_in_line()

        assert (await end_of(ignored)).by is ClosedBy.THEM
        await (await awake.dial("*1")).hang_up()
        talk = await helpline.talk(awake, first)
        await talk.hang_up()
        talk = await helpline.talk(awake, second)
        await talk.hang_up()

        waited, _ = await helpline.records.are_whole(calls=2)
        assert (waited.rings, waited.rings_without_answer) == (2, 1)
        assert [each.outcome for each in await helpline.records.calls()] == ["answered"] * 2


async def test_operator_who_declines_is_passed_over_for_the_next(helpline: Helpline) -> None:
    busy = await helpline.on_duty("busy")
    other = await helpline.on_duty("other")
    citizen = await helpline.wait_in_line()

    assert await (await busy.ring()).reject()
    talk = await helpline.talk(other, citizen)
    await talk.hang_up()

    (story,) = await helpline.records.are_whole(calls=1)
    assert (story.outcome, story.rings, story.rings_without_answer) == ("answered", 2, 1)


async def test_operator_whose_telephone_has_gone_is_passed_over(helpline: Helpline) -> None:
    gone = await helpline.on_duty("gone")
    await gone.line.unregister()
    here = await helpline.on_duty("here")

    citizen = await helpline.wait_in_line()
    talk = await helpline.talk(here, citizen)
    assert (await helpline.agent(gone.account)).presence == "available"
    await talk.hang_up()

    (story,) = await helpline.records.are_whole(calls=1)
    assert story.outcome == "answered"


async def test_who_waits_when_all_operators_have_left_is_told_their_ticket(
    opening: Opening,
) -> None:
    empty = {
        "LINE122_QUEUES__DOCTORS__EMPTY_HALL_S": "1",
        "LINE122_CALLS__TEXTS__NO_AGENTS": "digit.1",
        "LINE122_CALLS__TEXTS__EMERGENCY": "digit.2",
    }
    async with opening(empty) as helpline:
        await helpline.start_engine()
        desk = await helpline.on_duty("last")
        citizen = await helpline.wait_in_line()
        ringing = await desk.ring()
        spoken_s = _words_s(citizen)
        await (await desk.dial("*0")).hang_up()
        assert await ringing.reject()

        assert (await end_of(citizen.call)).by is ClosedBy.THEM
        assert _words_s(citizen) > spoken_s + 2, (
            "the parting with the ticket's number was not heard"
        )
        (story,) = await helpline.records.are_whole(calls=1)
        assert (story.outcome, story.end_reason) == ("diverted", None)


async def test_who_calls_outside_the_hours_is_told_so_and_has_a_ticket(opening: Opening) -> None:
    other_day = SystemClock().now() + timedelta(days=3)
    closed = {
        "LINE122_SERVICES__HELPLINE__HOURS__ROUND_THE_CLOCK": "false",
        f"LINE122_SERVICES__HELPLINE__HOURS__{other_day:%A}".upper(): "03:00-03:01",
        "LINE122_CALLS__TEXTS__EMERGENCY": "digit.2",
    }
    async with opening(closed) as helpline:
        await helpline.start_engine()
        citizen = await helpline.dial()

        assert await citizen.call.answered(PATIENCE_S)
        assert (await end_of(citizen.call)).by is ClosedBy.THEM
        assert citizen.call.ear.audible_s > 4, "the closed line said too little"
        (story,) = await helpline.records.are_whole(calls=1)
        assert (story.outcome, story.entered_at) == ("diverted", None)


async def test_codes_are_confirmed_aloud_and_who_owes_a_word_is_rung_again_at_the_limit(
    opening: Opening,
) -> None:
    settings = {
        "LINE122_CALLS__TEXTS__AGENT_AVAILABLE": "presence.available",
        "LINE122_AGENTS__WRAP_UP_EXTENSION_S": "0",
        "LINE122_AGENTS__WRAP_UP_LIMIT_S": "2",
    }
    async with opening(settings) as helpline:
        await helpline.start_engine()
        desk = await helpline.hire("codes")
        for code, presence in (("*1", "available"), ("*2", "break"), ("*0", "offline")):
            call = await desk.dial(code)
            assert await call.ends_within(PATIENCE_S)
            assert call.ear.audible_s > 1, f"{code} was not confirmed aloud"
            await helpline.agent_becomes(desk.account, "idle", presence)

        unknown = await desk.dial("*77")
        assert await unknown.ends_within(PATIENCE_S)
        assert unknown.ear.audible_s > 0.5, "the unknown code was met with silence"
        assert (await helpline.agent(desk.account)).presence == "offline"
        assert await helpline.records.calls() == [], "a code is no citizen's call"
        await _who_says_nothing_is_rung_again_at_the_limit(helpline, desk)


async def _who_says_nothing_is_rung_again_at_the_limit(helpline: Helpline, desk: Desk) -> None:
    assert await (await desk.dial("*1")).ends_within(PATIENCE_S)
    citizen = await helpline.wait_in_line()
    talk = await helpline.talk(desk, citizen)
    waits = await helpline.wait_in_line()
    await talk.hang_up()
    second = await helpline.talk(desk, waits)
    said = await eventually(
        lambda: helpline.records.rows("SELECT disposition, not_stated FROM call_disposition"), bool
    )
    assert tuple(said[0].values()) == ("not_stated", "limit")
    await second.hang_up()
    await helpline.records.are_whole(calls=2)


async def test_operator_added_by_command_answers_at_once_and_disabled_answers_no_more(
    helpline: Helpline,
) -> None:
    account = new_account("new")
    added = await _command(
        helpline,
        *("agent", "add", "--name", "Newcomer", "--account", account),
        *("--skill", "doctor:1", "--json"),
    )
    await eventually(helpline.live, lambda live: [each.account for each in live.agents] != [])
    secret = str(msgspec.json.decode(added)["secret"])
    desk = Desk(account, await helpline.plug_in(account, secret))
    await (await desk.dial("*1")).hang_up()
    citizen = await helpline.wait_in_line()
    talk = await helpline.talk(desk, citizen)

    await _command(helpline, "agent", "disable", account)
    await helpline.agent_becomes(account, "talking", "offline")
    assert await both_hear_more(citizen, talk), "the talk ended with the account"
    await talk.hang_up()
    await eventually(helpline.live, lambda live: live.agents == ())

    await helpline.records.are_whole(calls=1)
    async with helpline.raw_phone() as other_phone:
        await eventually(
            lambda: other_phone.register(account, secret),
            lambda refused: (refused.status or 0) >= HTTPStatus.BAD_REQUEST,
        )
    waiting = await helpline.wait_in_line()
    assert await waiting.hears_music(), "nobody is left to answer"
    await waiting.call.hang_up()
    await helpline.records.are_whole(calls=2)


async def _command(helpline: Helpline, *words: str) -> str:
    """Run a command of the product beside the running engine and return what it printed."""
    ended = await run_command(
        str(ROOT / "bin/line122"), *words, variables={"DATABASE_URL": helpline.house.database_url}
    )
    assert ended.status == 0, ended.lines
    return ended.lines[-1]


def _words_s(citizen: Citizen) -> float:
    """Return how long the citizen has heard something that is not the music."""
    ear = citizen.call.ear
    return ear.audible_s - ear.tone_s(MUSIC_TONE_HZ)
