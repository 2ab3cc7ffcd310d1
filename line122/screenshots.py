"""Pictures of every page in both themes, from a served product on an invented day.

One line of `PICTURES` for each page. A page of `PAGES` without one fails the command and a test,
so that nobody forgets it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from base.clock import Clock
from base.errors import Line122Error
from config import load
from config.loading import DEFAULTS
from line122.bootstrap.engine import ROOT, Engine
from line122.bootstrap.instance import Instance
from line122.browser import opened_browser
from line122.demo.region import running_region
from line122.house import House, HousePlan, engine_in, opened_house
from line122.phones.sockets import PhonePorts, find_phone_ports
from line122.sample_directory import import_sample
from line122.screenshots_alerts import remember_alerts
from line122.screenshots_content import (
    AWAY,
    FORM,
    NOTES,
    ON_CALLS,
    STEPS,
    TICKETS,
    USERS,
    ContentRefusedError,
    file_tickets,
    opened_writer,
)
from line122.screenshots_line import VARIABLES, people_at
from line122.screenshots_past import live_through
from line122.screenshots_png import with_few_colours
from web.session.cookie import CSRF_HEADER
from web.session.model import SessionShown

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

FOLDER: Final = ROOT / "docs" / "screenshots"
_APP: Final = ROOT / "web" / "static" / "app"
PAGES: Final = (_APP / "pages.js", _APP / "supervise" / "frame.js")
"""Where pages are listed: everybody's, and those of supervisors."""

Theme = Literal["light", "dark"]
_ONE: Final = "*"
THEMES: Final[tuple[Theme, ...]] = ("light", "dark")

_PATH: Final = re.compile(r'^\s*path: "(?P<path>[^"]+)"', re.MULTILINE)
_OPERATOR: Final = "morozova"
_PATIENCE_MS: Final = 60_000.0
_SHOWN: Final = 4
"""The ticket whose page is pictured, by its place."""
_CALLERS: Final = 12
_SECOND_FACTOR: Final = {"LINE122_DESK__SECOND_FACTOR_FOR": "auditor"}
"""Of one role only, for the picture of how it is taken."""
_NIGHT_REQUESTS: Final = 3


class PageForgottenError(Line122Error):
    """A page has no picture; add a line to `PICTURES` in line122/screenshots.py."""


async def _as_it_is(_page: "Page") -> None:
    """Do nothing more."""


async def _write_a_visit(page: "Page") -> None:
    """Begin a visit for the caller, as far as they have told."""
    await page.locator(".call-number").wait_for(timeout=_PATIENCE_MS)
    if await page.locator(".form-tab").count() == 0:
        await page.keyboard.press("F2")
    for name, text in FORM.items():
        await page.locator(f'.forms [name="{name}"]').fill(text)


async def _until_all_is_counted(page: "Page") -> None:
    """Wait for the lists, which are counted only while somebody looks."""
    await page.wait_for_function(
        "() => !document.querySelector('main').textContent.includes('—')", timeout=_PATIENCE_MS
    )


async def _ask_for_keys(page: "Page") -> None:
    """Ask which keys there are."""
    await page.keyboard.press("F1")
    await page.get_by_role("dialog").wait_for(timeout=_PATIENCE_MS)


async def _lock(page: "Page") -> None:
    """Leave the desk for a while."""
    await page.keyboard.press("Alt+0")
    await page.locator(".curtain").wait_for(timeout=_PATIENCE_MS)


async def _until_shown(page: "Page") -> None:
    """Wait for the picture that a telephone takes."""
    await page.locator(".factor-picture").wait_for(timeout=_PATIENCE_MS)


async def _until_listed(page: "Page") -> None:
    """Wait for the lines of a list."""
    await page.locator(".row-opener").first.wait_for(timeout=_PATIENCE_MS)


async def _hear_the_first(page: "Page") -> None:
    """Open the newest recording, and go on in it a little."""
    await _until_listed(page)
    await page.locator(".row-opener").first.press("Enter")
    await page.get_by_role("slider").wait_for(timeout=_PATIENCE_MS)
    await page.keyboard.press("ArrowRight")


async def _whose_it_is(page: "Page") -> None:
    """Go from the newest recording to the past of its contact."""
    await _hear_the_first(page)
    await page.keyboard.press("F4")
    await page.locator(".story").first.wait_for(timeout=_PATIENCE_MS)


async def _whose_it_is_on_paper(page: "Page") -> None:
    """Look at the past of a contact as it is printed."""
    await _whose_it_is(page)
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 680, "height": 962})


async def _whom_nobody_told(page: "Page") -> None:
    """Open the list behind a number."""
    await page.locator(".report-number").nth(1).press("Enter")
    await _until_listed(page)


async def _who_dialled(page: "Page") -> None:
    """Look at the storm's numbers."""
    await page.locator(".report-views button").last.press("Enter")
    await page.locator(".report-shares").first.wait_for(timeout=_PATIENCE_MS)


async def _the_day_before(page: "Page") -> None:
    await page.locator(".sheet").wait_for(timeout=_PATIENCE_MS)
    await page.keyboard.press("Alt+Z")
    await page.locator(".sheet .norm").first.wait_for(timeout=_PATIENCE_MS)
    await page.wait_for_load_state("networkidle")


async def _the_day_before_on_paper(page: "Page") -> None:
    await _the_day_before(page)
    await page.emulate_media(media="print")
    await page.set_viewport_size({"width": 703, "height": 1030})


async def _until_drawn(page: "Page") -> None:
    await page.locator(".board-plot canvas").first.wait_for(timeout=_PATIENCE_MS)


async def _hang_on_the_wall(page: "Page") -> None:
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.keyboard.press("Alt+W")
    await page.locator(".board-wall").wait_for(timeout=_PATIENCE_MS)
    await _until_drawn(page)


async def _take_in_the_hand(page: "Page") -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.locator(".board-phone").wait_for(timeout=_PATIENCE_MS)
    await _until_drawn(page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture of a page."""

    name: str
    """Of the files, and what the documents call it."""
    path: str
    """As `pages.js` names it."""
    at: str | None = None
    """What a `*` stands for; `None`: the number of a ticket."""
    login: str | None = _OPERATOR
    """`None`: nobody is signed in."""
    is_quiet: bool = False
    """Whether it is taken before anybody calls."""
    prepare: Callable[["Page"], Awaitable[None]] = _as_it_is


PICTURES: Final = (
    Picture(name="sign-in", path="/sign-in", login=None, is_quiet=True),
    Picture(name="desk", path="/desk", is_quiet=True, prepare=_until_all_is_counted),
    Picture(name="keys", path="/desk", is_quiet=True, prepare=_ask_for_keys),
    Picture(name="locked", path="/desk", is_quiet=True, prepare=_lock),
    Picture(
        name="second-factor", path="/desk", login="auditor", is_quiet=True, prepare=_until_shown
    ),
    Picture(name="call", path="/desk", prepare=_write_a_visit),
    Picture(name="callbacks", path="/callbacks"),
    Picture(name="morning", path="/morning"),
    Picture(name="visits", path="/visits"),
    Picture(name="tickets", path="/tickets"),
    Picture(name="ticket", path="/ticket/*"),
    Picture(name="unreachable", path="/unreachable"),
    Picture(name="handover", path="/handover"),
    Picture(name="audit", path="/audit", login="galina"),
    Picture(name="audit-ticket", path="/audit/*", login="galina"),
    Picture(name="wallboard", path="/wallboard", login="galina", prepare=_until_drawn),
    Picture(name="wallboard-wall", path="/wallboard", login="galina", prepare=_hang_on_the_wall),
    Picture(name="wallboard-phone", path="/wallboard", login="galina", prepare=_take_in_the_hand),
    Picture(name="alerts", path="/alerts", login="galina"),
    Picture(name="recordings", path="/recordings", login="galina", prepare=_until_listed),
    Picture(name="recording", path="/recordings", login="galina", prepare=_hear_the_first),
    Picture(name="contacts", path="/contacts", login="galina"),
    Picture(name="contact", path="/recordings", login="galina", prepare=_whose_it_is),
    Picture(
        name="contact-on-paper",
        path="/recordings",
        login="galina",
        prepare=_whose_it_is_on_paper,
    ),
    Picture(name="contact-of-ticket", path="/contacts/*", login="galina"),
    Picture(name="reports", path="/reports", login="galina"),
    Picture(name="report-list", path="/reports", login="galina", prepare=_whom_nobody_told),
    Picture(name="report-storm", path="/reports", login="galina", prepare=_who_dialled),
    Picture(name="report-day", path="/reports/day", login="galina", prepare=_the_day_before),
    Picture(
        name="report-day-on-paper",
        path="/reports/day/*",
        at="today",
        login="galina",
        prepare=_the_day_before_on_paper,
    ),
    Picture(name="admin", path="/admin", login="root"),
    Picture(name="admin-queues", path="/admin/*", at="queues", login="root"),
)


def check_all_pictured(pages: str) -> None:
    """Compare the pictures with what `pages.js` lists.

    Raises:
        PageForgottenError: a page has no picture.

    """
    pictured = {picture.path for picture in PICTURES}
    forgotten = [path for path in page_paths(pages) if path not in pictured]
    if forgotten:
        raise PageForgottenError(f"no picture shows {', '.join(forgotten)}; add one to PICTURES")


def listed_pages() -> str:
    """Return the files that list pages, one after the other."""
    return "".join(each.read_text("utf-8") for each in PAGES)


def page_paths(pages: str) -> list[str]:
    """Return the addresses that `pages.js` lists."""
    return [found["path"] for found in _PATH.finditer(pages)]


async def take_pictures(
    instance: Instance, clock: Clock, folder: Path, names: Collection[str]
) -> AsyncIterator[Path]:
    """Serve the product on an invented day and yield each picture as it is written.

    Without names all pictures are taken.

    Raises:
        Line122Error: a server or Chromium is missing, a page has no picture, or one is too large.

    """
    pages = listed_pages()
    check_all_pictured(pages)
    known = {*page_paths(pages), *(each.path for each in PICTURES if each.login is None)}
    wanted = [
        each for each in PICTURES if each.path in known and (not names or each.name in names)
    ]
    async with AsyncExitStack() as stack:
        ports = find_phone_ports(_CALLERS + _NIGHT_REQUESTS)
        house, engine = await stack.enter_async_context(_served(instance, ports, clock))
        writer = await stack.enter_async_context(opened_writer(house, engine.http_url, clock))
        tickets = await file_tickets(writer, TICKETS)
        people = await stack.enter_async_context(people_at(house, ports, clock))
        await people.leave_requests(_NIGHT_REQUESTS)
        await people.come(ON_CALLS, AWAY)
        browser = await stack.enter_async_context(opened_browser())
        studio = _Studio(browser, house, engine.http_url, tickets)
        await studio.work()
        for picture in (each for each in wanted if each.is_quiet):
            for theme in THEMES:
                yield await studio.take(picture, theme, folder)
        await people.call(_CALLERS)
        for picture in (each for each in wanted if not each.is_quiet):
            for theme in THEMES:
                yield await studio.take(picture, theme, folder)


@asynccontextmanager
async def _served(
    instance: Instance, ports: PhonePorts, clock: Clock
) -> AsyncIterator[tuple[House, Engine]]:
    async with AsyncExitStack() as stack:
        zone = load(DEFAULTS, VARIABLES).site.zone
        region = await stack.enter_async_context(running_region(clock, zone))
        plan = HousePlan(
            database="pictures",
            trunk_ports=ports,
            operators=(*ON_CALLS, *AWAY),
            users=USERS,
            variables={**VARIABLES, **region.variables, **_SECOND_FACTOR},
        )
        house = await stack.enter_async_context(opened_house(instance, plan, clock))
        await import_sample(house.database_url, house.settings, house.state, clock)
        await live_through(house, clock)
        await remember_alerts(house, clock)
        engine = await stack.enter_async_context(engine_in(house))
        region.report_to(engine.http_url)
        yield house, engine


class _Studio:
    """Opens pages as who sees them, and photographs them."""

    def __init__(self, browser: "Browser", house: House, url: str, tickets: Sequence[str]) -> None:
        self._browser = browser
        self._house = house
        self._url = url
        self._tickets = tickets
        self._shown = tickets[_SHOWN]

    async def work(self) -> None:
        """Do what the operator of the pictures has done before."""
        async with self._context(THEMES[0]) as context:
            csrf = await self._sign_in(context, _OPERATOR)
            headers = {CSRF_HEADER: csrf, "Origin": self._url, "If-Match": "*"}
            asked = [
                *(("handover", {"text": note}) for note in NOTES),
                *(
                    (f"tickets/{self._tickets[place]}/changes", {"change": step})
                    for place, step in STEPS
                ),
            ]
            for path, body in asked:
                answer = await context.request.post(
                    f"{self._url}/api/v1/{path}", data=body, headers=headers
                )
                if not answer.ok:
                    raise ContentRefusedError(f"{path} was refused: {await answer.text()}")

    async def take(self, picture: Picture, theme: Theme, folder: Path) -> Path:
        """Write one picture."""
        async with self._context(theme) as context:
            if picture.login is not None:
                await self._sign_in(context, picture.login)
            page = await context.new_page()
            await page.goto(self._url + picture.path.replace(_ONE, picture.at or self._shown))
            await page.locator("h1").first.wait_for(timeout=_PATIENCE_MS)
            await page.wait_for_load_state("networkidle")
            await picture.prepare(page)
            await page.wait_for_load_state("networkidle")
            png = await page.screenshot(animations="disabled", caret="hide")
        written = folder / f"{picture.name}-{theme}.png"
        written.write_bytes(await asyncio.to_thread(with_few_colours, png))
        return written

    @asynccontextmanager
    async def _context(self, theme: Theme) -> "AsyncIterator[BrowserContext]":
        zone = str(self._house.settings.site.zone)
        context = await self._browser.new_context(
            viewport={"width": 1366, "height": 768},
            color_scheme=theme,
            locale="ru-RU",
            timezone_id=zone,
        )
        try:
            yield context
        finally:
            await context.close()

    async def _sign_in(self, context: "BrowserContext", login: str) -> str:
        """Sign in, and return what changes must carry."""
        answer = await context.request.post(
            f"{self._url}/api/v1/session",
            data={"login": login, "password": self._house.passwords[login]},
            headers={"Origin": self._url},
        )
        if not answer.ok:
            raise ContentRefusedError(f"{login} was not let in: {await answer.text()}")
        return msgspec.json.decode(await answer.body(), type=SessionShown).csrf
