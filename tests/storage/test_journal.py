"""The local journal on a disk that fails. `storage/journal.py`."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from base.ids import new_contact_id
from storage.journal import LocalJournal
from storage.rows import Batch, ContactRow, batch_of


@contextmanager
def refusing_disk(operation: str) -> Iterator[None]:
    """Let one operation of the disk fail while the body runs."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "The disk of this story refuses.")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, operation, refuse)
        yield


@pytest.mark.parametrize("operation", ["ftruncate", "fdatasync"])
async def test_lines_that_a_failing_disk_does_not_forget_are_taken_once_more(
    tmp_path: Path, operation: str
) -> None:
    with LocalJournal(tmp_path) as journal:
        await journal.append(a_batch())
        await journal.append(a_batch())
        kept = await journal.first()
        assert kept is not None
        with refusing_disk(operation), suppress(OSError):
            await journal.drop(kept)
        # Whoever drains it waits for nothing that never comes.
        while not journal.is_empty:
            again = await journal.first()
            assert again == kept
            await journal.drop(again)
        assert await journal.first() is None


async def test_batch_that_a_failing_disk_refused_is_not_in_the_journal(tmp_path: Path) -> None:
    with LocalJournal(tmp_path) as journal:
        with refusing_disk("fdatasync"), pytest.raises(OSError, match="refuses"):
            await journal.append(a_batch())
        assert journal.is_empty
        await journal.append(a_batch())
        kept = await journal.first()
    assert kept is not None
    assert kept.lines == 1


def a_batch() -> Batch:
    contact = ContactRow(
        contact_id=new_contact_id(),
        site="n",
        number=None,
        opened_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
        ended_at=None,
        end_reason=None,
        revision=1,
    )
    return batch_of([contact])
