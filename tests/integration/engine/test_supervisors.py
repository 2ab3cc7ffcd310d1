"""A supervisor beside a talk, by a telephone on the table and by the browser; who waits moves on.

Everybody sings; whom a supervisor reaches is told by who hears more of their tone. The microphone
of the browser is never silent: whom it reaches hears something where nobody else speaks.
"""

# ruff: noqa: RUF001 -- Russian words of one letter look like Latin ones; that is what they are.

import asyncio
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from line122.phones.audio import (
    CITIZEN_TONE_HZ,
    OPERATOR_TONE_HZ,
    SAMPLE_BYTES,
    SAMPLE_RATE_HZ,
    tone,
)
from line122.phones.call import PhoneCall
from staff.role import Role
from tests.integration.engine.browser_desk import at_the_page, chromium, let_sign_in
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import (
    PATIENCE_S,
    Citizen,
    Helpline,
    hears_more,
)
from tests.integration.engine.live_page import LivePage, page_of
from tests.integration.engine.patience import eventually

WHY = "Первый день оператора"
SUNG_S = 1.5
HEARD_S = 0.6
SPOKEN_S: Final = 3.0
SPEECH: Final = (0.3, 0.2)
"""Sound and pause: a tone without any is taken for noise, and suppressed."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def heard_of(speaker: PhoneCall, *listeners: PhoneCall) -> list[bool]:
    """Let one sing in a room that is silent, and return who heard it."""
    before = [each.ear.tone_s(OPERATOR_TONE_HZ) for each in listeners]
    speaker.say(tone(OPERATOR_TONE_HZ))
    # Sound takes its time; that somebody hears nothing is told by nobody.
    await asyncio.sleep(SUNG_S)
    speaker.say()
    return [
        each.ear.tone_s(OPERATOR_TONE_HZ) - heard >= HEARD_S
        for each, heard in zip(listeners, before, strict=True)
    ]


async def silent_talk(helpline: Helpline, name: str) -> tuple[Citizen, PhoneCall, str]:
    """Let an operator talk with a citizen, and return both, silent, and the operator's account."""
    desk = await helpline.on_duty(name)
    citizen = await helpline.dial()
    call = await helpline.talk(desk, citizen)
    for each in (citizen.call, call):
        each.say()
    return citizen, call, desk.account


async def talk_id(helpline: Helpline, citizen: Citizen) -> str:
    """Return the id of a citizen's call."""
    rows = await helpline.records.rows("SELECT call_id FROM call WHERE ani = $1", citizen.ani)
    return str(rows[0]["call_id"])


async def deeds(page: LivePage) -> list[dict[str, Any]]:
    """Return what was kept, the oldest first."""
    told = await page.read("/supervise/deeds")
    return list(reversed(told["deeds"]))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def helpline(opening: Opening) -> AsyncIterator[Helpline]:
    """Open a helpline whose supervisors sign in by their password alone."""
    settings = {"LINE122_DESK__SECOND_FACTOR_FOR": "", "LINE122_AGENTS__BROWSER_PHONE": "on"}
    async with opening(settings) as opened:
        await opened.start_engine()
        yield opened


async def test_supervisor_listens_whispers_and_barges_and_moves_a_waiting_caller(
    helpline: Helpline,
) -> None:
    citizen, operator, account = await silent_talk(helpline, "nina")
    chief = await helpline.hire("orlova")
    async with page_of(helpline, "orlova", chief.account, Role.SUPERVISOR) as page:
        call_id = await talk_id(helpline, citizen)
        listen = {"call_id": call_id, "mode": "listen", "why": WHY}
        begun, ringing = await asyncio.gather(page.do("/supervise/talks", listen), chief.ring())
        assert (begun["operator"], begun["phase"]) == (account, "ringing")
        assert await ringing.answer()
        named = {"supervision_id": begun["supervision_id"]}

        async def seen() -> dict[str, Any]:
            own: dict[str, Any] = (await page.read("/supervise/talks"))["supervision"]
            return own

        await eventually(seen, lambda own: own["phase"] == "beside")
        citizen.sing()
        assert await hears_more(ringing, CITIZEN_TONE_HZ)
        citizen.call.say()
        reached: list[tuple[str, list[bool]]] = []
        for mode in ("listen", "whisper", "barge", "listen"):
            await page.do("/supervise/talks/mode", {**named, "mode": mode})
            await attended(helpline, mode)
            reached.append((mode, await heard_of(ringing, operator, citizen.call)))
        assert reached == [
            ("listen", [False, False]),
            ("whisper", [True, False]),
            ("barge", [True, True]),
            ("listen", [False, False]),
        ]

        waiting = await helpline.wait_in_line()
        await helpline.records.reached(waiting.ani, "Waiting")
        other = await talk_id(helpline, waiting)
        give = {"do": "give", "call_id": other, "why": WHY}
        told = await page.read(f"/supervise/preview?do=first&call_id={other}")
        assert (told["before"]["people"], told["method"]) == (1, "people_ahead")
        assert (await page.do("/supervise/talks/leave", named))["end"] is None
        await ringing.closed()
        await eventually(seen, lambda own: own["end"] == "hung_up")

        first = {"do": "first", "call_id": other, "why": WHY}
        assert (await page.do("/supervise/deeds", first))["deed"] == "person_put_first"
        assert (await page.do("/supervise/deeds", give))["detail"] == chief.account
        taken = await chief.pick_up()
        waiting.sing()
        assert await hears_more(taken, CITIZEN_TONE_HZ)
        assert await waiting.hears_operator()
        await taken.hang_up()

        kept = await eventually(lambda: deeds(page), lambda rows: len(rows) == 7)
        assert [(row["deed"], row["detail"]) for row in kept] == [
            ("supervision_begun", "listen"),
            ("mode_changed", "whisper"),
            ("mode_changed", "barge"),
            ("mode_changed", "listen"),
            ("supervision_ended", "hung_up"),
            ("person_put_first", ""),
            ("person_taken", chief.account),
        ]
        assert {row["actor"] for row in kept} == {"orlova"}
        assert kept[0]["why"] == kept[-1]["why"] == WHY
        assert await operator.hang_up()
        await page.do("/supervise/deeds", {"do": "home", "account": account, "why": WHY})
        await helpline.agent_becomes(account, "idle", "offline")
    assert await citizen.call.ends_within(PATIENCE_S)


def speech(path: Path) -> Path:
    """Write what the browser's microphone hears: as loud as speech, and with pauses as it has."""
    sung = tone(OPERATOR_TONE_HZ).samples
    said_s, paused_s = SPEECH
    rate = SAMPLE_RATE_HZ * SAMPLE_BYTES
    word = sung[: round(said_s * rate)] + bytes(round(paused_s * rate))
    with wave.open(str(path), "wb") as sound:
        sound.setparams((1, SAMPLE_BYTES, SAMPLE_RATE_HZ, 0, "NONE", "not compressed"))
        sound.writeframes(word * 20)
    return path


async def microphone_reaches(*listeners: PhoneCall) -> list[bool]:
    """Return who hears the microphone of the browser, in a room that is silent."""
    before = [each.ear.audible_s for each in listeners]
    # Sound takes its time; that somebody hears nothing is told by nobody.
    await asyncio.sleep(SPOKEN_S)
    return [
        each.ear.audible_s - heard >= HEARD_S
        for each, heard in zip(listeners, before, strict=True)
    ]


async def test_browser_is_the_telephone_of_a_supervisor_and_all_of_it_is_kept(
    helpline: Helpline, tmp_path: Path
) -> None:
    citizen, operator, _ = await silent_talk(helpline, "vera")
    chief = await helpline.hire("petrova")
    await let_sign_in(helpline, "petrova", chief.account, Role.SUPERVISOR)
    async with (
        chromium(speech(tmp_path / "speech.wav")) as browser,
        at_the_page(browser, helpline, "petrova", chief.account) as seat,
    ):
        page = seat.page
        await expect(page.get_by_role("button", name="Выйти")).to_be_visible()
        await page.locator("a[href='/desk']").click()
        await seat.take_calls_here()
        await page.locator("a[href='/wallboard']").click()
        await page.get_by_role("button", name="Действия: vera").click()
        dialog = page.get_by_role("dialog", name="vera")
        await dialog.get_by_label("Причина").fill(WHY)
        await page.keyboard.press("Alt+Enter")
        await page.get_by_role("button", name="Ответить").press("Enter")
        bar = page.get_by_role("region", name="Вы рядом с разговором")
        await expect(bar).to_contain_text("Микрофон закрыт")

        citizen.sing()
        assert await seat.hears_more()
        citizen.call.say()
        reached = [("listen", await microphone_reaches(operator, citizen.call))]
        for mode, key in (("whisper", "8"), ("barge", "9"), ("listen", "7")):
            await page.keyboard.press(f"Alt+Shift+{key}")
            await attended(helpline, mode)
            reached.append((mode, await microphone_reaches(operator, citizen.call)))
        assert reached == [
            ("listen", [False, False]),
            ("whisper", [True, False]),
            ("barge", [True, True]),
            ("listen", [False, False]),
        ]
        await page.keyboard.press("Alt+Shift+0")
        await expect(bar).to_have_count(0)
        assert operator.closing is None, "the talk goes on"
        assert await operator.hang_up()
        assert await citizen.call.ends_within(PATIENCE_S)
        await is_kept(helpline, citizen, page)
        # Asterisk is everybody's: what is left open there others would find.
        await seat.sign_out()


async def is_kept(helpline: Helpline, citizen: Citizen, page: Page) -> None:
    """Read in the past of the contact who listened, hear the talk, and find both in the audit."""
    numbers = "SELECT ticket.number FROM call JOIN ticket USING (ticket_id) WHERE ani = $1"
    (ticket,) = await helpline.records.rows(numbers, citizen.ani)
    await eventually(
        lambda: helpline.records.rows(
            "SELECT 1 FROM recording JOIN call USING (call_id) WHERE ani = $1", citizen.ani
        ),
        bool,
    )
    await page.goto(f"{helpline.engine.http_url}/contacts/{ticket['number']}")
    came = page.get_by_text("Супервизор petrova подключается к разговору: слушает")
    await expect(came).to_contain_text(WHY)
    await expect(page.get_by_text("Супервизор petrova больше не у разговора")).to_be_visible()
    await page.get_by_role("button", name="Разговор с оператором").press("Enter")
    await expect(page.get_by_role("slider", name="Место в записи")).to_be_focused()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Пауза")).to_be_visible()
    async with page.expect_download():
        await page.get_by_role("link", name="Сохранить").click()
    kept = "SELECT operation FROM audit_read WHERE reader = 'petrova' AND recording <> ''"
    heard = {"show_peaks", "hear_recording", "save_recording"}
    await eventually(
        lambda: helpline.records.rows(kept),
        lambda rows: {row["operation"] for row in rows} == heard,
    )


async def attended(helpline: Helpline, mode: str) -> None:
    """Wait until the exchange has put the supervisor into a mode."""

    async def last() -> object:
        entries = helpline.log("supervision.attended")
        return entries[-1]["mode"] if entries else None

    await eventually(last, lambda found: found == mode)
