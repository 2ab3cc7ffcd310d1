"""What operators say of themselves over HTTP, and of nobody else. `callflow/presence_desk.py`."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from agents.agent import Account, Activity, Agent, Presence
from agents.codes import Disposition
from agents.ports import StoredOperator
from base.tasks import cancel, spawn
from queues.messages import TalkFound, TalkReported
from staff.role import Role
from tests.support.api import AGENT, ApiStory
from tests.support.attending import NobodyCalls
from tests.support.site import ASKING_POLICY, call_id, operator
from tests.web.signing_in import Screen

ANNA = replace(operator(1, doctor=1), agent_id=AGENT, account=Account("desk-1"))


class Desk:
    """Anna's page, and the floor on which she sits."""

    def __init__(self, story: ApiStory, screen: Screen) -> None:
        self.floor = story.floor
        self.screen = screen

    @property
    def anna(self) -> Agent:
        return self.floor.distributor.floor.agents[AGENT]

    async def says(self, path: str, body: object = None) -> int:
        answer = await self.screen.ask("POST", f"/me/{path}", {} if body is None else body)
        return answer.status

    async def lives(self, *events: TalkFound | TalkReported) -> None:
        for event in events:
            self.floor.distributor.tell(event)
        # An answer takes longer than the floor does.
        await self.screen.ask("GET", "/me/reasons")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    story = ApiStory(tmp_path)
    await story.staff.hire("anna", Role.OPERATOR, account="desk-1")
    await story.staff.hire("petr", Role.ADMINISTRATOR)
    await story.staff.hire("olga", Role.OPERATOR)
    await story.floor.load(StoredOperator(ANNA, Presence.AVAILABLE, ""))
    running = spawn(story.floor.distributor.run(NobodyCalls()), name="distributor")
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("anna")
        yield Desk(story, screen)
    await cancel(running)


async def test_break_has_a_reason_of_the_site_and_is_written_down_with_it(desk: Desk) -> None:
    shown = await (await desk.screen.ask("GET", "/me/reasons")).json(content_type=None)

    assert await desk.says("presence", {"presence": "break", "reason": "lunch"}) == 200
    await desk.lives()

    assert shown["reasons"][0] == {"reason": "lunch", "title": "Обед", "allowed_s": 1800.0}
    assert (desk.anna.presence, desk.anna.reason) == (Presence.BREAK, "lunch")
    assert desk.floor.books.moves[-1].reason == "lunch"
    assert await desk.says("presence", {"presence": "break", "reason": "fishing"}) == 422
    assert await desk.says("presence", {"presence": "available", "reason": "lunch"}) == 422


async def test_wish_of_a_talk_and_one_extension_of_its_wrap_up(desk: Desk) -> None:
    await desk.lives(TalkFound(call_id(1), AGENT))
    assert await desk.says("wrap-up", {"do": "extend"}) == 409
    await desk.says("presence", {"presence": "aside", "reason": "training"})
    await desk.lives()
    wishing = desk.anna
    await desk.lives(TalkReported(call_id(1), AGENT))

    assert wishing.wish is not None
    assert desk.anna.activity is Activity.WRAP_UP
    assert await desk.says("wrap-up", {"do": "extend"}) == 200
    await desk.lives()
    assert await desk.says("wrap-up", {"do": "extend"}) == 409
    assert await desk.says("wrap-up", {"do": "end"}) == 200
    await desk.lives()
    assert (desk.anna.activity, desk.anna.presence) == (Activity.IDLE, Presence.ASIDE)
    assert await desk.says("wrap-up", {"do": "end"}) == 409


async def test_wrap_up_of_a_site_that_asks_ends_by_a_word_and_by_nothing_else(desk: Desk) -> None:
    desk.floor.distributor.change_policy(ASKING_POLICY)
    await desk.lives(TalkFound(call_id(1), AGENT), TalkReported(call_id(1), AGENT))

    assert await desk.says("wrap-up", {"do": "end"}) == 409
    assert await desk.says("presence", {"presence": "available"}) == 200
    await desk.lives()
    owing = desk.anna
    desk.floor.distributor.wrapped_up(AGENT, Disposition.NOBODY)
    await desk.lives()

    assert owing.activity is Activity.WRAP_UP
    assert desk.anna.activity is Activity.IDLE
    (said,) = desk.floor.books.disposed
    assert (said.call_id, said.disposition) == (call_id(1), Disposition.NOBODY)


async def test_telephone_is_rung_for_a_test_unless_its_operator_talks(desk: Desk) -> None:
    assert await desk.says("test-call") == 202
    await desk.lives(TalkFound(call_id(1), AGENT))

    assert await desk.says("test-call") == 409
    assert [(rung.account, rung.code) for rung in desk.floor.rung] == [(ANNA.account, "*8")]


async def test_who_answers_no_calls_declares_nothing(desk: Desk) -> None:
    for login in ("petr", "olga"):
        await desk.screen.sign_in(login)

        assert await desk.says("presence", {"presence": "offline"}) == 403
        assert await desk.says("wrap-up", {"do": "end"}) == 403
        assert await desk.says("test-call") == 403
    assert desk.anna.presence is Presence.AVAILABLE
