"""apt and dpkg are small programs here that answer as the real ones do when something is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from line122.bootstrap.debian import NEEDED_BYTES, complete_tree, fetch_tree
from line122.bootstrap.errors import (
    AsteriskMissingError,
    NoNetworkError,
    NoSpaceError,
    UnresolvedError,
)

_MIRROR = 'case "$*" in *indextargets*) echo http://mirror.test/debian/; exit;; esac\n'
_SECURITY_ONLY = 'case "$*" in *indextargets*) echo http://mirror.test/debian-security/;; esac\n'
_ARCHIVES = "for word; do case $word in Dir::Cache=*) archives=${word#*=}/archives;; esac; done\n"
_DOWNLOADS = (
    _MIRROR + _ARCHIVES + 'case "$*" in *" install "*) echo "dlstatus:1:50.0:Retrieving"; '
    "for name in asterisk sip-tester; do echo deb > $archives/$name.deb; done;; esac\n"
)
_SHOWS_22 = 'echo "Version: 1:22.10.1~dfsg+~cs6-1"\n'
_UNPACKS = 'mkdir -p "$3/usr/sbin" && cp "$2" "$3/usr/sbin/$(basename "$2" .deb)"\n'

Answers = Callable[..., None]


class _Steps:
    """Remembers what a person would have seen."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.shares: list[float] = []

    def begin(self, text: str) -> None:
        self.texts.append(text)

    def advance(self, share: float) -> None:
        self.shares.append(share)


@pytest.fixture
def steps() -> _Steps:
    return _Steps()


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Put the given answers before the machine's own apt and dpkg."""
    directory = tmp_path / "programs"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")

    def write(*, apt_get: str, apt_cache: str = _SHOWS_22, dpkg_deb: str = _UNPACKS) -> None:
        for name, text in (("apt-get", apt_get), ("apt-cache", apt_cache), ("dpkg-deb", dpkg_deb)):
            program = directory / name
            program.write_text(f"#!/bin/sh\n{text}")
            program.chmod(0o755)

    return write


def _is_22(version: str) -> bool:
    return version.startswith("22.")


async def _fetch(cache: Path, steps: _Steps, *, needed_bytes: int = 0) -> Path:
    return await fetch_tree(cache, steps, is_wanted=_is_22, needed_bytes=needed_bytes)


async def test_whole_tree_stands_in_its_place_and_leaves_no_packages_behind(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    programs(apt_get=_DOWNLOADS)
    tree = await _fetch(tmp_path / "cache", steps)
    assert (tree / "usr/sbin/asterisk").exists()
    assert not (tmp_path / "cache/asterisk-22.partial").exists()
    assert steps.texts == [
        "reading the packages of Debian forky",
        "downloading Asterisk 22.10.1",
        "unpacking 2 packages",
    ]
    assert steps.shares == [0.5, 0.5, 1.0]


async def test_whole_tree_needs_no_network(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    programs(apt_get=_DOWNLOADS)
    tree = await _fetch(tmp_path / "cache", steps)
    programs(apt_get="exit 100\n")
    assert await _fetch(tmp_path / "cache", steps) == tree


async def test_mirror_out_of_reach_is_one_clear_error(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    failure = "W: Failed to fetch http://mirror.test/debian/dists/forky/InRelease"
    programs(apt_get=f"{_MIRROR}echo '{failure}'; exit 100\n")
    with pytest.raises(NoNetworkError, match=r"check the network.*LINE122_ASTERISK") as error:
        await _fetch(tmp_path / "cache", steps)
    assert "\n" not in str(error.value)


async def test_disk_without_room_is_refused_before_anything_is_fetched(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    programs(apt_get=_DOWNLOADS)
    with pytest.raises(NoSpaceError, match=r"600 MB.*LINE122_CACHE"):
        await _fetch(tmp_path / "cache", steps, needed_bytes=NEEDED_BYTES * 1_000_000)
    assert steps.texts == []


async def test_disk_that_fills_up_meanwhile_is_told_as_such(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    full = "echo 'dpkg-deb: error: cannot write: No space left on device'; exit 2\n"
    programs(apt_get=_DOWNLOADS, dpkg_deb=full)
    with pytest.raises(NoSpaceError, match="LINE122_CACHE"):
        await _fetch(tmp_path / "cache", steps)
    assert complete_tree(tmp_path / "cache") is None


async def test_suite_that_does_not_resolve_gives_way_to_the_next(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    unmet = (
        'case "$*" in *" install "*) grep -q forky ${archives%/cache*}/sources.list && '
        "{ echo 'E: Unable to correct problems, you have held broken packages.'; exit 100; };; "
        "esac\n"
    )
    programs(apt_get=_MIRROR + _ARCHIVES + unmet + _DOWNLOADS)
    tree = await _fetch(tmp_path / "cache", steps)
    assert (tree / "COMPLETE").read_text().startswith("Debian sid\n")


async def test_no_suite_with_a_usable_asterisk_names_the_way_out(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    programs(apt_get=_DOWNLOADS, apt_cache='echo "Version: 1:23.1.0-1"\n')
    with pytest.raises(UnresolvedError, match=r"forky: has Asterisk 23.*sid.*LINE122_ASTERISK"):
        await _fetch(tmp_path / "cache", steps)


async def test_machine_without_a_debian_mirror_names_the_way_out(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    programs(apt_get=_SECURITY_ONLY)
    with pytest.raises(AsteriskMissingError, match=r"no Debian mirror.*LINE122_ASTERISK"):
        await _fetch(tmp_path / "cache", steps)


async def test_machine_without_apt_names_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: _Steps
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AsteriskMissingError, match=r"no apt-get.*LINE122_ASTERISK"):
        await _fetch(tmp_path / "cache", steps)


async def test_interrupted_unpacking_is_done_again_from_what_was_downloaded(
    tmp_path: Path, programs: Answers, steps: _Steps
) -> None:
    half = 'case "$2" in *sip-tester*) echo "dpkg-deb: killed"; exit 2;; esac\n'
    programs(apt_get=_DOWNLOADS, dpkg_deb=half + _UNPACKS)
    with pytest.raises(AsteriskMissingError, match="start again"):
        await _fetch(tmp_path / "cache", steps)
    assert (tmp_path / "cache/asterisk-22.partial/apt/cache/archives/asterisk.deb").exists()
    programs(apt_get=_DOWNLOADS)
    assert (await _fetch(tmp_path / "cache", steps) / "usr/sbin/sip-tester").exists()
