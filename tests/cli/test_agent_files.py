"""What an administrator types or writes into a table, read with all that is wrong at once."""

from pathlib import Path

import pytest

from agents.agent import Account, Skill
from line122.cli.agent_files import UnreadableTableError, read_operator, read_operators


def test_operator_is_read_with_all_that_is_wrong_at_once() -> None:
    line = read_operator(" ", "№1", ["doctor:0", "reference"])
    assert len(line.problems) == 4
    good = read_operator("Анна", "a-1", ["doctor:1"])
    assert (good.account, good.skills, good.problems) == (Account("a-1"), {Skill("doctor"): 1}, ())


def test_operator_without_a_skill_is_a_problem() -> None:
    assert read_operator("Анна", "desk-201", []).problems


@pytest.mark.parametrize("text", ["", "account;name\n", "\xff\xfe"])
def test_file_that_is_no_such_table_is_told(tmp_path: Path, text: str) -> None:
    table = tmp_path / "operators.csv"
    table.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableTableError, match=r"operators\.csv"):
        read_operators(table, taken=[])


@pytest.mark.parametrize("account", ["201", "79101234567", "Desk-1", "desk 1", ""])
def test_account_that_a_callers_number_could_equal_is_refused(account: str) -> None:
    assert read_operator("Анна", account, ["doctor:1"]).problems
