"""Reads of cases reach their table, also when the database comes back late."""

import asyncio
from collections.abc import Sequence

import pytest

from base.ids import new_ticket_id
from base.tasks import cancel, spawn
from line122.api import Api
from line122.read_audit import ReadAuditDesk
from storage.audit import AuditRead
from storage.errors import DatabaseAwayError
from storage.memory_api import MemoryAuditBook
from tests.support.api import ApiStory
from tests.tickets.cases import NOON
from web.api.ports import ReaderRole, ReadMade


class ShakyBook(MemoryAuditBook):
    """A book whose database is away for the first tries."""

    def __init__(self, failures: int) -> None:
        super().__init__()
        self.failures = failures

    async def append(self, reads: Sequence[AuditRead]) -> None:
        """Fail, or write."""
        if self.failures:
            self.failures -= 1
            raise DatabaseAwayError("PostgreSQL does not answer; start it")
        await super().append(reads)


def _a_read(operation: str) -> ReadMade:
    return ReadMade(
        at=NOON,
        role=ReaderRole.PARTNER,
        reader="portal",
        operation=operation,
        ticket_ids=(new_ticket_id(),),
        number=None,
    )


@pytest.mark.looptime
async def test_reads_are_written_in_their_order_once_the_database_is_back() -> None:
    book = ShakyBook(failures=3)
    desk = ReadAuditDesk(book)
    running = spawn(desk.run(), name="audit")
    expected = [f"get_ticket_{number}" for number in range(1200)]
    for operation in expected:
        desk.note(_a_read(operation))
    await asyncio.sleep(10)
    assert [read.operation for read in book.reads] == expected
    assert {(read.role, read.reader) for read in book.reads} == {("partner", "portal")}
    desk.note(_a_read("later"))
    await asyncio.sleep(1)
    assert book.reads[-1].operation == "later"
    await cancel(running)


async def test_an_engine_that_ends_writes_the_last_reads_and_ends_without_a_database_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    doors = ApiStory(tmp_path_factory.mktemp("topics")).doors()
    book = ShakyBook(failures=1)
    api = Api(doors, ReadAuditDesk(book))
    api.audit.note(_a_read("get_ticket"))
    await api.settle()
    assert book.reads == []
    await api.settle()
    assert [read.operation for read in book.reads] == ["get_ticket"]
