"""Callers hear one language at a time: `asterisk.packs`."""

from pathlib import Path

import pytest

from asterisk.packs import Packs
from ivr.prompt import PromptKey

GREETING = PromptKey("greeting.hello")
NUMBER = PromptKey("num.f.1")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for recording in ("ru/greeting/hello", "ru/num/f/1", "en/greeting/hello"):
        path = tmp_path / f"{recording}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "en" / "manifest.yaml").touch()
    return tmp_path / "ru"


def test_caller_hears_the_language_that_they_chose(site: Path) -> None:
    assert Packs(site).folder((GREETING,), "en") == site.parent / "en"


def test_phrase_that_a_pack_cannot_say_whole_is_said_by_the_site(site: Path) -> None:
    assert Packs(site).folder((GREETING, NUMBER), "en") == site


def test_language_without_a_pack_and_none_at_all_are_the_sites(site: Path) -> None:
    packs = Packs(site)

    assert packs.folder((GREETING,), "tt") == site
    assert packs.folder((GREETING,), "") == site


def test_recording_named_by_its_path_belongs_to_every_language(site: Path) -> None:
    assert Packs(site).folder((GREETING, PromptKey("/topics/1")), "en") == site.parent / "en"


def test_packs_that_only_asterisk_can_read_leave_the_sites_own(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "ru"

    assert Packs(elsewhere).folder((GREETING,), "en") == elsewhere


def test_a_directory_beside_that_is_no_pack_is_not_searched(site: Path) -> None:
    (site.parent / "tt" / "greeting").mkdir(parents=True)
    (site.parent / "tt" / "greeting" / "hello.wav").touch()

    assert Packs(site).folder((GREETING,), "tt") == site
