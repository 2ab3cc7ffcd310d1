from pathlib import Path

import pytest

from line122.cli.steps import Step, run_steps


def test_every_step_runs_even_after_one_has_failed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    after = tmp_path / "after"
    failing = Step("lint", ("-c", "raise SystemExit(3)"))
    following = Step("types", ("-c", f"open({str(after)!r}, 'w').close()"))
    assert run_steps((failing, following)) == 1
    assert after.exists()
    told = capfd.readouterr().err
    assert "line122: lint: failed" in told
    assert "line122: types: ok" in told


def test_status_that_means_nothing_was_chosen_may_count_as_good() -> None:
    assert run_steps((Step("unit", ("-c", "raise SystemExit(5)"), good_statuses=(0, 5)),)) == 0


def test_steps_leave_standard_output_to_the_programs(capfd: pytest.CaptureFixture[str]) -> None:
    run_steps((Step("json", ("-c", "print('{}')")),))
    assert capfd.readouterr().out == "{}\n"


def test_steps_keep_what_they_compile_though_the_shell_forbids_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    keeps = Step("unit", ("-c", "import sys; raise SystemExit(sys.dont_write_bytecode)"))
    assert run_steps((keeps,)) == 0
