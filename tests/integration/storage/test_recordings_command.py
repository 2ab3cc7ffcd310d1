"""`recordings` as it is typed, and what is left of a person's voice when its time is over.

`line122/cli/recordings.py`, `line122/recording_files.py`, `line122/retention.py`.
"""

import asyncio
import getpass
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest
from prometheus_client import CollectorRegistry

from asterisk.waveform import shadow_of, waveform_of
from base.clock import SystemClock
from base.phone import PhoneNumber
from callflow.story import RecordingGone
from config import load
from config.loading import DEFAULTS
from config.retention_policies import retention_policy
from line122.cli.main import FAILED, OK, main
from line122.past import RecordingDoor
from line122.retention import RetentionSweep, SweptPlace
from storage.records.dossier import open_dossiers
from storage.records.intake import PostgresIntakeBook
from storage.retention import KeptKind
from storage.sought import SoughtContact
from tests.contract.library import ZONE
from tests.contract.test_book_of_found_recordings import Archive, opened
from tests.support.clinic import NOON, HandClock
from tests.support.sounds import recorded, tone
from tests.tickets.cases import a_support_request, a_visit, a_visit_request
from tickets.changes import AddVisits, Cancel
from tickets.contact import OpenCase

SITE: Final = "volgograd"
CITIZEN: Final = PhoneNumber("+79101234567")
OTHER: Final = PhoneNumber("+79031112233")
LATER: Final = NOON + timedelta(days=3 * 366)
PATIENT: Final = "Зимина Ольга"
VOICE: Final = tone(0.5, 12_345)
"""Somebody's, and nobody else's."""


@dataclass(frozen=True)
class Attic:
    """The archive of a site, the folder of its files, and a terminal beside it."""

    archive: Archive
    folder: Path
    url: str
    capsys: pytest.CaptureFixture[str]
    logs: list[str] = field(default_factory=list)

    def lay(self, name: str) -> None:
        """Let a voice be recorded under a name, and drawn."""
        path = recorded(self.folder / f"{name}.wav", VOICE)
        assert waveform_of(path, 1) is not None
        assert shadow_of(path).exists()

    async def type(self, *words: str, status: int = OK) -> str:
        """Run a command, which ends so, and return what it printed on either output."""
        line = ["recordings", *words, "--database-url", self.url]
        self.logs.append(self.capsys.readouterr().out)
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

    async def give_up_on_clinics(self) -> None:
        """Let nothing that clinics should be told have reached them."""
        connection = await asyncpg.connect(self.url)
        await connection.execute("UPDATE dispatch SET state = 'dead', error = 'away'")
        await connection.close()

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
                    text.lower() in row[0].lower()
                    for row in await connection.fetch(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608 (names of tables)
                )
            }
        finally:
            await connection.close()

    def files_with(self, sound: bytes, *, beside: bool = False) -> list[str]:
        """Return the files of the folder, or of all beside it, that have these bytes in them."""
        found = self.folder.parent.rglob("*") if beside else self.folder.iterdir()
        return [path.name for path in found if path.is_file() and sound in path.read_bytes()]

    def logged(self) -> str:
        """Return all that the services have logged."""
        return "".join(self.logs) + self.capsys.readouterr().out


async def ended(archive: Archive, counter: int, number: PhoneNumber) -> OpenCase:
    """Return a case on whose ticket nobody works any more."""
    filed = a_visit_request() if counter == 1 else a_support_request()
    case = await archive.case(counter, number, filed)
    await archive.change(case, Cancel("Больше не нужно"))
    return case


async def told_gone(attic: Attic, case: OpenCase) -> list[tuple[str, str]]:
    """Return who let go what was recorded of a contact, and why, as its past tells it."""
    async with open_dossiers(attic.url, site=SITE, clock=SystemClock()) as dossiers:
        dossier = await dossiers.read(SoughtContact(case.contact.contact_id))
    gone = [line.happening for line in dossier.contacts[0].gone]
    return [(each.by, each.why) for each in gone if isinstance(each, RecordingGone)]


async def nothing_else_stays(attic: Attic, talk: str, spoken: str) -> None:
    """Look for recordings that are gone, and for the person, in all tables, files and logs."""
    # A ticket's own history is never rewritten, and the name of a file tells of nobody.
    assert [await attic.tables_with(gone) for gone in (talk, spoken, "what place.1")] == [
        set(),
        {"ticket_history"},
        set(),
    ]
    day = f"{LATER.astimezone(ZONE):%d.%m.%Y}"
    assert await attic.tables_with(f"см. запись (удалена {day})") == {"visit"}
    assert await attic.tables_with(f"запись удалена {day}") == {"ticket"}
    # Of the person stays what the record of their case is made of, and nowhere else anything.
    assert await attic.tables_with(CITIZEN) == {"contact", "call"}
    assert await attic.tables_with(PATIENT) == {"ticket", "visit", "ticket_history"}
    for word in (CITIZEN, CITIZEN[2:], PATIENT):
        assert attic.files_with(word.encode(), beside=True) == [], "journals are empty"
        assert word not in attic.logged()


async def test_what_is_held_stays_for_years_and_all_else_of_a_voice_goes(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    async with opened("postgres", database_url, tmp_path, SITE) as archive:
        attic = Attic(archive, folder, database_url, capsys)
        ill = await archive.case(1, CITIZEN, a_visit_request())
        asks = await ended(archive, 2, OTHER)
        talk = await archive.talk(ill, 0.0, 60.0)
        spoken = await archive.message(ill, 70.0, of_request=True, field="what_place")
        said_where = a_visit(PATIENT, text=f"см. запись {spoken}")
        await archive.change(ill, AddVisits((said_where,)))
        await archive.change(ill, Cancel("Больше не нужно"))
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

        await attic.give_up_on_clinics()
        swept = await attic.sweep(LATER)
        assert (swept[KeptKind.RECORDING], swept[KeptKind.REQUEST]) == (1, 1)
        assert sorted(path.name for path in folder.iterdir()) == [f"{held}.peaks", f"{held}.wav"]
        assert attic.files_with(voice) == [f"{held}.wav"]
        assert await attic.listed() == [held]
        door = RecordingDoor(archive.index, folder)
        assert [await door.named(name) for name in (talk, spoken)] == [None, None]
        assert [await door.removed_at(name) for name in (talk, spoken, held)] == [
            *(LATER, LATER),
            None,
        ]
        assert await told_gone(attic, ill) == [("", ""), ("", "")]
        assert await told_gone(attic, asks) == [(getpass.getuser(), "По просьбе")]
        await nothing_else_stays(attic, talk, spoken)
        intake = archive.books.intake
        assert isinstance(intake, PostgresIntakeBook)
        assert [line.recordings for line in await intake.waiting()] in ([], [()])

        await attic.type("release", held)
        assert "is not held" in await attic.type("release", held, status=FAILED)
        assert (await attic.sweep(LATER + timedelta(days=1)))[KeptKind.RECORDING] == 1
        assert list(folder.iterdir()) == []
        assert await attic.listed() == []
