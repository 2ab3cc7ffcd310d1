"""The directory in PostgreSQL: read by the engine, replaced table by table by an administrator."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final, assert_never

import asyncpg
import msgspec
import structlog

from base.ids import ClinicCode, InstitutionCode, uuid7
from base.phone import PhoneNumber
from storage.errors import NotMigratedError
from storage.records.changes import DIRECTORY_CHANGED, row_changes
from storage.records.connection import Connection, Lent, Timeouts, connect
from storage.records.schema import missing_migrations
from storage.records.shelf import Shelf
from storage.records.statements import statements
from tickets.address import sought_words
from tickets.capacity import Shift
from tickets.directory import (
    Attached,
    AttachmentKey,
    Clinic,
    Directory,
    DirectoryRow,
    Dispatcher,
    DoctorsVisits,
    Institution,
    Kind,
    Reception,
    Serves,
    Street,
    SupportCode,
    Territory,
)
from tickets.directory_keys import row_key
from tickets.directory_ports import ImportRecord, ImportSource, ImportTally, Suggestion
from tickets.house import HouseSet, NotHouses, read_houses
from tickets.place_name import search_text
from tickets.work.ports import BookedDay

LIKENESS_LEAST: Final = 0.4
"""A letter left out of a short name still finds it; by the usual 0.6 it would not."""

_NEAREST_PER_FOUND: Final = 4
"""Among so many times more of the nearest streets equals are put in order."""

_PATIENT: Final = Timeouts(connect_s=5.0, command_s=300.0)
"""A million attached patients are written in one transaction."""

_log = structlog.get_logger(__name__)


class PostgresDirectoryBook:
    """A `DirectoryBook`, a `StreetCatalogue` and `Attachments`, as the engine reads them."""

    def __init__(self, shelf: Shelf, url: str) -> None:
        self._shelf = shelf
        self._url = url

    async def directory(self) -> Directory:
        """Return all that is not retired; rows that were edited into nonsense are left out."""
        async with self._shelf.reading() as connection:
            return await read_directory(connection, self._shelf.site)

    def changes(self) -> AsyncIterator[None]:
        """Yield once at first, and whenever a table was imported or may have been unseen."""
        return row_changes(self._url, self._shelf.site, DIRECTORY_CHANGED)

    async def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the streets that a text may mean, the likeliest first."""
        sought = sought_words(text)
        if not sought:
            return ()
        async with self._shelf.pool.connection() as connection:
            found = statements.suggest_streets(
                connection,
                site=self._shelf.site,
                sought=sought,
                least=LIKENESS_LEAST,
                nearest=limit * _NEAREST_PER_FOUND,
                limit=limit,
            )
            return tuple(
                [
                    Suggestion(Street(row["settlement"], row["street"]), row["likeness"])
                    async for row in found
                ]
            )

    async def clinic_of(self, key: AttachmentKey) -> ClinicCode | None:
        """Return the clinic of a patient; `None` when nobody has this key."""
        async with self._shelf.pool.connection() as connection:
            clinic = await statements.attached_clinic(connection, site=self._shelf.site, key=key)
        return None if clinic is None else ClinicCode(clinic)

    async def salt_mark(self) -> str | None:
        """Return by which salt the keys were made; `None` before the first import."""
        async with self._shelf.pool.connection() as connection:
            mark: str | None = await statements.salt_mark(connection, site=self._shelf.site)
        return mark


class PostgresDirectoryStore:
    """A `DirectoryStore`, and what plans of visits look into; made by `open_directory_store`."""

    def __init__(self, connection: Connection, site: str) -> None:
        self._connection = connection
        self._site = site

    async def directory(self) -> Directory:
        """Return all that is not retired."""
        return await read_directory(self._connection, self._site)

    async def streets(self) -> tuple[Street, ...]:
        """Return the catalogue of streets."""
        rows = statements.streets(self._connection, site=self._site)
        return tuple([Street(row["settlement"], row["street"]) async for row in rows])

    async def replace(self, rows: Sequence[DirectoryRow], source: ImportSource) -> ImportTally:
        """Let these rows be the table of their kind, all or none of them."""
        async with self._connection.transaction():
            found = await self._put(rows, source)
            added, changed, retired = found["added"], found["changed"], found["retired"]
            tally = ImportTally(
                added=added, changed=changed, kept=len(rows) - added - changed, retired=retired
            )
            await statements.add_import(
                self._connection,
                import_id=uuid7(),
                site=self._site,
                at=source.at,
                kind=source.kind,
                file=source.file,
                digest=source.digest,
                by=source.by,
                salt_mark=source.salt_mark,
                added=tally.added,
                changed=tally.changed,
                kept=tally.kept,
                retired=tally.retired,
            )
        return tally

    async def imports(self) -> tuple[ImportRecord, ...]:
        """Return what was imported, the last one first."""
        rows = statements.imports(self._connection, site=self._site)
        return tuple([_read_import(row) async for row in rows])

    async def clinic_of(self, key: AttachmentKey) -> ClinicCode | None:
        """Return the clinic of a patient; `None` when nobody has this key."""
        clinic = await statements.attached_clinic(self._connection, site=self._site, key=key)
        return None if clinic is None else ClinicCode(clinic)

    async def salt_mark(self) -> str | None:
        """Return by which salt the keys were made; `None` before the first import."""
        mark: str | None = await statements.salt_mark(self._connection, site=self._site)
        return mark

    async def booked(self, clinic: ClinicCode, since: date, until: date) -> dict[BookedDay, int]:
        """Return how many visits a clinic has promised on days, the last one included."""
        rows = statements.visits_booked(
            self._connection, site=self._site, clinic=clinic, since=since, until=until
        )
        return {
            BookedDay(row["day"], Shift(row["shift"])): int(row["visits"]) async for row in rows
        }

    async def _put(self, rows: Sequence[DirectoryRow], source: ImportSource) -> asyncpg.Record:
        connection, site = self._connection, self._site
        if source.kind is Kind.ATTACHED:
            await statements.make_room_for_attached(connection)
            await connection.copy_records_to_table(
                "attached_given",
                records=((row.key, row.clinic) for row in rows if isinstance(row, Attached)),
                columns=("key", "clinic"),
            )
            attached: asyncpg.Record = await statements.put_attached(connection, site=site)
            return attached
        put = getattr(statements, f"put_{source.kind}")
        given = msgspec.json.encode([_columns(row) for row in rows]).decode()
        tally: asyncpg.Record = await put(connection, site=site, rows=given, at=source.at)
        return tally


@asynccontextmanager
async def open_directory_store(url: str, *, site: str) -> AsyncIterator[PostgresDirectoryStore]:
    """Open the tables of the directory while the body runs.

    Raises:
        DatabaseAwayError: PostgreSQL does not answer.
        DatabaseRefusedError: the address is wrong.
        NotMigratedError: the database lacks tables of this version.

    """
    connection = await connect(url, _PATIENT)
    try:
        if missing := await missing_migrations(connection):
            raise NotMigratedError(
                f"the database lacks {', '.join(missing)}; run line122 migrate first"
            )
        yield PostgresDirectoryStore(connection, site)
    finally:
        connection.terminate()


async def read_directory(connection: "Connection | Lent", site: str) -> Directory:
    """Return all that is not retired."""
    institutions = [row async for row in statements.institutions(connection, site=site)]
    clinics = [row async for row in statements.clinics(connection, site=site)]
    dispatchers = [row async for row in statements.dispatchers(connection, site=site)]
    territories = [row async for row in statements.territories(connection, site=site)]
    timetables = [row async for row in statements.timetables(connection, site=site)]
    return Directory(
        institutions=tuple(map(_read_institution, institutions)),
        clinics=tuple(map(_read_clinic, clinics)),
        dispatchers=tuple(map(_read_dispatcher, dispatchers)),
        territories=tuple(_read_territories(territories)),
        timetables=tuple(map(_read_reception, timetables)),
    )


def _columns(row: DirectoryRow) -> Mapping[str, Any]:
    """Return a row as the statement of its kind takes it."""
    match row:
        case Institution() | Dispatcher():
            return _fields(row)
        case Clinic(workday=workday, day_off=day_off):
            return _fields(row) | {
                "district_workday": workday.district,
                "duty_workday": workday.duty,
                "district_day_off": day_off.district,
                "duty_day_off": day_off.duty,
            }
        case Territory(houses=houses):
            return _fields(row) | {"key": row_key(row), "houses": houses.text}
        case Reception():
            return _fields(row) | {"key": row_key(row)}
        case Street(settlement, street):
            search = search_text(f"{settlement} {street}")
            return _fields(row) | {"key": row_key(row), "search": search}
        case Attached():
            return _fields(row)
        case _ as never:
            assert_never(never)


def _fields(row: DirectoryRow) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.to_builtins(row)
    return fields


def _read_institution(row: asyncpg.Record) -> Institution:
    code = row["support_code"]
    return Institution(
        code=InstitutionCode(row["code"]),
        name=row["name"],
        support_code=None if code is None else SupportCode(code),
        phones=tuple(map(PhoneNumber, row["phones"])),
        address=row["address"],
    )


def _read_clinic(row: asyncpg.Record) -> Clinic:
    return Clinic(
        code=ClinicCode(row["code"]),
        serves=Serves(row["serves"]),
        workday=DoctorsVisits(row["district_workday"], row["duty_workday"]),
        day_off=DoctorsVisits(row["district_day_off"], row["duty_day_off"]),
        same_day_until=row["same_day_until"],
        duty_until=row["duty_until"],
        dispatch_targets=tuple(row["dispatch_targets"]),
        phones=tuple(map(PhoneNumber, row["phones"])),
    )


def _read_dispatcher(row: asyncpg.Record) -> Dispatcher:
    return Dispatcher(
        code=row["code"],
        name=row["name"],
        phone=PhoneNumber(row["phone"]),
        settlements=tuple(row["settlements"]),
    )


def _read_territories(rows: Iterable[asyncpg.Record]) -> Iterable[Territory]:
    """Return the territories whose houses can be read: one edited badly hides no other."""
    for row in rows:
        houses = read_houses(row["houses"])
        if isinstance(houses, NotHouses):
            _log.error("territory.unreadable", clinic=row["clinic"], street=row["street"])
            continue
        yield _territory(row, houses)


def _territory(row: asyncpg.Record, houses: HouseSet) -> Territory:
    return Territory(
        clinic=ClinicCode(row["clinic"]),
        settlement=row["settlement"],
        street=row["street"],
        houses=houses,
    )


def _read_reception(row: asyncpg.Record) -> Reception:
    return Reception(
        clinic=ClinicCode(row["clinic"]),
        speciality=row["speciality"],
        doctor=row["doctor"],
        weekday=row["weekday"],
        begins=row["begins"],
        ends=row["ends"],
        room=row["room"],
    )


def _read_import(row: asyncpg.Record) -> ImportRecord:
    source = ImportSource(
        kind=Kind(row["kind"]),
        file=row["file"],
        digest=row["digest"],
        by=row["by"],
        at=row["at"],
        salt_mark=row["salt_mark"],
    )
    tally = ImportTally(
        added=row["added"], changed=row["changed"], kept=row["kept"], retired=row["retired"]
    )
    return ImportRecord(source, tally)
