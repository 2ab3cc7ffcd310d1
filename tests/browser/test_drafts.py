"""Nothing that was typed is lost: to a reload, a killed page, an engine that is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Error, Page, Route, expect

from tests.browser.form_site import FormSite, form_site, go_on_at, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

_KEPT = "Object.keys(localStorage).filter(name => name.startsWith('line122.draft.')).length"


@pytest_asyncio.fixture(loop_scope="session")
async def site(tmp_path: Path) -> AsyncIterator[FormSite]:
    """Serve the engine's pages to Anna."""
    async with form_site(tmp_path) as served:
        yield served


async def begin(page: Page, words: str) -> None:
    """Begin a visit and say what happened."""
    await page.keyboard.press("F2")
    await expect(page.locator("[name='p0.complaint']")).to_be_focused()
    await page.keyboard.type(words)


async def says(page: Page, words: str) -> None:
    await expect(page.locator(".draft-note")).to_have_text(words)


async def holds(page: Page, field: str, words: str) -> None:
    await expect(page.locator(f"[name='{field}']")).to_have_value(words)


async def test_what_was_typed_outlives_a_reload_a_killed_page_and_an_engine_that_is_away(
    page: Page, site: FormSite, browser: Browser
) -> None:
    await sign_in(page, site)
    await begin(page, "Температура 39")
    await page.reload()
    await holds(page, "p0.complaint", "Температура 39")
    await says(page, "Черновик сохранён")

    # The renderer dies with the word that was typed last.
    await page.locator("[name='p0.complaint']").press_sequentially(", кашель")
    again = await page.context.new_page()
    with suppress(Error):
        await page.goto("chrome://crash", timeout=3000)
    await again.goto(site.address)
    await holds(again, "p0.complaint", "Температура 39, кашель")
    await says(again, "Черновик сохранён")

    await site.stop()
    await again.locator("[name='address']").fill("улица Ленина 5")
    await says(again, "Сохранено только здесь")
    await again.locator("[name='flat']").fill("17")
    await site.start()
    await says(again, "Черновик сохранён")

    # Another machine: nothing of it is in that browser.
    context = await browser.new_context(locale="ru-RU")
    elsewhere = await context.new_page()
    await sign_in(elsewhere, site, takes_over=True)
    await holds(elsewhere, "p0.complaint", "Температура 39, кашель")
    await holds(elsewhere, "flat", "17")
    await context.close()

    await go_on_at(again)
    assert await again.evaluate(_KEPT) == 1
    await again.keyboard.press("Alt+Shift+q")
    await expect(again.get_by_label("Имя для входа")).to_be_focused()
    assert await again.evaluate(_KEPT) == 0
    await again.close()


async def test_two_pages_of_one_person_show_both_versions_and_overwrite_neither(
    page: Page, site: FormSite, browser: Browser
) -> None:
    await sign_in(page, site)
    await begin(page, "Кашель")
    await says(page, "Черновик сохранён")
    context = await browser.new_context(locale="ru-RU")
    other = await context.new_page()
    await sign_in(other, site, takes_over=True)
    await holds(other, "p0.complaint", "Кашель")
    await other.locator("[name='p0.name']").fill("Иванова")
    await says(other, "Черновик сохранён")

    await go_on_at(page)
    await page.locator("[name='p0.name']").fill("Петрова")
    dialog = page.get_by_role("dialog", name="Форма изменена в другом окне")
    await expect(dialog).to_be_visible()
    await expect(dialog.get_by_text("Петрова")).to_be_visible()
    await expect(dialog.get_by_text("Иванова")).to_be_visible()
    await page.keyboard.press("Alt+j")
    await page.keyboard.press("Control+Enter")
    await expect(dialog).to_have_count(0)
    await holds(page, "p0.name", "Иванова")
    await says(page, "Черновик сохранён")

    # Where nothing was typed since, the newer one is simply shown.
    await page.locator("[name='address']").fill("Ленина 5")
    await says(page, "Черновик сохранён")
    await go_on_at(other)
    await other.evaluate("window.dispatchEvent(new Event('focus'))")
    await holds(other, "address", "Ленина 5")

    await go_on_at(page)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".saved-number")).to_be_visible()
    assert await page.evaluate(_KEPT) == 0
    await go_on_at(other)
    await other.locator("[name='p0.name']").fill("Сидорова")
    await expect(other.get_by_text("Набранное здесь цело")).to_be_visible()
    await other.get_by_role("button", name="Оставить как новую").click()
    await says(other, "Черновик сохранён")
    await context.close()


async def test_what_was_sent_without_an_answer_is_nobody_elses_version(
    page: Page, site: FormSite
) -> None:
    """The engine took it and the answer was lost, to the network or to a reload."""
    await sign_in(page, site)
    taken = asyncio.Event()

    async def lose_the_answer(route: Route) -> None:
        if route.request.method == "PUT":
            await route.fetch()
            taken.set()
            await route.abort()
        else:
            await route.continue_()

    for before, after in (("Кашель", ", жар"), (", слабость", ", озноб")):
        taken.clear()
        await page.route("**/api/v1/drafts/*", lose_the_answer)
        if before == "Кашель":
            await begin(page, before)
        else:
            await page.keyboard.type(before)
        await taken.wait()
        await says(page, "Сохранено только здесь")
        await page.keyboard.type(after)
        await page.unroute("**/api/v1/drafts/*")
        if before != "Кашель":
            await page.reload()
        await says(page, "Черновик сохранён")
        await expect(page.get_by_role("dialog")).to_have_count(0)

    await holds(page, "p0.complaint", "Кашель, жар, слабость, озноб")


async def test_a_form_that_the_engine_takes_while_it_tells_its_forms_is_not_taken_away(
    page: Page, site: FormSite
) -> None:
    """The list was read before the form came, and arrives after it: it says nothing of it."""
    await sign_in(page, site)
    was_read, may_arrive = asyncio.Event(), asyncio.Event()

    async def tell_late(route: Route) -> None:
        told = await route.fetch()
        was_read.set()
        await may_arrive.wait()
        await route.fulfill(response=told)

    async def keep_after_it_was_read(route: Route) -> None:
        if route.request.method == "PUT":
            await was_read.wait()
        await route.continue_()

    await page.route("**/api/v1/drafts", tell_late)
    await page.route("**/api/v1/drafts/*", keep_after_it_was_read)
    await begin(page, "Кашель")
    async with page.expect_response("**/api/v1/drafts") as telling:
        await page.evaluate("window.dispatchEvent(new Event('focus'))")
        await says(page, "Черновик сохранён")
        may_arrive.set()
    assert (await (await telling.value).json())["drafts"] == []

    await page.locator("[name='address']").fill("Ленина 5")
    await says(page, "Черновик сохранён")
    await holds(page, "p0.complaint", "Кашель")
    assert await page.evaluate(_KEPT) == 1


async def test_an_answer_that_was_lost_makes_no_second_ticket(page: Page, site: FormSite) -> None:
    await sign_in(page, site)
    site.ring()
    await expect(page.locator(".call")).to_be_visible()
    await begin(page, "Кашель")
    await page.locator("[name='address']").fill("Ленина 5")

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/changes", lose_the_answer)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_text("Проверьте сеть и попробуйте ещё раз")).to_be_visible()
    await page.unroute("**/changes")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".saved-number")).to_be_visible()
    (ticket,) = await site.tickets()
    assert len(ticket["visits"]) == 1
