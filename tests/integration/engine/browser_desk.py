"""The words of the stories in which an operator's telephone is their browser."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from agents.agent import Account
from base.ids import new_user_id
from line122.bootstrap.chromium import chromium_flags, obtain_chromium
from line122.bootstrap.progress import shown_progress
from staff.role import Role
from staff.user import User, UserRow
from storage.passwords import Argon2Passwords
from storage.records.connection import Timeouts, open_pool
from storage.records.staff import PostgresStaffBook
from tests.integration.engine.helpline import Helpline
from tests.integration.engine.patience import PATIENCE_S

PASSWORD: Final = "сосна у реки шумит"

_KEEP_CONNECTIONS: Final = """
window.connections = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};
"""
_HEARD: Final = """async () => {
  const reports = await window.connections.at(-1).getStats();
  const inbound = [...reports.values()].find((each) => each.type === "inbound-rtp");
  return inbound?.totalAudioEnergy ?? 0;
}"""
_HEARS_MORE: Final = f"""async (before) => (await ({_HEARD})()) > before + 0.002"""


@dataclass(frozen=True, slots=True)
class BrowserDesk:
    """An operator at their page."""

    page: Page
    account: str

    async def take_calls_here(self) -> None:
        """Let the browser be the telephone."""
        await self._button("Принимать звонки здесь").click()
        await self.has_line()

    async def take_over(self) -> None:
        """Go on here with what is done at another page."""
        await self._button("Работать здесь").click()

    async def has_line(self) -> None:
        """Wait until the telephone can be rung."""
        card = self.page.get_by_role("region", name="Телефон в браузере")
        await expect(card.get_by_text("На связи", exact=True)).to_be_visible()

    async def pick_up(self) -> None:
        """Answer what rings."""
        await self._button("Ответить").click()
        await self.talks()

    async def talks(self) -> None:
        """Wait until there is a talk."""
        await expect(self._button("Завершить звонок")).to_be_visible()

    async def hang_up(self) -> None:
        """End the talk."""
        await self._button("Завершить звонок").click()

    async def sign_out(self) -> None:
        """End the session."""
        await self._button("Выйти").click()
        await expect(self.page.get_by_label("Пароль")).to_be_visible()

    def _button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    async def hears_more(self) -> bool:
        """Wait until more has been heard than until now; silence fails by Playwright's timeout."""
        before = await self.page.evaluate(_HEARD)
        await self.page.wait_for_function(_HEARS_MORE, arg=before, polling=100)
        return True


@asynccontextmanager
async def chromium(microphone: Path | None = None) -> AsyncIterator[Browser]:
    """Run Chromium, whose microphone beeps once a second, or hears a recording over and over."""
    flags = [*chromium_flags()]
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    with shown_progress() as progress:
        program = await obtain_chromium(progress)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=flags)
        yield running
        await running.close()


async def let_sign_in(
    helpline: Helpline, login: str, account: str, role: Role = Role.OPERATOR
) -> None:
    """Give somebody with a telephone a login, whose password is `PASSWORD`."""
    user = User(
        user_id=new_user_id(),
        login=login,
        name=login.title(),
        roles=frozenset({role}),
        account=Account(account),
    )
    url, site = helpline.house.database_url, helpline.house.settings.site.id
    async with open_pool(url, timeouts=Timeouts(connect_s=5.0)) as pool:
        row = UserRow(user=user, added_at=helpline.clock.now(), added_by="root")
        await PostgresStaffBook(pool, site).add(row, await Argon2Passwords().hashed(PASSWORD))


@asynccontextmanager
async def at_the_page(
    browser: Browser, helpline: Helpline, login: str, account: str, *, address: str | None = None
) -> AsyncIterator[BrowserDesk]:
    """Sign in at the engine's own pages; whatever a script throws fails the story.

    `address` is another way to the engine.
    """
    context = await browser.new_context(locale="ru-RU")
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    expect.set_options(timeout=PATIENCE_S * 1000)
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    await page.add_init_script(_KEEP_CONNECTIONS)
    await page.goto(address or helpline.engine.http_url)
    await page.get_by_label("Имя для входа").fill(login)
    await page.get_by_label("Пароль").fill(PASSWORD)
    await page.get_by_role("button", name="Войти").click()
    yield BrowserDesk(page, account)
    await context.close()
    assert not troubles
