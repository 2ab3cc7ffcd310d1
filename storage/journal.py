"""The local journal: where rows wait, safe on disk, while PostgreSQL is away.

One file, one line per batch, each with its checksum and each on disk before anybody is told that
it is kept. Lines are taken out in the order in which they came; the file is emptied when the last
one is out, never earlier, since whoever takes them twice does no harm: every row has its key.

One thread owns the file, so that the event loop never waits for a disk. The count of lines lives
on the loop's side and rises *before* the disk is asked: whoever sees `is_empty` sees the truth.

Limits: `size_limit_bytes`. A line that was torn by a crash was never acknowledged, and is dropped.
"""

import asyncio
import os
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self, TypeVar

import msgspec
import structlog

from storage.errors import JournalFullError, UnreadableJournalError
from storage.rows import Batch

SIZE_LIMIT_BYTES: Final = 256 * 1024 * 1024
"""About three days of a busy region's calls."""

_FILE: Final = "unwritten.jsonl"
_CHUNK_BYTES: Final = 1024 * 1024
"""How much is taken out at once, so that a long outage is drained in few round trips."""

_CHECKSUM_CHARS: Final = 8
_OWNER_ONLY: Final = 0o600

ResultT = TypeVar("ResultT")

_log = structlog.get_logger(__name__)
_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Batch)


@dataclass(frozen=True, slots=True)
class Kept:
    """Some of the oldest lines, as one batch."""

    batch: Batch
    lines: int
    ends_at: int


class LocalJournal:
    """The journal of one process in one directory.

    Raises:
        UnreadableJournalError: another version left rows behind that this one cannot read.

    """

    def __init__(self, directory: Path, *, size_limit_bytes: int = SIZE_LIMIT_BYTES) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / _FILE
        self._size_limit_bytes = size_limit_bytes
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        _sync_directory(directory)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local journal")
        self._taken_to = 0
        self._size, self._lines = _sound_part(self._file, path)
        os.ftruncate(self._file, self._size)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits, nor is about to."""
        return self._lines == 0

    async def append(self, batch: Batch) -> None:
        """Keep a batch; it is on disk when this returns.

        Raises:
            JournalFullError: the file has reached its limit.
            OSError: the disk refused.

        """
        self._lines += 1
        try:
            await self._in_thread(lambda: self._append(batch))
        except BaseException:
            self._lines -= 1
            raise

    async def first(self) -> Kept | None:
        """Return the oldest batches as one; `None` when none is on disk."""
        return await self._in_thread(self._first)

    async def drop(self, kept: Kept) -> None:
        """Forget what `first` returned.

        Raises:
            OSError: the disk refused; all is as it was.

        """
        await self._in_thread(lambda: self._drop(kept))
        self._lines -= kept.lines

    def close(self) -> None:
        """Close the file; what is in it stays."""
        self._thread.shutdown()
        os.close(self._file)

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    async def _in_thread(self, work: Callable[[], ResultT]) -> ResultT:
        # A cancelled waiter leaves the work to its end: the file is never left half written.
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _append(self, batch: Batch) -> None:
        body = _encoder.encode(batch)
        line = b"%08x %b\n" % (zlib.crc32(body), body)
        if self._size + len(line) > self._size_limit_bytes:
            raise JournalFullError("the local journal is full; bring PostgreSQL back")
        try:
            _write_whole(self._file, line, self._size)
            os.fdatasync(self._file)
        except BaseException:
            os.ftruncate(self._file, self._size)
            raise
        self._size += len(line)

    def _first(self) -> Kept | None:
        lines = _lines_at(self._file, self._taken_to, _CHUNK_BYTES)
        if not lines:
            return None
        batches = [_batch_of(line) for line in lines]
        merged = batches[0]
        for batch in batches[1:]:
            for row in batch.rows():
                merged.add(row)
        return Kept(merged, len(lines), self._taken_to + sum(map(len, lines)))

    def _drop(self, kept: Kept) -> None:
        if kept.ends_at < self._size:
            self._taken_to = kept.ends_at
            return
        # What the disk refuses here is still to be taken, and `first` returns it again. Nothing
        # waits until the emptying is on disk: taking lines twice does no harm.
        os.ftruncate(self._file, 0)
        self._taken_to = self._size = 0


def _write_whole(file: int, line: bytes, offset: int) -> None:
    if os.pwrite(file, line, offset) < len(line):
        raise JournalFullError("the disk of the local journal is full; free some of it")


def _sound_part(file: int, path: Path) -> tuple[int, int]:
    """Return the bytes and the lines up to the first that is torn."""
    size = count = 0
    while lines := _lines_at(file, size, _CHUNK_BYTES):
        for line in lines:
            if not _is_sound(line):
                _log.warning("journal.line_torn", file=str(path), offset=size)
                return size, count
            _require_readable(line, path)
            size += len(line)
            count += 1
    return size, count


def _lines_at(file: int, offset: int, length: int) -> list[bytes]:
    """Return the whole lines from the offset on, at least one if there is one."""
    text = os.pread(file, length, offset)
    while b"\n" not in text and (more := os.pread(file, length, offset + len(text))):
        text += more
    whole, newline, _ = text.rpartition(b"\n")
    return (whole + newline).splitlines(keepends=True)


def _is_sound(line: bytes) -> bool:
    checksum, _, body = line.rstrip(b"\n").partition(b" ")
    return checksum == b"%08x" % zlib.crc32(body)


def _require_readable(line: bytes, path: Path) -> None:
    try:
        _batch_of(line)
    except msgspec.DecodeError as error:
        raise UnreadableJournalError(
            f"{path} was written by another version; start that version once, so that it writes "
            "the rows to the database"
        ) from error


def _batch_of(line: bytes) -> Batch:
    return _decoder.decode(line[_CHECKSUM_CHARS + 1 :])


def _sync_directory(directory: Path) -> None:
    """Make the file's name durable too."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
