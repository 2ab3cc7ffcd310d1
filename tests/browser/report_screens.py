"""Reports, as somebody has opened them: every page and dialog of theirs."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite
from tests.browser.past_days import LAST, a_past_week


async def the_reports_of_a_week(page: Page, site: DeskSite) -> None:
    await a_past_week(site)
    await page.goto(f"{site.address}/reports")
    await expect(page.get_by_role("group", name="Что показать")).to_be_visible()
    await page.get_by_label("С какого дня").fill("16.11.2026")
    await page.get_by_label("По какой день").fill(str(LAST))
    await page.get_by_role("button", name="Показать", exact=True).press("Enter")
    await expect(page.locator(".report-lines")).to_have_count(2)


async def a_list_behind_a_number(page: Page, site: DeskSite) -> None:
    await the_reports_of_a_week(page, site)
    await page.get_by_role("button", name="Через минуту не знают ничего").press("Enter")
    await expect(page.get_by_role("dialog").locator(".row-opener").first).to_be_visible()


async def who_dialled_in_a_storm(page: Page, site: DeskSite) -> None:
    await the_reports_of_a_week(page, site)
    await page.get_by_role("button", name="Наплыв звонков").press("Enter")
    await expect(page.locator(".report-shares")).to_have_count(2)


async def visits_of_clinics(page: Page, site: DeskSite) -> None:
    await the_reports_of_a_week(page, site)
    await page.get_by_role("button", name="Поликлиники").press("Enter")
    await expect(page.locator(".report-meter").first).to_be_visible()


async def a_day_on_one_page(page: Page, site: DeskSite) -> None:
    await a_past_week(site)
    await page.goto(f"{site.address}/reports/day/{LAST}")
    await expect(page.locator(".sheet")).to_be_visible()
