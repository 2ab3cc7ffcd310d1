"""`asterisk-config` as an administrator types it, with an Asterisk that only tells its version."""

import shlex
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from line122.cli.main import main
from tests.config.writing import SMALLEST, changed

Run = Callable[..., int]
"""Runs the command with further arguments and returns its status."""

MODULES = ("res_ari.so", "chan_pjsip.so", "res_stasis.so")


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Return the smallest settings that are right, in a file."""
    path = tmp_path / "settings.yaml"
    path.write_text(SMALLEST, "utf-8")
    return path


@pytest.fixture
def asterisk(tmp_path: Path) -> Path:
    """Return the binary of an installed Asterisk, new enough by its own word."""
    return installed(tmp_path / "opt", "22.10.1")


@pytest.fixture
def run(tmp_path: Path, settings: Path, asterisk: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command, with everything it needs."""
    monkeypatch.setenv("LINE122_ASTERISK__PASSWORD", "s3cret")

    def command(directory: Path = tmp_path / "etc", *, binary: Path = asterisk) -> int:
        return main(
            [
                *("asterisk-config", str(directory), "--settings", str(settings)),
                *("--asterisk", str(binary), "--state", str(tmp_path / "state")),
            ]
        )

    return command


def installed(prefix: Path, version: str) -> Path:
    """Install an Asterisk that can do nothing but tell its version."""
    modules = prefix / "lib/asterisk/modules"
    for directory in (prefix / "sbin", modules, prefix / "share/asterisk/documentation"):
        directory.mkdir(parents=True)
    for module in MODULES:
        (modules / module).touch()
    binary = prefix / "sbin/asterisk"
    binary.write_text(f"#!/bin/sh\necho Asterisk {version}\n", "utf-8")
    binary.chmod(0o755)
    return binary


def test_files_are_written_for_their_owner_only_and_the_start_is_told(
    run: Run, tmp_path: Path, asterisk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == 0
    etc = tmp_path / "etc"
    version, start = capsys.readouterr().out.splitlines()

    assert version == "Asterisk 22.10.1; start it with:"
    assert shlex.split(start) == [str(asterisk), "-C", str(etc / "asterisk.conf"), "-f"]
    assert "198.51.100.10" in "".join(path.read_text("utf-8") for path in etc.glob("pjsip*"))
    assert "s3cret" in (etc / "ari.conf").read_text("utf-8")
    assert {stat.S_IMODE(path.stat().st_mode) for path in etc.iterdir()} == {0o600}


def test_second_writing_follows_the_changed_settings(
    run: Run, tmp_path: Path, settings: Path
) -> None:
    assert run() == 0
    settings.write_text(changed("198.51.100.10", "198.51.100.77"), "utf-8")
    assert run() == 0
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "etc").glob("pjsip*"))

    assert "198.51.100.77" in written
    assert "198.51.100.10" not in written


def test_missing_password_is_named_with_both_ways_to_give_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LINE122_ASTERISK__PASSWORD")

    assert run() == 2
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1
    assert "LINE122_ASTERISK__PASSWORD" in complaint
    assert "asterisk.password_file" in complaint


def test_wrong_settings_are_all_told_and_nothing_is_written(
    run: Run, tmp_path: Path, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.write_text(changed("channels: 6", "channels: none"), "utf-8")

    assert run() == 2
    assert capsys.readouterr().err.startswith(f"{settings}:7: ")
    assert not (tmp_path / "etc").exists()


def test_directory_that_cannot_be_made_is_one_line(
    run: Run, settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(settings / "etc") == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith(f"line122: cannot write {settings}")
    assert complaint.count("\n") == 1


def test_asterisk_that_is_too_old_is_refused_with_the_oldest_that_will_do(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(binary=installed(tmp_path / "old", "20.5.0")) == 1
    complaint = capsys.readouterr().err
    assert "is Asterisk 20.5.0; needs 22.10.1 or newer of series 22" in complaint
    assert complaint.count("\n") == 1
