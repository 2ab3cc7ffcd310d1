"""What the tables of the directory promise, in memory as in PostgreSQL."""

# ruff: noqa: RUF001 -- Russian letters look like Latin ones; that is what they are.

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from base.ids import ClinicCode
from line122.bootstrap.postgres import Postgres
from storage.memory_directory import MemoryDirectoryBook
from storage.records.books import open_books
from storage.records.directory import open_directory_store
from storage.records.schema import migrate
from storage.trigrams import word_similarity
from tests.contract.library import CLOCK, KINDS
from tests.tickets.region import FIRST, REGION, SECOND, VILLAGE
from tickets.directory import Attached, AttachmentKey, DirectoryRow, Kind, Street, SupportCode
from tickets.directory_ports import (
    Attachments,
    DirectoryBook,
    DirectoryStore,
    ImportSource,
    ImportTally,
    StreetCatalogue,
)

NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

STREETS = (
    Street("г. Речной", "ул. Ленина"),
    Street("г. Речной", "пр-т Октябрьской Революции"),
    Street("г. Речной", "ул. Зелёная"),
    Street("с. Дальнее", "ул. Ленина"),
    Street("с. Дальнее", "ул. Ленская"),
    Street("г. Киевск", "ул. Симферопольская"),
)


@dataclass(frozen=True)
class Shelf:
    """The tables, as the engine reads them and as an administrator changes them."""

    book: DirectoryBook
    catalogue: StreetCatalogue
    attachments: Attachments
    store: DirectoryStore

    async def put(
        self, kind: Kind, rows: Sequence[DirectoryRow], *, minutes: int = 0, mark: str = ""
    ) -> ImportTally:
        """Import rows, so many minutes after noon."""
        source = ImportSource(
            kind=kind,
            file=f"{kind}.csv",
            digest="00",
            by="anna",
            at=NOON + timedelta(minutes=minutes),
            salt_mark=mark,
        )
        return await self.store.replace(rows, source)

    async def put_region(self) -> None:
        """Import the whole invented region."""
        await self.put(Kind.INSTITUTIONS, REGION.institutions)
        await self.put(Kind.CLINICS, REGION.clinics)
        await self.put(Kind.DISPATCHERS, REGION.dispatchers)
        await self.put(Kind.TERRITORIES, REGION.territories)
        await self.put(Kind.TIMETABLES, REGION.timetables)


@pytest.fixture(scope="module")
def directory_database(postgres: Postgres) -> str:
    """Make one migrated database for all stories: each of them is a site of its own."""

    async def make() -> None:
        connection = await asyncpg.connect(postgres.url_of("postgres"))
        await connection.execute("CREATE DATABASE directory_contract")
        await connection.close()
        await migrate(postgres.url_of("directory_contract"))

    # In a thread of its own: the loop of the test that asks first is left as it is.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, make()).result()
    return postgres.url_of("directory_contract")


@pytest.fixture(params=KINDS)
async def shelf(
    request: pytest.FixtureRequest, directory_database: str, tmp_path: Path
) -> AsyncIterator[Shelf]:
    if request.param == "memory":
        memory = MemoryDirectoryBook()
        yield Shelf(memory, memory, memory, memory)
        return
    site, other = f"{request.node.name}-north", f"{request.node.name}-south"
    async with AsyncExitStack() as stack:
        books = await stack.enter_async_context(
            open_books(directory_database, site=site, clock=CLOCK, directory=tmp_path)
        )
        book = books.directory
        store = await stack.enter_async_context(
            open_directory_store(directory_database, site=site)
        )
        # Another site's tables are nobody's business here.
        south = await stack.enter_async_context(
            open_directory_store(directory_database, site=other)
        )
        await Shelf(book, book, book, south).put_region()
        yield Shelf(book, book, book, store)


async def test_directory_is_read_as_it_was_imported(shelf: Shelf) -> None:
    await shelf.put_region()
    read = await shelf.book.directory()
    for name in ("institutions", "clinics", "dispatchers", "territories", "timetables"):
        assert set(getattr(read, name)) == set(getattr(REGION, name)), name
    assert await shelf.store.directory() == read


async def test_import_that_is_repeated_changes_nothing(shelf: Shelf) -> None:
    await shelf.put_region()
    for kind, rows in (
        (Kind.INSTITUTIONS, REGION.institutions),
        (Kind.CLINICS, REGION.clinics),
        (Kind.TERRITORIES, REGION.territories),
    ):
        again = await shelf.put(kind, rows, minutes=1)
        assert again == ImportTally(added=0, changed=0, kept=len(rows), retired=0)


async def test_row_that_a_later_table_lacks_is_retired_and_may_come_back(shelf: Shelf) -> None:
    await shelf.put_region()
    first, *others = REGION.dispatchers
    renamed = replace(others[0], name="Другая станция")
    gone = await shelf.put(Kind.DISPATCHERS, [renamed], minutes=1)
    assert gone == ImportTally(added=0, changed=1, kept=0, retired=1)
    assert (await shelf.book.directory()).dispatchers == (renamed,)
    back = await shelf.put(Kind.DISPATCHERS, [first, renamed], minutes=2)
    assert back == ImportTally(added=0, changed=1, kept=1, retired=0)
    assert set((await shelf.book.directory()).dispatchers) == {first, renamed}


async def test_two_institutions_may_exchange_their_support_codes_in_one_table(
    shelf: Shelf,
) -> None:
    await shelf.put_region()
    one, two, *others = REGION.institutions
    exchanged = [
        replace(one, support_code=two.support_code),
        replace(two, support_code=one.support_code),
        *others,
    ]
    await shelf.put(Kind.INSTITUTIONS, exchanged, minutes=1)
    found = (await shelf.book.directory()).by_support_code("1001")
    assert found is not None
    assert (found.code, found.support_code) == (two.code, SupportCode("1001"))


async def test_attached_population_is_replaced_as_a_whole(shelf: Shelf) -> None:
    await shelf.put_region()
    assert await shelf.attachments.salt_mark() is None
    one, two, three = (AttachmentKey(name) for name in ("one", "two", "three"))
    put = [Attached(one, FIRST), Attached(two, FIRST)]
    tally = await shelf.put(Kind.ATTACHED, put, mark="aa")
    assert tally == ImportTally(added=2, changed=0, kept=0, retired=0)
    moved = [Attached(two, SECOND), Attached(three, VILLAGE)]
    tally = await shelf.put(Kind.ATTACHED, moved, minutes=1, mark="bb")
    assert tally == ImportTally(added=1, changed=1, kept=0, retired=1)
    found = [await shelf.attachments.clinic_of(key) for key in (one, two, three)]
    assert found == [None, ClinicCode(SECOND), ClinicCode(VILLAGE)]
    assert await shelf.attachments.salt_mark() == "bb"


async def test_street_is_suggested_though_it_was_misspelt(shelf: Shelf) -> None:
    await shelf.put(Kind.STREETS, STREETS)
    for line, street in (
        ("речной лнина 22", STREETS[0]),
        ("октябрской револуции", STREETS[1]),
        ("ул. зеленая, 5, кв 3", STREETS[2]),
        ("Дальнее Ленина", STREETS[3]),
        ("симферополь киевск", STREETS[5]),
    ):
        found = await shelf.catalogue.suggest(line, limit=3)
        assert found, line
        assert found[0].street == street
        assert len(found) <= 3
        assert [item.likeness for item in found] == sorted(
            (item.likeness for item in found), reverse=True
        )


async def test_text_that_is_like_no_street_suggests_none(shelf: Shelf) -> None:
    await shelf.put(Kind.STREETS, STREETS)
    for line in ("", "22/3", "шшш", "<script>", "'; DROP TABLE street; --", "%"):
        assert await shelf.catalogue.suggest(line, limit=5) == ()


async def test_street_that_was_retired_is_suggested_no_more(shelf: Shelf) -> None:
    await shelf.put(Kind.STREETS, STREETS)
    await shelf.put(Kind.STREETS, STREETS[1:], minutes=1)
    found = await shelf.catalogue.suggest("г. Речной, ул. Ленина", limit=5)
    assert STREETS[0] not in [item.street for item in found]
    assert set(await shelf.store.streets()) == set(STREETS[1:])


async def test_likeness_is_counted_alike(shelf: Shelf) -> None:
    await shelf.put(Kind.STREETS, STREETS)
    for sought in ("речной ленина", "лнина", "октябрской револуции", "дальнее ленинская"):
        for found in await shelf.catalogue.suggest(sought, limit=6):
            text = f"{found.street.settlement} {found.street.street}"
            searched = text.lower().replace("ё", "е").partition(". ")[2]
            for kind in ("ул. ", "пр-т "):
                searched = searched.replace(kind, "")
            assert found.likeness == pytest.approx(word_similarity(sought, searched), abs=1e-6)


async def test_every_import_is_journaled_the_last_one_first(shelf: Shelf) -> None:
    await shelf.put(Kind.STREETS, STREETS)
    await shelf.put(Kind.STREETS, STREETS[1:], minutes=1)
    last, first = await shelf.store.imports()
    assert (last.source.at, last.tally.retired) == (NOON + timedelta(minutes=1), 1)
    assert (first.source.kind, first.source.by, first.tally.added) == (Kind.STREETS, "anna", 6)


async def test_engine_hears_of_every_import(shelf: Shelf) -> None:
    changes = aiter(shelf.book.changes())
    await anext(changes)
    await shelf.put(Kind.STREETS, STREETS)
    await anext(changes)
    assert len(await shelf.store.streets()) == len(STREETS)
