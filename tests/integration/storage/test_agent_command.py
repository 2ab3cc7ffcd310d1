"""The commands as an administrator types them, against a real database."""

import asyncio
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from line122.cli.agent_files import COLUMNS
from line122.cli.main import main
from line122.control_socket import served_control
from tests.line122.test_control_socket import StoryControl


@dataclass(frozen=True)
class Answered:
    """What a command answered."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """Where an administrator types; `DATABASE_URL` is set there."""

    capsys: pytest.CaptureFixture[str]

    async def type(self, *words: str) -> Answered:
        """Run a command to its end."""
        self.capsys.readouterr()
        status = await asyncio.to_thread(main, words)
        printed = self.capsys.readouterr()
        return Answered(status, printed.out, printed.err)

    async def accounts(self) -> list[str]:
        """Return whose accounts are listed."""
        listed = await self.type("agent", "list", "--json")
        return [row["account"] for row in json.loads(listed.out)]


@pytest.fixture
def terminal(
    database_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Return a terminal at the test's database."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    return Terminal(capsys)


def _table(directory: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a table as a spreadsheet would, with the mark before UTF-8."""
    table = directory / "operators.csv"
    lines = [",".join(row) for row in (COLUMNS, *rows)]
    table.write_text("\n".join(lines), "utf-8-sig")
    return table


async def test_operator_is_added_with_a_secret_that_only_its_digest_outlives(
    terminal: Terminal, database_url: str
) -> None:
    added = await terminal.type(
        *("agent", "add", "--name", "Анна Ёлкина", "--account", "desk-201"),
        *("--skill", "doctor:1", "--skill", "reference:2", "--json"),
    )
    told = json.loads(added.out)
    connection = await asyncpg.connect(database_url)
    row = await connection.fetchrow("SELECT * FROM agent")
    await connection.close()
    digest = hashlib.md5(f"desk-201:line122:{told['secret']}".encode(), usedforsecurity=False)
    assert row is not None
    assert len(told["secret"]) >= 20
    assert row["secret_digest"] == digest.hexdigest()
    assert (row["name"], json.loads(row["skills"])) == (
        "Анна Ёлкина",
        {"doctor": 1, "reference": 2},
    )


async def test_second_operator_of_an_account_is_refused_in_one_line(terminal: Terminal) -> None:
    words = ("agent", "add", "--name", "Анна", "--account", "desk-201", "--skill", "doctor:1")
    assert (await terminal.type(*words)).status == 0
    refused = await terminal.type(*words)
    assert refused.status == 1
    assert refused.err.startswith("line122: account desk-201 is taken")
    assert refused.err.count("\n") == 1


async def test_disabled_operator_is_listed_no_more_and_both_steps_are_kept(
    terminal: Terminal, database_url: str
) -> None:
    words = ("agent", "add", "--name", "Анна", "--account", "desk-201", "--skill", "doctor:1")
    await terminal.type(*words)
    assert (await terminal.type("agent", "disable", "desk-201")).status == 0
    assert await terminal.accounts() == []
    assert "disabled" in (await terminal.type("agent", "list", "--all")).out
    assert (await terminal.type("agent", "disable", "desk-201")).status == 1

    connection = await asyncpg.connect(database_url)
    steps = await connection.fetch(
        "SELECT kind, subject, before IS NULL AS is_new, after IS NULL AS is_gone, actor"
        " FROM administration ORDER BY entry"
    )
    await connection.close()
    assert [tuple(step)[:4] for step in steps] == [
        ("operator", "desk-201", True, False),
        ("operator", "desk-201", False, True),
    ]
    assert all(step["actor"].startswith("terminal ") for step in steps)


async def test_running_engine_tells_how_operators_and_their_telephones_stand_now(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINE122_STATE", str(tmp_path))
    words = ("agent", "add", "--name", "Анна", "--account", "desk-1", "--skill", "doctor:1")
    await terminal.type(*words)
    alone = (await terminal.type("agent", "list")).out
    async with served_control(StoryControl(), tmp_path):
        beside = await terminal.type("agent", "list")

    assert "talking" not in alone
    assert "(talking, then break, 12 ms)" in beside.out


async def test_table_with_one_wrong_line_adds_nobody_and_tells_every_line(
    terminal: Terminal, tmp_path: Path
) -> None:
    table = _table(
        tmp_path,
        ("Анна", "desk-201", "doctor:1 reference:2"),
        ("Борис", "20 2", "doctor"),
        ("Дарья", "desk-201", "doctor:1"),
    )
    refused = await terminal.type("agent", "import", str(table))
    assert refused.status == 1
    assert "line 3: 20 2  account '20 2' must be small letters" in refused.out
    assert "line 4: desk-201  account desk-201 is taken" in refused.out
    assert await terminal.accounts() == []


async def test_table_is_tried_first_and_then_added(terminal: Terminal, tmp_path: Path) -> None:
    table = _table(
        tmp_path, ("Анна", "desk-201", "doctor:1"), ("Борис", "desk-202", "reference:1")
    )
    assert (await terminal.type("agent", "import", "--dry-run", str(table))).status == 0
    assert await terminal.accounts() == []
    added = json.loads((await terminal.type("agent", "import", "--json", str(table))).out)
    assert [row["account"] for row in added["added"]] == ["desk-201", "desk-202"]
    assert await terminal.accounts() == ["desk-201", "desk-202"]


async def test_migrate_tells_what_it_did_and_what_keeps_it_from_doing_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await terminal.type("migrate", "--json")).out == '{"applied": []}\n'
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    away = await terminal.type("migrate")
    assert (away.status, away.err.count("\n")) == (1, 1)
    assert "DATABASE_URL" in away.err


async def test_account_with_the_name_of_a_trunk_is_refused(terminal: Terminal) -> None:
    words = ("agent", "add", "--name", "Анна", "--account", "main", "--skill", "doctor:1")
    refused = await terminal.type(*words)
    assert refused.status == 2
    assert "account main is a trunk's name" in refused.err
