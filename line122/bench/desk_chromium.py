"""The one desk that is a real page: its weight, its paints, its pops, and its slow tasks.

What a page alone knows is noted by a script of the bench in it, before any of the page's own. A
caller counts as shown when their number stands in the page and that frame has been painted.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import msgspec

from base.errors import Line122Error
from line122.browser import opened_browser

if TYPE_CHECKING:
    from playwright.async_api import Page, Request

KEY_EVERY_MS: Final = 100.0

_QUESTIONS: Final = "/api/"
_NOT_COUNTED: Final = (".woff2", "/jssip.js")
_IN_TIME_MS: Final = 20_000.0
_FIELD: Final = (
    ".forms :is(textarea, input:not([type=checkbox], [type=radio], [type=date], [type=number]))"
    ":enabled:visible"
)
_BEGINS_FORM: Final = "F2"
_STANDING: Final = ".figures"
"""The desk shows the line."""
_TYPED: Final = "температура тридцать девять и кашель "
_NOTES: Final = """(() => {
  const seen = { pops: [], slow: [], keys: [] };
  window.line122Bench = seen;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      seen.slow.push([performance.timeOrigin + task.startTime, task.duration]);
    }
  }).observe({ type: "longtask", buffered: true });
  addEventListener("beforeinput", () => seen.keys.push(Date.now()), true);
  const digits = (text) => text.replace(/\\D/g, "");
  const whenPainted = (then) => {
    const behind = new MessageChannel();
    behind.port1.onmessage = then;
    requestAnimationFrame(() => behind.port2.postMessage(null));
  };
  const watch = (number) => {
    const pop = { number, heard: Date.now(), painted: null };
    seen.pops.push(pop);
    const tail = number.slice(-10);
    const look = () => {
      if (digits(document.body.textContent).includes(tail)) {
        whenPainted(() => { pop.painted = Date.now(); });
      } else if (Date.now() - pop.heard < 2000) {
        requestAnimationFrame(look);
      }
    };
    queueMicrotask(look);
  };
  const call = { state: "", shown: null };
  const hear = (message) => {
    const values = message.is === "snapshot" ? message.state : message.set ?? {};
    if ("call" in values) {
      call.state = values.call?.state ?? "";
      call.shown = values.call?.number?.shown ?? null;
    }
    call.state = values["call/state"] ?? call.state;
    call.shown = values["call/number/shown"] ?? call.shown;
    const number = digits(call.shown ?? "");
    if (call.state === "ringing" && number && !seen.pops.some((pop) => pop.number === number)) {
      watch(number);
    }
  };
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string" && data.startsWith("{")) {
          hear(JSON.parse(data));
        }
      });
    }
  };
})()"""
_SEEN: Final = "JSON.stringify(window.line122Bench)"
_PAINTS: Final = """JSON.stringify(Object.fromEntries(
  performance.getEntriesByType("paint").map((paint) => [paint.name, paint.startTime])))"""


class ChromiumDeskError(Line122Error):
    """The desk in Chromium could not be opened; the text says why."""


class _Pop(msgspec.Struct, frozen=True):
    number: str
    heard: float
    painted: float | None


class _Seen(msgspec.Struct, frozen=True):
    pops: list[_Pop]
    slow: list[tuple[float, float]]
    keys: list[float]


@dataclass(frozen=True, slots=True)
class Painted:
    """A caller who was shown."""

    number: str
    heard_at: datetime
    at: datetime | None
    """`None`: the number never came to stand in the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSight:
    """What the real page came to."""

    pops: tuple[Painted, ...]
    keys_typed: int
    slow_tasks_ms: tuple[float, ...] | None
    """Of those that fell into the typing; `None`: nothing could be typed."""
    page_kb: float
    first_paint_ms: float | None
    first_content_ms: float | None


class ChromiumDesk:
    """A page of an operator in Chromium."""

    def __init__(self, page: "Page") -> None:
        self._page = page
        self._fetched: list[Request] = []
        page.on("requestfinished", self._keep)

    async def open(self, url: str) -> None:
        """Open the desk, with nothing in the cache, and wait until it shows the line."""
        await self._page.add_init_script(_NOTES)
        await self._page.goto(f"{url}/desk")
        await self._page.locator(_STANDING).wait_for(timeout=_IN_TIME_MS)

    async def type_for(self, seconds: float) -> None:
        """Begin a form and type into its first field for so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._type()

    async def sight(self) -> PageSight:
        """Return what the page came to until now."""
        seen = msgspec.json.decode(await self._page.evaluate(_SEEN), type=_Seen)
        paints = msgspec.json.decode(await self._page.evaluate(_PAINTS), type=dict[str, float])
        return PageSight(
            pops=tuple(_painted(pop) for pop in seen.pops),
            keys_typed=len(seen.keys),
            slow_tasks_ms=_slow_while_typing(seen),
            page_kb=await self._weight_kb(),
            first_paint_ms=paints.get("first-paint"),
            first_content_ms=paints.get("first-contentful-paint"),
        )

    def _keep(self, request: "Request") -> None:
        self._fetched.append(request)

    async def _type(self) -> None:
        from playwright.async_api import Error  # noqa: PLC0415 - Sites lack it.

        await self._page.keyboard.press(_BEGINS_FORM)
        while True:
            try:
                await self._page.locator(_FIELD).first.focus(timeout=_IN_TIME_MS)
            except Error:
                # A field may be drawn anew at this moment.
                continue
            await self._page.keyboard.type(_TYPED, delay=KEY_EVERY_MS)

    async def _weight_kb(self) -> float:
        """Return what the page's files weighed on the wire, as they were sent."""
        paths = {request: urlsplit(request.url).path for request in self._fetched}
        sizes = [
            (await request.sizes())["responseBodySize"]
            for request, path in paths.items()
            if not path.startswith(_QUESTIONS) and not path.endswith(_NOT_COUNTED)
        ]
        return sum(sizes) / 1000


@asynccontextmanager
async def opened_desk(url: str, login: str, password: str) -> AsyncIterator[ChromiumDesk]:
    """Keep a desk open in Chromium; its operator is signed in.

    Raises:
        ChromiumDeskError: the operator was not let in, or the page never showed the line.

    """
    async with opened_browser() as browser:
        context = await browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="ru-RU"
        )
        sent = {"login": login, "password": password}
        answer = await context.request.post(
            f"{url}/api/v1/session", data=sent, headers={"Origin": url}
        )
        if not answer.ok:
            raise ChromiumDeskError(f"{login} was not let in: {await answer.text()}")
        desk = ChromiumDesk(await context.new_page())
        await desk.open(url)
        yield desk


def _painted(pop: _Pop) -> Painted:
    at = None if pop.painted is None else _moment(pop.painted)
    return Painted(pop.number, _moment(pop.heard), at)


def _slow_while_typing(seen: _Seen) -> tuple[float, ...] | None:
    if not seen.keys:
        return None
    first, last = seen.keys[0], seen.keys[-1] + KEY_EVERY_MS
    return tuple(lasted for at, lasted in seen.slow if first - lasted <= at <= last)


def _moment(epoch_ms: float) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=epoch_ms)
