"""The desk as it is worked: a citizen calls, an operator types, a clinic answers; nothing is lost.

Real engine, Asterisk, PostgreSQL and Chromium; of `web/static/app/{call,forms,drafts}`.
"""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
from playwright.async_api import expect

from base.clock import SystemClock
from config import load
from config.loading import DEFAULTS
from line122.bootstrap.ports import free_port
from line122.demo.region import running_region
from line122.sample_directory import import_sample
from tests.integration.engine.browser_desk import chromium
from tests.integration.engine.conftest import Opening
from tests.integration.engine.desk_room import (
    ADDRESS,
    COMPLAINT,
    POLICY,
    Room,
    both_hear,
)
from tests.integration.engine.helpline import PATIENCE_S

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_KEYS: Final = 25
"""From the ring to the saved visit, besides the text itself."""

_SETTINGS: Final = {
    "LINE122_AGENTS__BROWSER_PHONE": "on",
    "LINE122_AGENTS__WRAP_UP_S": "30",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(opening: Opening) -> AsyncIterator[Room]:
    clock = SystemClock()
    # The pages must find the next engine where the last one was.
    settings = {**_SETTINGS, "LINE122_HTTP__PORT": str(free_port("tcp"))}
    async with (
        running_region(clock, load(DEFAULTS, {}).site.zone) as region,
        opening({**settings, **region.variables}) as helpline,
        chromium() as browser,
    ):
        house = helpline.house
        await import_sample(house.database_url, house.settings, house.state, clock)
        await helpline.start_engine()
        region.report_to(helpline.engine.http_url)
        yield Room(helpline, region, browser)


async def test_a_visit_is_taken_by_keys_alone_in_the_browser_and_its_clinic_answers(
    room: Room,
) -> None:
    async with room.seat("vera", has_browser_phone=True) as seat:
        citizen = await room.helpline.dial()
        await seat.sees("Входящий звонок")
        await expect(seat.page.get_by_text("номер не подтверждён")).to_be_visible()
        await seat.hands.press("F4")
        await seat.sees("Разговор")
        citizen.sing()
        assert await both_hear(seat, citizen)

        await seat.tells(COMPLAINT)
        await seat.says_where_and_who()
        number = await seat.saves()
        print(f"keys from ring to saved visit: {seat.hands.keys}")  # noqa: T201 - The figure asked for.
        assert seat.hands.keys <= MOST_KEYS
        await seat.sees_acknowledged()
        assert await both_hear(seat, citizen), "looking at lists costs nobody the talk"

        visit = await room.accepted_visit(number)
        assert (visit["state"], visit["clinic"]) == ("accepted", "gp1")
        assert (visit["complaint"], visit["policy_number"]) == (COMPLAINT, POLICY)
        assert [kept.visit_id for kept in room.region.clinic.ledger.kept.values()] == [
            visit["visit_id"]
        ]
        await seat.hands.press("Alt+h")
        await seat.sees("Звонок завершён")
        await seat.hands.press("F8")
        assert await citizen.call.ends_within(PATIENCE_S)


async def test_with_a_telephone_on_the_table_the_page_follows_it(room: Room) -> None:
    async with room.seat("boris", has_browser_phone=False) as seat:
        citizen = await room.helpline.dial()
        await seat.sees("Входящий звонок")
        call = await room.helpline.talk(seat.table, citizen)
        await seat.sees("Разговор")

        await seat.tells(COMPLAINT)
        await seat.says_where_and_who()
        number = await seat.saves()
        assert seat.hands.keys <= MOST_KEYS
        await seat.sees_acknowledged()

        await call.hang_up()
        await seat.sees("Звонок завершён")
        await seat.hands.press("F8")
        visit = await room.accepted_visit(number)
        assert visit["state"] == "accepted"


async def test_neither_a_reload_nor_a_dead_engine_costs_the_talk_or_a_letter(room: Room) -> None:
    helpline = room.helpline
    async with room.seat("sofia", has_browser_phone=True) as seat:
        citizen = await helpline.dial()
        await seat.sees("Входящий звонок")
        await seat.hands.press("F4")
        await seat.sees("Разговор")
        citizen.sing()
        await seat.tells("Температура")

        # At once, before any pause in which the engine is told.
        await seat.page.reload()
        await expect(seat.field("p0.complaint")).to_have_value("Температура")
        await seat.desk.talks()
        assert await both_hear(seat, citizen)

        await seat.field("p0.complaint").focus()
        await seat.page.keyboard.press("End")
        await seat.hands.type(" 39,")
        await helpline.kill_engine()
        await seat.hands.type(" кашель")
        stale = seat.page.locator(".stale")
        await expect(stale).to_contain_text("Данные на ")
        assert await both_hear(seat, citizen), "the talk does without the engine"
        await seat.says_where_and_who()

        await helpline.start_engine()
        await expect(stale).to_have_count(0)
        await expect(seat.field("p0.complaint")).to_have_value(COMPLAINT)
        await expect(seat.field("address")).to_have_value(ADDRESS)
        await expect(seat.field("p0.name")).to_have_value(seat.patient)
        number = await seat.saves()
        assert await both_hear(seat, citizen)
        await seat.sees_acknowledged()
        visit = await room.accepted_visit(number)
        assert (visit["complaint"], visit["policy_number"]) == (COMPLAINT, POLICY)
        assert visit["state"] == "accepted"

        await citizen.call.hang_up()
        await seat.sees("Звонок завершён")
        await seat.hands.press("F8")
