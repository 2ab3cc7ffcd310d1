"""Two hundred hostile texts on every page: each is shown as a text, and none does anything."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Dialog, Page, Request, expect

from tests.browser.conftest import SMALL_SCREEN
from tests.browser.form_site import FormSite, sign_in
from tests.browser.hostile_site import HELD, ROUNDS, fill, hostile_site, hostile_state
from tests.support.api import AGENT
from web.shelf import HERE

pytestmark = pytest.mark.asyncio(loop_scope="session")

_LINKED: Final = "https://rmis.example"
"""Where the site's own links lead."""
_EVERY: Final = 4
"""So many share what the others show: each address asks the engine for a ticket."""
_WATCH: Final = """
window.__refused = [];
addEventListener("securitypolicyviolation",
  (event) => window.__refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
_STRANGE: Final = """(linked) => {
  const never = "iframe, object, embed, base, style, math, marquee, template, foreignObject, "
    + "animate, details, video, image, meta[http-equiv], body script, body link, [srcdoc], "
    + "[formaction], [style], [srcset], [autofocus][onfocus]";
  const places = ["href", "src", "action", "xlink:href", "data", "poster"];
  const isOurs = (value) => [location.origin, linked].includes(new URL(value, location).origin);
  const isStrange = (one) => one.matches(never)
    || [...one.attributes].some(({ name }) => name.startsWith("on"))
    || places.some((name) => one.hasAttribute(name) && !isOurs(one.getAttribute(name)));
  return [...document.querySelectorAll("*")].filter(isStrange).map((one) => one.outerHTML);
}"""
_SHOWN: Final = """() => [document.body.innerText,
  ...[...document.querySelectorAll("input, textarea")].map((one) => one.value)].join("\\n")"""


@dataclass
class Guard:
    """What a page must not do, noted while it is looked at."""

    page: Page
    site: FormSite
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def stand(self) -> None:
        """Begin to watch."""
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.context.on("page", lambda opened: self.foreign.append(opened.url))
        await self.page.add_init_script(_WATCH)

    async def look(self) -> None:
        """Take that all is well on the page as it is now."""
        where = self.page.url
        assert await self.page.evaluate("window.__hit") is None, where
        assert await self.page.evaluate("window.__refused") == [], where
        assert await self.page.evaluate(_STRANGE, _LINKED) == [], where
        assert (self.dialogs, self.foreign) == ([], []), where
        self.shown.append(await self.page.evaluate(_SHOWN))

    def has_shown(self, text: str) -> bool:
        """Tell whether a text has stood on some page, but for what browsers draw otherwise."""
        sought = _plain(text)
        return any(sought in _plain(page) for page in self.shown)

    async def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        await dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(
            (self.site.address, self.site.address.replace("http", "ws"))
        ):
            self.foreign.append(request.url)


@pytest_asyncio.fixture(loop_scope="session")
async def guard(browser: Browser, tmp_path: Path) -> AsyncIterator[Guard]:
    """Open an empty page under guard; no script of ours may fail either."""
    async with hostile_site(tmp_path) as site:
        context = await browser.new_context(viewport=SMALL_SCREEN, locale="ru-RU")
        opened = Guard(await context.new_page(), site)
        faults: list[str] = []
        opened.page.on("pageerror", lambda error: faults.append(str(error)))
        await opened.stand()
        yield opened
        await context.close()
        assert faults == []


async def test_no_page_takes_words_for_anything_but_words(guard: Guard) -> None:
    page, site = guard.page, guard.site
    numbers = await fill(site)
    await sign_in(page, site)
    for path in _paths():
        for at in numbers if path.startswith("/ticket/") else ("",):
            await _go(page, path.replace("*", at))
            await expect(page.locator("#page-name")).to_be_visible()
            await expect(page.locator(".waiting, .spinner-border")).to_have_count(0)
            await page.wait_for_load_state("networkidle")
            await guard.look()
    unseen = [each for each in HELD if each.strip() and not guard.has_shown(each)]
    assert unseen == []


async def test_no_call_takes_words_for_anything_but_words(guard: Guard) -> None:
    page, site = guard.page, guard.site
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


async def test_no_address_takes_words_for_anything_but_words(guard: Guard) -> None:
    await sign_in(guard.page, guard.site)
    for text in HELD[::_EVERY]:
        await _go(guard.page, f"/ticket/{quote(text, safe='')}")
    await _go(guard.page, "/ticket/%E0%A4%A")
    await expect(guard.page.locator("#page-name")).to_be_visible()
    await guard.look()


async def test_the_guard_sees_what_it_is_there_for(guard: Guard) -> None:
    page = guard.page
    await page.goto(guard.site.address)
    await page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',"
        " '<img src=//evil.example/x onerror=window.__hit=1><iframe src=javascript:1></iframe>')"
    )
    await page.wait_for_function("window.__refused.length > 1")
    assert await page.evaluate("window.__hit") is None, "the policy lets no such script run"
    assert len(await page.evaluate(_STRANGE, _LINKED)) == 2


def _paths() -> list[str]:
    """Return the addresses of all pages, as the pages' own list has them."""
    text = Path(HERE, "app/pages.js").read_text("utf-8")
    return re.findall(r'^    path: "(/[^"]+)"', text, re.MULTILINE)


async def _go(page: Page, path: str) -> None:
    await page.evaluate(
        "path => { history.pushState(null, '', path);"
        " dispatchEvent(new PopStateEvent('popstate')); }",
        path,
    )


def _plain(text: str) -> str:
    """Return the letters of a text that every browser shows alike."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())
