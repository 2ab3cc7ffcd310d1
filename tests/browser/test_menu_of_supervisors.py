"""The menu of a supervisor: all of it on a small screen, and no key of it another's."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import SCOPES, a_storm, the_day
from tests.browser.casework import a_case_to_work_on
from tests.browser.desk_site import DeskSite
from tests.browser.one_case import NUMBER
from tests.browser.past_days import a_past_week
from tests.browser.settled import letters_have_come
from tests.browser.states import a_calm_day

pytestmark = pytest.mark.asyncio(loop_scope="session")

_ALL = (
    *("desk", "tickets:read", "tickets:write", "visits:read", "visits:write", "calls:read"),
    *("orders:write", "audit:read", "board:read", "reports:read", "recordings:read", "supervise"),
)


async def test_the_whole_menu_stands_on_the_smallest_screen_at_once(
    page: Page, site: DeskSite
) -> None:
    site.scopes = (*SCOPES, *_ALL)
    site.state = {**a_calm_day(), "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(f"{site.address}/wallboard")
    links = page.locator(".menu a")
    await expect(links).to_have_count(14)
    await letters_have_come(page)
    hidden = await page.locator(".side nav").evaluate(
        """nav => [nav.scrollHeight - nav.clientHeight,
          ...[...nav.querySelectorAll("a")].map(each => each.scrollWidth - each.clientWidth)]
          .filter(beyond => beyond > 0)"""
    )
    assert hidden == []
    foot = await page.locator(".side-tools").bounding_box()
    assert foot is not None
    assert foot["y"] + foot["height"] <= 768


async def test_on_a_ticket_with_recordings_every_key_does_one_thing(
    page: Page, site: DeskSite
) -> None:
    a_case_to_work_on(site)
    site.scopes = (*SCOPES, *_ALL)
    beside = {
        "supervision_id": "0192f0c1-7d2a-7000-8000-000000000009",
        "call_id": "0192f0c1-7d2a-7000-8000-000000000001",
        "account": "101",
        "operator": "102",
        "mode": "listen",
        "phase": "beside",
        "since": "2026-11-22T09:00:00Z",
        "end": None,
    }
    site.answers["supervise/talks"] = json.dumps({"supervision": beside}).encode()
    await page.goto(f"{site.address}/ticket/{NUMBER}")
    await expect(page.locator("audio")).to_have_count(3)
    await expect(page.get_by_role("region", name="Вы рядом с разговором")).to_be_visible()
    await page.keyboard.press("F1")
    await expect(page.get_by_role("dialog")).to_be_visible()
    keys = await page.get_by_role("dialog").locator("dt").all_inner_texts()
    assert {"Alt+Shift+W", "Alt+Shift+1", "Alt+Shift+7"} <= set(keys)
    assert [key for key in keys if keys.count(key) > 1] == []


async def test_a_day_is_typed_as_it_is_said_here_whatever_the_language_of_the_browser(
    page: Page, site: DeskSite
) -> None:
    await a_past_week(site)
    await page.goto(f"{site.address}/reports")
    since = page.get_by_label("С какого дня")
    await since.fill("2026-11-09")
    await expect(since).to_have_value("09.11.2026")
    show = page.get_by_role("button", name="Показать", exact=True)
    await since.fill("31.11.2026")
    await page.get_by_label("По какой день").focus()
    await expect(page.get_by_text("Напишите день так: 22.11.2026")).to_be_visible()
    await expect(show).to_be_disabled()
    await since.fill("10.11.2026")
    await expect(show).to_be_enabled()
    await page.get_by_role("button", name="Сегодня").click()
    await expect(since).to_have_value(await page.get_by_label("По какой день").input_value())
