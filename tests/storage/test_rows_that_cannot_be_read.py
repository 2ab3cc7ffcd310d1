"""One row that nobody can read keeps no other from being read."""

from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from base.clock import SystemClock
from storage.errors import UnreadableAgentError
from storage.records.books import open_books
from storage.records.roster import open_roster
from tests.storage.values import NOON, an_operator

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


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()
