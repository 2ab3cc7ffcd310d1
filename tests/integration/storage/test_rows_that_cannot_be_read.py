"""One row that nobody can read keeps no other from being read."""

from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from base.clock import SystemClock
from storage.errors import UnreadableAgentError
from storage.records.books import open_books
from storage.records.roster import open_roster
from tests.integration.storage.values import NOON, a_case, a_record, an_entry, an_operator

_CLOCK = SystemClock()


async def test_agent_whose_skills_were_edited_badly_sends_no_colleague_home(
    database_url: str, tmp_path: Path
) -> None:
    async with open_roster(database_url, site="n") as roster:
        await roster.add([an_operator("desk-201"), an_operator("desk-202")], NOON)
        await _execute(
            database_url,
            """UPDATE agent SET skills = '{"doctor": "best"}' WHERE account = 'desk-201'""",
        )
        with pytest.raises(UnreadableAgentError, match="desk-201"):
            await roster.rows()
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        with capture_logs() as told:
            (stored,) = await books.agents.operators()
    assert stored.operator.account == "desk-202"
    assert [(line["log_level"], line["account"]) for line in told] == [("error", "desk-201")]


async def test_call_whose_journal_another_version_wrote_keeps_no_other_from_coming_back(
    database_url: str, tmp_path: Path
) -> None:
    first, second = a_case(1), a_case(2, number=None)
    async with open_books(database_url, site="n", clock=_CLOCK, directory=tmp_path) as books:
        records = [a_record(case, _CLOCK.instant()) for case in (first, second)]
        for case, record in zip((first, second), records, strict=True):
            books.cases.write_contact(case.contact)
            books.cases.write_ticket(case.ticket)
            books.calls.write_call(record)
            books.calls.write_event(an_entry(record.call_id, 1, _CLOCK.instant()))
        await books.caught_up()
        await _execute(
            database_url,
            "INSERT INTO call_event (call_id, sequence, site, at, kind, payload, reason, phase)"
            " VALUES ($1, 2, 'n', now(), 'Teleported', '{}', 'teleported', 'beyond')",
            records[0].call_id,
        )
        with capture_logs() as told:
            stored = await books.calls.open_calls()
    lengths = {call.record.call_id: len(call.journal) for call in stored}
    assert lengths == {records[0].call_id: 0, records[1].call_id: 1}
    assert [(line["event"], line["call_id"]) for line in told] == [
        ("call.unreadable", str(records[0].call_id))
    ]


async def _execute(url: str, statement: str, *values: object) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement, *values)
    await connection.close()
