"""A bug that the drain of the local journal meets does not leave the rows there for ever."""

from pathlib import Path

import asyncpg
from structlog.testing import capture_logs

from storage.backlog import Backlog
from storage.journal import Kept, LocalJournal
from storage.records.mapping import contact_row
from storage.records.writer import WriterLimits, running_writer
from storage.refused import RefusedRows
from tests.integration.storage.values import a_case

_LIMITS = WriterLimits(retry_s=0.01)


class StumblingBacklog(Backlog):
    """A backlog whose first readings meet a bug of ours."""

    bugs = 2

    async def first(self) -> Kept | None:
        """Fail, or return the oldest that waits."""
        if self.bugs:
            self.bugs -= 1
            raise AssertionError
        return await super().first()


async def test_rows_that_a_bug_kept_on_disk_are_written_all_the_same(
    database_url: str, tmp_path: Path
) -> None:
    contact = a_case(1).contact
    with LocalJournal(tmp_path) as journal, capture_logs() as told:
        backlog = StumblingBacklog(journal, unkept_rows=10)
        refused = RefusedRows(tmp_path)
        async with running_writer(database_url, backlog, refused, _LIMITS) as writer:
            writer.add(contact_row(contact, "n", 1))
            await writer.committed()
            was_direct = writer.is_direct
            await writer.caught_up()
            assert (was_direct, writer.is_direct) == (False, True)
    connection = await asyncpg.connect(database_url)
    assert await connection.fetchval("SELECT contact_id FROM contact") == contact.contact_id
    await connection.close()
    assert [line["task"] for line in told if line["event"] == "task.failed"] == ["mend rows"] * 2
