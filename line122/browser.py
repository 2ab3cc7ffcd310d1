"""Opens Chromium by Playwright, for benches and pictures of pages; the product needs neither."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from base.errors import Line122Error
from line122.bootstrap.chromium import chromium_flags, obtain_chromium
from line122.bootstrap.progress import shown_progress

if TYPE_CHECKING:
    from playwright.async_api import Browser


class PlaywrightMissingError(Line122Error):
    """Pages are opened by Playwright, which sites do not have; the text says how to get it."""


class PageFailedError(Line122Error):
    """A page did not do what was asked of it; the text says what."""


@asynccontextmanager
async def opened_browser() -> AsyncIterator["Browser"]:
    """Run a Chromium while the body runs.

    Raises:
        PlaywrightMissingError: the tools of makers are not installed.
        BrowserMissingError: there is no Chromium.
        PageFailedError: the body asked a page for something that did not come.

    """
    try:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - Sites lack it.
    except ImportError as error:
        raise PlaywrightMissingError(
            "pages are opened by Playwright, and it is not here; pip install playwright"
        ) from error
    with shown_progress() as progress:
        program = await obtain_chromium(progress)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=program, args=list(chromium_flags())
        )
        try:
            yield running
        except Error as error:
            raise PageFailedError(f"Chromium: {error.message.strip()}") from error
        finally:
            await running.close()
