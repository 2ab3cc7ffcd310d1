"""Alerts on every supervisor's page: seen, heard until somebody sees to them, looked back on."""

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.browser.alarms import SCOPES, a_bad_quarter, an_alarm
from tests.browser.boards import a_storm, the_day
from tests.browser.desk_site import DeskSite
from tests.browser.states import a_calm_day

pytestmark = pytest.mark.asyncio(loop_scope="session")

_SOUNDED = "import('/static/app/alerts/sound.js').then((it) => it.timesSounded.value)"


async def _pass(page: Page, site: DeskSite, seconds: int) -> None:
    """Let time pass for the page, whose engine goes on telling that it lives."""
    for _ in range(seconds):
        await page.clock.run_for(1000)
        await site.beat()


async def test_an_alert_stands_above_every_page_until_somebody_sees_to_it(
    page: Page, site: DeskSite
) -> None:
    site.scopes = SCOPES
    site.state = {**a_calm_day(), "alerts": {}}
    await page.goto(f"{site.address}/desk")
    await site.heard()
    lines = page.locator(".alert-line")
    await expect(page.locator(".alert-strip")).to_be_attached()
    await expect(lines).to_have_count(0)
    await site.tell(alerts__a1=an_alarm("channels_full", "main", 5, value=4))
    await expect(lines).to_have_count(1)
    await expect(lines).to_contain_text("никому не ответили")
    await page.keyboard.press("Alt+Shift+A")
    asked = await site.asked_next()
    assert (asked.path, asked.csrf is not None) == ("alerts/a1/acknowledge", True)
    await site.tell(alerts__a1__acknowledged_by="morozova")
    await expect(lines).to_have_count(0)
    await expect(page.locator(".alert-rest")).to_contain_text("Принята 1 тревога")


async def test_it_is_heard_again_and_again_until_it_is_acknowledged(
    page: Page, site: DeskSite
) -> None:
    a_bad_quarter(site)
    await page.clock.install()
    await page.goto(f"{site.address}/alerts")
    await expect(page.get_by_role("heading", name="Тревоги")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_text("Звук включён")).to_be_visible()
    assert await page.evaluate(_SOUNDED) > 0
    await _pass(page, site, 13)
    assert await page.evaluate(_SOUNDED) > 2
    for alert in ("a1", "a2", "a3"):
        await site.tell(**{f"alerts__{alert}__acknowledged_by": "sokolova"})
    await expect(page.get_by_role("button", name="Принять")).to_have_count(0)
    heard = await page.evaluate(_SOUNDED)
    await _pass(page, site, 30)
    assert await page.evaluate(_SOUNDED) == heard


async def test_whoever_wants_no_sound_here_switches_it_off_and_tries_it(
    page: Page, site: DeskSite
) -> None:
    site.scopes = SCOPES
    site.state = {**a_calm_day(), "alerts": {}}
    await page.goto(f"{site.address}/alerts")
    await expect(page.get_by_role("button", name="Проверить звук")).to_be_visible()
    await page.keyboard.press("Alt+P")
    await expect(page.get_by_text("Звук включён")).to_be_visible()
    assert await page.evaluate(_SOUNDED) == 1
    await page.keyboard.press("Alt+S")
    await expect(page.get_by_text("Звук выключен")).to_be_visible()
    await site.tell(alerts__a1=an_alarm("channels_full", "main", 5))
    await expect(page.locator(".alert-card")).to_have_count(1)
    assert await page.evaluate(_SOUNDED) == 1


async def test_the_page_tells_what_to_do_and_what_was(page: Page, site: DeskSite) -> None:
    a_bad_quarter(site)
    await page.goto(f"{site.address}/alerts")
    cards = page.locator(".alert-card")
    await expect(cards).to_have_count(4)
    await expect(cards.nth(0)).to_contain_text("знают, что будет, только 61 % людей")
    await expect(cards.nth(0)).to_contain_text("стало хуже")
    await expect(cards.nth(3)).to_contain_text("приняли: sokolova")
    await expect(page.locator(".alert-line")).to_have_count(0)
    await expect(page.get_by_role("table").get_by_role("row")).to_have_count(7)
    await expect(page.get_by_role("table")).to_contain_text("Длится")


async def test_operators_fetch_nothing_of_alerts(page: Page, site: DeskSite) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    site.state = a_calm_day()
    await page.goto(f"{site.address}/desk")
    await expect(page.get_by_role("navigation")).to_be_visible()
    assert [url for url in asked if "/app/alerts/" in url or "alerts.css" in url] == []


async def test_on_a_wall_the_gravest_one_stands_large_and_the_board_still_fits(
    browser: Browser, site: DeskSite
) -> None:
    context = await browser.new_context(viewport=ViewportSize(width=1920, height=1080))
    page = await context.new_page()
    a_bad_quarter(site)
    site.state = {**site.state, "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(f"{site.address}/wallboard?layout=wall")
    await expect(page.locator(".board-plot canvas")).to_have_count(2)
    await expect(page.locator(".alert-line:visible")).to_have_count(1)
    await expect(page.locator(".alert-line .btn:visible")).to_have_count(0)
    # The font may come after the figures.
    await page.wait_for_function(
        """() => [...document.querySelectorAll(".board-row, .board-plot")]
            .every((one) => one.getBoundingClientRect().bottom <= innerHeight)"""
    )
    await context.close()
