import subprocess
import sys
from pathlib import Path

import pytest

from line122.cli.main import SUMMARIES, available_commands, main

ROOT = Path(__file__).resolve().parents[2]


def test_help_lists_every_command_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert all(SUMMARIES[name] in " ".join(printed.split()) for name in available_commands())


@pytest.mark.parametrize("command", available_commands())
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"line122 {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["fly"], [], ["doctor", "--fast"], ["check", "now"]])
def test_words_that_are_not_understood_are_misuse(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2


def test_help_imports_no_command() -> None:
    script = (
        "import sys, line122.cli.main as m\n"
        "try: m.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([n for n in sys.modules if n in ('asyncpg', 'rich', 'line122.cli.doctor')])\n"
    )
    ended = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


def test_error_is_one_line_and_status_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("LINE122_CACHE", str(tmp_path / "file" / "cache"))
    monkeypatch.setenv("LINE122_ASTERISK", str(tmp_path / "nowhere"))
    assert main(["test", "--integration"]) == 1
    complaint = capsys.readouterr().err
    assert complaint.startswith("line122: LINE122_ASTERISK=")
    assert complaint.count("\n") == 1
