"""The wallboard as supervisors see it, and that nobody else even fetches it."""

import re

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.browser.boards import SCOPES, a_storm, the_day
from tests.browser.desk_site import DeskSite
from tests.browser.settled import letters_have_come
from tests.browser.states import a_calm_day

pytestmark = pytest.mark.asyncio(loop_scope="session")

_WALL = ViewportSize(width=1920, height=1080)
_PHONE = ViewportSize(width=390, height=844)
_READ_FROM_FOUR_METRES_PX = 48
_MAIN_FIGURES = 8


async def opened(page: Page, site: DeskSite, query: str = "") -> None:
    site.scopes = SCOPES
    site.state = {**a_calm_day(), "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(f"{site.address}/wallboard{query}")
    await expect(page.locator(".board-number")).to_have_count(_MAIN_FIGURES)


async def test_a_supervisor_finds_the_board_in_the_menu_and_by_its_key(
    page: Page, site: DeskSite
) -> None:
    site.scopes = ("desk", "board:read")
    await page.goto(site.address)
    await expect(page.get_by_role("link", name="Табло")).to_be_visible()
    await page.keyboard.press("Alt+Shift+W")
    await expect(page.get_by_role("heading", name="Табло")).to_be_focused()


async def test_whoever_may_not_see_the_board_is_told_so_and_fetches_nothing_of_it(
    page: Page, site: DeskSite
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site.address}/wallboard")
    await expect(page.get_by_role("link", name="Табло")).to_have_count(0)
    await expect(page.locator(".nowhere-way")).to_be_visible()
    assert [url for url in asked if "/supervise/" in url or "/app/board/" in url] == []


async def test_the_main_figures_are_read_from_four_metres_and_all_fit_the_wall(
    browser: Browser, site: DeskSite
) -> None:
    context = await browser.new_context(viewport=_WALL, locale="ru-RU")
    page = await context.new_page()
    await opened(page, site, "?layout=wall")
    await expect(page.locator(".board-plot canvas")).to_have_count(2)
    await letters_have_come(page)
    sizes = await page.locator(".board-number").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= _READ_FROM_FOUR_METRES_PX
    hidden = await page.locator(".board-number, .lamp, .board-row").evaluate_all(
        "all => all.filter(one => {"
        " const box = one.getBoundingClientRect();"
        " return box.bottom > innerHeight || box.right > innerWidth"
        "  || one.scrollWidth > box.width + 1"
        "}).map(one => one.textContent)"
    )
    assert hidden == []
    await expect(page.locator(".side")).to_be_hidden()
    await page.keyboard.press("Alt+W")
    await expect(page.locator(".side")).to_be_visible()
    await context.close()


async def test_a_telephone_shows_the_same_figures_below_one_another(
    browser: Browser, site: DeskSite
) -> None:
    context = await browser.new_context(viewport=_PHONE, locale="ru-RU")
    page = await context.new_page()
    await opened(page, site)
    await page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    await expect(page.get_by_text("Без ответа")).to_be_visible()
    await context.close()


async def test_what_the_engine_tells_is_what_the_board_shows(page: Page, site: DeskSite) -> None:
    await opened(page, site)
    numbers = page.locator(".board-number")
    await expect(numbers.nth(0)).to_have_text("2")
    await expect(numbers.nth(3)).to_have_text("0 из 6")
    await expect(numbers.nth(5)).to_have_text("99 %")
    await expect(numbers.nth(7)).to_have_text("3")
    await expect(page.locator(".lamp-word")).to_have_text(
        ["Разговор", "Разговор", "Ждёт", "Объявление", "Перезвон", "Меню"]
    )
    first = page.locator(".board-row", has_text="Срочно")
    await expect(first).to_contain_text("линии")
    await site.tell(board__waiting__live=7, board__trunks__main__free=2)
    await expect(numbers.nth(0)).to_have_text("7")
    await expect(numbers.nth(3)).to_have_text("2 из 6")


async def test_no_whole_number_of_anybody_hangs_on_the_wall(page: Page, site: DeskSite) -> None:
    await opened(page, site)
    assert not re.search(r"\+?\d{7}", await page.locator(".board").inner_text())


async def test_figures_that_nobody_renews_are_marked_as_old(page: Page, site: DeskSite) -> None:
    site.speaks = False
    await opened(page, site)
    await expect(page.locator(".stale")).to_contain_text("Данные на")
    assert "grayscale" in await page.locator(".board").evaluate(
        "one => getComputedStyle(one.closest('.main > :not(.stale-place)')).filter"
    )


async def test_a_wall_that_signs_in_begins_on_the_wall_and_offers_nothing_to_do(
    page: Page, site: DeskSite
) -> None:
    site.scopes, site.roles = ("board:read",), ("wall",)
    site.state = {**a_calm_day(), "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(site.address)
    await expect(page.locator(".board-wall")).to_be_visible()
    await expect(page.get_by_role("button", name="Действия")).to_have_count(0)


async def test_a_storm_by_order_is_told_with_who_ordered_it(page: Page, site: DeskSite) -> None:
    await opened(page, site)
    note = page.locator(".board-storm")
    await expect(note).to_contain_text("Включён вручную: orlova")
    await site.tell(board__storm__order="auto")
    await expect(note).not_to_contain_text("вручную")
