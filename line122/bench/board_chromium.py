"""The one wallboard that is a real page: when each lamp that changed stood painted on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from line122.bench.board_pages import BoardPageError
from line122.browser import opened_browser

if TYPE_CHECKING:
    from playwright.async_api import Page

_IN_TIME_MS: Final = 20_000.0
_NOTES: Final = """(() => {
  const seen = { painted: [], missed: 0 };
  window.line122Bench = seen;
  const whenPainted = (then) => {
    const behind = new MessageChannel();
    behind.port1.onmessage = then;
    requestAnimationFrame(() => behind.port2.postMessage(null));
  };
  const watch = (since, heard) => {
    if (document.querySelector(`.lamp time[datetime="${since}"]`)) {
      whenPainted(() => seen.painted.push(Date.now() - Date.parse(since)));
    } else if (performance.now() - heard < 2000) {
      requestAnimationFrame(() => watch(since, heard));
    } else {
      seen.missed += 1;
    }
  };
  const lamp = /^board\\/trunks\\/[^/]+\\/lamps\\/[^/]+(\\/since)?$/;
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        const message = JSON.parse(data);
        for (const [path, value] of Object.entries(message.set ?? {})) {
          if (lamp.test(path)) {
            queueMicrotask(() => watch(value.since ?? value, performance.now()));
          }
        }
      });
    }
  };
})()"""
_SEEN: Final = "JSON.stringify(window.line122Bench)"


@dataclass(frozen=True, slots=True)
class BoardSight:
    """What the real page came to."""

    painted_ms: tuple[float, ...]
    """From the event of a lamp to the frame in which it stood."""
    missed: int
    """Lamps that changed again before a frame could show them."""


class _Seen(msgspec.Struct, frozen=True):
    painted: tuple[float, ...]
    missed: int


class ChromiumBoard:
    """A wallboard in Chromium."""

    def __init__(self, page: "Page") -> None:
        self.page = page

    async def sight(self) -> BoardSight:
        """Return what was painted until now."""
        seen = msgspec.json.decode(await self.page.evaluate(_SEEN), type=_Seen)
        return BoardSight(seen.painted, seen.missed)


@asynccontextmanager
async def opened_wall(url: str, login: str, password: str) -> AsyncIterator[ChromiumBoard]:
    """Keep a wallboard open in Chromium, as it hangs on a wall.

    Raises:
        BoardPageError: the supervisor was not let in.

    """
    async with opened_browser() as browser:
        context = await browser.new_context(
            viewport={"width": 1920, "height": 1080}, locale="ru-RU"
        )
        sent = {"login": login, "password": password}
        answer = await context.request.post(
            f"{url}/api/v1/session", data=sent, headers={"Origin": url}
        )
        if not answer.ok:
            raise BoardPageError(f"{login} was not let in: {await answer.text()}")
        page = await context.new_page()
        await page.add_init_script(_NOTES)
        await page.goto(f"{url}/wallboard?layout=wall")
        await page.locator(".board-number").first.wait_for(timeout=_IN_TIME_MS)
        yield ChromiumBoard(page)
