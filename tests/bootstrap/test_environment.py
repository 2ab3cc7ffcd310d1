import os
from pathlib import Path

from line122.bootstrap.environment import STAMP, clean_variables, is_current


def _environment(directory: Path, lock_text: str) -> Path:
    python = directory / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    (directory / STAMP).write_text(lock_text)
    return directory


def test_environment_made_from_this_lock_is_current(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("aiohttp==3")
    assert is_current(_environment(tmp_path / "venv", "aiohttp==3"), lock)


def test_changed_lock_makes_the_environment_outdated(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("aiohttp==4")
    assert not is_current(_environment(tmp_path / "venv", "aiohttp==3"), lock)


def test_interrupted_making_is_seen_by_the_missing_stamp(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("aiohttp==3")
    venv = _environment(tmp_path / "venv", "aiohttp==3")
    (venv / STAMP).unlink()
    assert not is_current(venv, lock)


def test_machine_wide_constraints_do_not_reach_the_installer() -> None:
    """A constraint file without hashes makes pip refuse every hashed requirement."""
    cleaned = clean_variables(
        {"PIP_CONSTRAINT": "/etc/pins.txt", "UV_CONSTRAINT": "x", "PIP_TARGET": "/opt"}
    )
    assert cleaned["PIP_CONSTRAINT"] == os.devnull
    assert not {"UV_CONSTRAINT", "PIP_TARGET"} & cleaned.keys()


def test_mirrors_and_proxies_of_the_machine_stay_in_force() -> None:
    given = {"PIP_INDEX_URL": "https://mirror.test/simple", "HTTPS_PROXY": "http://proxy.test"}
    assert clean_variables(given).items() >= given.items()
