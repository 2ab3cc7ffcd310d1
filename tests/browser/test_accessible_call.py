"""The page of a call, its forms and all that opens on it meet WCAG 2.2 AA, by axe-core."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.axe import violations
from tests.browser.form_site import form_site, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_LOOKED_FOR: dict[str, dict[str, str | list[str]]] = {
    "light": {"type": "tag", "values": list(_RULES)},
    "dark": {"type": "rule", "values": ["color-contrast"]},
}
_DIALOGS = ("Alt+a", "Alt+x", "Alt+k", "Alt+n", "Alt+v")


async def test_everybody_can_read_and_use_the_page_of_a_call(
    page: Page, tmp_path: Path, axe: str
) -> None:
    async with form_site(tmp_path) as site:
        await sign_in(page, site)
        call = site.ring(is_urgent=True)
        await expect(page.locator(".call")).to_be_visible()
        await page.evaluate(axe)
        assert await faults(page) == []

        site.tell({**call, "state": "talking"}, activity="talking")
        await expect(page.get_by_role("heading", name="Разговор")).to_be_visible()
        await page.keyboard.press("F2")
        await expect(page.locator("[name='p0.complaint']")).to_be_focused()
        await page.keyboard.type("Кашель")
        await page.keyboard.press("Tab")
        await page.keyboard.press("1")
        await page.keyboard.press("Alt+s")
        await expect(page.locator("[name='p1.complaint']")).to_be_focused()
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_text("Запишите адрес так")).to_be_visible()
        await expect(page.locator("[name='address']")).to_be_focused()
        await expect(page.locator("[name='address']")).to_be_in_viewport()
        assert await faults(page) == []
        for keys in _DIALOGS:
            await page.keyboard.press(keys)
            await expect(page.get_by_role("dialog")).to_be_visible()
            assert await faults(page) == [], keys
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)

        await page.locator("[name='address']").fill("Ленина 5")
        await page.locator("[name='p1.complaint']").fill("Сыпь")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".saved-number")).to_be_visible()
        site.tell({**call, "state": "wrap_up"}, activity="wrap_up", may_extend=True)
        await expect(page.get_by_text("Чем закончился звонок?")).to_be_visible()
        assert await faults(page) == []
        await page.keyboard.press("Alt+n")
        await page.keyboard.press("Alt+5")
        await expect(page.get_by_text("Сначала учреждение")).to_be_visible()
        assert await faults(page) == []


async def faults(page: Page) -> list[str]:
    """Return what axe-core finds, in both themes."""
    found: list[str] = []
    for theme, rules in _LOOKED_FOR.items():
        await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        await expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        found += [f"{theme} {fault}" for fault in await violations(page, rules)]
    return found
