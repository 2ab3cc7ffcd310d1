"""Steps on a case that need more than words, who watches the readers, and one's own password."""

import msgspec
import pytest
from playwright.async_api import Page, expect

from tests.browser.casework import OTHER, OTHER_NUMBER, a_case_to_work_on, reads_of_a_case
from tests.browser.desk_site import Asked, DeskSite
from tests.browser.one_case import NUMBER, TICKET, whole
from tests.browser.worklists import a_busy_morning

pytestmark = pytest.mark.asyncio(loop_scope="session")

_CHANGES = f"tickets/{TICKET}/changes"


async def asked(site: DeskSite, path: str) -> Asked:
    """Return the next change of that path; others are let by."""
    while True:
        found = await site.asked_next()
        if found.path == path:
            return found


async def a_case(page: Page, site: DeskSite) -> None:
    """Open the page of a case."""
    a_case_to_work_on(site)
    await page.goto(f"{site.address}/ticket/{NUMBER}")
    await expect(page.get_by_role("button", name="Заметка")).to_be_visible()


async def test_nobody_is_refused_without_the_evidence_that_the_reason_demands(
    page: Page, site: DeskSite
) -> None:
    await a_case(page, site)
    await page.keyboard.press("Alt+Shift+r")
    dialog = page.get_by_role("dialog", name="Отказать")
    await dialog.get_by_label("Причина").select_option("too_little_told")
    await dialog.get_by_label("Что запросили").fill("Снимок ошибки")
    await expect(dialog.get_by_role("button", name="Отказать")).to_be_disabled()
    await dialog.get_by_label("Когда запросили").fill("20.11.2026")
    await dialog.get_by_label("Время").fill("10:61")
    await expect(dialog.get_by_text("Напишите время так: 10:30")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Отказать")).to_be_disabled()
    await dialog.get_by_label("Время").fill("10:30")
    await expect(dialog.get_by_role("button", name="Отказать")).to_be_enabled()
    await page.keyboard.press("Control+Enter")
    said = await asked(site, _CHANGES)
    assert said.if_match == '"7"'
    assert said.body == {
        "change": {
            "do": "refuse",
            "refusal": {
                "reason": "too_little_told",
                "missing": [],
                "told": "Снимок ошибки",
                "at": "2026-11-20T07:30:00.000Z",
                "call_id": None,
            },
        }
    }


async def test_rudeness_is_proved_by_a_call_of_the_case(page: Page, site: DeskSite) -> None:
    await a_case(page, site)
    await page.keyboard.press("Alt+Shift+r")
    dialog = page.get_by_role("dialog", name="Отказать")
    await dialog.get_by_label("Причина").select_option("disrespect")
    await dialog.get_by_label("Какой звонок приложить").select_option(index=1)
    await page.keyboard.press("Control+Enter")
    said = await asked(site, _CHANGES)
    second = str(whole().calls[1].call_id)
    assert isinstance(said.body, dict)
    assert said.body["change"]["refusal"]["call_id"] == second


async def test_what_the_engine_does_not_allow_is_no_conflict_with_a_colleague(
    page: Page, site: DeskSite
) -> None:
    await a_case(page, site)
    site.conflicts[_CHANGES] = msgspec.json.encode(whole(revision=7).ticket)
    site.conflict_code = "ticket_doctor_expected"
    await page.keyboard.press("Alt+w")
    await expect(page.get_by_text("Врача ещё ждут. Сначала отмените вызовы.")).to_be_visible()


async def test_a_case_is_linked_to_one_that_was_seen_first(page: Page, site: DeskSite) -> None:
    await a_case(page, site)
    await page.keyboard.press("Alt+j")
    dialog = page.get_by_role("dialog", name="Связать")
    number = dialog.get_by_label("Номер другого обращения")
    await number.fill(NUMBER)
    await expect(dialog.get_by_text("Это и есть открытое обращение")).to_be_visible()
    await number.fill(OTHER_NUMBER)
    await expect(dialog.get_by_text("Ольга Ветрова")).to_be_visible()
    await page.keyboard.press("Enter")
    assert (await asked(site, _CHANGES)).body == {
        "change": {"do": "link", "other": str(OTHER), "how": "тот же пациент"}
    }


async def test_what_a_case_is_about_is_written_anew_with_its_person(
    page: Page, site: DeskSite
) -> None:
    await a_case(page, site)
    await page.keyboard.press("Alt+t")
    dialog = page.get_by_role("dialog", name="Изменить суть")
    await dialog.get_by_label("Категория").select_option("home_visit/home_visit.child")
    await dialog.get_by_role("button", name="Сохранить").press("Enter")
    said = await asked(site, _CHANGES)
    ticket = whole().ticket
    assert said.if_match == '"7"'
    assert said.body == {
        "change": {
            "do": "file",
            "ticket": {
                "kind": "home_visit",
                "category": "home_visit.child",
                "person": {
                    "name": ticket.person.name,
                    "phone": "+79101234500",
                    "institution": None,
                    "region_number": "",
                },
                "text": ticket.text,
                "priority": "high",
            },
        }
    }


async def test_a_visit_is_sent_to_another_clinic_once_it_is_told_when_that_would_come(
    page: Page, site: DeskSite
) -> None:
    await a_case(page, site)
    await page.keyboard.press("Alt+v")
    dialog = page.get_by_role("dialog", name="другую поликлинику")
    await expect(dialog.get_by_text("после передачи не действует")).to_be_visible()
    await dialog.get_by_label("Куда передать").select_option(index=1)
    proposed = await asked(site, "visits/proposals")
    assert isinstance(proposed.body, dict)
    clinic = proposed.body["clinic"]
    await expect(dialog.get_by_role("status")).to_contain_text("Городская поликлиника № 7")
    await dialog.get_by_label("Почему меняем").fill("Прикреплён туда")
    await page.keyboard.press("Enter")
    visit = whole().ticket.visits[0].visit_id
    said = await asked(site, f"visits/{visit}/changes")
    assert said.body == {"clinic": clinic, "why": "Прикреплён туда"}
    assert said.if_match == '"7"'


async def signed_in(page: Page, site: DeskSite, address: str) -> None:
    """Sign in at an address."""
    site.is_signed_in = False
    await page.goto(f"{site.address}{address}")
    await page.get_by_label("Имя для входа").fill("morozova")
    await page.get_by_label("Пароль").fill("right horse")
    await page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("scopes", "name"),
    [
        (("desk", "tickets:read"), "Рабочее место"),
        (("visits:read", "directory:read"), "Вызовы на дом"),
        (("audit:read", "directory:read"), "Кто смотрел"),
        (("administration", "orders:write"), "Операторы"),
    ],
)
async def test_everybody_begins_on_a_page_of_their_own(
    page: Page, site: DeskSite, scopes: tuple[str, ...], name: str
) -> None:
    a_busy_morning(site)
    site.scopes = scopes
    await signed_in(page, site, "/desk")
    await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


async def test_whoever_follows_a_link_is_there_after_the_door(page: Page, site: DeskSite) -> None:
    a_busy_morning(site)
    await signed_in(page, site, f"/ticket/{NUMBER}")
    await expect(page.get_by_role("heading", name=f"Обращение {NUMBER}")).to_be_visible()


async def test_an_auditor_asks_for_the_readers_of_a_ticket_by_its_number(
    page: Page, site: DeskSite
) -> None:
    reads_of_a_case(site)
    await page.goto(f"{site.address}/audit")
    await expect(page.get_by_label("Номер обращения")).to_be_visible()
    await page.keyboard.press("Alt+s")
    await page.keyboard.type(NUMBER)
    await page.keyboard.press("Enter")
    row = page.get_by_role("row", name="morozova")
    await expect(row.get_by_text("обращение целиком")).to_be_visible()
    await page.get_by_label("Номер обращения").fill("000000-0000-0")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Такого обращения нет")).to_be_visible()


async def test_a_password_is_changed_and_what_is_wrong_is_said_in_words(
    page: Page, site: DeskSite
) -> None:
    await page.goto(site.address)
    await expect(page.locator(".figures")).to_be_visible()
    await page.keyboard.press("Alt+y")
    dialog = page.get_by_role("dialog", name="Сменить пароль")
    await dialog.get_by_label("Нынешний пароль").fill("wrong horse")
    await dialog.get_by_label("Новый пароль").first.fill("a longer horse")
    await dialog.get_by_label("Новый пароль ещё раз").fill("a longer house")
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_text("Пароли не совпадают")).to_be_visible()
    await dialog.get_by_label("Новый пароль ещё раз").fill("a longer horse")
    for status, words in ((401, "Нынешний пароль не подходит"), (422, "Такой пароль не подходит")):
        site.refusal = status
        await page.keyboard.press("Enter")
        await expect(dialog.get_by_text(words)).to_be_visible()
    site.refusal = None
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Пароль изменён")).to_be_visible()
    await expect(page.get_by_role("heading", name="Рабочее место")).to_be_visible()
