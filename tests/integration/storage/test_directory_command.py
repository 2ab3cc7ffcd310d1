"""The command as an administrator types it, and an engine's desk that follows it.

`line122/cli/directory.py`, `line122/cli/directory_files.py`, `line122/directory_keeper.py`,
`line122/sample_directory.py`.
"""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import argparse
import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from base.clock import SystemClock
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from config import load
from config.loading import DEFAULTS
from line122.cli import directory as command
from line122.directory_keeper import DirectoryKeeper
from line122.sample_directory import SAMPLE, import_sample
from storage.records.books import open_books
from tickets.directory import Directory, Kind
from tickets.directory_desk import DirectoryDesk

SITE = "volgograd"
"""The site of the default settings."""


class EventfulDesk(DirectoryDesk):
    """Tells when it was given another directory."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = asyncio.Event()

    def change(self, directory: Directory) -> None:
        """Look into it, and tell."""
        super().change(directory)
        self.changed.set()


def _line122(*words: str) -> int:
    """Run the command within this process, as its own process would."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let the command find the test's database and a state directory of its own."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("LINE122_STATE", str(tmp_path / "state"))
    return database_url


async def _run(*words: str) -> int:
    return await asyncio.to_thread(_line122, *words)


async def _import_sample() -> None:
    for kind in Kind:
        assert await _run("import", kind, str(SAMPLE / f"{kind}.csv")) == 0, kind


async def test_sample_is_imported_exported_and_imported_again_without_a_change(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert database
    await _import_sample()
    for kind in (Kind.INSTITUTIONS, Kind.CLINICS, Kind.TERRITORIES, Kind.STREETS):
        file = tmp_path / f"{kind}.csv"
        assert await _run("export", kind, str(file)) == 0
        capsys.readouterr()
        assert await _run("import", kind, str(file), "--json") == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["added"], told["changed"], told["retired"]) == (0, 0, 0)
    assert await _run("show", "history", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == len(Kind) + 4
    assert await _run("choose", "г. Речной, ул. Ленина, д. 7А", "--age", "40") == 0
    told = capsys.readouterr().out
    assert "gp2  Городская поликлиника № 2  (territory_house)" in told
    assert "+78442005003" in told
    later = SystemClock().now().date() + timedelta(days=9)
    child = ("choose", "с. Дальнее, ул. Полевая, д. 1", "--age", "4", "--on", str(later))
    assert await _run(*child, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["clinic"], told["is_on_waiting_list"]) == ("crb", False)
    assert told["day"] >= str(later)
    assert told["shift"] in {"district", "duty"}


async def test_table_with_any_fault_changes_nothing_and_every_fault_is_told(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert database
    bad = tmp_path / "institutions.csv"
    bad.write_bytes("code;name;support_code\nfine;Больница;\nу1;;12\n<b>;=1+1;\n".encode("cp1251"))
    assert await _run("import", "institutions", str(bad)) == 1
    told = capsys.readouterr().out
    for beginning in (
        f"{bad}: line 3, code: is no code",
        f"{bad}: line 3, name: is empty",
        f"{bad}: line 3, support_code: must have 4 to 8 digits",
        f"{bad}: line 4, code: is no code",
        "3 lines read, Windows-1251, divided by ';'",
        "2 cells hold markup or a formula",
        "4 problems; nothing was imported",
    ):
        assert beginning in told
    assert await _run("show", "institutions") == 0
    assert capsys.readouterr().out == ""
    good = str(SAMPLE / "institutions.csv")
    assert await _run("import", "institutions", good, "--dry-run") == 0
    assert "6 rows are well written; nothing was imported" in capsys.readouterr().out


async def test_engine_follows_an_import_and_tells_of_another_salt(
    database: str, tmp_path: Path
) -> None:
    desk = EventfulDesk()
    ward = PhoneNumber("+78442006001")
    async with open_books(
        database, site=SITE, clock=SystemClock(), directory=tmp_path / "journal"
    ) as books:
        keeper = DirectoryKeeper(books.directory, books.directory, b"another salt!!!!", desk)
        await keeper.load()
        assert not desk.is_institution(ward)
        with capture_logs() as logs:
            following = spawn(keeper.follow(), name="directory")
            await import_sample(database, load(DEFAULTS, {}), tmp_path / "state", SystemClock())
            async with asyncio.timeout(60):
                while not desk.directory.timetables:
                    await desk.changed.wait()
                    desk.changed.clear()
            await keeper.load()
            await cancel(following)
        assert desk.is_institution(ward)
        found = desk.directory.by_support_code("1006")
        assert found is not None
        assert found.name == "Дом-интернат «Сосновый бор»"
    assert {"directory.loaded", "directory.attached_unreadable"} <= {
        entry["event"] for entry in logs
    }
