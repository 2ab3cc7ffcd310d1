"""What stands on a page is what the engine said last, or is marked as old: live.js."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite
from tests.browser.states import but
from web.live.delta import Node

pytestmark = pytest.mark.asyncio(loop_scope="session")

_FOR_SILENCE_MS = 2300
"""Longer than the two seconds after which figures are old; the page's own clock is turned."""


async def test_a_change_appears_where_it_belongs_and_nowhere_else(
    page: Page, site: DeskSite
) -> None:
    await page.goto(site.address)
    waiting = page.locator(".figures dd").first
    await expect(waiting).to_have_text("4")
    await site.tell(line__waiting=5, team__109={"name": "Юлия Мирная", **_IDLE})
    await expect(waiting).to_have_text("5")
    await expect(page.get_by_text("Юлия Мирная")).to_be_visible()
    await expect(page.get_by_text("Анна Морозова").first).to_be_visible()


async def test_a_break_that_lasts_too_long_says_so(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await site.tell(me__presence="break", me__reason="lunch", me__since="2026-01-01T00:00:00Z")
    await expect(page.get_by_text("отведено 30 минут")).to_be_visible()
    await expect(page.locator(".presence-word")).to_have_text("Обед")


async def test_after_a_gap_the_page_asks_for_everything_and_shows_nothing_in_between(
    page: Page, site: DeskSite
) -> None:
    site.speaks = False
    await page.goto(site.address)
    waiting = page.locator(".figures dd").first
    await expect(waiting).to_have_text("4")
    await site.lose()
    await site.tell(line__waiting=999)
    await site.resynced()
    await site.tell(line__waiting=998)
    site.state = but(site.state, "line", waiting=6)
    await site.show()
    await expect(waiting).to_have_text("6")
    await site.tell(line__waiting=7)
    await expect(waiting).to_have_text("7")
    assert site.resyncs.empty()


async def test_a_beat_that_counts_further_than_the_page_shows_a_loss_at_the_end(
    page: Page, site: DeskSite
) -> None:
    site.speaks = False
    await page.goto(site.address)
    await expect(page.locator(".figures dd").first).to_have_text("4")
    await site.lose(3)
    await site.beat()
    await site.resynced()
    site.state = but(site.state, "line", waiting=9)
    await site.show()
    await expect(page.locator(".figures dd").first).to_have_text("9")


async def test_figures_of_a_silent_engine_are_marked_as_old_until_it_speaks_again(
    page: Page, site: DeskSite
) -> None:
    site.speaks = False
    await page.clock.install()
    await page.goto(site.address)
    stale = page.locator(".stale")
    await expect(page.locator(".figures dd").first).to_have_text("4")
    await page.clock.run_for(1500)
    await expect(stale).to_have_count(0)
    await page.clock.run_for(_FOR_SILENCE_MS - 1500)
    await expect(stale).to_contain_text("Данные на ")
    await site.beat()
    await expect(stale).to_have_count(0)


async def test_a_page_that_lost_the_engine_comes_back_by_itself(
    page: Page, site: DeskSite
) -> None:
    await page.clock.install()
    await page.goto(site.address)
    await site.heard()
    await expect(page.locator(".figures dd").first).to_have_text("4")
    site.state = but(site.state, "line", waiting=8)
    await site.cut()
    await page.clock.run_for(_FOR_SILENCE_MS)
    await site.heard()
    await expect(page.locator(".figures dd").first).to_have_text("8")
    await expect(page.locator(".stale")).to_have_count(0)


async def test_a_connection_that_swallows_everything_is_given_up(
    page: Page, site: DeskSite
) -> None:
    site.speaks = False
    await page.clock.install()
    await page.goto(site.address)
    await site.heard()
    await expect(page.locator(".figures dd").first).to_have_text("4")
    await page.clock.run_for(4500)
    await page.clock.run_for(1000)
    await site.heard()
    await expect(page.locator(".stale")).to_have_count(0)


async def test_whoever_s_session_ended_sees_the_door_and_no_figures(
    page: Page, site: DeskSite
) -> None:
    await page.goto(site.address)
    await site.heard()
    await expect(page.locator(".figures")).to_be_visible()
    site.is_signed_in = False
    await site.cut(code=4401)
    await expect(page.get_by_label("Пароль")).to_be_visible()
    await expect(page.locator(".figures")).to_have_count(0)


_IDLE: dict[str, Node] = {
    "presence": "available",
    "reason": None,
    "activity": "idle",
    "since": "2026-01-01T00:00:00Z",
}
