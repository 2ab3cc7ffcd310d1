"""A supervisor beside a talk over a real telephone, and somebody who waits is moved.

Everybody sings; whom a supervisor reaches is told by who hears more of their tone.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from line122.phones.audio import CITIZEN_TONE_HZ, OPERATOR_TONE_HZ, tone
from line122.phones.call import PhoneCall
from staff.role import Role
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


async def silent_talk(helpline: Helpline) -> tuple[Citizen, PhoneCall, str]:
    """Let an operator talk with a citizen, and return both, silent, and the operator's account."""
    desk = await helpline.on_duty("nina")
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


@pytest.fixture
async def helpline(opening: Opening) -> AsyncIterator[Helpline]:
    """Open a helpline whose supervisors sign in by their password alone."""
    async with opening({"LINE122_DESK__SECOND_FACTOR_FOR": ""}) as opened:
        await opened.start_engine()
        yield opened


async def test_supervisor_listens_whispers_and_barges_and_moves_a_waiting_caller(
    helpline: Helpline,
) -> None:
    citizen, operator, account = await silent_talk(helpline)
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
    assert await citizen.call.ends_within(PATIENCE_S)


async def attended(helpline: Helpline, mode: str) -> None:
    """Wait until the exchange has put the supervisor into a mode."""

    async def last() -> object:
        entries = helpline.log("supervision.attended")
        return entries[-1]["mode"] if entries else None

    await eventually(last, lambda found: found == mode)
