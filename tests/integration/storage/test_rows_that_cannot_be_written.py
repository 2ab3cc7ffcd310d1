"""What the database itself refuses, and what becomes of it."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from base.clock import SystemClock
from base.instant import Instant, after
from callflow.call import Times
from storage.backlog import Backlog
from storage.errors import DatabaseAwayError, NotMigratedError, RowsRefusedError
from storage.journal import LocalJournal
from storage.moments import Anchor, Revisions
from storage.records.books import open_books
from storage.records.connection import Timeouts, open_pool
from storage.records.mapping import contact_row
from storage.rows import Batch, batch_of
from tests.integration.storage.values import NUMBER, a_case, a_record, an_entry

_CLOCK = SystemClock()


async def test_row_that_breaks_a_rule_is_set_aside_and_holds_no_other_up(
    database_url: str, tmp_path: Path
) -> None:
    first, twin, other = a_case(1), a_case(2), a_case(3, number=None)
    # As a version left it that did not care who reads it.
    (tmp_path / "refused.jsonl").touch(0o644)
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        for case in (first, twin, other):
            books.cases.write_contact(case.contact)
            books.cases.write_ticket(case.ticket)
        assert set(await books.cases.open_cases()) == {first, other}
    file = tmp_path / "refused.jsonl"
    refused = file.read_text().splitlines()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(refused) == 2
    assert "contact_one_open_per_number" in refused[0]
    assert str(twin.contact.contact_id) in refused[1]


@pytest.mark.parametrize(
    ("person", "rule"),
    [("+79101234567", "contact_end_reason_known"), ("\0", "CharacterNotInRepertoireError")],
)
async def test_refusal_says_which_rule_was_broken_and_nothing_of_the_person(
    database_url: str, person: str, rule: str
) -> None:
    """PostgreSQL's own words repeat the whole row, and errors go into the log."""
    async with open_pool(database_url, timeouts=Timeouts()) as pool:
        with pytest.raises(RowsRefusedError) as refused:
            async with pool.connection() as connection:
                await connection.execute(
                    "INSERT INTO contact (contact_id, site, number, opened_at, is_shared,"
                    " revision, end_reason) VALUES ($1, $2, $3, now(), false, 1, 'nonsense')",
                    a_case(1).contact.contact_id,
                    "n",
                    person,
                )
        async with pool.connection() as connection:
            assert await connection.fetchval("SELECT 1") == 1
    assert rule in str(refused.value)
    assert person not in str(refused.value)


@pytest.mark.parametrize(
    "change", ["UPDATE call_event SET reason = 'x'", "DELETE FROM call_event"]
)
async def test_journal_of_a_call_cannot_be_rewritten(
    database_url: str, tmp_path: Path, change: str
) -> None:
    case = a_case(1)
    record = a_record(case, _CLOCK.instant())
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        books.cases.write_contact(case.contact)
        books.cases.write_ticket(case.ticket)
        books.calls.write_call(record)
        books.calls.write_event(an_entry(record.call_id, 1, _CLOCK.instant()))
    connection = await asyncpg.connect(database_url)
    with pytest.raises(asyncpg.RestrictViolationError, match="only ever appended to"):
        await connection.execute(change)
    await connection.close()


async def test_books_do_not_open_on_a_database_without_tables(
    database_url: str, tmp_path: Path
) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
    with pytest.raises(NotMigratedError, match="line122 migrate"):
        async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path):
            pass


async def test_books_do_not_open_without_a_server(tmp_path: Path) -> None:
    with pytest.raises(DatabaseAwayError, match="DATABASE_URL"):
        async with open_books(
            "postgresql://nobody@127.0.0.1:1/x", site="n", clock=_CLOCK, directory=tmp_path
        ):
            pass


async def test_durations_of_a_call_stay_right_when_the_wall_clock_is_set_back(
    database_url: str, tmp_path: Path
) -> None:
    clock = WrongClock()
    case = a_case(1)
    begun = Instant(100.0)
    record = a_record(case, begun)
    async with open_books(database_url, site="n", clock=clock, directory=tmp_path) as books:
        books.cases.write_contact(case.contact)
        books.cases.write_ticket(case.ticket)
        books.calls.write_call(record)
        books.calls.write_event(an_entry(record.call_id, 1, begun))
        clock.seconds, clock.wall = 160.0, clock.wall - timedelta(hours=1)
        times = replace(record.times, entered_at=after(begun, 5), answered_at=after(begun, 47))
        books.calls.write_call(replace(record, times=times))
        books.calls.write_event(an_entry(record.call_id, 2, after(begun, 60)))
        (stored,) = await books.calls.open_calls()
    found = stored.record.times
    assert (found.entered_at, found.answered_at) != (None, None)
    assert _seconds_between(found) == pytest.approx((5.0, 42.0), abs=1e-3)
    assert stored.journal[0].at <= stored.journal[1].at


def test_revisions_rise_when_the_wall_clock_is_set_back() -> None:
    clock = WrongClock()
    revisions = Revisions(0)
    first = revisions.next(Anchor.read(clock))
    clock.wall -= timedelta(days=1)
    assert revisions.next(Anchor.read(clock)) > first


async def test_line_that_a_crash_tore_is_dropped_and_those_before_it_are_kept(
    tmp_path: Path,
) -> None:
    with LocalJournal(tmp_path) as journal:
        await journal.append(_a_batch())
        await journal.append(_a_batch())
    file = tmp_path / "unwritten.jsonl"
    file.write_bytes(file.read_bytes()[:-7])
    with LocalJournal(tmp_path) as journal:
        kept = await journal.first()
        assert kept is not None
        assert (kept.lines, len(kept.batch)) == (1, 1)
        await journal.drop(kept)
        assert journal.is_empty
    assert file.read_bytes() == b""


async def test_what_a_full_journal_does_not_take_waits_in_memory_in_its_order(
    tmp_path: Path,
) -> None:
    with LocalJournal(tmp_path, size_limit_bytes=600) as journal:
        backlog = Backlog(journal, unkept_rows=2)
        batches = [_a_batch() for _ in range(4)]
        for batch in batches:
            await backlog.keep(batch)
        taken = []
        while not backlog.is_empty:
            kept = await backlog.first()
            assert kept is not None
            taken.append(kept.batch)
            await backlog.drop(kept)
    # One went to disk, two to memory, and the limit of memory refused the fourth.
    assert taken == batches[:3]


def _a_batch() -> Batch:
    return batch_of([contact_row(a_case(1, number=NUMBER).contact, "n", 1)])


def _seconds_between(times: Times) -> tuple[float, float]:
    assert times.entered_at is not None
    assert times.answered_at is not None
    return times.entered_at - times.arrived_at, times.answered_at - times.entered_at


class WrongClock:
    """A clock whose wall time somebody sets."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.wall = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def instant(self) -> Instant:
        """Return the monotonic time."""
        return Instant(self.seconds)

    def now(self) -> datetime:
        """Return what the wall shows."""
        return self.wall
