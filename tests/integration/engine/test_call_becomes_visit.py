"""Two citizens call by night; in the end their clinics have said that the doctors will come."""

import asyncio
import csv
import io
import wave
from array import array
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from base.clock import SystemClock
from config import load
from config.loading import DEFAULTS
from delivery.sheet import COLUMNS
from ivr.speech import say_cardinal
from line122.cli.main import OK, main
from line122.demo.region import Region, running_region
from line122.sample_directory import import_sample
from tests.integration.engine.conftest import Opening
from tests.integration.engine.helpline import Helpline
from tests.integration.engine.menu_walks import (
    NIGHT,
    MenuSite,
    Walker,
    site_of_menus,
    telephones_with_ears,
)
from tests.integration.engine.patience import eventually
from tests.support.sounds import clearest
from tickets.number import read_ticket_number

VOICE_HZ = 400
"""What callers with ears speak in."""
SPOKEN = ("what", "where", "who")
NO_DANGER = (("danger.question", "2"), ("danger.child", "2"))

_VISITS = """
    SELECT visit.visit_id, visit.clinic, visit.state, visit.policy_number, visit.born_on::text,
           visit.acknowledged_at IS NOT NULL AS is_acknowledged,
           ticket.number, contact.end_reason, call.ani, call.call_id::text, call.outcome
    FROM visit
    JOIN ticket USING (ticket_id)
    JOIN call USING (ticket_id)
    JOIN contact ON contact.contact_id = call.contact_id
"""
_MESSAGES = "SELECT field, take, state, has_voice FROM message WHERE call_id = $1::uuid"


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody of the sample directory's attached population."""

    born: str
    """As it is keyed in."""
    born_on: str
    policy: str
    clinic: str


GROWN_UP = Patient("08031950", "1950-03-08", "7700000000000008", "gp1")
CHILD = Patient("21102019", "2019-10-21", "3456789012345675", "dgp1")


@pytest.fixture
async def region() -> AsyncIterator[Region]:
    """Keep a clinic's system running that takes visits and reports what becomes of them."""
    zone = load(DEFAULTS, {}).site.zone
    async with running_region(SystemClock(), zone) as running:
        yield running


async def test_night_calls_become_visits_that_their_clinics_acknowledge(
    opening: Opening, region: Region, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {**site_of_menus(tmp_path, SystemClock().now()), **region.variables}
    async with opening(settings) as helpline:
        house = helpline.house
        await import_sample(house.database_url, house.settings, house.state, helpline.clock)
        await helpline.start_engine()
        region.report_to(helpline.engine.http_url)

        async with telephones_with_ears(helpline) as site:
            heard = dict(
                await asyncio.gather(*(_asks_for_a_doctor(site, who) for who in (GROWN_UP, CHILD)))
            )
        visits = await eventually(
            lambda: helpline.records.rows(_VISITS),
            lambda rows: (
                [(row["state"], row["outcome"]) for row in rows] == [("accepted", "told")] * 2
            ),
        )

        by_clinic = {str(visit["clinic"]): visit for visit in visits}
        for who in (GROWN_UP, CHILD):
            visit = by_clinic[who.clinic]
            assert visit["is_acknowledged"]
            assert visit["end_reason"] is None, "who was told that we ring is not done with"
            assert (visit["policy_number"], visit["born_on"]) == (who.policy, who.born_on)
            number = str(visit["number"])
            spoken = say_cardinal(read_ticket_number(number).counter)
            assert heard[str(visit["ani"])][: len(spoken)] == spoken
            await _words_lie_on_the_disk(helpline, str(visit["call_id"]))
            await _is_listed(house.database_url, who, (number, "да"), capsys)
        told = [kept.visit_id for kept in region.clinic.ledger.kept.values()]
        assert sorted(told, key=str) == sorted((v["visit_id"] for v in visits), key=str)


async def _asks_for_a_doctor(site: MenuSite, who: Patient) -> tuple[str, tuple[str, ...]]:
    """Call, say and key everything in, and hang up; return what was said as the number."""
    async with site.caller(dials=NIGHT) as caller:
        await caller.walks(("night.menu", "1"), *NO_DANGER)
        for field in ("night.what", "night.where"):
            await caller.dictates(field)
            await caller.answers("record.review", "1")
        await caller.dictates("night.who")
        await caller.walks(("night.birth_date", who.born), ("menu.you_entered", "1"))
        await caller.walks(("night.policy", who.policy), ("menu.you_entered", "1"))
        await caller.answers("night.phone", "#")
        # The number is heard whole when the next words begin.
        await caller.hears("night.filed", "request.number", "promise.when_we_can")
        return caller.ani, _behind(caller, "request.number")


def _behind(caller: Walker, prompt: str) -> tuple[str, ...]:
    """Return which prompts were heard after one."""
    keys = [str(each.key) for each in caller.caller.prompts()]
    return tuple(keys[keys.index(prompt) + 1 :])


async def _words_lie_on_the_disk(helpline: Helpline, call_id: str) -> None:
    messages = await eventually(
        lambda: helpline.records.rows(_MESSAGES, call_id), lambda rows: len(rows) >= len(SPOKEN)
    )
    assert sorted(str(each["field"]) for each in messages) == sorted(SPOKEN)
    for each in messages:
        assert (each["state"], each["has_voice"]) == ("ok", True)
        name = f"{call_id}.{each['field']}.{each['take']}.wav"
        with wave.open(str(helpline.house.state / "recordings" / name), "rb") as recording:
            samples = array("h", recording.readframes(recording.getnframes()))
        assert clearest(samples, VOICE_HZ) > 0.7


async def _is_listed(
    url: str, who: Patient, line: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Wait until the one visit of a patient's clinic is listed so."""
    await eventually(lambda: _listed(url, who, capsys), lambda lines: lines == [line])


async def _listed(
    url: str, who: Patient, capsys: pytest.CaptureFixture[str]
) -> list[tuple[str, str]]:
    """Return number and acknowledgement of the visits that `visits list` prints."""
    capsys.readouterr()
    command = ["visits", "list", "--clinic", who.clinic, "--database-url", url]
    assert await asyncio.to_thread(main, command) == OK
    printed = capsys.readouterr().out.removeprefix("\ufeff")
    head, *rows = csv.reader(io.StringIO(printed), delimiter=";")
    assert tuple(head) == COLUMNS
    answered = COLUMNS.index("подтверждён")
    return [(row[0], row[answered]) for row in rows]
