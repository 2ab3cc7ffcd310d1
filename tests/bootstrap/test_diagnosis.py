import sys
from pathlib import Path

import pytest

from line122.bootstrap.diagnosis import Finding, Verdict, diagnose
from line122.bootstrap.instance import only_instance

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _own_directories(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LINE122_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("LINE122_CACHE", str(tmp_path / "cache"))
    for variable in ("LINE122_ASTERISK", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)


async def _found(subject: str, root: Path = ROOT) -> Finding:
    return next(finding for finding in await diagnose(root) if finding.subject == subject)


async def test_own_servers_are_found_with_their_versions() -> None:
    assert (await _found("PostgreSQL")).text.startswith("own, postgres (PostgreSQL) 18.")
    assert (await _found("Valkey")).text.startswith("own, Valkey server v=")
    assert (await _found("Python")).text.endswith(f"environment {sys.prefix}")


async def test_address_that_nobody_answers_is_told_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://line122:secret@127.0.0.1:1/line122")
    finding = await _found("PostgreSQL")
    assert finding.verdict is Verdict.MISSING
    assert "DATABASE_URL is set" in finding.text
    assert "secret" not in finding.text


async def test_redis_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1")
    assert (await _found("Valkey")).verdict is Verdict.MISSING


async def test_own_asterisk_that_cannot_be_used_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINE122_ASTERISK", str(tmp_path / "nowhere"))
    finding = await _found("Asterisk")
    assert finding.verdict is Verdict.MISSING
    assert "nowhere" in finding.text


async def test_checkout_without_recordings_names_the_command_that_makes_them(
    tmp_path: Path,
) -> None:
    (tmp_path / "requirements.lock").touch()
    finding = await _found("prompts", tmp_path)
    assert finding.verdict is Verdict.MISSING
    assert "bin/line122 prompts build" in finding.text


async def test_instance_that_runs_is_told_with_its_address(tmp_path: Path) -> None:
    with only_instance(tmp_path / "state") as instance:
        instance.announce("http://127.0.0.1:8122")
        finding = await _found("instance")
    assert finding.verdict is Verdict.MISSING
    assert "http://127.0.0.1:8122" in finding.text


async def test_disk_room_and_ports_are_told() -> None:
    assert "MB free" in (await _found("state")).text
    assert (await _found("ports")).verdict is Verdict.FOUND


async def test_days_off_that_ship_are_told_and_what_is_to_be_done_about_them() -> None:
    finding = await _found("calendar")
    assert finding.verdict in {Verdict.FOUND, Verdict.LATER}
    assert "days off of " in finding.text
