"""The spine: a citizen is greeted, chooses, waits, talks with an operator, and is recorded."""

from http import HTTPStatus

import msgspec

from line122.phones.call import ClosedBy
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import (
    MUSIC_TONE_HZ,
    PATIENCE_S,
    Helpline,
    end_of,
)
from tests.integration.engine.patience import eventually

GIVEN_UP = {"abandoned", "short_abandoned"}
"""Which of the two depends on how soon the story's own hang-up comes."""
GREETING_S = 12.5
"""Whoever has heard so much sound has the greeting behind them: it lasts 12.2 s."""

_ACTIVITIES = (
    "SELECT activity FROM agent_event JOIN agent USING (agent_id) WHERE account = $1 ORDER BY at"
)
_ONE_TALK = ["ringing", "talking", "wrap_up", "idle"]

CANONICAL_KEYS = {
    "call_id",
    "contact_id",
    "ticket_id",
    "trunk",
    "service",
    "queue",
    "outcome",
    "cause",
    "agent_id",
    "rings",
    "rings_without_answer",
    "wait_s",
    "ring_s",
    "talk_s",
    "call_s",
    "pii.ani",
}


async def test_citizen_talks_with_an_operator_who_hangs_up_first(helpline: Helpline) -> None:
    desk = await helpline.on_duty("anna")
    citizen = await helpline.wait_in_line()

    talk = await helpline.talk(desk, citizen)
    await helpline.agent_becomes(desk.account, "talking", "available")
    await talk.hang_up()

    assert (await end_of(citizen.call)).by is ClosedBy.THEM
    await eventually(
        lambda: helpline.records.rows(_ACTIVITIES, desk.account),
        lambda moves: [str(move["activity"]) for move in moves][-4:] == _ONE_TALK,
    )
    (story,) = await helpline.records.are_whole(calls=1)
    assert (story.outcome, story.cause, story.rings) == ("answered", "normal", 1)
    (story,) = await eventually(
        helpline.records.calls, lambda stories: stories[0].end_reason is not None
    )
    assert story.end_reason == "served"
    assert story.entered_at is not None
    assert story.answered_at is not None
    assert story.joined_at is not None
    assert story.hung_up_at is not None
    assert story.entered_at <= story.answered_at <= story.joined_at < story.hung_up_at


async def test_citizen_who_hangs_up_frees_the_operator_and_leaves_one_line_in_the_log(
    helpline: Helpline,
) -> None:
    desk = await helpline.on_duty("boris")
    citizen = await helpline.wait_in_line()
    talk = await helpline.talk(desk, citizen)

    await citizen.call.hang_up()

    assert (await end_of(talk)).by is ClosedBy.THEM
    await helpline.agent_becomes(desk.account, "idle", "available")
    (story,) = await helpline.records.are_whole(calls=1)
    (line,) = await helpline.logged("call.ended")
    assert line.keys() >= CANONICAL_KEYS
    assert line["call_id"] == str(story.call_id)
    assert (line["outcome"], line["queue"]) == ("answered", "doctors")
    assert line["pii.ani"] == "*" * 10 + citizen.number[-2:]
    whole_log = (helpline.house.servers.logs / "engine.log").read_text("utf-8")
    assert citizen.number[-10:] not in whole_log, "a citizen's number stands in the log"


async def test_engine_shows_its_health_and_its_figures(helpline: Helpline) -> None:
    desk = await helpline.on_duty("vera")
    citizen = await helpline.wait_in_line()
    await helpline.talk(desk, citizen)
    await citizen.call.hang_up()
    await helpline.records.all_ended(calls=1)

    assert (await helpline.page("/healthz"))[0] == 200
    _, readiness = await eventually(
        lambda: helpline.page("/readyz"), lambda page: page[0] == HTTPStatus.OK
    )
    assert msgspec.json.decode(readiness) == {"troubles": {}}
    exposition = await eventually(
        lambda: helpline.page("/metrics"), lambda page: b"line122_calls_active 0.0" in page[1]
    )
    assert b"line122_calls_arrived_total 1.0" in exposition[1]
    assert b'line122_calls_ended_total{outcome="answered",queue="doctors"} 1.0' in exposition[1]


async def test_citizen_hears_the_real_words_presses_a_key_and_is_told_their_place(
    opening: Opening,
) -> None:
    real = {
        "LINE122_SERVICES__HELPLINE__SCRIPT": "spoken",
        "LINE122_QUEUES__DOCTORS__FIRST_ANNOUNCEMENT_S": "2",
    }
    async with opening(real) as helpline:
        await helpline.start_engine()
        desk = await helpline.on_duty("galina")
        await (await desk.dial("*2")).ends_within(PATIENCE_S)
        citizen = await helpline.dial()
        assert await citizen.call.answered(PATIENCE_S)

        await helpline.records.reached(citizen.ani, "InMenu")
        assert await citizen.call.until_within(
            lambda: citizen.call.ear.audible_s > GREETING_S, 2 * PATIENCE_S
        ), "the greeting was not heard to its end"
        await citizen.call.press("1")
        await helpline.records.reached(citizen.ani, "Waiting")
        assert await citizen.hears_music()
        music_s = citizen.call.ear.tone_s(MUSIC_TONE_HZ)
        others_s = citizen.call.ear.audible_s - music_s
        assert await citizen.call.until_within(
            lambda: (
                citizen.call.ear.audible_s - citizen.call.ear.tone_s(MUSIC_TONE_HZ)
                > others_s + 1.0
            ),
            PATIENCE_S,
        ), "the place in the queue was not announced"
        assert await citizen.hears_music(), "no music after the announcement"

        await (await desk.dial("*1")).hang_up()
        await helpline.talk(desk, citizen)
        await citizen.call.hang_up()
        (story,) = await helpline.records.are_whole(calls=1)
        assert story.outcome == "answered"
        assert await helpline.records.phases(citizen.ani) == [
            "Answering",
            "InMenu",
            "Waiting",
            "Ringing",
            "Joining",
            "Talking",
            "Ended",
        ]


async def test_one_person_who_calls_again_unserved_keeps_contact_and_ticket(
    helpline: Helpline,
) -> None:
    first = await helpline.wait_in_line()
    await first.call.hang_up()
    await helpline.records.all_ended(calls=1)
    second = await helpline.wait_in_line(first.number)
    await second.call.hang_up()

    stories = await helpline.records.are_whole(calls=2)
    assert len({story.contact_id for story in stories}) == 1
    assert len({story.ticket for story in stories}) == 1
    assert {story.outcome for story in stories} <= GIVEN_UP
