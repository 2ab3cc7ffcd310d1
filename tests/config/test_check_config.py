"""The command with which an engineer proves the settings of a site."""

import json
from pathlib import Path

import pytest

from line122.cli.main import main
from tests.config.writing import SMALLEST, changed


def test_right_settings_are_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(SMALLEST, "utf-8")

    assert main(["check-config", str(path)]) == 0

    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.splitlines()[0] == f"ok: {path}"
    assert "trunk main: K = 6, shows +78442122122" in told.out
    assert "service helpline: menu small version 1, round the clock" in told.out
    assert "queue doctor: needs doctor to level 3; priority 0" in told.out


def test_wrong_settings_are_told_line_by_line_and_end_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(
        changed("channels: 6", "channels: 0").replace("script: small", "script: x"), "utf-8"
    )

    assert main(["check-config", str(path)]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert [line.split(": ")[:2] for line in told.err.splitlines()] == [
        [f"{path}:7", "trunks.main.channels"],
        [f"{path}:14", "services.helpline.script"],
    ]


def test_the_environment_names_the_file_to_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "elsewhere.yaml"
    path.write_text(SMALLEST, "utf-8")
    monkeypatch.setenv("LINE122_SETTINGS", str(path))

    assert main(["check-config"]) == 0
    assert capsys.readouterr().out.startswith(f"ok: {path}\n")


def test_the_schema_explains_every_key_and_has_no_place_for_a_password(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check-config", "--schema"]) == 0

    schema = json.loads(capsys.readouterr().out)
    definitions = schema["$defs"]
    assert definitions["Trunk"]["properties"]["channels"]["description"].startswith("How many")
    assert not any(
        "password" in part["properties"] for part in definitions.values() if "properties" in part
    )
