"""Where promtool is found, and how it comes: `line122/bootstrap/prometheus.py`."""

from pathlib import Path

import pytest

from line122.bootstrap.errors import PromtoolMissingError
from line122.bootstrap.prometheus import find_promtool, obtain_promtool

_DOWNLOADS = "echo deb > prometheus_2.42.0_amd64.deb\n"
_UNPACKS = 'mkdir -p "$3/usr/bin" && echo tool > "$3/usr/bin/promtool"\n'


class Silent:
    """Shows nobody how far it is."""

    def begin(self, text: str) -> None:
        assert text

    def advance(self, share: float) -> None:
        assert 0 <= share <= 1


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the apt and dpkg of a story are put; there is no promtool."""
    directory = tmp_path / "programs"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    monkeypatch.delenv("LINE122_PROMTOOL", raising=False)
    return directory


def _write(directory: Path, name: str, text: str) -> None:
    (directory / name).write_text(f"#!/bin/sh\n{text}")
    (directory / name).chmod(0o755)


async def test_it_is_unpacked_into_the_cache_once(programs: Path, tmp_path: Path) -> None:
    _write(programs, "apt-get", _DOWNLOADS)
    _write(programs, "dpkg-deb", _UNPACKS)
    cache = tmp_path / "cache"
    program = await obtain_promtool(cache, Silent())
    assert program.read_text() == "tool\n"
    assert [path.name for path in cache.iterdir()] == ["promtool"]
    _write(programs, "apt-get", "exit 1\n")
    assert await obtain_promtool(cache, Silent()) == program


async def test_a_mirror_without_it_is_told_with_what_to_do(programs: Path, tmp_path: Path) -> None:
    _write(programs, "apt-get", 'echo "E: Unable to locate package prometheus"; exit 100\n')
    _write(programs, "dpkg-deb", _UNPACKS)
    with pytest.raises(PromtoolMissingError, match=r"Unable to locate.*LINE122_PROMTOOL"):
        await obtain_promtool(tmp_path / "cache", Silent())
    _write(programs, "apt-get", _DOWNLOADS)
    _write(programs, "dpkg-deb", "exit 2\n")
    with pytest.raises(PromtoolMissingError, match="holds no promtool"):
        await obtain_promtool(tmp_path / "cache", Silent())


def test_an_own_one_is_believed_when_it_is_a_program(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(programs, "mine", "exit 0\n")
    monkeypatch.setenv("LINE122_PROMTOOL", str(programs / "mine"))
    assert find_promtool(tmp_path) == programs / "mine"
    monkeypatch.setenv("LINE122_PROMTOOL", str(programs / "nothing"))
    with pytest.raises(PromtoolMissingError, match="is no program"):
        find_promtool(tmp_path)
