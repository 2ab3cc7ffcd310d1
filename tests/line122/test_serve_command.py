"""`serve` that cannot begin: one line for each thing that is wrong, and what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from line122.cli.main import main
from tests.config.writing import SMALLEST, changed

NOBODY = "127.0.0.1:1"
"""Where no server ever listens."""


@pytest.fixture(autouse=True)
def _logs_and_state_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Leave the logs of this process and the state of this machine as they were."""
    before = structlog.get_config()
    monkeypatch.setenv("LINE122_STATE", str(tmp_path / "state"))
    for name in ("DATABASE_URL", "REDIS_URL", "LINE122_ASTERISK__PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    yield
    structlog.configure(**before)


def serve(directory: Path, text: str = SMALLEST) -> int:
    """Run the command on settings with this text."""
    path = directory / "settings.yaml"
    path.write_text(text, "utf-8")
    return main(["serve", "--settings", str(path)])


def test_every_wrong_setting_is_told_by_file_and_line_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = changed("channels: 6", "channels: none").replace("Europe/Moscow", "Europe/Moskau")

    assert serve(tmp_path, text) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        f"{tmp_path}/settings.yaml:4",
        f"{tmp_path}/settings.yaml:7",
    ]


def test_settings_that_are_not_there_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", "--settings", str(tmp_path / "nowhere.yaml")]) == 2
    complaint = capsys.readouterr().err
    assert "nowhere.yaml" in complaint
    assert complaint.count("\n") == 1


def test_server_that_nobody_named_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve(tmp_path) == 2
    assert "DATABASE_URL" in capsys.readouterr().err


def test_database_that_is_away_is_one_line_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://line122:hunter2@{NOBODY}/line122")
    monkeypatch.setenv("REDIS_URL", f"redis://{NOBODY}")
    monkeypatch.setenv("LINE122_ASTERISK__PASSWORD", "s3cret")

    assert serve(tmp_path) == 1
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("line122: ")
    assert "DATABASE_URL" in last
    assert "hunter2" not in last
