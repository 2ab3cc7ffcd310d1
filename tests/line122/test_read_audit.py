"""Reads of cases reach their table, also when the database comes back late."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from base.ids import new_ticket_id
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from line122.read_audit import ONE_READ, ReadAuditDesk, RecentReads
from storage.audit import AuditRead
from storage.errors import DatabaseAwayError
from storage.memory_api import MemoryAuditBook
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


async def test_an_engine_that_ends_writes_the_last_reads_and_ends_without_a_database_too() -> None:
    book = ShakyBook(failures=1)
    desk = ReadAuditDesk(book)
    desk.note(_a_read("get_ticket"))
    await desk.settle()
    assert book.reads == []
    await desk.settle()
    assert [read.operation for read in book.reads] == ["get_ticket"]


def test_a_list_that_refreshes_itself_is_one_read_for_ten_minutes() -> None:
    recent, read = RecentReads(), _a_read("list_due")
    assert recent.new_of(read) == read
    for again_s in range(15, 600, 15):
        assert recent.new_of(replace(read, at=NOON + timedelta(seconds=again_s))) is None
    later = replace(read, at=NOON + ONE_READ)
    assert recent.new_of(later) == later
    assert recent.new_of(later) is None


def test_the_first_read_of_everybody_and_of_every_case_is_written() -> None:
    recent, read, another = RecentReads(), _a_read("list_due"), new_ticket_id()
    recent.new_of(read)
    refreshed = replace(read, ticket_ids=(*read.ticket_ids, another))
    assert recent.new_of(refreshed) == replace(read, ticket_ids=(another,))
    for other in (
        replace(read, operation="get_ticket"),
        replace(read, reader="morozova"),
        replace(read, role=ReaderRole.PERSON),
        replace(read, number=PhoneNumber("+79101234567")),
    ):
        assert recent.new_of(other) is not None
        assert recent.new_of(other) is None


def test_what_is_too_much_to_remember_is_written_again_rather_than_not() -> None:
    recent, read = RecentReads(limit=2), _a_read("list_due")
    recent.new_of(read)
    recent.new_of(replace(read, ticket_ids=(new_ticket_id(), new_ticket_id())))
    assert recent.new_of(read) == read
