from collections.abc import Callable
from pathlib import Path

import pytest

from line122.bootstrap.chromium import chromium_flags, find_chromium, obtain_chromium
from line122.bootstrap.errors import BrowserMissingError
from line122.bootstrap.progress import shown_progress


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Return how to lay a program where the machine's are looked for; at first there is none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("LINE122_CHROMIUM", raising=False)

    def lay(name: str, script: str) -> Path:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return lay


def test_a_chromium_of_the_machine_is_found(program: Callable[[str, str], Path]) -> None:
    assert find_chromium() is None
    there = program("chromium-browser", "")
    assert find_chromium() == there


def test_one_s_own_goes_before_the_machine_s(
    program: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("chromium", "")
    own = program("own-browser", "")
    monkeypatch.setenv("LINE122_CHROMIUM", str(own))
    assert find_chromium() == own


def test_a_name_of_nothing_is_told_with_what_to_do(
    program: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("chromium", "")
    monkeypatch.setenv("LINE122_CHROMIUM", "/nowhere/browser")
    with pytest.raises(BrowserMissingError, match="apt-get install chromium"):
        find_chromium()


async def test_whoever_may_not_install_is_told_what_to_install(
    program: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("apt-get", "exit 1")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with shown_progress() as progress, pytest.raises(BrowserMissingError, match="there is none"):
        await obtain_chromium(progress)
    assert "--no-sandbox" not in chromium_flags()


async def test_root_installs_it_also_where_the_lists_of_packages_are_still_empty(
    program: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program("apt-get", _APT.format(folder=tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with shown_progress() as progress:
        found = await obtain_chromium(progress)
    assert found == tmp_path / "chromium"
    assert "--no-sandbox" in chromium_flags()


async def test_what_apt_complains_of_is_told(
    program: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    program("apt-get", "echo 'E: Unable to locate package chromium'; exit 100")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    with (
        shown_progress() as progress,
        pytest.raises(BrowserMissingError, match="Unable to locate package"),
    ):
        await obtain_chromium(progress)


_APT = """
if [ "$1" = update ]; then : > {folder}/lists; exit 0; fi
[ -e {folder}/lists ] || exit 100
: > {folder}/chromium
/bin/chmod +x {folder}/chromium
"""
