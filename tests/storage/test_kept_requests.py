"""What a menu took while PostgreSQL was away, and the engine killed before it came back.

`storage/records/intake.py` writes it by the group-commit writer, `storage/backlog.py` keeps it.
"""

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from base.clock import SystemClock
from base.ids import new_call_id, new_contact_id, new_visit_id
from base.phone import PhoneNumber
from base.tasks import cancel, spawn
from storage.backlog import Backlog
from storage.journal import LocalJournal
from storage.moments import Revisions
from storage.records.connection import Timeouts, open_pool
from storage.records.intake import PostgresIntakeBook
from storage.records.shelf import Shelf
from storage.records.writer import GroupWriter, WriterLimits
from storage.refused import RefusedRows
from tickets.category import Kind
from tickets.intake.taken import SpokenField, TakenRequest
from tickets.number import TicketNumber

NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


@pytest.fixture
def nobodys_url() -> Iterator[str]:
    """Return the address of a database where nobody listens, as long as the story lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"postgresql://nobody@127.0.0.1:{taken.getsockname()[1]}/none"


async def test_request_that_was_kept_without_a_database_outlives_the_engine(
    tmp_path: Path, nobodys_url: str
) -> None:
    request = a_request()
    limits = WriterLimits(timeouts=Timeouts(connect_s=0.5, command_s=0.5))
    with LocalJournal(tmp_path) as journal:
        backlog = Backlog(journal, unkept_rows=10)
        writer = GroupWriter(nobodys_url, backlog, RefusedRows(tmp_path), limits)
        writing = spawn(writer.write(), name="write rows")
        async with open_pool(nobodys_url, timeouts=limits.timeouts) as pool:
            clock = SystemClock()
            shelf = Shelf("north", ZoneInfo("UTC"), clock, writer, pool, Revisions(0))
            book = PostgresIntakeBook(shelf)
            book.write_request(request)
            await book.committed()
            # The first engine has closed nothing and said nothing more when the next one looks.
            with LocalJournal(tmp_path) as after:
                kept = await after.first()
        await cancel(writing)

    assert kept is not None
    (row,) = kept.batch.seldom.intakes.values()
    assert (row.call_id, row.visit_id, row.takes) == (
        request.call_id,
        request.visit_id,
        ("what.1", "where.2"),
    )
    assert (row.born_on, row.phone) == (request.born_on, request.phone)
    assert row.words == request.words


def a_request() -> TakenRequest:
    """Return what somebody left by night."""
    return TakenRequest(
        call_id=new_call_id(),
        kind=Kind.HOME_VISIT,
        contact_id=new_contact_id(),
        number=TicketNumber(NIGHT.date(), 7),
        visit_id=new_visit_id(),
        taken_at=NIGHT,
        called_from=PhoneNumber("+79101234567"),
        is_partial=False,
        spoken=(SpokenField("what", 1), SpokenField("where", 2)),
        words="Хочет к терапевту.",
        born_on=date(1950, 3, 8),
        phone=PhoneNumber("+79107654321"),
    )
