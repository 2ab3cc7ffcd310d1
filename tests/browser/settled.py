"""Waiting until a page is what it is going to be, where nothing on it says so."""

from typing import Final

from playwright.async_api import Page, Request

_LETTERS: Final = """() => {
  // Letters are asked for when something is laid out by them.
  document.body.getBoundingClientRect();
  return document.fonts.ready.then(() => undefined);
}"""
_A_FRAME: Final = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""Long enough for what is drawn, and for what a part asks as soon as it is drawn."""
_IDLE_FRAMES: Final = 2


async def letters_have_come(page: Page) -> None:
    """Wait for the page's own letters; those that stand in for them are wider."""
    await page.evaluate(_LETTERS)


class Asking:
    """What a page has asked and not been answered, from now on."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._open: set[Request] = set()
        page.on("request", self._begins)
        page.on("requestfinished", self._ends)
        page.on("requestfailed", self._ends)

    async def is_over(self) -> None:
        """Wait until all has been answered, and what was answered asks nothing more."""
        idle = 0
        while idle < _IDLE_FRAMES:
            await self._page.evaluate(_A_FRAME)
            idle = 0 if self._open else idle + 1

    def _begins(self, request: Request) -> None:
        self._open.add(request)

    def _ends(self, request: Request) -> None:
        self._open.discard(request)
