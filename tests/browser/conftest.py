"""One Chromium for all pages; each test has a profile of its own and a site that it directs."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from line122.bootstrap.chromium import chromium_flags, obtain_chromium
from line122.bootstrap.directories import cache_directory
from line122.bootstrap.node import Packages, obtain_node_packages
from line122.bootstrap.progress import shown_progress
from tests.browser.desk_site import DeskSite, desk_site
from tests.browser.states import a_calm_day

PATIENCE_MS = 30_000
"""What a page has not shown by then it will not show; Playwright waits as on a free machine."""
SMALL_SCREEN = ViewportSize(width=1366, height=768)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run Chromium for all the tests of this worker."""
    expect.set_options(timeout=PATIENCE_MS)
    with shown_progress() as progress:
        program = await obtain_chromium(progress)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=program, args=list(chromium_flags())
        )
        yield running
        await running.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the script of axe-core."""
    with shown_progress() as progress:
        packages = obtain_node_packages(cache_directory(), Packages.CHECKING, progress)
    return Path(packages.folder, "axe-core/axe.min.js").read_text("utf-8")


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[DeskSite]:
    """Serve the pages; Anna is signed in on a calm day."""
    async with desk_site() as served:
        served.is_signed_in = True
        served.state = a_calm_day()
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """Open an empty page, small as our smallest screens; it must end without a script's error."""
    context = await browser.new_context(
        viewport=SMALL_SCREEN, color_scheme="light", locale="ru-RU", timezone_id="Europe/Moscow"
    )
    opened = await context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on(
        "console",
        lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
    )
    yield opened
    await context.close()
    assert not troubles
