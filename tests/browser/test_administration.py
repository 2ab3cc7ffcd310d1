"""Administration by keyboard alone: a list, a change, an addition, the way back."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.administered import LAST, an_office
from tests.browser.desk_site import DeskSite

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _opened(page: Page, site: DeskSite, path: str) -> None:
    an_office(site)
    await page.goto(f"{site.address}{path}")
    await expect(page.locator(".row-opener").first).to_be_visible()


async def test_a_skill_is_changed_by_keyboard_alone(page: Page, site: DeskSite) -> None:
    await _opened(page, site, "/admin/operators")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Имя")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Control+A")
    await page.keyboard.type("doctor:2")
    await page.keyboard.press("Enter")
    asked = await site.asked_next()
    assert asked.path == "admin/operators/desk-1"
    assert asked.body == {"name": "Анна Морозова", "skills": {"doctor": 2}}
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_what_cannot_be_read_is_not_sent(page: Page, site: DeskSite) -> None:
    await _opened(page, site, "/admin/operators")
    await page.locator(".row-opener").first.press("Enter")
    await page.get_by_label("Навыки").fill("doctor first")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Так не получится")).to_be_visible()
    assert site.asked.empty()


async def test_hours_of_a_clinic_are_typed_as_a_clock_shows_them(
    page: Page, site: DeskSite
) -> None:
    await _opened(page, site, "/admin/clinics")
    await page.locator(".row-opener").first.press("Enter")
    await page.get_by_label("Дежурный выезжает до").fill("20:30")
    await page.keyboard.press("Enter")
    asked = await site.asked_next()
    assert isinstance(asked.body, dict)
    assert (asked.body["duty_until"], asked.body["district_workday"]) == (1230, 40)


async def test_a_user_is_added_with_several_roles(page: Page, site: DeskSite) -> None:
    await _opened(page, site, "/admin/users")
    await page.keyboard.press("Alt+n")
    await page.get_by_label("Имя для входа").fill("lebedev")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Пётр Лебедев")
    await page.get_by_label("Оператор", exact=True).press("Space")
    await page.get_by_label("Старший смены").press("Space")
    await page.get_by_label("Имя для входа").press("Enter")
    asked = await site.asked_next()
    assert asked.path == "admin/users/lebedev"
    assert isinstance(asked.body, dict)
    assert asked.body["roles"] == ["operator", "senior"]


async def test_a_special_day_is_typed_as_it_is_said_here(page: Page, site: DeskSite) -> None:
    await _opened(page, site, "/admin/days")
    await expect(page.locator(".row-opener").first).to_have_text("02.01.2027")
    await page.keyboard.press("Alt+n")
    await page.get_by_role("dialog").get_by_role("textbox").first.fill("09.01.2027")
    await page.get_by_label("Чей номер или основание").fill("Указ")
    await page.keyboard.press("Enter")
    asked = await site.asked_next()
    assert asked.path == "admin/days/2027-01-09"
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_last_step_is_undone_and_the_one_below_it_is_not(page: Page, site: DeskSite) -> None:
    await _opened(page, site, "/admin/history")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("стоит более новый")).to_be_visible()
    await page.keyboard.press("F9")
    await page.keyboard.press("Escape")
    await page.locator(".row-opener").first.press("Enter")
    await expect(page.get_by_text("Министерство → Министерство, приёмная")).to_be_visible()
    await page.keyboard.press("F9")
    assert (await site.asked_next()).path == f"admin/changes/{LAST}/undo"
    assert site.asked.empty()


async def test_an_operator_finds_no_administration(page: Page, site: DeskSite) -> None:
    await page.goto(f"{site.address}/admin/operators")
    await expect(page.get_by_text("Такой страницы нет")).to_be_visible()
