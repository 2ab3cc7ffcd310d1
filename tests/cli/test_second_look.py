from collections.abc import Iterable
from pathlib import Path

import pytest

from line122.cli.second_look import with_second_look
from line122.cli.steps import Step, run_steps

_FAULT = "assert False"
_ACCIDENT = "assert MARK.exists()"
"""Passes as soon as its mark is there."""

_NOTED = "import pathlib, json; notes = pathlib.Path({notes!r}, 'v/cache'); "
_NOTED += "notes.mkdir(parents=True); "
_NOTED += "(notes / 'lastfailed').write_text(json.dumps(dict.fromkeys({failed!r}, True)))"


def a_story(folder: Path, name: str, body: str) -> str:
    """Write a file with one story, and return what pytest calls it."""
    file = folder / f"test_{name}.py"
    mark = f"import pathlib\nMARK = pathlib.Path({str(folder / name)!r})\n"
    file.write_text(f"{mark}def test_{name}():\n    {body}\n", "utf-8")
    return f"{file}::test_{name}"


def looked(folder: Path, failed: Iterable[str], status: int = 1) -> int:
    """End a first look as pytest does, with what it notes, and return the status of all of it."""
    notes = folder / "notes"
    script = _NOTED.format(notes=str(notes), failed=list(failed)) + f"; raise SystemExit({status})"
    return run_steps((with_second_look(Step("integration", ("-c", script)), notes),))


def test_story_that_failed_by_accident_is_told_again_and_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    accident = a_story(tmp_path, "accident", _ACCIDENT)
    (tmp_path / "accident").touch()
    assert looked(tmp_path, [accident]) == 0
    told = capfd.readouterr().err
    assert "line122: integration: failed" in told
    assert f"line122:   {accident}" in told
    assert "line122: second look: ok" in told


def test_story_that_fails_twice_has_failed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    accident = a_story(tmp_path, "accident", "assert True")
    assert looked(tmp_path, [a_story(tmp_path, "fault", _FAULT), accident]) == 1
    assert "line122: second look: failed" in capfd.readouterr().err


def test_so_many_that_fail_are_no_accident(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    nine = [a_story(tmp_path, f"passing_{number}", "assert True") for number in range(9)]
    assert looked(tmp_path, nine) == 1
    assert "second look" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("failed", "status"),
    [
        pytest.param([], 1, id="nothing is noted"),
        pytest.param(["tests/base", "::"], 1, id="a file could not be read"),
        pytest.param(["::"], 3, id="pytest itself broke"),
    ],
)
def test_what_is_not_the_fault_of_a_story_is_not_looked_at_again(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], failed: list[str], status: int
) -> None:
    story = a_story(tmp_path, "passing", "assert True")
    assert looked(tmp_path, [story if each == "::" else each for each in failed], status) == 1
    assert "second look" not in capfd.readouterr().err


def test_what_an_earlier_run_noted_is_forgotten(tmp_path: Path) -> None:
    noted = tmp_path / "notes/v/cache/lastfailed"
    noted.parent.mkdir(parents=True)
    noted.write_text('{"tests/cli/test_told.py::test_told": true}', "utf-8")
    assert looked(tmp_path, []) == 1
