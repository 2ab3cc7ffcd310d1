"""`line122 report` where it needs no database: the formulas, and what it refuses."""

from pathlib import Path

import pytest

from line122.cli.main import MISUSED, OK, main
from metrics.kpi import FIGURES


def test_every_figure_tells_its_formula(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--figures"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [each.__name__ for each in FIGURES]
    assert all("÷" in line for line in lines)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--since", "yesterday"],
        ["--since", "2026-11-22", "--until", "2026-11-21"],
    ],
)
def test_days_that_cannot_be_meant_are_refused_in_a_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    named = ["--database-url", f"postgresql://nobody@{tmp_path.name}.invalid/none"]
    assert main(["report", *arguments, *named]) == MISUSED
    assert len(capsys.readouterr().err.splitlines()) == 1
