"""The worklists, worked by keys alone: found, taken, done, and never taken from a colleague."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.browser.desk_site import Asked, DeskSite
from tests.browser.one_case import NUMBER, contact, moment, whole
from tests.browser.worklists import HOSTILE, a_busy_morning, callbacks, irina_has
from web.desk.line import DUE_AHEAD

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def asked(site: DeskSite, path: str) -> Asked:
    """Return the next change of that path; others are let by."""
    while True:
        found = await site.asked_next()
        if found.path == path:
            return found


async def opened(page: Page, site: DeskSite, path: str) -> None:
    """Open a page and the first line of its list, by keys."""
    a_busy_morning(site)
    await page.goto(f"{site.address}{path}")
    await expect(page.locator(".row-opener").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".row-opener").first).to_be_focused()
    await page.keyboard.press("Enter")


async def test_a_promise_is_looked_at_taken_and_kept_by_three_keys(
    page: Page, site: DeskSite
) -> None:
    await opened(page, site, "/callbacks")
    dialog = page.get_by_role("dialog", name="Мария Петровна Иванова")
    await expect(dialog.get_by_text("ответил автоответчик")).to_be_visible()
    await expect(dialog.get_by_text("просрочено на 12 мин")).to_be_visible()
    taken = await asked(site, f"worklists/callbacks/{contact(0)}/take")
    assert taken.body == {"takes_over": False}
    await page.keyboard.press("F2")
    assert (await asked(site, "me/call")).body == {"contact_id": str(contact(0))}
    await asked(site, f"worklists/callbacks/{contact(0)}/release")
    await expect(page.get_by_role("heading", name="Рабочее место")).to_be_visible()


async def test_what_a_colleague_has_is_named_and_not_called(page: Page, site: DeskSite) -> None:
    path = f"worklists/callbacks/{contact(0)}/take"
    site.conflicts[path] = msgspec.json.encode(irina_has(contact(0)))
    await opened(page, site, "/callbacks")
    row = page.get_by_role("row", name="Константинопольский")
    await expect(row.get_by_text("Занято: Ирина Соколова")).to_be_attached()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_text("Занято: Ирина Соколова")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Позвонить")).to_be_disabled()
    await expect(dialog.get_by_role("button", name="Забрать")).to_have_count(0)


async def test_the_cursor_stays_on_its_line_while_others_go(page: Page, site: DeskSite) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}/callbacks")
    await expect(page.locator(".row-opener")).to_have_count(4)
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="Константинопольский")).to_be_focused()
    site.answers["callbacks"] = msgspec.json.encode(callbacks(gone=1))
    await site.tell(work__callbacks=11)
    await expect(page.locator(".row-opener")).to_have_count(3)
    await expect(page.get_by_role("button", name="Константинопольский")).to_be_focused()
    site.answers["callbacks"] = msgspec.json.encode(callbacks(gone=2))
    await site.tell(work__callbacks=10)
    await expect(page.get_by_role("button", name="+7 910 123-45-02")).to_be_focused()


async def test_a_spoken_address_is_typed_with_the_revision_that_was_seen(
    page: Page, site: DeskSite
) -> None:
    await opened(page, site, "/morning")
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator("audio")).to_have_count(3)
    await dialog.get_by_role("textbox", name="Адрес").focus()
    await page.keyboard.type("Волгоград, ул. Мира, д. 7")
    await page.keyboard.press("Enter")
    said = await asked(site, "visits/00000000-0000-0000-0000-0000000000c9/changes")
    assert isinstance(said.body, dict)
    assert said.body["address"] == {"text": "Волгоград, ул. Мира, д. 7"}
    assert "complaint" not in said.body
    assert said.if_match == '"7"'


async def test_calls_that_nobody_spoke_of_stand_beside_the_night(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}/morning")
    table = page.get_by_role("table", name="Звонки без отметки")
    await expect(table.get_by_role("row", name="Анна Морозова")).to_contain_text("Истекло время")
    await table.get_by_role("row", name="Ирина Соколова").click()
    await expect(page).to_have_url(f"{site.address}/ticket/{NUMBER}")


async def test_calls_that_nobody_spoke_of_are_walked_to_the_first_of_them(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    last, first = msgspec.json.decode(site.answers["calls/not-stated"])["calls"]
    asked_for = "calls/not-stated?most=100"
    site.answers |= {
        asked_for: msgspec.json.encode({"calls": [last], "next": "behind-the-last"}),
        f"{asked_for}&after=behind-the-last": msgspec.json.encode(
            {"calls": [first], "next": None}
        ),
    }
    await page.goto(f"{site.address}/morning")
    table = page.get_by_role("table", name="Звонки без отметки")
    await expect(table.locator(".row-opener")).to_have_count(1)
    await page.get_by_role("button", name="Показать ещё").press("Enter")
    await expect(table.locator(".row-opener")).to_have_count(2)
    await expect(page.get_by_role("button", name="Показать ещё")).to_have_count(0)


async def test_visits_that_nobody_answered_for_stand_first_and_are_sent_again(
    page: Page, site: DeskSite
) -> None:
    await opened(page, site, "/visits")
    await expect(page.locator("tbody tr td:last-child")).to_have_text(
        ["Отправляем", "Ждём ответа", "Врач назначен", "Врач был"]
    )
    await page.keyboard.press("F6")
    await asked(site, "visits/00000000-0000-0000-0000-0000000000c8/send-again")


async def test_a_clinic_s_dispatcher_sees_visits_and_nothing_to_change(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    site.scopes = ("visits:read", "directory:read")
    await page.goto(f"{site.address}/visits")
    await expect(page.locator(".row-opener").first).to_be_visible()
    await expect(page.locator(".menu a")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await expect(page.get_by_role("dialog").locator(".dialog-foot")).to_have_count(0)
    assert site.asked.empty()


async def test_tickets_are_found_by_telephone_as_people_write_it(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}/tickets")
    await expect(page.get_by_text("просрочено на 12 мин")).to_be_visible()
    await page.get_by_label("Искать по").select_option("phone")
    await page.keyboard.press("Alt+s")
    async with page.expect_request("**/api/v1/tickets?*") as request:
        await page.keyboard.type("8 910 123-45-67")
        await page.keyboard.press("Enter")
    assert "phone=%2B79101234567" in (await request.value).url


async def test_tickets_that_the_desk_counts_as_near_are_those_on_the_list(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    now = moment(0)
    await page.clock.set_fixed_time(now)
    async with page.expect_request("**/api/v1/deadlines?*") as request:
        await page.goto(f"{site.address}/tickets")
    until = parse_qs(urlsplit((await request.value).url).query)["until"]
    assert abs(datetime.fromisoformat(until[0]) - now - DUE_AHEAD) < timedelta(seconds=1)


async def test_a_step_is_never_taken_over_what_somebody_else_did(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    await page.goto(f"{site.address}/ticket/{NUMBER}")
    await expect(page.get_by_role("button", name="Заметка")).to_be_visible()
    ticket = whole().ticket.ticket_id
    path = f"tickets/{ticket}/changes"
    site.conflicts[path] = msgspec.json.encode(whole(revision=8).ticket)
    site.answers[f"tickets/{NUMBER}"] = msgspec.json.encode(whole(revision=8, text="Уже легче"))
    await page.keyboard.press("Alt+n")
    await expect(page.get_by_role("dialog", name="Заметка")).to_be_visible()
    await page.keyboard.type("Перезвонить после шести")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    first = await asked(site, path)
    assert first.if_match == '"7"'
    await expect(page.get_by_role("dialog").get_by_text("Ничего не перезаписано")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Заметка")).to_have_value(
        "Перезвонить после шести"
    )
    await expect(page.get_by_text("Уже легче").first).to_be_attached()

    site.conflicts.clear()
    await page.get_by_role("dialog").get_by_role("button", name="Готово").press("Enter")
    second = await asked(site, path)
    assert second.if_match == '"8"'
    assert second.body == {"change": {"do": "note", "text": "Перезвонить после шести"}}
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_note_is_left_to_the_next_shift_and_signed(page: Page, site: DeskSite) -> None:
    await opened(page, site, "/handover")
    await page.keyboard.press("F2")
    note = "handover/00000000-0000-0000-0000-0000000002bc"
    await asked(site, f"{note}/read")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("Alt+n")
    await page.keyboard.type("Лифт не работает")
    await page.keyboard.press("Tab")
    await page.keyboard.type(NUMBER)
    await page.keyboard.press("Enter")
    assert (await asked(site, "handover")).body == {"text": "Лифт не работает", "ticket": NUMBER}


@pytest.mark.parametrize("path", ["/callbacks", f"/ticket/{NUMBER}"])
async def test_what_citizens_say_is_shown_as_text_and_does_nothing(
    page: Page, site: DeskSite, path: str
) -> None:
    a_busy_morning(site)
    site.answers["callbacks"] = msgspec.json.encode(callbacks(name=HOSTILE))
    site.answers[f"tickets/{NUMBER}"] = msgspec.json.encode(whole(text=HOSTILE, name=HOSTILE))
    await page.goto(f"{site.address}{path}")
    await expect(page.get_by_text(HOSTILE).first).to_be_visible()
    if path == "/callbacks":
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog").get_by_text(HOSTILE).first).to_be_visible()
    assert await page.locator("img[src='x'], #app script").count() == 0
    assert "122" in await page.title()


async def test_a_list_that_is_longer_than_a_page_is_walked_to_its_end(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    first, second = callbacks(), callbacks(gone=2)
    site.answers |= {
        "callbacks?most=100": msgspec.json.encode(
            msgspec.structs.replace(first, callbacks=first.callbacks[:2], next="place-two")
        ),
        "callbacks?most=100&after=place-two": msgspec.json.encode(second),
    }
    await page.goto(f"{site.address}/callbacks")
    await expect(page.locator(".row-opener")).to_have_count(2)
    await page.keyboard.press("Alt+Shift+m")
    await expect(page.locator(".row-opener")).to_have_count(4)
    await expect(page.get_by_role("button", name="Показать ещё")).to_have_count(0)


async def test_visits_that_nobody_answered_for_are_all_told_before_the_others(
    page: Page, site: DeskSite
) -> None:
    a_busy_morning(site)
    unanswered = "visits?state=requested&state=delivered&most=100"
    told = msgspec.json.decode(site.answers[unanswered])
    first, *others = told["visits"]
    site.answers |= {
        unanswered: msgspec.json.encode({"visits": [first], "next": "behind-the-first"}),
        f"{unanswered}&after=behind-the-first": msgspec.json.encode(
            {"visits": others, "next": None}
        ),
    }
    await page.goto(f"{site.address}/visits")
    await expect(page.locator(".row-opener")).to_have_count(1)
    await page.get_by_role("button", name="Показать ещё").press("Enter")
    answered = msgspec.json.decode(site.answers["visits"])["visits"]
    await expect(page.locator(".row-opener")).to_have_count(len(told["visits"]) + len(answered))
    await expect(page.get_by_role("button", name="Показать ещё")).to_have_count(0)
