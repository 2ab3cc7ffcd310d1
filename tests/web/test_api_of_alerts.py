"""Alerts by the API (`web/api/alerts.py`), and on live pages (`web/wallboard/alarms.py`)."""

from http import HTTPStatus
from pathlib import Path
from typing import Any

from base.ids import new_alert_id
from staff.role import Role
from tests.support.alarms import BLOCKED
from tests.support.api import ApiStory
from tests.web.signing_in import Screen
from web.wallboard.alarms import alarms_shown


async def _page(screen: Screen, query: str = "") -> dict[str, Any]:
    answer = await screen.ask("GET", f"/alerts{query}")
    assert answer.status == HTTPStatus.OK, await answer.text()
    told: dict[str, Any] = await answer.json()
    return told


async def test_a_supervisor_sees_what_is_open_and_says_that_they_see_to_it(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("olga", Role.SUPERVISOR, account="desk-1")
    story.figures.values[BLOCKED] = 1.0
    story.alerts.look()
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("olga")
        page = await _page(screen)
        (alert,) = page["open"]
        assert (alert["kind"], alert["subject"]) == ("calls_blocked", "main")
        assert (alert["severity"], alert["acknowledged_by"]) == ("critical", None)
        assert page["history"] == page["open"]
        for _ in range(2):
            said = await screen.ask("POST", f"/alerts/{alert['alert_id']}/acknowledge")
            assert said.status == HTTPStatus.OK
            assert (await said.json())["acknowledged_by"] == "olga"
        for unknown in (str(new_alert_id()), "nothing"):
            said = await screen.ask("POST", f"/alerts/{unknown}/acknowledge")
            assert said.status == HTTPStatus.NOT_FOUND
    (shown,) = alarms_shown(story.alerts.open).values()
    assert isinstance(shown, dict)
    assert (shown["acknowledged_by"], shown["value"]) == ("olga", 1.0)


async def test_what_was_is_told_a_page_at_a_time_and_by_kind(tmp_path: Path) -> None:
    story = ApiStory(tmp_path)
    await story.staff.hire("vera", Role.ADMINISTRATOR)
    for _ in range(3):
        story.figures.values[BLOCKED] = 1.0
        story.alerts.look()
        story.figures.values[BLOCKED] = 0.0
        story.alerts.look()
        story.clock.pass_s(901)
        story.alerts.look()
    async with story.visited() as client:
        screen = Screen(client)
        await screen.sign_in("vera")
        first = await _page(screen, "?most=2")
        assert first["open"] == []
        assert [alert["cleared_because"] for alert in first["history"]] == ["well", "well"]
        rest = await _page(screen, f"?most=2&after={first['next']}")
        assert (len(rest["history"]), rest["next"]) == (1, None)
        assert await _page(screen, "?kind=disk_low") == {"open": [], "history": [], "next": None}
        nowhere = await screen.ask("GET", f"/alerts?after={new_alert_id()}")
        assert nowhere.status == HTTPStatus.UNPROCESSABLE_ENTITY
        may_not = await screen.ask("POST", f"/alerts/{first['next']}/acknowledge")
        assert may_not.status == HTTPStatus.FORBIDDEN
