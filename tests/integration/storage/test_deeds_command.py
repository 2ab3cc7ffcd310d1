"""`deeds` as somebody types it who looks after supervisors: `line122/cli/deeds.py`."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from base.clock import SystemClock
from base.ids import CallId, new_call_id, new_intervention_id
from callflow.intervention import Deed, Intervention
from line122.cli.main import MISUSED, OK, main
from storage.records.books import open_books

SITE: Final = "volgograd"
ZONE: Final = ZoneInfo("Europe/Volgograd")


@dataclass(frozen=True)
class Terminal:
    """Where the command is typed."""

    url: str
    capsys: pytest.CaptureFixture[str]

    async def type(self, *words: str, status: int = OK) -> str:
        """Run the command, which ends so, and return what it printed on either output."""
        self.capsys.readouterr()
        ended = await asyncio.to_thread(main, ["deeds", *words, "--database-url", self.url])
        printed = self.capsys.readouterr()
        assert ended == status, printed.err
        return printed.out if status == OK else printed.err

    async def kinds(self, *words: str) -> list[str]:
        """Return what kinds of deeds are listed."""
        rows = json.loads(await self.type("--json", *words))
        return [row["deed"] for row in rows]


def done(
    at: str, by: str, deed: Deed, detail: str = "", call: CallId | None = None
) -> Intervention:
    """Return what somebody did at a local moment."""
    return Intervention(
        intervention_id=new_intervention_id(),
        at=datetime.fromisoformat(at).replace(tzinfo=ZONE),
        actor=by,
        deed=deed,
        subject="261122-0037",
        why="Жалоба\x1b[2J",
        detail=detail,
        call_id=call,
    )


async def test_deeds_are_listed_by_day_by_whom_and_by_kind_with_how_long_a_talk_was_heard(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard, other = new_call_id(), new_call_id()
    async with open_books(
        database_url, site=SITE, clock=SystemClock(), directory=tmp_path
    ) as books:
        await books.interventions.append(
            (
                done("2026-11-21T23:59:59", "orlova", Deed.STORM_FORCED, "on"),
                done("2026-11-22T00:00:00", "orlova", Deed.SUPERVISION_BEGUN, "listen", heard),
                done("2026-11-22T00:00:02", "orlova", Deed.SUPERVISION_BEGUN, "listen", other),
                replace(
                    done(
                        "2026-11-22T00:01:12", "orlova", Deed.SUPERVISION_ENDED, "hung_up", heard
                    ),
                    beside_since=datetime(2026, 11, 22, 0, 0, 7, tzinfo=ZONE),
                ),
                done("2026-11-22T23:59:59", "chief", Deed.AGENT_PAUSED, "aside"),
                done("2026-11-23T00:00:00", "chief", Deed.PERSON_TAKEN, "201", heard),
            )
        )
    terminal = Terminal(database_url, capsys)

    assert await terminal.kinds() == [
        *("person_taken", "agent_paused", "supervision_ended"),
        *("supervision_begun", "supervision_begun", "storm_forced"),
    ]
    day = await terminal.kinds("--day", "2026-11-22")
    assert day == await terminal.kinds("--since", "2026-11-22", "--until", "2026-11-22")
    assert day == ["agent_paused", "supervision_ended", *["supervision_begun"] * 2]
    assert await terminal.kinds("--by", "chief") == ["person_taken", "agent_paused"]
    assert await terminal.kinds("--kind", "storm_forced", "--kind", "agent_paused") == [
        "agent_paused",
        "storm_forced",
    ]
    assert len(await terminal.kinds("--kind", "listening")) == 3

    page = await terminal.type("--kind", "supervision_ended")
    (line,) = page.splitlines()
    assert line.startswith("2026-11-22 00:01:12  orlova")
    assert "261122-0037  hung_up  65 s  «Жалоба" in line
    assert "\x1b" not in line
    assert "The newest 2; --limit shows more." in await terminal.type("--limit", "2")
    assert await terminal.type("--by", "nobody") == "Nothing of that was done.\n"
    told = await terminal.type("--day", "2026-11-22", "--since", "2026-11-22", status=MISUSED)
    assert "give --day alone" in told
