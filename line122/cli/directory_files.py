"""A file of the directory, imported: read, judged, stored as a whole, reported line by line."""

import asyncio
import getpass
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from base.errors import Line122Error
from tickets.attachment import salt_mark
from tickets.directory import Kind
from tickets.directory_ports import DirectoryStore, ImportSource, ImportTally
from tickets.directory_rows import COLUMNS, Footing, read_rows
from tickets.directory_table import MAX_BYTES, Problem, Table, read_table

_DIGEST_BYTES: Final = 16
_NAME_MAX_CHARS: Final = 255


class UnreadableFileError(Line122Error):
    """The file cannot be read; name another, or mend its rights."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    kind: Kind
    file: Path
    table: Table
    rows: int
    problems: tuple[Problem, ...]
    tally: ImportTally | None
    """`None` when nothing was stored: there are problems, or it was only to be checked."""

    def lines(self) -> Iterator[str]:
        """Yield the report, every problem on a line that begins with its file as editors read."""
        for problem in self.problems:
            yield f"{self.file}: {problem}"
        table = self.table
        if table.encoding:
            divided = f"divided by {table.delimiter!r}"
            yield f"{len(table.lines)} lines read, {table.encoding}, {divided}"
        if table.markup_cells:
            yield (
                f"{table.markup_cells} cells hold markup or a formula; they are kept as text and "
                "are never run"
            )
        if self.tally is not None:
            tally = self.tally
            yield (
                f"{self.kind}: {tally.added} added, {tally.changed} changed, {tally.kept} as "
                f"before, {tally.retired} retired"
            )
        elif self.problems:
            yield f"{len(self.problems)} problems; nothing was imported"
        else:
            yield f"{self.rows} rows are well written; nothing was imported"

    def told(self) -> Mapping[str, object]:
        """Return the report as one JSON object."""
        tally = self.tally
        counted = (
            {}
            if tally is None
            else {
                "added": tally.added,
                "changed": tally.changed,
                "kept": tally.kept,
                "retired": tally.retired,
            }
        )
        return {
            "kind": self.kind,
            "file": str(self.file),
            "encoding": self.table.encoding,
            "lines": len(self.table.lines),
            "markup_cells": self.table.markup_cells,
            "problems": [
                {"line": problem.line, "column": problem.column, "text": problem.text}
                for problem in self.problems
            ],
            "imported": tally is not None,
            **counted,
        }


async def import_table(
    kind: Kind, file: Path, footing: Footing, *, store: DirectoryStore | None, now: datetime
) -> Imported:
    """Read a file and let it be the table of its kind; without a store it is only checked.

    Raises:
        UnreadableFileError: there is no such file, or it may not be read.

    """
    content = await asyncio.to_thread(_content, file)
    table = read_table(content, COLUMNS[kind])
    read = read_rows(kind, table, footing)
    tally = None
    if store is not None and not read.problems:
        source = _source(kind, file, content, footing=footing, now=now)
        tally = await store.replace(read.rows, source)
    return Imported(kind, file, table, len(read.rows), read.problems, tally)


def _source(
    kind: Kind, file: Path, content: bytes, *, footing: Footing, now: datetime
) -> ImportSource:
    return ImportSource(
        kind=kind,
        file=file.name[:_NAME_MAX_CHARS],
        digest=hashlib.blake2b(content, digest_size=_DIGEST_BYTES).hexdigest(),
        by=_account(),
        at=now,
        salt_mark=salt_mark(footing.salt) if kind is Kind.ATTACHED else "",
    )


def _content(file: Path) -> bytes:
    """Return the bytes of a file, one more than may be at most: the reading tells the rest."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(f"cannot read {file} ({error.strerror})") from error


def _account() -> str:
    """Return the account of whoever runs the import; a container may have none."""
    with suppress(OSError, KeyError):
        return getpass.getuser()
    return "unknown"
