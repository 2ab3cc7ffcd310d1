"""Every page and everything that opens on it meets WCAG 2.2 AA, as far as axe-core can tell."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite
from tests.browser.states import a_bad_morning, nobody_s_desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


async def the_door(page: Page, site: DeskSite) -> None:
    site.is_signed_in = False
    await page.goto(site.address)
    await expect(page.get_by_label("Пароль")).to_be_visible()


async def the_door_after_a_wrong_password(page: Page, site: DeskSite) -> None:
    await the_door(page, site)
    await page.get_by_label("Имя для входа").fill("morozova")
    await page.get_by_label("Пароль").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").get_by_text("не подходят")).to_be_visible()


async def the_desk(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".figures")).to_be_visible()


async def the_desk_on_a_bad_morning(page: Page, site: DeskSite) -> None:
    site.state = a_bad_morning()
    await the_desk(page, site)
    await expect(page.get_by_text("Наплыв звонков")).to_be_visible()


async def the_desk_of_somebody_without_telephone(page: Page, site: DeskSite) -> None:
    site.state = nobody_s_desk()
    await page.goto(site.address)
    await expect(page.get_by_text("Вы вошли без телефона")).to_be_visible()


async def the_desk_whose_engine_is_silent(page: Page, site: DeskSite) -> None:
    await page.clock.install()
    await the_desk(page, site)
    await page.clock.run_for(2500)
    await expect(page.locator(".stale")).to_be_visible()


async def the_list_of_keys(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("F1")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def the_choice_of_a_break(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("Alt+b")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def a_refusal(page: Page, site: DeskSite) -> None:
    site.refusal = 403
    await the_desk(page, site)
    await page.keyboard.press("Alt+o")
    await expect(page.get_by_text("обратитесь к старшему")).to_be_visible()


async def a_page_that_is_not_there(page: Page, site: DeskSite) -> None:
    await page.goto(f"{site.address}/nowhere")
    await expect(page.get_by_text("Такой страницы нет")).to_be_visible()


SCREENS: tuple[Callable[[Page, DeskSite], Awaitable[None]], ...] = (
    the_door,
    the_door_after_a_wrong_password,
    the_desk,
    the_desk_on_a_bad_morning,
    the_desk_of_somebody_without_telephone,
    the_desk_whose_engine_is_silent,
    the_list_of_keys,
    the_choice_of_a_break,
    a_refusal,
    a_page_that_is_not_there,
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
async def test_everybody_can_read_and_use(
    page: Page, site: DeskSite, axe: str, screen: Callable[[Page, DeskSite], Awaitable[None]]
) -> None:
    await screen(page, site)
    # Evaluated, not loaded: the pages' own policy lets no foreign script in.
    await page.evaluate(axe)
    assert await _faults(page, {"type": "tag", "values": list(_RULES)}) == []
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert await _faults(page, {"type": "rule", "values": ["color-contrast"]}) == []


async def _faults(page: Page, rules: dict[str, str | list[str]]) -> list[str]:
    await _come_to_rest(page)
    found = await page.evaluate("rules => axe.run({ runOnly: rules })", rules)
    return [
        f"{rule['id']}: {node['html']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def _come_to_rest(page: Page) -> None:
    """Let colours arrive where they fade to: what is read in between is neither of the two."""
    await page.evaluate(
        "Promise.all(document.getAnimations().filter(one => one.effect.getTiming().iterations"
        " !== Infinity).map(one => one.finished))"
    )
