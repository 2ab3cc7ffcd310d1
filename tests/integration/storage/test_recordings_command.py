"""`recordings` as it is typed, and what is left of a person's voice when its time is over.

`line122/cli/recordings.py`, `line122/recording_files.py`, `line122/retention.py`.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from asterisk.waveform import shadow_of, waveform_of
from base.phone import PhoneNumber
from config import load
from config.loading import DEFAULTS
from config.retention_policies import retention_policy
from line122.cli.main import FAILED, OK, main
from line122.past import RecordingDoor
from line122.retention import RetentionSweep, SweptPlace
from storage.records.intake import PostgresIntakeBook
from storage.retention import KeptKind
from tests.contract.library import ZONE
from tests.contract.test_book_of_found_recordings import Archive, opened
from tests.support.clinic import NOON, HandClock
from tests.support.sounds import recorded, tone
from tests.tickets.cases import a_support_request, a_visit_request
from tickets.changes import Cancel
from tickets.contact import OpenCase

SITE: Final = "volgograd"
CITIZEN: Final = PhoneNumber("+79101234567")
OTHER: Final = PhoneNumber("+79031112233")
LATER: Final = NOON + timedelta(days=3 * 366)
VOICE: Final = tone(0.5, 12_345)
"""Somebody's, and nobody else's."""


@dataclass(frozen=True)
class Attic:
    """The archive of a site, the folder of its files, and a terminal beside it."""

    archive: Archive
    folder: Path
    url: str
    capsys: pytest.CaptureFixture[str]

    def lay(self, name: str) -> None:
        """Let a voice be recorded under a name, and drawn."""
        path = recorded(self.folder / f"{name}.wav", VOICE)
        assert waveform_of(path, 1) is not None
        assert shadow_of(path).exists()

    async def type(self, *words: str, status: int = OK) -> str:
        """Run a command, which ends so, and return what it printed on either output."""
        line = ["recordings", *words, "--database-url", self.url]
        self.capsys.readouterr()  # What the services of the story log.
        ended = await asyncio.to_thread(main, line)
        printed = self.capsys.readouterr()
        assert ended == status, printed.err
        return printed.out if status == OK else printed.err

    async def listed(self, *words: str) -> list[str]:
        """Return the names of what is listed."""
        rows = json.loads(await self.type("list", "--json", *words))
        return [row["name"] for row in rows]

    async def sweep(self, now: datetime) -> dict[KeptKind, int]:
        """Let a night come, and return what went in it."""
        kept = self.archive.books.retention  # type: ignore[union-attr]  # Of PostgreSQL.
        place = SweptPlace(recordings=self.folder, zone=ZONE, registry=CollectorRegistry())
        policy = retention_policy(load(DEFAULTS, {}))
        swept = await RetentionSweep(kept, HandClock(now), policy, place).sweep()
        return {each.kind: each.removed for each in swept}

    async def tables_with(self, text: str) -> set[str]:
        """Return the tables of the whole database in which a text stands anywhere."""
        connection = await asyncpg.connect(self.url)
        try:
            tables = await connection.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
            return {
                table
                for (table,) in tables
                if any(
                    text in row[0]
                    for row in await connection.fetch(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 (names of tables)
                )
            }
        finally:
            await connection.close()

    def files_with(self, sound: bytes) -> list[str]:
        """Return the files of the folder that have these bytes in them."""
        return [path.name for path in self.folder.iterdir() if sound in path.read_bytes()]


async def ended(archive: Archive, counter: int, number: PhoneNumber) -> OpenCase:
    """Return a case on whose ticket nobody works any more."""
    filed = a_visit_request() if counter == 1 else a_support_request()
    case = await archive.case(counter, number, filed)
    await archive.change(case, Cancel("Больше не нужно"))
    return case


async def test_what_is_held_stays_for_years_and_all_else_of_a_voice_goes(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    async with opened("postgres", database_url, tmp_path, SITE) as archive:
        attic = Attic(archive, folder, database_url, capsys)
        ill = await ended(archive, 1, CITIZEN)
        asks = await ended(archive, 2, OTHER)
        talk = await archive.talk(ill, 0.0, 60.0)
        spoken = await archive.message(ill, 70.0, of_request=True)
        held = await archive.talk(asks, 80.0, 60.0)
        refused = await archive.talk(asks, 200.0, 60.0)
        for name in (talk, spoken, held, refused):
            attic.lay(name)
        voice = (folder / f"{talk}.wav").read_bytes()[-600:]

        assert await attic.listed() == [refused, held, spoken, talk]
        assert await attic.listed("--number", "8 910 123-45-67", "--class", "talk") == [talk]
        assert await attic.listed("--since", "2026-01-13") == []
        assert "request" in await attic.type("list", "--ticket", str(ill.ticket.number))

        # One goes before its time, and leaves nothing but who wanted it.
        await attic.type("delete", refused, "--why", "По просьбе", "--recordings", str(folder))
        assert not list(folder.glob(f"{refused}*"))
        assert await attic.tables_with(refused) == {"recording_removal"}
        told = await attic.type("delete", refused, "--why", "x", status=FAILED)
        assert "nothing recorded is called" in told

        await attic.type("hold", held, "--why", "Запрос прокуратуры 14/2")
        assert "held already" in await attic.type("hold", held, "--why", "x", status=FAILED)
        assert "is held" in await attic.type("delete", held, "--why", "x", status=FAILED)
        assert await attic.listed("--held") == [held]

        swept = await attic.sweep(LATER)
        assert (swept[KeptKind.RECORDING], swept[KeptKind.REQUEST]) == (1, 1)
        assert sorted(path.name for path in folder.iterdir()) == [f"{held}.peaks", f"{held}.wav"]
        assert attic.files_with(voice) == [f"{held}.wav"]
        assert await attic.listed() == [held]
        door = RecordingDoor(archive.index, folder)
        assert [await door.named(name) for name in (talk, spoken)] == [None, None]
        for gone in (talk, spoken, "what.1"):
            assert await attic.tables_with(gone) == set(), gone
        intake = archive.books.intake
        assert isinstance(intake, PostgresIntakeBook)
        assert [line.recordings for line in await intake.waiting()] in ([], [()])

        await attic.type("release", held)
        assert "is not held" in await attic.type("release", held, status=FAILED)
        assert (await attic.sweep(LATER + timedelta(days=1)))[KeptKind.RECORDING] == 1
        assert list(folder.iterdir()) == []
        assert await attic.listed() == []
