"""A contact's past and the archive of recordings, by keys alone, and on paper.

`web/static/app/past`.
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import re

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.browser.archive import HEARD, a_long_day, let_be_heard
from tests.browser.desk_site import DeskSite
from tests.browser.one_case import NUMBER
from tests.browser.worklists import HOSTILE

pytestmark = pytest.mark.asyncio(loop_scope="session")

_GOES_ON = "() => document.querySelector('audio').currentTime > 0.1"
_SPEED = "() => document.querySelector('audio').playbackRate"
_TALK = "/api/v1/recordings/00000000-0000-0000-0000-000000000384"


async def test_a_talk_is_heard_by_keys_in_both_its_pieces(page: Page, site: DeskSite) -> None:
    a_long_day(site)
    await let_be_heard(page)
    await page.goto(f"{site.address}/contacts/{NUMBER}")
    await page.get_by_role("button", name="Разговор с оператором").press("Enter")
    slider = page.get_by_role("slider", name="Место в записи")
    await expect(slider).to_be_focused()
    await expect(slider).to_have_attribute("aria-valuemax", "18")
    await expect(page.get_by_text("2 части")).to_be_visible()

    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Пауза")).to_be_visible()
    await page.wait_for_function(_GOES_ON)
    await page.keyboard.press("Equal")
    await expect(page.get_by_role("button", name="Скорость 1,25×")).to_be_visible()
    assert await page.evaluate(_SPEED) == 1.25
    await page.keyboard.press("KeyN")
    line = page.get_by_role("button", name="Линия")
    await expect(line).to_have_attribute("aria-pressed", "false")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Слушать")).to_be_visible()

    # The end lies in the second piece, and the beginning in the first.
    await page.keyboard.press("End")
    await expect(slider).to_have_attribute("aria-valuenow", "18")
    piece = page.locator("audio")
    await expect(piece).to_have_attribute("src", f"{_TALK}.2")
    await page.keyboard.press("Home")
    await expect(piece).to_have_attribute("src", f"{_TALK}.1")
    await expect(slider).to_have_attribute("aria-valuenow", "0")


async def test_nothing_is_asked_of_a_recording_before_somebody_opens_it(
    page: Page, site: DeskSite
) -> None:
    a_long_day(site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(f"{site.address}/contacts/{NUMBER}")
    await expect(page.get_by_text("врач был у больного").first).to_be_visible()
    await expect(page.get_by_text("слушал запись из архива")).to_be_visible()
    assert not [url for url in asked if "/recordings/" in url]


async def test_on_paper_stands_the_story_and_nothing_of_the_screen(
    page: Page, site: DeskSite
) -> None:
    a_long_day(site)
    await page.goto(f"{site.address}/contacts/{NUMBER}")
    await expect(page.get_by_text(HEARD[:40])).to_be_visible()
    await page.emulate_media(media="print")
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await expect(page.get_by_role("button", name="Напечатать")).to_be_hidden()
    await expect(page.get_by_text("Составлено")).to_be_visible()
    paper = await page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= 3


async def test_what_people_are_called_is_shown_as_words_and_does_nothing(
    page: Page, site: DeskSite
) -> None:
    a_long_day(site)
    told = msgspec.json.decode(site.answers[f"contacts/{NUMBER}/timeline"])
    told["gist"] = told["lines"][0]["text"] = told["recordings"][0]["agent_name"] = HOSTILE
    told["now"] = [HOSTILE]
    site.answers[f"contacts/{NUMBER}/timeline"] = msgspec.json.encode(told)
    found = msgspec.json.decode(site.answers["recordings"])
    found["recordings"][0]["agent_name"] = HOSTILE
    site.answers["recordings"] = msgspec.json.encode(found)
    await page.goto(f"{site.address}/contacts/{NUMBER}")
    await expect(page.get_by_text(HOSTILE)).to_have_count(4)
    await page.goto(f"{site.address}/recordings")
    await expect(page.get_by_text(HOSTILE)).to_be_visible()
    await expect(page).to_have_title("Записи · Линия 122")


async def test_the_archive_is_searched_by_what_is_typed(page: Page, site: DeskSite) -> None:
    a_long_day(site)
    await page.goto(f"{site.address}/recordings")
    await expect(page.locator(".row-opener")).to_have_count(5)
    await page.get_by_label("Телефон").fill("8 910 123-45-67")
    await page.get_by_label("Не короче, минут").fill("1,5")
    await page.get_by_label("Что записано").select_option("talk")
    # The list is asked for now and then besides, as it was asked for last.
    async with page.expect_request(lambda request: "least_s=" in request.url) as asked:
        await page.get_by_role("button", name="Найти").press("Enter")
    request = await asked.value
    assert request.url.endswith("/recordings?kind=talk&number=%2B79101234567&least_s=90")
