"""What callers in a menu learn: `callflow/menu_news.py`, alone and through the services."""

from dataclasses import replace

import pytest

from base.calendar import NEVER, Forced
from callflow.call import InMenu
from callflow.events import PolicyId
from callflow.menu_news import menu_news
from ivr.facts import Hours
from tests.callback.stage import POLICY as CALLBACK_POLICY
from tests.callflow.stories import waiting
from tests.support.hall import STARTED_AT
from tests.support.menu_line import WALKING, MenuLine
from tests.support.site import CALL_POLICY, HELPLINE

pytestmark = pytest.mark.looptime


def test_who_stands_in_no_menu_learns_nothing() -> None:
    assert menu_news(waiting().run(), CALL_POLICY, STARTED_AT, is_storm=True) is None


async def test_line_that_is_closed_by_order_leads_from_the_menu_to_the_request_of_the_night() -> (
    None
):
    line = MenuLine()
    citizen = await line.greeted()
    service = WALKING.services[HELPLINE]
    forced = Forced(is_open=False, since=line.now, until=NEVER)
    closed = replace(service, hours=replace(service.hours, forced=forced))
    policy = replace(WALKING, services={HELPLINE: closed})

    line.hall.calls.change_policy(policy, PolicyId("closed"), CALLBACK_POLICY.hold)
    await citizen.waits(0.5)

    assert isinstance(citizen.call.phase, InMenu)
    assert citizen.call.phase.walk.facts.hours is Hours.CLOSED
    await citizen.presses("0")
    assert citizen.last[0] == "closed"
    await line.hall.close()


async def test_news_is_told_once() -> None:
    line = MenuLine()
    citizen = await line.greeted()
    line.hall.calls.is_storm = True
    line.hall.calls.tell_menus()
    await citizen.waits(0.1)
    before = len(citizen.journal)

    line.hall.calls.tell_menus()
    await citizen.waits(0.1)

    assert len(citizen.journal) == before
    await line.hall.close()
