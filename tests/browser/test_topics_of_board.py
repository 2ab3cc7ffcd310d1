"""What a supervisor tells everybody who calls: app/supervise/topics.js, by keys."""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import base64
import io
import json
import wave
from array import array

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.desk_site import DeskSite
from tests.browser.intervening import TOPICS, hot_topics

pytestmark = pytest.mark.asyncio(loop_scope="session")

_TEXT = "Прививки от гриппа делают без записи"
_RATE_HZ = 44_100


async def test_a_topic_without_a_recording_is_spoken_by_the_code_that_is_told(
    page: Page, site: DeskSite
) -> None:
    await hot_topics(page, site)
    done = {"deed": "topic_put", "subject": _TEXT, "detail": "*93"}
    site.replies["supervise/deeds"] = json.dumps(done).encode()
    dialog = page.get_by_role("dialog", name="Горячие темы")
    await dialog.get_by_label("Что сообщить").fill(_TEXT)
    await dialog.get_by_label("Причина").fill("Все спрашивают")
    until = dialog.get_by_label("До какого времени")
    await until.fill("вечером")
    await expect(dialog.get_by_text("Напишите так")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Получить код")).to_be_disabled()
    await until.fill("24.11.2026 9:30")
    await page.keyboard.press("Alt+Enter")
    body = (await site.asked_next()).body
    assert isinstance(body, dict)
    assert body.pop("topic_id").startswith("board-")
    assert body == {
        "do": "topic",
        "text": _TEXT,
        "place": "greeting",
        "expires": "2026-11-24T09:30",
        "why": "Все спрашивают",
    }
    await expect(dialog.get_by_text("Наберите *93")).to_be_visible()


async def test_a_recording_is_brought_in_the_form_that_the_line_plays(
    page: Page, site: DeskSite
) -> None:
    await hot_topics(page, site)
    done = {"deed": "topic_put", "subject": _TEXT, "detail": ""}
    site.replies["supervise/deeds"] = json.dumps(done).encode()
    dialog = page.get_by_role("dialog", name="Горячие темы")
    await dialog.get_by_label("Что сообщить").fill(_TEXT)
    await dialog.get_by_label("Причина").fill("Все спрашивают")
    broken = FilePayload(name="flu.wav", mimeType="audio/wav", buffer=b"no sound")
    await dialog.locator("input[type=file]").set_input_files(broken)
    await expect(dialog.get_by_text("Это не звук")).to_be_visible()
    sound = FilePayload(name="flu.wav", mimeType="audio/wav", buffer=_two_seconds_in_stereo())
    await dialog.locator("input[type=file]").set_input_files(sound)
    await dialog.get_by_role("button", name="Поставить на линию").click()
    body = (await site.asked_next()).body
    assert isinstance(body, dict)
    with wave.open(io.BytesIO(base64.b64decode(body["wav"]))) as sent:
        assert (sent.getframerate(), sent.getsampwidth(), sent.getnchannels()) == (8000, 2, 1)
        assert sent.getnframes() == 2 * 8000


async def test_a_topic_is_taken_off_with_its_reason_and_its_effect_stands_in_the_journal(
    page: Page, site: DeskSite
) -> None:
    await hot_topics(page, site)
    topics = page.get_by_role("dialog", name="Горячие темы")
    await expect(topics.get_by_role("listitem").first).to_contain_text("услышали 342 человека")
    await topics.get_by_role("button", name="Снять с линии: Прививки").press("Enter")
    ending = page.get_by_role("dialog", name="Снять тему с линии")
    await ending.get_by_label("Причина").fill("Вакцина кончилась")
    site.answers["topics"] = json.dumps({"topics": TOPICS[1:]}).encode()
    await page.keyboard.press("Enter")
    asked = await site.asked_next()
    assert asked.body == {"do": "topic_off", "topic_id": "flu", "why": "Вакцина кончилась"}
    await expect(topics.get_by_role("listitem")).to_have_count(1)

    await page.keyboard.press("Escape")
    line = {
        "at": "2026-11-22T09:41:00Z",
        "actor": "galina",
        "deed": "topic_stopped",
        "subject": _TEXT,
        "why": "Вакцина кончилась",
        "detail": "342/121",
        "call_id": None,
    }
    site.answers["supervise/deeds"] = json.dumps({"deeds": [line]}).encode()
    await page.keyboard.press("Alt+Shift+J")
    journal = page.get_by_role("dialog", name="Журнал вмешательств")
    await expect(journal).to_contain_text("услышали 342 человека, 121 хватило этого")


def _two_seconds_in_stereo() -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as written:
        written.setnchannels(2)
        written.setsampwidth(2)
        written.setframerate(_RATE_HZ)
        written.writeframes(array("h", [700] * (2 * 2 * _RATE_HZ)).tobytes())
    return sound.getvalue()
