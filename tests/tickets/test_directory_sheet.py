"""Rows as cells, and the shipped tables: what is exported is imported as it was."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from base.phone import NumberRules
from storage.memory_directory import MemoryDirectoryBook
from tests.tickets.region import REGION
from tickets.address import read_address
from tickets.clinic_choice import Chosen, PatientFacts, choose_clinic
from tickets.directory import Attached, AttachmentKey, Directory, DirectoryRow, Kind
from tickets.directory_ports import ImportSource
from tickets.directory_rows import COLUMNS, Footing, read_rows
from tickets.directory_sheet import cells_of, time_of_day
from tickets.directory_table import read_table, write_table

SAMPLE = Path(__file__).parents[2] / "deploy" / "sample-directory"
TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_HELD = {
    Kind.INSTITUTIONS: "institutions",
    Kind.CLINICS: "clinics",
    Kind.DISPATCHERS: "dispatchers",
    Kind.TERRITORIES: "territories",
    Kind.TIMETABLES: "timetables",
}


def _read(kind: Kind, content: bytes, directory: Directory) -> tuple[DirectoryRow, ...]:
    footing = Footing(
        directory=directory, rules=NumberRules(), salt=b"0123456789abcdef", today=TODAY
    )
    read = read_rows(kind, read_table(content, COLUMNS[kind]), footing)
    assert [str(problem) for problem in read.problems] == []
    return read.rows


async def _sample() -> Directory:
    book = MemoryDirectoryBook()
    for kind in _HELD:
        content = (SAMPLE / f"{kind}.csv").read_bytes()
        rows = _read(kind, content, await book.directory())
        source = ImportSource(kind=kind, file="", digest="", by="", at=NOON)
        await book.replace(rows, source)
    return await book.directory()


@pytest.mark.parametrize("kind", _HELD)
def test_exported_table_is_imported_as_it_was(kind: Kind) -> None:
    rows = getattr(REGION, _HELD[kind])
    written = write_table(COLUMNS[kind], [cells_of(row) for row in rows])
    assert _read(kind, written, REGION) == rows


def test_attached_patients_are_not_exported() -> None:
    clinic = REGION.clinics[0].code
    cells = cells_of(Attached(AttachmentKey("secret"), clinic))
    assert cells == {"policy": "", "born_on": "", "clinic": clinic}


def test_time_of_day_is_written_as_people_write_it() -> None:
    assert [time_of_day(minute) for minute in (0, 510, 1440)] == ["00:00", "08:30", "24:00"]


async def test_shipped_tables_make_a_region_in_which_everybody_finds_their_clinic() -> None:
    region = await _sample()
    for line, age, code in (
        ("г. Речной, ул. Ленина, д. 7", 40, "gp1"),
        ("г. Речной, ул. Ленина, д. 7А", 40, "gp2"),
        ("г. Речной, ул. Ленина, д. 7", 4, "dgp1"),
        ("с. Дальнее, у колодца", 40, "crb"),
    ):
        choice = choose_clinic(PatientFacts(age_years=age), read_address(line), region, TODAY)
        assert isinstance(choice, Chosen), line
        assert choice.clinic.code == code
    assert len(_read(Kind.STREETS, (SAMPLE / "streets.csv").read_bytes(), region)) == 13
    assert len(_read(Kind.ATTACHED, (SAMPLE / "attached.csv").read_bytes(), region)) == 6
