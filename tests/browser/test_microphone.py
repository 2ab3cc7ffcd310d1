"""What stands in the way of a microphone is said in words that tell what to do."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import DeskSite

pytestmark = pytest.mark.asyncio(loop_scope="session")

_REFUSES = """name => {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", name));
}"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("NotAllowedError", "Браузеру запрещён микрофон"),
        ("NotFoundError", "Подключите гарнитуру"),
        ("NotReadableError", "Микрофон занят другой программой"),
    ],
)
async def test_a_microphone_that_is_not_given_is_explained_and_the_telephone_stays_where_it_was(
    page: Page, site: DeskSite, name: str, words: str
) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    await expect(page.get_by_role("button", name="Принимать звонки здесь")).to_be_enabled()
    await page.evaluate(_REFUSES, name)
    await page.keyboard.press("Alt+p")
    await expect(page.get_by_text(words)).to_be_visible()
    await expect(page.get_by_role("button", name="Принимать звонки здесь")).to_be_enabled()
    assert site.asked.empty(), "the engine was asked for no telephone"
