"""The wallboard as supervisors see it, and that nobody else even fetches it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_supervisor_finds_the_board_in_the_menu_and_by_its_key(
    page: Page, site: DeskSite
) -> None:
    site.scopes = ("desk", "board:read")
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await expect(page.get_by_role("link", name="Табло")).to_be_visible()
    await page.keyboard.press("Alt+Shift+1")
    await expect(page.get_by_role("heading", name="Табло")).to_be_focused()


async def test_an_address_of_the_board_opens_it_at_once(page: Page, site: DeskSite) -> None:
    site.scopes = ("desk", "board:read")
    await page.goto(f"{site.address}/wallboard")
    await expect(page.get_by_role("heading", name="Табло")).to_be_visible()


async def test_whoever_may_not_see_the_board_is_told_so_and_fetches_nothing_of_it(
    page: Page, site: DeskSite
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site.address}/wallboard")
    await expect(page.get_by_role("link", name="Табло")).to_have_count(0)
    await expect(page.locator(".nowhere-way")).to_be_visible()
    assert [url for url in asked if "/supervise/" in url or "/app/board/" in url] == []
