"""Rows are walked by arrows and opened by Enter, wherever the focus of the list stands."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite

pytestmark = pytest.mark.asyncio(loop_scope="session")

_SHOW_TABLE = """
async () => {
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  // The pages' own copy: a second one would not know the first one's parts.
  const { html, render } = await import(loaded.find((name) => name.includes("vendor/preact.js")));
  const { Table } = await import("/static/app/parts/table.js");
  const place = document.createElement("div");
  document.querySelector("main").replaceChildren(place);
  const columns = [
    { title: "Имя", cell: (row) => row.name },
    { title: "Ждёт", cell: (row) => row.wait, isNumber: true },
  ];
  const rows = ["one", "two", "three"].map((name, wait) => ({ name, wait }));
  const onOpen = (row) => (document.title = row.name);
  const props = { caption: "List", columns, rows, keyOf: (row) => row.name, onOpen };
  render(html`<${Table} ...${props} />`, place);
}
"""


async def test_a_list_is_walked_and_opened_by_keys(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.evaluate(_SHOW_TABLE)
    await page.get_by_role("button", name="one").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="two")).to_be_focused()
    await page.keyboard.press("End")
    await expect(page.get_by_role("button", name="three")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page).to_have_title("three")
    await page.keyboard.press("Home")
    await page.keyboard.press("Enter")
    await expect(page).to_have_title("one")


async def test_a_mouse_opens_a_row_anywhere_on_it_and_once(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await page.evaluate(_SHOW_TABLE)
    await page.get_by_role("cell", name="1", exact=True).click()
    await expect(page).to_have_title("two")
