"""A supervisor intervenes on the board by keys, and sees beforehand what it would change."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import json

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import a_storm, the_day
from tests.browser.desk_site import DeskSite
from tests.browser.intervening import CALL, DEEDS, EFFECT, SUPERVISION, open_board
from tests.browser.states import a_calm_day

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_effect_is_seen_before_and_the_deed_has_its_reason(
    page: Page, site: DeskSite
) -> None:
    await open_board(page, site)
    await page.get_by_role("button", name="Действия: Ольга Ветрова").focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Ольга Ветрова")
    await expect(dialog).to_contain_text("14 минут → 6 минут")
    do = dialog.get_by_role("button", name="Сделать: Вернуть на линию")
    await expect(do).to_be_disabled()
    await dialog.get_by_label("Причина").fill("Очередь растёт")
    await page.keyboard.press("Enter")
    asked = await site.asked_next()
    assert (asked.path, asked.body) == (
        "supervise/deeds",
        {"do": "release", "account": "105", "why": "Очередь растёт"},
    )
    await expect(dialog).to_have_count(0)


async def test_supervisor_listens_and_changes_the_mode_by_keys(page: Page, site: DeskSite) -> None:
    await open_board(page, site)
    site.replies["supervise/talks"] = json.dumps(SUPERVISION).encode()
    await page.get_by_role("button", name="Действия: Ирина Соколова").press("Enter")
    dialog = page.get_by_role("dialog", name="Ирина Соколова")
    await expect(dialog).to_contain_text("вас не услышит никто")
    await dialog.get_by_label("Причина").fill("Первый день")
    beside = {**SUPERVISION, "phase": "beside"}
    site.answers["supervise/talks"] = json.dumps({"supervision": beside}).encode()
    await page.keyboard.press("Alt+Enter")
    asked = await site.asked_next()
    assert asked.body == {"call_id": CALL, "mode": "listen", "why": "Первый день"}

    bar = page.get_by_role("region", name="Вы рядом с разговором")
    await expect(bar).to_contain_text("Ирина Соколова")
    await expect(bar).to_contain_text("Микрофон закрыт")
    whispering = {"supervision": {**beside, "mode": "whisper"}}
    site.answers["supervise/talks"] = json.dumps(whispering).encode()
    await page.keyboard.press("Alt+Shift+8")
    asked = await site.asked_next()
    assert asked.body == {"supervision_id": SUPERVISION["supervision_id"], "mode": "whisper"}
    await expect(bar).to_contain_text("Вас слышит только оператор")

    over = {"supervision": {**beside, "phase": "over", "end": "talk_over"}}
    site.answers["supervise/talks"] = json.dumps(over).encode()
    await expect(bar).to_have_count(0)
    await expect(page.get_by_text("Разговор закончился")).to_be_visible()


async def test_who_waits_is_put_first_and_a_refusal_is_told_in_words(
    page: Page, site: DeskSite
) -> None:
    await open_board(page, site)
    moved = {**EFFECT, "person_before_s": 1500.0, "person_after_s": 60.0, "moved_behind": 12}
    site.answers["supervise/preview"] = json.dumps(moved).encode()
    site.conflicts["supervise/deeds"] = b'{"reason":"nobody_waits"}'
    await page.get_by_role("button", name="Действия с ожидающим").nth(1).click()
    dialog = page.get_by_role("dialog", name="Ожидающий")
    await page.keyboard.press("Alt+2")
    pressed = dialog.get_by_role("button", name="Поставить первым", exact=True)
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    await expect(dialog).to_contain_text("25 минут → 1 минута")
    await expect(dialog).to_contain_text("сдвинутся 12 человек")
    await dialog.get_by_label("Причина").fill("Ребёнок, высокая температура")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Этот человек уже не ждёт")).to_be_visible()
    await expect(dialog).to_be_visible()


async def test_whoever_only_reads_the_board_has_no_button_to_intervene(
    page: Page, site: DeskSite
) -> None:
    site.scopes = ("board:read",)
    site.state = {**a_calm_day(), "board": a_storm()}
    site.answers["board/day"] = the_day()
    await page.goto(f"{site.address}/wallboard")
    await expect(page.locator(".board-row").first).to_be_visible()
    await expect(page.get_by_role("button", name="Действия")).to_have_count(0)


async def test_line_is_acted_on_by_its_key(page: Page, site: DeskSite) -> None:
    await open_board(page, site)
    storm = {**EFFECT, "after": EFFECT["before"], "channels": 2}
    site.answers["supervise/preview"] = json.dumps(storm).encode()
    await page.keyboard.press("Alt+J")
    dialog = page.get_by_role("dialog", name="Действия на линии")
    await expect(dialog).to_contain_text("держат 2 канала")
    await dialog.get_by_label("Решение").select_option("off")
    await dialog.get_by_label("Причина").fill("Учебная тревога")
    await page.keyboard.press("Alt+Enter")
    asked = await site.asked_next()
    assert asked.body == {"do": "storm", "order": "off", "why": "Учебная тревога"}


async def test_supervisor_at_a_desk_acts_on_the_team_beside_them(
    page: Page, site: DeskSite
) -> None:
    await open_board(page, site)
    site.replies["supervise/talks"] = json.dumps(SUPERVISION).encode()
    await page.goto(f"{site.address}/desk")
    rows = page.locator(".team li", has=page.get_by_role("button"))
    await rows.filter(has_text="Разговор").first.get_by_role("button").press("Enter")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Причина").fill("Просьба оператора")
    await page.keyboard.press("Alt+Enter")
    body = (await site.asked_next()).body
    assert isinstance(body, dict)
    assert (body["mode"], body["why"]) == ("listen", "Просьба оператора")
    team = site.state["team"]
    assert isinstance(team, dict)
    assert body["operator"] in team


async def test_what_was_done_is_read_by_its_key(page: Page, site: DeskSite) -> None:
    await open_board(page, site)
    site.answers["supervise/deeds"] = json.dumps({"deeds": DEEDS}).encode()
    await page.keyboard.press("Alt+Shift+J")
    dialog = page.get_by_role("dialog", name="Журнал вмешательств")
    await expect(dialog.get_by_role("listitem")).to_have_count(len(DEEDS))
    await expect(dialog).to_contain_text("Режим шторма · включён")
    await expect(dialog).to_contain_text("Конец прослушивания: 261122-31-4 · Разговор закончился")
