"""Reports on the page: numbers that open their lists, and a day on exactly one sheet of paper.

`web/static/app/reports`.
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite
from tests.browser.past_days import FIRST, LAST, a_past_week

pytestmark = pytest.mark.asyncio(loop_scope="session")

_PERIOD: Final = f"since={FIRST}&until={LAST}"
_SIZE: Final = re.compile(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]")
_A4_PT: Final = (595, 842)


async def a_week_is_asked_for(page: Page, site: DeskSite) -> None:
    """Open the reports of the made-up week."""
    await a_past_week(site)
    await page.goto(f"{site.address}/reports")
    await page.get_by_label("С какого дня").fill(str(FIRST))
    await page.get_by_label("По какой день").fill(str(LAST))
    await page.get_by_role("button", name="Показать", exact=True).press("Enter")
    await expect(page.get_by_role("table", name="По дням")).to_be_visible()


def asked_of(urls: Sequence[str], what: str) -> list[str]:
    """Return what was asked of one part of the reports."""
    return [url for url in urls if f"/api/v1/reports/{what}" in url]


async def test_a_number_opens_the_list_that_it_counts(page: Page, site: DeskSite) -> None:
    await a_week_is_asked_for(page, site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    row = page.get_by_role("row", name="вс, 22 нояб.").first
    await row.get_by_role("button", name="Сброшено").press("Enter")
    listed = page.get_by_role("dialog")
    await expect(listed).to_contain_text("записан в журнал")
    await expect(listed.get_by_role("row").nth(1)).to_be_visible()
    (url,) = asked_of(asked, "calls")
    assert f"{_PERIOD}&grouping=day&key={LAST}&counted=blocked" in url
    await page.keyboard.press("Escape")
    await expect(listed).to_be_hidden()

    await page.get_by_role("button", name="Через минуту не знают ничего").press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("поговорили")
    (url,) = asked_of(asked, "contacts")
    assert url.endswith(f"{_PERIOD}&grouping=day&counted=untold")


async def test_people_open_a_list_in_which_everybody_stands_once(
    page: Page, site: DeskSite
) -> None:
    await a_week_is_asked_for(page, site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    row = page.get_by_role("row", name="вс, 22 нояб.").first
    await row.get_by_role("button", name="Людей").press("Enter")
    listed = page.get_by_role("dialog")
    await expect(listed).to_contain_text("Последний раз")
    await expect(listed.get_by_role("row").nth(1)).to_be_visible()
    (url,) = asked_of(asked, "people")
    assert url.endswith(f"{_PERIOD}&grouping=day&key={LAST}")


async def test_numbers_of_a_storm_open_their_lists_without_being_sent(
    page: Page, site: DeskSite
) -> None:
    await a_week_is_asked_for(page, site)
    await page.get_by_role("button", name="Наплыв звонков").press("Enter")
    for name, asking in (
        ("+79101…, Попыток", "calls?{}&grouping=total&counted=attempts&beginning=%2B79101"),
        ("+79101…, Людей", "people?{}&grouping=total&beginning=%2B79101"),
        ("3–5 раз", "people?{}&grouping=total&often=from_3"),
        ("+7910 ••• •• 07, Попыток", f"&caller_of={UUID(int=1)}"),
    ):
        async with page.expect_request(re.compile("/reports/(calls|people)")) as sent:
            await page.get_by_role("button", name=name).first.press("Enter")
        assert (await sent.value).url.endswith(asking.format(_PERIOD))
        await expect(page.get_by_role("dialog").get_by_role("row").nth(1)).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_lists_are_not_read_before_somebody_opens_them(page: Page, site: DeskSite) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await a_week_is_asked_for(page, site)
    assert asked_of(asked, "lines")
    assert not asked_of(asked, "calls")
    assert not asked_of(asked, "contacts")
    assert not asked_of(asked, "people")


async def test_figures_are_taken_away_as_they_were_asked_for(page: Page, site: DeskSite) -> None:
    await a_week_is_asked_for(page, site)
    for name, kind in (("Таблица CSV", "csv"), ("Книга Excel", "xlsx")):
        link = page.get_by_role("link", name=name)
        address = f"/api/v1/reports/lines.{kind}?{_PERIOD}&grouping=day"
        await expect(link).to_have_attribute("href", address)


async def test_a_storm_is_told_without_anybodys_number(page: Page, site: DeskSite) -> None:
    await a_week_is_asked_for(page, site)
    await page.get_by_role("button", name="Наплыв звонков").press("Enter")
    table = page.get_by_role("table", name="Самые частые номера")
    await expect(table).to_contain_text("+7910 ••• •• 07")
    await expect(page.get_by_role("table", name="Начала номеров")).to_contain_text("+79101…")
    await page.get_by_role("button", name="Попыток").first.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("row").nth(1)).to_be_visible()


async def test_a_clinics_numbers_lead_to_its_visits_of_the_day(page: Page, site: DeskSite) -> None:
    await a_week_is_asked_for(page, site)
    await page.get_by_role("button", name="Поликлиники").press("Enter")
    await expect(page.get_by_role("table")).to_contain_text("без предела")
    async with page.expect_request(re.compile("/api/v1/visits")) as sent:
        await page.get_by_role("row").nth(1).get_by_role("button").press("Enter")
    assert re.search(r"clinic=[a-z-]+[0-9]?&day=2026-11-\d\d", (await sent.value).url)
    await expect(page.get_by_role("heading", name="Вызовы на дом")).to_be_visible()


async def test_the_day_is_exactly_one_sheet_of_paper(page: Page, site: DeskSite) -> None:
    await a_past_week(site)
    await page.goto(f"{site.address}/reports/day/{LAST}")
    sheet = page.get_by_role("article", name="сводка за 22 ноября 2026")
    await expect(sheet).to_contain_text("не выполнена")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_role("button", name="Напечатать")).to_be_hidden()
    paper = await page.pdf(prefer_css_page_size=True)
    (size,) = _SIZE.findall(paper)
    assert tuple(round(float(points)) for points in size) == _A4_PT


async def test_one_goes_from_day_to_day_by_keys(page: Page, site: DeskSite) -> None:
    await a_past_week(site)
    await page.goto(f"{site.address}/reports/day/{LAST}")
    await expect(page.get_by_role("article")).to_be_visible()
    await page.keyboard.press("Alt+z")
    await expect(page).to_have_url(re.compile("/reports/day/2026-11-21$"))
