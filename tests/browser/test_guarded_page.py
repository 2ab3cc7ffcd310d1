"""A page that is locked, one whose person works elsewhere, and a second factor, by keys alone."""

from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.desk_site import PASSWORD, DeskSite
from tests.browser.form_site import FormSite, form_site, sign_in
from tests.support.staff import PASSWORD as USERS_PASSWORD
from web.live.hub import AT_ANOTHER_PAGE

pytestmark = pytest.mark.asyncio(loop_scope="session")

_AWAY = "15:01"


async def at_the_desk(page: Page, site: DeskSite) -> None:
    await page.clock.install()
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()


async def test_a_page_that_nobody_touches_hides_all_and_goes_on_by_the_password(
    page: Page, site: DeskSite
) -> None:
    await at_the_desk(page, site)
    await page.keyboard.press("Alt+y")
    await page.get_by_label("Нынешний пароль").fill("half of it")
    async with page.expect_response("**/session/lock"):
        await page.clock.fast_forward(_AWAY)
    curtain = page.get_by_role("dialog", name="Экран закрыт")
    await expect(curtain).to_be_visible()
    await expect(page.locator(".presence")).to_be_hidden()
    assert site.is_locked

    await page.keyboard.type("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Нынешний пароль не подходит")).to_be_visible()
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")

    await expect(curtain).to_have_count(0)
    await expect(page.locator(".presence")).to_be_visible()
    await expect(page.get_by_label("Нынешний пароль")).to_have_value("half of it")


async def test_a_talk_keeps_the_page_open_and_what_was_typed_in_it_outlives_the_lock(
    page: Page, tmp_path: Path
) -> None:
    async with form_site(tmp_path) as real:
        await page.clock.install()
        await sign_in(page, real)
        real.tell({**real.ring(), "state": "talking"}, activity="talking")
        await expect(page.locator(".call")).to_be_visible()
        await page.keyboard.press("F2")
        await expect(page.locator("[name='p0.complaint']")).to_be_focused()
        await page.keyboard.type("Кашель")
        await page.clock.fast_forward(_AWAY)
        await page.clock.run_for(3000)
        assert _locked(real) == [False]

        real.tell(None, activity="idle")
        await expect(page.locator(".call")).to_have_count(0)
        await page.clock.run_for(3000)
        assert _locked(real) == [False]
        async with page.expect_response("**/session/lock") as locking:
            await page.clock.fast_forward(_AWAY)
        assert (await locking.value).status == HTTPStatus.NO_CONTENT
        assert _locked(real) == [True]
        await expect(page.get_by_role("dialog", name="Экран закрыт")).to_be_visible()

        await page.keyboard.type(USERS_PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.locator("[name='p0.complaint']")).to_have_value("Кашель")


async def test_of_two_windows_one_is_the_desk_and_the_other_says_so(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    async with form_site(tmp_path) as real, await browser.new_context() as elsewhere:
        await sign_in(page, real)
        other = await elsewhere.new_page()
        await other.goto(real.address)
        await other.get_by_label("Имя для входа").fill("anna")
        await other.get_by_label("Пароль").fill(USERS_PASSWORD)
        await other.keyboard.press("Enter")
        asked = other.get_by_role("dialog", name="Вы уже работаете в другом окне")
        await expect(asked).to_be_visible()
        await expect(page.locator(".presence")).to_be_visible()

        await other.keyboard.press("Enter")
        await expect(other.locator(".presence")).to_be_visible()
        left = page.get_by_role("dialog", name="Работа продолжается в другом окне")
        await expect(left).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.locator(".presence")).to_be_visible()
        await expect(other.get_by_role("dialog")).to_be_visible()


def _locked(site: FormSite) -> list[bool]:
    return [each.locked_at is not None for each in site.story.staff.book.sessions.values()]


async def test_a_page_that_is_loaded_while_it_is_locked_shows_nothing_before_the_password(
    page: Page, site: DeskSite
) -> None:
    await page.goto(site.address)
    await expect(page.locator(".presence")).to_be_visible()
    async with page.expect_response("**/session/lock"):
        await page.keyboard.press("Alt+0")
    await expect(page.get_by_role("dialog", name="Экран закрыт")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Пароль")).to_be_focused()
    await expect(page.locator(".presence")).to_have_count(0)
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator(".presence")).to_be_visible()


async def test_who_works_in_another_window_is_asked_and_then_goes_on_here(
    page: Page, site: DeskSite
) -> None:
    site.is_elsewhere = True
    await page.goto(site.address)
    asked = page.get_by_role("dialog", name="Вы уже работаете в другом окне")
    await expect(asked).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(asked).to_have_count(0)
    await expect(page.locator(".presence")).to_be_visible()


async def test_the_window_that_was_left_says_so_and_comes_back_only_by_its_person(
    page: Page, site: DeskSite
) -> None:
    await at_the_desk(page, site)
    site.is_elsewhere = True
    await site.cut(AT_ANOTHER_PAGE)
    left = page.get_by_role("dialog", name="Работа продолжается в другом окне")
    await expect(left).to_be_visible()
    await page.clock.fast_forward("00:30")
    await expect(left).to_be_visible()
    assert site.sockets == []
    await page.keyboard.press("Enter")
    await expect(page.locator(".presence")).to_be_visible()


async def test_a_supervisor_takes_a_second_factor_and_begins(page: Page, site: DeskSite) -> None:
    site.must_enrol, site.code = True, "287082"
    await page.goto(site.address)
    await expect(page.get_by_label("Код для приложения")).to_be_visible()
    code = page.get_by_label("Код из приложения")
    await expect(code).to_be_focused()
    await page.keyboard.type("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Код не подходит. Проверьте время")).to_be_visible()
    await code.fill(site.code)
    await page.keyboard.press("Enter")
    await expect(page.locator(".factor-codes code")).to_have_count(10)
    await page.get_by_role("button", name="Записано, продолжить").press("Enter")
    await expect(page.locator(".presence")).to_be_visible()


async def test_who_has_a_second_factor_is_asked_for_it_after_the_password(
    page: Page, site: DeskSite
) -> None:
    site.is_signed_in, site.code = False, "287082"
    await page.goto(site.address)
    await expect(page.get_by_label("Имя для входа")).to_be_focused()
    await page.keyboard.type("morozova")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    code = page.get_by_label("Код из приложения")
    await expect(code).to_be_focused()
    await page.keyboard.type("000000")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Код не подходит или уже использован")).to_be_visible()
    await expect(code).to_be_focused()
    await page.keyboard.type(site.code)
    await page.keyboard.press("Enter")
    await expect(page.locator(".presence")).to_be_visible()
