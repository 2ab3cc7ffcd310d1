"""Every page and everything that opens on it meets WCAG 2.2 AA, as far as axe-core can tell."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from tests.browser.administered import an_office
from tests.browser.alarms import a_bad_quarter
from tests.browser.archive import a_long_day
from tests.browser.axe import violations
from tests.browser.boards import SCOPES as BOARD_SCOPES
from tests.browser.boards import a_storm, the_day
from tests.browser.casework import OTHER_NUMBER, a_case_to_work_on, reads_of_a_case
from tests.browser.desk_site import DeskSite
from tests.browser.intervening import (
    a_journal_of_deeds,
    a_supervisor_beside_a_talk,
    an_effect_before_the_deed,
    hot_topics,
)
from tests.browser.one_case import NUMBER
from tests.browser.report_screens import (
    a_day_on_one_page,
    a_list_behind_a_number,
    the_reports_of_a_week,
    visits_of_clinics,
    who_dialled_in_a_storm,
)
from tests.browser.states import a_bad_morning, nobody_s_desk
from tests.browser.worklists import a_busy_morning, an_empty_night

pytestmark = pytest.mark.asyncio(loop_scope="session")

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


async def the_door(page: Page, site: DeskSite) -> None:
    site.is_signed_in = False
    await page.goto(site.address)
    await expect(page.get_by_label("Пароль")).to_be_visible()


async def the_door_after_a_wrong_password(page: Page, site: DeskSite) -> None:
    await the_door(page, site)
    await page.get_by_label("Имя для входа").fill("morozova")
    await page.get_by_label("Пароль").fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").get_by_text("не подходят")).to_be_visible()


async def the_desk(page: Page, site: DeskSite) -> None:
    await page.goto(site.address)
    await expect(page.locator(".figures")).to_be_visible()


async def the_desk_on_a_bad_morning(page: Page, site: DeskSite) -> None:
    site.state = a_bad_morning()
    await the_desk(page, site)
    await expect(page.get_by_text("Наплыв звонков")).to_be_visible()


async def the_desk_of_somebody_without_telephone(page: Page, site: DeskSite) -> None:
    site.state = nobody_s_desk()
    await page.goto(site.address)
    await expect(page.get_by_text("Вы вошли без телефона")).to_be_visible()


async def the_desk_whose_engine_is_silent(page: Page, site: DeskSite) -> None:
    site.speaks = False
    await page.clock.install()
    await the_desk(page, site)
    await page.clock.run_for(2500)
    await expect(page.locator(".stale")).to_be_visible()


async def a_desk_that_is_locked(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("Alt+0")
    await expect(page.get_by_role("dialog", name="Экран закрыт")).to_be_visible()


async def a_desk_that_is_open_elsewhere(page: Page, site: DeskSite) -> None:
    site.is_elsewhere = True
    await page.goto(site.address)
    await expect(page.get_by_role("button", name="Работать здесь")).to_be_visible()


async def a_second_factor_to_be_taken(page: Page, site: DeskSite) -> None:
    site.must_enrol, site.code = True, "287082"
    await page.goto(site.address)
    await expect(page.get_by_label("Код для приложения")).to_be_visible()


async def the_codes_of_a_second_factor(page: Page, site: DeskSite) -> None:
    await a_second_factor_to_be_taken(page, site)
    await page.get_by_label("Код из приложения").fill(site.code)
    await page.keyboard.press("Enter")
    await expect(page.locator(".factor-codes code")).to_have_count(10)


async def the_list_of_keys(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("F1")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def the_choice_of_a_break(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("Alt+b")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def a_refusal(page: Page, site: DeskSite) -> None:
    site.refusal = 403
    await the_desk(page, site)
    await page.keyboard.press("Alt+o")
    await expect(page.get_by_text("обратитесь к старшему")).to_be_visible()


async def a_page_that_is_not_there(page: Page, site: DeskSite) -> None:
    await page.goto(f"{site.address}/nowhere")
    await expect(page.get_by_text("Такой страницы нет")).to_be_visible()


async def _a_list(page: Page, site: DeskSite, path: str) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}{path}")
    await expect(page.locator(".row-opener").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".row-opener").first).to_be_focused()


async def a_promise_before_the_call(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/callbacks")
    await page.keyboard.press("Enter")
    await expect(page.locator("audio")).to_have_count(3)


async def the_promises(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/callbacks")


async def a_request_of_the_night(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/morning")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Пациент")).to_be_visible()


async def the_visits(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/visits")


async def a_visit_that_is_changed(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/visits")
    await page.keyboard.press("Enter")
    await page.keyboard.press("F7")
    await expect(page.get_by_label("Почему меняем")).to_be_visible()


async def the_tickets(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/tickets")


async def the_page_of_a_ticket(page: Page, site: DeskSite) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}/ticket/{NUMBER}")
    await expect(page.locator("audio")).to_have_count(3)


async def _a_step(page: Page, site: DeskSite, keys: str, label: str) -> None:
    a_case_to_work_on(site)
    await page.goto(f"{site.address}/ticket/{NUMBER}")
    await expect(page.locator("audio")).to_have_count(3)
    await page.keyboard.press(keys)
    await expect(page.get_by_role("dialog").get_by_label(label)).to_be_visible()


async def a_refusal_of_a_ticket(page: Page, site: DeskSite) -> None:
    await _a_step(page, site, "Alt+Shift+r", "Причина")


async def a_ticket_that_is_linked(page: Page, site: DeskSite) -> None:
    await _a_step(page, site, "Alt+j", "Номер другого обращения")
    await page.keyboard.type(OTHER_NUMBER)
    await expect(page.get_by_text("Ольга Ветрова")).to_be_visible()


async def a_ticket_that_is_written_anew(page: Page, site: DeskSite) -> None:
    await _a_step(page, site, "Alt+t", "Категория")


async def a_visit_for_another_clinic(page: Page, site: DeskSite) -> None:
    await _a_step(page, site, "Alt+v", "Куда передать")
    await page.get_by_label("Куда передать").select_option(index=1)
    await expect(page.locator(".proposal-told")).to_be_visible()


async def the_readers_of_a_ticket(page: Page, site: DeskSite) -> None:
    reads_of_a_case(site)
    await page.goto(f"{site.address}/audit/{NUMBER}")
    await expect(page.get_by_role("row", name="portal")).to_be_visible()


async def a_password_that_is_changed(page: Page, site: DeskSite) -> None:
    await the_desk(page, site)
    await page.keyboard.press("Alt+y")
    await expect(page.get_by_label("Нынешний пароль")).to_be_visible()


async def nobody_who_is_unreachable(page: Page, site: DeskSite) -> None:
    an_empty_night(site)
    await page.goto(f"{site.address}/unreachable")
    await expect(page.get_by_text("Таких нет")).to_be_visible()


async def the_notes_of_the_last_shift(page: Page, site: DeskSite) -> None:
    await _a_list(page, site, "/handover")


async def the_operators_of_the_site(page: Page, site: DeskSite) -> None:
    an_office(site)
    await page.goto(f"{site.address}/admin/operators")
    await expect(page.locator(".row-opener").first).to_be_visible()


async def an_operator_who_is_changed(page: Page, site: DeskSite) -> None:
    await the_operators_of_the_site(page, site)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Навыки")).to_be_visible()


async def a_user_who_is_added(page: Page, site: DeskSite) -> None:
    an_office(site)
    await page.goto(f"{site.address}/admin/users")
    await expect(page.locator(".row-opener").first).to_be_visible()
    await page.keyboard.press("Alt+n")
    await expect(page.get_by_label("Супервизор")).to_be_visible()


async def the_capacity_of_a_clinic(page: Page, site: DeskSite) -> None:
    an_office(site)
    await page.goto(f"{site.address}/admin/clinics")
    await page.locator(".row-opener").first.press("Enter")
    await expect(page.get_by_label("Дежурный выезжает до")).to_be_visible()


async def the_hours_of_the_lines(page: Page, site: DeskSite) -> None:
    an_office(site)
    await page.goto(f"{site.address}/admin/hours")
    await expect(page.locator(".row-opener")).to_have_count(2)


async def the_history_of_all_changes(page: Page, site: DeskSite) -> None:
    an_office(site)
    await page.goto(f"{site.address}/admin/history")
    await page.locator(".row-opener").first.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def the_wallboard(page: Page, site: DeskSite) -> None:
    await _a_board(page, site, "/wallboard")


async def the_wallboard_on_the_wall(page: Page, site: DeskSite) -> None:
    await _a_board(page, site, "/wallboard?layout=wall")


async def _a_board(page: Page, site: DeskSite, path: str) -> None:
    site.scopes = BOARD_SCOPES
    site.state = {**site.state, "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(site.address + path)
    await expect(page.locator(".board-plot canvas").first).to_be_visible()


async def the_alerts(page: Page, site: DeskSite) -> None:
    a_bad_quarter(site)
    await page.goto(f"{site.address}/alerts")
    await expect(page.locator(".alert-card")).to_have_count(4)
    await expect(page.get_by_role("table")).to_be_visible()


async def the_strip_of_alerts(page: Page, site: DeskSite) -> None:
    a_bad_quarter(site)
    await page.goto(f"{site.address}/desk")
    await expect(page.locator(".alert-line")).to_have_count(3)
    await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def the_past_of_a_contact(page: Page, site: DeskSite) -> None:
    a_long_day(site)
    await page.goto(f"{site.address}/contacts/{NUMBER}")
    await page.locator(".past-recording button").first.click()
    await expect(page.get_by_role("slider")).to_be_visible()


async def the_archive_of_recordings(page: Page, site: DeskSite) -> None:
    a_long_day(site)
    await page.goto(f"{site.address}/recordings")
    await expect(page.locator(".row-opener")).to_have_count(5)


async def a_recording_that_is_heard(page: Page, site: DeskSite) -> None:
    await the_archive_of_recordings(page, site)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("slider")).to_be_focused()


SCREENS: tuple[Callable[[Page, DeskSite], Awaitable[None]], ...] = (
    the_door,
    the_door_after_a_wrong_password,
    the_desk,
    the_desk_on_a_bad_morning,
    the_desk_of_somebody_without_telephone,
    the_desk_whose_engine_is_silent,
    a_desk_that_is_locked,
    a_desk_that_is_open_elsewhere,
    a_second_factor_to_be_taken,
    the_codes_of_a_second_factor,
    the_list_of_keys,
    the_choice_of_a_break,
    a_refusal,
    a_page_that_is_not_there,
    the_promises,
    a_promise_before_the_call,
    a_request_of_the_night,
    the_visits,
    a_visit_that_is_changed,
    the_tickets,
    the_page_of_a_ticket,
    a_refusal_of_a_ticket,
    a_ticket_that_is_linked,
    a_ticket_that_is_written_anew,
    a_visit_for_another_clinic,
    the_readers_of_a_ticket,
    a_password_that_is_changed,
    nobody_who_is_unreachable,
    the_notes_of_the_last_shift,
    the_operators_of_the_site,
    an_operator_who_is_changed,
    a_user_who_is_added,
    the_capacity_of_a_clinic,
    the_hours_of_the_lines,
    the_history_of_all_changes,
    the_alerts,
    the_strip_of_alerts,
    the_past_of_a_contact,
    the_archive_of_recordings,
    a_recording_that_is_heard,
    the_wallboard,
    the_wallboard_on_the_wall,
    hot_topics,
    an_effect_before_the_deed,
    a_supervisor_beside_a_talk,
    a_journal_of_deeds,
    the_reports_of_a_week,
    a_list_behind_a_number,
    who_dialled_in_a_storm,
    visits_of_clinics,
    a_day_on_one_page,
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
async def test_everybody_can_read_and_use(
    page: Page, site: DeskSite, axe: str, screen: Callable[[Page, DeskSite], Awaitable[None]]
) -> None:
    await screen(page, site)
    # Evaluated, not loaded: the pages' own policy lets no foreign script in.
    await page.evaluate(axe)
    assert await violations(page, {"type": "tag", "values": list(_RULES)}) == []
    await page.emulate_media(color_scheme="dark")
    await expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert await violations(page, {"type": "rule", "values": ["color-contrast"]}) == []
