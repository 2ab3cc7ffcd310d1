"""Two hundred hostile texts on every page: each is shown as a text, and none does anything."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import SMALL_SCREEN
from tests.browser.form_site import FormSite, sign_in
from tests.browser.guard import LINKED, STRANGE, Guard
from tests.browser.hostile_site import HELD, ROUNDS, fill, hostile_site, hostile_state
from tests.browser.settled import Asking
from tests.support.api import AGENT
from web.shelf import HERE

pytestmark = pytest.mark.asyncio(loop_scope="session")

_EVERY: Final = 4
"""So many share what the others show: each address asks the engine for a ticket."""


_OF_CASES: Final = ("/ticket/", "/contacts/")


@dataclass(frozen=True, slots=True)
class Watched:
    """A page and its site."""

    page: Page
    site: FormSite
    guard: Guard
    asking: Asking


@pytest_asyncio.fixture(loop_scope="session")
async def watched(browser: Browser, tmp_path: Path) -> AsyncIterator[Watched]:
    """Open an empty page under guard; no script of ours may fail either."""
    async with hostile_site(tmp_path) as site:
        context = await browser.new_context(viewport=SMALL_SCREEN, locale="ru-RU")
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        guard = Guard(page, site.address)
        await guard.stand()
        yield Watched(page, site, guard, Asking(page))
        await context.close()
        assert faults == []


async def test_no_page_takes_words_for_anything_but_words(watched: Watched) -> None:
    page, site, guard = watched.page, watched.site, watched.guard
    numbers = await fill(site)
    await sign_in(page, site)
    for path in _paths():
        for at in numbers if path.startswith(_OF_CASES) else ("",):
            await _go(page, path.replace("*", at))
            await expect(page.locator("#page-name")).to_be_visible()
            await expect(page.locator(".waiting, .spinner-border")).to_have_count(0)
            await watched.asking.is_over()
            await guard.look()
    unseen = [each for each in HELD if each.strip() and not guard.has_shown(each)]
    assert unseen == []


async def test_no_call_takes_words_for_anything_but_words(watched: Watched) -> None:
    page, site, guard = watched.page, watched.site, watched.guard
    await sign_in(page, site)
    for turn in range(ROUNDS):
        site.sight.state = hostile_state(site, turn)
        site.hub.changed((AGENT,))
        decision = site.sight.state["call"]["decision"]  # type: ignore[index,call-overload]
        await expect(page.locator(".call-reason")).to_have_text(str(decision))
        await guard.look()
    await page.keyboard.press("F2")
    await expect(page.locator("[name='p0.complaint']")).to_be_focused()
    await guard.look()


async def test_no_address_takes_words_for_anything_but_words(watched: Watched) -> None:
    page, guard = watched.page, watched.guard
    await sign_in(page, watched.site)
    for text in HELD[::_EVERY]:
        await _go(page, f"/ticket/{quote(text, safe='')}")
    await _go(page, "/ticket/%E0%A4%A")
    await expect(page.locator("#page-name")).to_be_visible()
    await guard.look()


async def test_the_guard_sees_what_it_is_there_for(watched: Watched) -> None:
    page = watched.page
    await page.goto(watched.site.address)
    await page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        " '<img src=//evil.example/x onerror=window.__hit=1><iframe src=javascript:1></iframe>')"
    )
    await page.wait_for_function("window.__refused.length > 1")
    assert await page.evaluate("window.__hit") is None, "the policy lets no such script run"
    assert len(await page.evaluate(STRANGE, LINKED)) == 2


def _paths() -> list[str]:
    """Return the addresses of all pages, as the pages' own lists have them."""
    lists = ("app/pages.js", "app/supervise/frame.js")
    text = "".join(Path(HERE, each).read_text("utf-8") for each in lists)
    return re.findall(r'^    path: "(/[^"]+)"', text, re.MULTILINE)


async def _go(page: Page, path: str) -> None:
    await page.evaluate(
        "path => { history.pushState(null, '', path);"
        " dispatchEvent(new PopStateEvent('popstate')); }",
        path,
    )
