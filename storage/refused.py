"""Rows that the database can never take: set aside on disk and reported, so that none is lost.

That they exist is a bug of ours; that one holds up all others would be a worse one. They name
citizens by their numbers: the file is its owner's only.
"""

import os
from pathlib import Path
from typing import Final

import msgspec
import structlog

from storage.rows import Row

_FILE: Final = "refused.jsonl"
_OWNER_ONLY: Final = 0o600

_log = structlog.get_logger(__name__)


class RefusedRows:
    """The rows that were set aside in one directory."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._path = directory / _FILE

    def set_aside(self, row: Row, *, sqlstate: str | None, constraint: str | None) -> None:
        """Keep a row for a person to look at, and tell that it was refused and why."""
        kind = type(row).__name__
        # The server's own text quotes the row, and with it a caller's number.
        _log.error(
            "storage.row_refused",
            row=kind,
            sqlstate=sqlstate,
            constraint=constraint,
            file=str(self._path),
        )
        line = msgspec.json.encode({"kind": kind, "constraint": constraint, "row": row})
        try:
            with open(self._path, "ab", opener=_open_private) as file:
                file.write(line + b"\n")
        except OSError as error:
            _log.error("storage.rows_lost", rows=1, cause=error.strerror)


def _open_private(path: str, flags: int) -> int:
    descriptor = os.open(path, flags, _OWNER_ONLY)
    # The file may be of a version that left its mode to the umask.
    os.fchmod(descriptor, _OWNER_ONLY)
    return descriptor
