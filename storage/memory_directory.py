"""The directory in memory: the same promises as in PostgreSQL, for tests and for one process."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Final, TypeVar

from base.ids import ClinicCode
from storage.trigrams import similarity, word_similarity
from tickets.address import sought_words
from tickets.directory import (
    Attached,
    AttachmentKey,
    Clinic,
    Directory,
    DirectoryRow,
    Dispatcher,
    Institution,
    Kind,
    Reception,
    Street,
    Territory,
)
from tickets.directory_keys import row_key
from tickets.directory_ports import ImportRecord, ImportSource, ImportTally, Suggestion
from tickets.place_name import search_text

LIKENESS_LEAST: Final = 0.4

_Row = TypeVar("_Row", bound=DirectoryRow)


class MemoryDirectoryBook:
    """A `DirectoryBook`, a `DirectoryStore`, a `StreetCatalogue` and `Attachments`."""

    def __init__(self) -> None:
        self._tables: dict[Kind, dict[str, DirectoryRow]] = {kind: {} for kind in Kind}
        self._retired: dict[Kind, set[str]] = {kind: set() for kind in Kind}
        self._imports: list[ImportRecord] = []
        self._changed = asyncio.Event()
        self._changed.set()

    async def directory(self) -> Directory:
        """Return all that is not retired."""
        return Directory(
            institutions=tuple(self._rows(Kind.INSTITUTIONS, Institution)),
            clinics=tuple(self._rows(Kind.CLINICS, Clinic)),
            dispatchers=tuple(self._rows(Kind.DISPATCHERS, Dispatcher)),
            territories=tuple(self._rows(Kind.TERRITORIES, Territory)),
            timetables=tuple(self._rows(Kind.TIMETABLES, Reception)),
        )

    async def changes(self) -> AsyncIterator[None]:
        """Yield once at first, and whenever a table was imported."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            yield

    async def streets(self) -> tuple[Street, ...]:
        """Return the catalogue of streets."""
        found = self._rows(Kind.STREETS, Street)
        return tuple(sorted(found, key=lambda row: (row.settlement, row.street)))

    async def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the streets that a text may mean, the likeliest first."""
        sought = sought_words(text)
        found: list[tuple[float, float, Street]] = []
        for row in self._rows(Kind.STREETS, Street):
            searched = search_text(f"{row.settlement} {row.street}")
            likeness = word_similarity(sought, searched)
            if likeness >= LIKENESS_LEAST:
                found.append((-likeness, -similarity(sought, searched), row))
        found.sort(key=lambda item: (*item[:2], item[2].settlement, item[2].street))
        return tuple(Suggestion(row, -likeness) for likeness, _, row in found[:limit])

    async def clinic_of(self, key: AttachmentKey) -> ClinicCode | None:
        """Return the clinic of a patient; `None` when nobody has this key."""
        row = self._tables[Kind.ATTACHED].get(key)
        return row.clinic if isinstance(row, Attached) else None

    async def salt_mark(self) -> str | None:
        """Return by which salt the keys were made; `None` before the first import."""
        for record in await self.imports():
            if record.source.kind is Kind.ATTACHED:
                return record.source.salt_mark
        return None

    async def replace(self, rows: Sequence[DirectoryRow], source: ImportSource) -> ImportTally:
        """Let these rows be the table of their kind."""
        table, retired = self._tables[source.kind], self._retired[source.kind]
        given = {row_key(row): row for row in rows}
        added = given.keys() - table.keys()
        changed = {
            key
            for key in given.keys() & table.keys()
            if key in retired or table[key] != given[key]
        }
        gone = table.keys() - given.keys() - retired
        table.update(given)
        retired.difference_update(given)
        if source.kind is Kind.ATTACHED:
            for key in gone:
                del table[key]
        else:
            retired.update(gone)
        kept = len(given) - len(added) - len(changed)
        tally = ImportTally(added=len(added), changed=len(changed), kept=kept, retired=len(gone))
        self._imports.insert(0, ImportRecord(source, tally))
        self._changed.set()
        return tally

    def administer(
        self, kind: Kind, key: str, row: Clinic | Dispatcher | Institution | None
    ) -> None:
        """Let one row of a table say what an administrator says; `None` to retire it."""
        if row is None:
            self._retired[kind].add(key)
        else:
            self._tables[kind][key] = row
            self._retired[kind].discard(key)
        self._changed.set()

    async def imports(self) -> tuple[ImportRecord, ...]:
        """Return what was imported, the last one first."""
        return tuple(sorted(self._imports, key=lambda r: r.source.at, reverse=True))

    def _rows(self, kind: Kind, of: type[_Row]) -> Iterator[_Row]:
        """Yield the rows of a table that are not retired, by their keys."""
        for key, row in sorted(self._tables[kind].items()):
            if key not in self._retired[kind] and isinstance(row, of):
                yield row
