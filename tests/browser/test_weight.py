"""A page is light enough for a clinic's old line, and paints before anybody wonders."""

import gzip
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Page, Response, expect

from tests.browser.desk_site import DeskSite

pytestmark = pytest.mark.asyncio(loop_scope="session")

_BUDGET_KB = 150
_NOT_COUNTED = (".woff2", "/jssip.js")


async def test_the_desk_weighs_no_more_than_its_budget(page: Page, site: DeskSite) -> None:
    loaded: list[Response] = []

    def keep(response: Response) -> None:
        loaded.append(response)

    page.on("response", keep)
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    counted = [
        response
        for response in loaded
        if response.ok and not urlsplit(response.url).path.endswith(_NOT_COUNTED)
    ]
    weights = {
        response.url.removeprefix(site.address): len(gzip.compress(await response.body()))
        for response in counted
    }
    assert sum(weights.values()) / 1000 < _BUDGET_KB, weights
    assert "/static/app/main.js" in weights
    assert not [url for url in weights if "jssip" in url]
    assert not [url for url in weights if "supervis" in url or "board" in url]


async def test_nothing_is_fetched_from_anywhere_else(page: Page, site: DeskSite) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    assert len(asked) > 10
    assert [url for url in asked if not url.startswith(f"{site.address}/")] == []


async def test_nothing_of_the_line_stays_in_the_browser(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.keyboard.press("Alt+l")
    kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == '[{"line122.theme":"light"},{}]'
