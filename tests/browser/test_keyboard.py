"""Everything can be done without a mouse, and keys that are typed are never taken for commands."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import CSRF, PASSWORD, Asked, DeskSite
from tests.browser.states import a_bad_morning

CALL = "019a0000-0000-7000-8000-000000000007"

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_shift_begins_pauses_and_ends_by_keys_alone(page: Page, site: DeskSite) -> None:
    site.is_signed_in = False
    await page.goto(site.address)
    await expect(page.get_by_label("Имя для входа")).to_be_focused()
    await page.keyboard.type("morozova")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Рабочее место")).to_be_focused()
    await expect(page.locator(".presence")).to_be_visible()

    await page.keyboard.press("Alt+r")
    assert await site.asked_next() == Asked(
        "me/presence", {"presence": "available", "reason": None}, CSRF
    )
    await page.keyboard.press("Alt+b")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Отдых")).to_be_visible()
    await page.keyboard.press("Alt+2")
    assert await site.asked_next() == Asked(
        "me/presence", {"presence": "break", "reason": "rest"}, CSRF
    )
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("Alt+t")
    assert (await site.asked_next()).path == "me/test-call"
    await page.keyboard.press("Alt+Shift+q")
    await expect(page.get_by_label("Имя для входа")).to_be_focused()


async def test_a_wrap_up_is_extended_and_ended_by_keys(page: Page, site: DeskSite) -> None:
    site.state = a_bad_morning()
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.press("F9")
    assert (await site.asked_next()).body == {"do": "extend"}
    await site.tell(me__may_extend=False)
    await expect(page.get_by_role("button", name="Продлить")).to_be_disabled()
    await page.keyboard.press("F9")
    await page.keyboard.press("F8")
    assert (await site.asked_next()).body == {"do": "end"}


async def test_a_call_is_spoken_for_by_a_key_after_a_restart_took_its_card(
    page: Page, site: DeskSite
) -> None:
    site.state = a_bad_morning()
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await site.tell(me__owes_of=CALL, me__is_overdue=True, me__may_extend=False)
    await expect(page.get_by_text("Без отметки следующий поступит через")).to_be_visible()
    await expect(page.locator(".presence-word")).to_contain_text("отмечен итог звонка")
    await page.keyboard.press("F8")
    said = await site.asked_next()
    assert (said.path, said.body) == (f"calls/{CALL}/disposition", {"disposition": "done"})


async def test_what_lies_under_a_dialog_hears_no_key(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.press("F1")
    await expect(page.get_by_role("dialog", name="Клавиши")).to_be_visible()
    await page.keyboard.press("Alt+o")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("Alt+r")
    assert (await site.asked_next()).body == {"presence": "available", "reason": None}


async def test_letters_without_alt_are_only_typed(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.type("rboqt?/128")
    await page.keyboard.press("Alt+o")
    assert (await site.asked_next()).body == {"presence": "aside", "reason": None}


async def test_every_button_is_reached_by_tab_and_shows_its_key(
    page: Page, site: DeskSite
) -> None:
    await page.goto(site.address)
    await expect(page.get_by_role("button", name="Принимать звонки здесь")).to_be_enabled()
    told = await page.eval_on_selector_all(
        "button", "all => all.map(one => [one.getAttribute('aria-keyshortcuts'), one.innerText])"
    )
    assert len(told) > 6
    assert all(keys and keys in words for keys, words in told)
    reached = set()
    stops = await page.locator("button, a[href], [tabindex='0']").count()
    for _ in range(stops + 4):
        await page.keyboard.press("Tab")
        reached.add(
            await page.evaluate("document.activeElement.getAttribute('aria-keyshortcuts')")
        )
    assert {keys for keys, _ in told} <= reached


async def test_the_theme_turns_and_stays_for_the_next_visit(page: Page, site: DeskSite) -> None:
    theme = "document.documentElement.dataset.bsTheme"
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.press("Alt+l")
    await page.keyboard.press("Alt+l")
    assert await page.evaluate(theme) == "dark"
    await page.reload()
    assert await page.evaluate(theme) == "dark"
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.press("Alt+l")
    await expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
