"""Pictures of every page in both themes, from a served product on an invented day.

One line of `PICTURES` for each page. A page of `PAGES` without one fails the command and a test,
so that nobody forgets it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from base.clock import Clock
from base.errors import Line122Error
from config import load
from config.loading import DEFAULTS
from line122.bootstrap.engine import ROOT
from line122.bootstrap.instance import Instance
from line122.browser import opened_browser
from line122.demo.region import Region, running_region
from line122.house import House, HousePlan, engine_in, opened_house
from line122.phones.sockets import PhonePorts, find_phone_ports
from line122.sample_directory import import_sample
from line122.screenshots_alerts import raise_alert, remember_alerts
from line122.screenshots_content import (
    AWAY,
    NOTES,
    ON_CALLS,
    STEPS,
    SUPERVISOR,
    TICKETS,
    USERS,
    ContentRefusedError,
    Json,
    file_tickets,
    opened_writer,
    topic_to_tell,
)
from line122.screenshots_line import VARIABLES, people_at
from line122.screenshots_past import live_through
from line122.screenshots_png import with_few_colours
from line122.screenshots_steps import (
    PATIENCE_MS,
    as_it_is,
    ask_for_keys,
    hang_on_the_wall,
    hear_the_first,
    lock,
    look_at_topics,
    see_to_the_alarm,
    stand_beside,
    take_in_the_hand,
    the_day_before,
    the_day_before_on_paper,
    until_alarmed,
    until_all_is_counted,
    until_drawn,
    until_listed,
    until_reported,
    until_shown,
    weigh_a_pause,
    weigh_a_place,
    who_dialled,
    whom_nobody_told,
    whose_it_is,
    whose_it_is_on_paper,
    write_a_visit,
)
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
_SUPERVISOR: Final = "galina"
_SHOWN: Final = 4
"""The ticket whose page is pictured, by its place."""
_CALLERS: Final = 12
_SECOND_FACTOR: Final = {"LINE122_DESK__SECOND_FACTOR_FOR": "auditor"}
"""Of one role only, for the picture of how it is taken."""
_NIGHT_REQUESTS: Final = 3


class PageForgottenError(Line122Error):
    """A page has no picture; add a line to `PICTURES` in line122/screenshots.py."""


class Stage(StrEnum):
    """When a picture is taken."""

    QUIET = "quiet"
    """Before anybody calls."""
    CALLS = "calls"
    """While people wait and talk."""
    LISTENING = "listening"
    """After them: whoever listens has it said above every page."""
    ALARM = "alarm"
    """Once something is alarming, beneath another engine."""


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
    stage: Stage = Stage.CALLS
    prepare: Callable[["Page"], Awaitable[None]] = as_it_is


PICTURES: Final = (
    Picture(name="sign-in", path="/sign-in", login=None, stage=Stage.QUIET),
    Picture(name="desk", path="/desk", stage=Stage.QUIET, prepare=until_all_is_counted),
    Picture(name="keys", path="/desk", stage=Stage.QUIET, prepare=ask_for_keys),
    Picture(name="locked", path="/desk", stage=Stage.QUIET, prepare=lock),
    Picture(
        name="second-factor", path="/desk", login="auditor", stage=Stage.QUIET, prepare=until_shown
    ),
    Picture(name="call", path="/desk", prepare=write_a_visit),
    Picture(name="callbacks", path="/callbacks"),
    Picture(name="morning", path="/morning"),
    Picture(name="visits", path="/visits"),
    Picture(name="tickets", path="/tickets"),
    Picture(name="ticket", path="/ticket/*"),
    Picture(name="unreachable", path="/unreachable"),
    Picture(name="handover", path="/handover"),
    Picture(name="audit", path="/audit", login=_SUPERVISOR),
    Picture(name="audit-ticket", path="/audit/*", login=_SUPERVISOR),
    Picture(name="wallboard", path="/wallboard", login=_SUPERVISOR, prepare=until_drawn),
    Picture(name="wallboard-wall", path="/wallboard", login=_SUPERVISOR, prepare=hang_on_the_wall),
    Picture(
        name="wallboard-phone", path="/wallboard", login=_SUPERVISOR, prepare=take_in_the_hand
    ),
    Picture(name="act-operator", path="/wallboard", login=_SUPERVISOR, prepare=weigh_a_pause),
    Picture(name="act-person", path="/wallboard", login=_SUPERVISOR, prepare=weigh_a_place),
    Picture(name="hot-topics", path="/wallboard", login=_SUPERVISOR, prepare=look_at_topics),
    Picture(name="alerts", path="/alerts", login=_SUPERVISOR),
    Picture(
        name="alert-open",
        path="/alerts",
        login=_SUPERVISOR,
        stage=Stage.ALARM,
        prepare=until_alarmed,
    ),
    Picture(
        name="alert-seen",
        path="/alerts",
        login=_SUPERVISOR,
        stage=Stage.ALARM,
        prepare=see_to_the_alarm,
    ),
    Picture(name="recordings", path="/recordings", login=_SUPERVISOR, prepare=until_listed),
    Picture(name="recording", path="/recordings", login=_SUPERVISOR, prepare=hear_the_first),
    Picture(
        name="listening",
        path="/wallboard",
        login=_SUPERVISOR,
        stage=Stage.LISTENING,
        prepare=stand_beside,
    ),
    Picture(name="contacts", path="/contacts", login=_SUPERVISOR),
    Picture(name="contact", path="/recordings", login=_SUPERVISOR, prepare=whose_it_is),
    Picture(
        name="contact-on-paper",
        path="/recordings",
        login=_SUPERVISOR,
        prepare=whose_it_is_on_paper,
    ),
    Picture(name="contact-of-ticket", path="/contacts/*", login=_SUPERVISOR),
    Picture(name="reports", path="/reports", login=_SUPERVISOR, prepare=until_reported),
    Picture(name="report-list", path="/reports", login=_SUPERVISOR, prepare=whom_nobody_told),
    Picture(name="report-storm", path="/reports", login=_SUPERVISOR, prepare=who_dialled),
    Picture(name="report-day", path="/reports/day", login=_SUPERVISOR, prepare=the_day_before),
    Picture(
        name="report-day-on-paper",
        path="/reports/day/*",
        at="today",
        login=_SUPERVISOR,
        prepare=the_day_before_on_paper,
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
        ports = find_phone_ports(1 + _CALLERS + _NIGHT_REQUESTS)
        house, region = await stack.enter_async_context(_opened(instance, ports, clock))
        browser = await stack.enter_async_context(opened_browser())
        people = await stack.enter_async_context(people_at(house, ports, clock))
        async with engine_in(house) as engine:
            region.report_to(engine.http_url)
            async with opened_writer(house, engine.http_url, clock) as writer:
                tickets = await file_tickets(writer, TICKETS)
            await people.leave_requests(_NIGHT_REQUESTS)
            await people.talk(ON_CALLS[0])
            await people.come(ON_CALLS, AWAY)
            studio = _Studio(browser, house, engine.http_url, tickets)
            await studio.work()
            for stage in (Stage.QUIET, Stage.CALLS, Stage.LISTENING):
                if stage is Stage.CALLS:
                    await people.call(_CALLERS)
                async for written in studio.take_all(wanted, stage, folder):
                    yield written
        await raise_alert(house, clock)
        async with engine_in(house) as engine:
            studio = _Studio(browser, house, engine.http_url, tickets)
            async for written in studio.take_all(wanted, Stage.ALARM, folder):
                yield written


@asynccontextmanager
async def _opened(
    instance: Instance, ports: PhonePorts, clock: Clock
) -> AsyncIterator[tuple[House, Region]]:
    async with AsyncExitStack() as stack:
        zone = load(DEFAULTS, VARIABLES).site.zone
        region = await stack.enter_async_context(running_region(clock, zone))
        plan = HousePlan(
            database="pictures",
            trunk_ports=ports,
            operators=(*ON_CALLS, *AWAY, SUPERVISOR),
            users=USERS,
            variables={**VARIABLES, **region.variables, **_SECOND_FACTOR},
        )
        house = await stack.enter_async_context(opened_house(instance, plan, clock))
        await import_sample(house.database_url, house.settings, house.state, clock)
        await live_through(house, clock)
        await remember_alerts(house, clock)
        yield house, region


class _Studio:
    """Opens pages as who sees them, and photographs them."""

    def __init__(self, browser: "Browser", house: House, url: str, tickets: Sequence[str]) -> None:
        self._browser = browser
        self._house = house
        self._url = url
        self._tickets = tickets
        self._shown = tickets[_SHOWN]

    async def work(self) -> None:
        """Do what the people of the pictures have done before."""
        notes = [("handover", {"text": note}) for note in NOTES]
        steps = [
            (f"tickets/{self._tickets[place]}/changes", {"change": step}) for place, step in STEPS
        ]
        await self._ask(_OPERATOR, [*notes, *steps])
        await self._ask(_SUPERVISOR, [("supervise/deeds", topic_to_tell())])

    async def _ask(self, login: str, asked: Iterable[tuple[str, Json]]) -> None:
        async with self._context(THEMES[0]) as context:
            csrf = await self._sign_in(context, login)
            headers = {CSRF_HEADER: csrf, "Origin": self._url, "If-Match": "*"}
            for path, body in asked:
                answer = await context.request.post(
                    f"{self._url}/api/v1/{path}", data=body, headers=headers
                )
                if not answer.ok:
                    raise ContentRefusedError(f"{path} was refused: {await answer.text()}")

    async def take_all(
        self, pictures: Sequence[Picture], stage: Stage, folder: Path
    ) -> AsyncIterator[Path]:
        """Write the pictures of a stage in both themes, and yield each as it is written."""
        for picture in pictures:
            if picture.stage is stage:
                for theme in THEMES:
                    yield await self.take(picture, theme, folder)

    async def take(self, picture: Picture, theme: Theme, folder: Path) -> Path:
        """Write one picture."""
        async with self._context(theme) as context:
            if picture.login is not None:
                await self._sign_in(context, picture.login)
            page = await context.new_page()
            await page.goto(self._url + picture.path.replace(_ONE, picture.at or self._shown))
            await page.locator("h1").first.wait_for(timeout=PATIENCE_MS)
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
