"""What the directory needs from the rooms above."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from base.ids import ClinicCode
from tickets.directory import AttachmentKey, Directory, DirectoryRow, Kind, Street


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A street that may be meant."""

    street: Street
    likeness: float
    """From 0 to 1: how much of what was sought is in its name (`word_similarity`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSource:
    """Where the rows of an import come from; it is journaled with them."""

    kind: Kind
    file: str
    digest: str
    """Of the file's bytes, so that everybody can tell which version is in force."""
    by: str
    """The account under which the import was run."""
    at: datetime
    salt_mark: str = ""
    """Of attached patients: by which salt their keys were made, see `tickets.attachment`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTally:
    """What an import changed."""

    added: int
    changed: int
    """Rows that came back count as changed."""
    kept: int
    retired: int
    """Rows that the file lacks; nobody finds them any more, and they are not deleted."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import as its journal tells it."""

    source: ImportSource
    tally: ImportTally


class DirectoryBook(Protocol):
    """Where the engine reads the directory."""

    async def directory(self) -> Directory:
        """Return all that is not retired, streets and attached patients left out."""
        ...

    def changes(self) -> AsyncIterator[None]:
        """Yield once at first, and whenever a table was imported or may have been unseen."""
        ...


class StreetCatalogue(Protocol):
    """The streets that addresses are looked up in."""

    async def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Return the streets that a text may mean, the likeliest first."""
        ...


class Attachments(Protocol):
    """Who is attached to which clinic."""

    async def clinic_of(self, key: AttachmentKey) -> ClinicCode | None:
        """Return the clinic of a patient; `None` when nobody has this key."""
        ...

    async def salt_mark(self) -> str | None:
        """Return by which salt the keys were made; `None` before the first import."""
        ...


class DirectoryStore(Protocol):
    """The tables of the directory, as an administrator changes them."""

    async def directory(self) -> Directory:
        """Return all that is not retired, streets and attached patients left out."""
        ...

    async def streets(self) -> tuple[Street, ...]:
        """Return the catalogue of streets."""
        ...

    async def replace(self, rows: Sequence[DirectoryRow], source: ImportSource) -> ImportTally:
        """Let these rows be the table of their kind, all or none of them."""
        ...

    async def imports(self) -> tuple[ImportRecord, ...]:
        """Return what was imported, the last one first."""
        ...
