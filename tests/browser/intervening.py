"""The board of a supervisor who may intervene, and what opens on it."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import json
from typing import Final

from playwright.async_api import Page, expect

from tests.browser.boards import SCOPES, a_storm, the_day
from tests.browser.desk_site import DeskSite
from tests.browser.states import a_calm_day

CALL: Final = "0192f0c1-7d2a-7000-8000-000000000001"
SUPERVISION: Final = {
    "supervision_id": "0192f0c1-7d2a-7000-8000-000000000009",
    "call_id": CALL,
    "account": "101",
    "operator": "102",
    "mode": "listen",
    "phase": "ringing",
    "since": "2026-11-22T09:00:00Z",
    "end": None,
}
EFFECT: Final = {
    "before": {"people": 49, "mean_s": 840.0, "operators": 2},
    "after": {"people": 49, "mean_s": 372.0, "operators": 3},
    "person_before_s": None,
    "person_after_s": None,
    "moved_behind": 0,
    "channels": None,
    "hearers": None,
    "method": "people_ahead",
}
DEEDS: Final = [
    {
        "at": f"2026-11-22T09:{minute:02d}:00Z",
        "actor": actor,
        "deed": deed,
        "subject": subject,
        "why": why,
        "detail": detail,
        "call_id": None,
    }
    for minute, actor, deed, subject, why, detail in (
        (41, "orlova", "storm_forced", "storm", "Утренний наплыв, 900 попыток", "on"),
        (38, "orlova", "supervision_ended", "261122-31-4", "", "talk_over"),
        (35, "orlova", "mode_changed", "261122-31-4", "", "whisper"),
        (34, "orlova", "supervision_begun", "261122-31-4", "Первый день оператора", "listen"),
        (20, "petrova", "person_taken", "261122-18-9", "Ребёнок, температура 40", "103"),
        (12, "petrova", "agent_released", "105", "Очередь растёт", "available"),
    )
]


TOPICS: Final = [
    {
        "topic_id": "flu",
        "text": "Прививки от гриппа делают в поликлиниках с 8 до 20 без записи",
        "place": "greeting",
        "starts_at": "2026-11-22T05:00:00Z",
        "expires_at": "2026-11-22T17:00:00Z",
        "is_on_air": True,
        "author": "galina",
        "heard": 342,
        "contained": 121,
    },
    {
        "topic_id": "x-ray",
        "text": "Рентген в первой поликлинике не работает до понедельника",
        "place": "reference",
        "starts_at": "2026-11-22T04:30:00Z",
        "expires_at": "2026-11-22T21:00:00Z",
        "is_on_air": True,
        "author": "orlova",
        "heard": 28,
        "contained": 22,
    },
]


async def open_board(page: Page, site: DeskSite) -> None:
    """Open the board of a supervisor in a storm."""
    site.scopes = (*SCOPES, "supervise")
    board = a_storm()
    assert isinstance(board["crew"], dict)
    talking = board["crew"]["102"]
    assert isinstance(talking, dict)
    talking["call_id"] = CALL
    assert isinstance(board["waiting"], dict)
    entries = board["waiting"]["entries"]
    assert isinstance(entries, dict)
    for entry in entries.values():
        assert isinstance(entry, dict)
        entry["call_id"] = CALL if entry["state"] == "live" else None
    site.state = {**a_calm_day(), "board": board}
    site.answers["board/day"] = the_day()
    choices = {"queues": ["advice", "doctors"], "services": ["122"], "storm": "auto"}
    site.answers["supervise/choices"] = json.dumps(choices).encode()
    site.answers.setdefault("supervise/talks", b'{"supervision":null}')
    site.answers["supervise/preview"] = json.dumps(EFFECT).encode()
    await page.goto(f"{site.address}/wallboard")
    await expect(page.get_by_role("button", name="Действия на линии")).to_be_visible()


async def an_effect_before_the_deed(page: Page, site: DeskSite) -> None:
    """Open the dialog of an operator, with what would change."""
    await open_board(page, site)
    await page.get_by_role("button", name="Действия: Ольга Ветрова").press("Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("Среднее ожидание")


async def a_supervisor_beside_a_talk(page: Page, site: DeskSite) -> None:
    """Show the bar of a supervisor who listens."""
    beside = {"supervision": {**SUPERVISION, "phase": "beside"}}
    site.answers["supervise/talks"] = json.dumps(beside).encode()
    await open_board(page, site)
    await expect(page.get_by_role("region", name="Вы рядом с разговором")).to_be_visible()


async def a_journal_of_deeds(page: Page, site: DeskSite) -> None:
    """Open the list of what was done last."""
    await open_board(page, site)
    site.answers["supervise/deeds"] = json.dumps({"deeds": DEEDS}).encode()
    await page.keyboard.press("Alt+Shift+J")
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_count(len(DEEDS))


async def hot_topics(page: Page, site: DeskSite) -> None:
    """Open what everybody is told, with what came of it."""
    await open_board(page, site)
    site.answers["topics"] = json.dumps({"topics": TOPICS}).encode()
    told = {**EFFECT, "after": EFFECT["before"], "hearers": 71}
    site.answers["supervise/preview"] = json.dumps(told).encode()
    await page.keyboard.press("Alt+Shift+H")
    dialog = page.get_by_role("dialog", name="Горячие темы")
    await expect(dialog.get_by_role("listitem")).to_have_count(len(TOPICS))
    await expect(dialog).to_contain_text("звонил 71 человек")
