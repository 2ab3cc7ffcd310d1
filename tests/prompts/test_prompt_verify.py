"""The findings that a listener would make, made by measuring."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.prompts.intake import take_in
from line122.prompts.pack import PACKS, Pack, PackError, read_pack
from line122.prompts.recording import (
    Recording,
    levelled,
    read_recording,
    silence,
    write_recording,
)
from line122.prompts.verify import verify
from tests.prompts.takes import MANIFEST, padded, voice_like

DIGIT = PromptKey("digit.0")


@pytest.fixture
def announced(pack: Pack, takes: Path) -> Pack:
    """Return the pack with every text read by the announcer, its sounds still missing."""
    assert take_in(pack, takes).is_taken
    return pack


def faults_of(pack: Pack, key: str) -> list[str]:
    return [finding.fault for finding in verify(pack) if finding.subject == key]


def test_the_shipped_russian_pack_is_in_order() -> None:
    assert verify(read_pack(PACKS / "ru")) == ()


def test_every_digit_of_the_shipped_pack_lasts_as_long_as_a_spoken_digit() -> None:
    pack = read_pack(PACKS / "ru")
    lengths = [read_recording(pack.path(PromptKey(f"digit.{n}"))).seconds for n in range(10)]
    assert all(0.25 <= seconds <= 2 for seconds in lengths)


def test_the_shipped_music_is_quiet_and_never_falls_silent() -> None:
    pack = read_pack(PACKS / "ru")
    music = read_recording(pack.path(PromptKey("music.hold")))
    seconds = [
        Recording(music.samples[start : start + 8000])
        for start in range(0, len(music.samples), 8000)
    ]
    assert all(-36 < second.level_dbfs() < -22 for second in seconds)


def test_the_shipped_music_lies_alone_in_its_folder() -> None:
    """Asterisk plays whatever it finds in the folder of its music on hold."""
    pack = read_pack(PACKS / "ru")
    path = pack.path(PromptKey("music.hold"))
    assert list(path.parent.iterdir()) == [path]


def test_the_shipped_music_runs_into_its_beginning() -> None:
    pack = read_pack(PACKS / "ru")
    samples = read_recording(pack.path(PromptKey("music.hold"))).samples
    largest_step = max(abs(a - b) for a, b in itertools.pairwise(samples))
    assert abs(samples[0] - samples[-1]) <= largest_step


def test_a_missing_recording_is_found_and_says_what_to_do(pack: Pack) -> None:
    assert faults_of(pack, DIGIT) == ["has no recording; run: bin/line122 prompts build"]


def test_a_good_recording_is_not_complained_of(announced: Pack) -> None:
    assert faults_of(announced, DIGIT) == []


def good_take() -> Recording:
    return levelled(voice_like(0.6), -20.0)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda: levelled(voice_like(0.6), -30.0), "level of -30.0 dBFS instead of -20"),
        (lambda: padded(good_take(), 0.5, 0.0), "0.50 s of silence before"),
        (lambda: padded(good_take(), 0.0, 0.45), "0.45 s after"),
        (lambda: silence(0.0), "less than any word"),
        (lambda: silence(1.0), "level of -100.0 dBFS"),
        (lambda: levelled(voice_like(9.0), -20.0), "too long for its text"),
    ],
)
def test_what_the_ear_would_notice_is_found(
    announced: Pack, spoil: Callable[[], Recording], complaint: str
) -> None:
    write_recording(spoil(), announced.path(DIGIT))
    faults = faults_of(announced, DIGIT)
    assert any(complaint in fault for fault in faults), faults


def test_a_clipped_recording_is_found(announced: Pack) -> None:
    recording = good_take()
    recording.samples[2000] = -32768
    write_recording(recording, announced.path(DIGIT))
    assert any("peak of 0.0 dBFS" in fault for fault in faults_of(announced, DIGIT))


def test_a_file_altered_by_hand_is_found(announced: Pack) -> None:
    write_recording(levelled(voice_like(0.5), -20.0), announced.path(DIGIT))
    assert faults_of(announced, DIGIT) == [
        "was altered by hand; take it in with: bin/line122 prompts import"
    ]


def test_a_file_of_another_kind_is_found(announced: Pack) -> None:
    announced.path(DIGIT).write_bytes(b"an MP3 by mistake")
    assert "no WAV file" in faults_of(announced, DIGIT)[0]


def test_a_changed_text_makes_its_recording_old(announced: Pack) -> None:
    manifest = MANIFEST.replace("Вы ничего не нажали", "Ничего не нажато")
    (announced.folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    faults = faults_of(read_pack(announced.folder), "menu.silence")
    assert faults == ["says an older text (by the announcer)"]


def test_a_recording_without_key_is_found(announced: Pack) -> None:
    write_recording(good_take(), announced.folder / "menu" / "old.wav")
    assert faults_of(announced, "menu/old.wav") == ["belongs to no key of the manifest; remove it"]


def test_a_key_that_has_left_the_manifest_is_found(announced: Pack) -> None:
    manifest = MANIFEST.replace("      menu.silence: Вы ничего не нажали.\n", "")
    (announced.folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    faults = faults_of(read_pack(announced.folder), "menu.silence")
    assert faults == [
        "has left the manifest but not recordings.json; run: bin/line122 prompts build"
    ]


@pytest.mark.parametrize("content", [None, "  \n"])
def test_a_missing_licence_is_found(announced: Pack, content: str | None) -> None:
    licence = announced.folder / "LICENSE.txt"
    licence.unlink()
    if content is not None:
        licence.write_text(content, encoding="utf-8")
    assert faults_of(announced, "LICENSE.txt") == ["is named as a licence but is missing or empty"]


@pytest.mark.parametrize("content", ["{", json.dumps({"digit.0": {"origin": "nobody"}})])
def test_a_broken_ledger_is_refused_with_what_to_do(pack: Pack, content: str) -> None:
    (pack.folder / "recordings.json").write_text(content, encoding="utf-8")
    with pytest.raises(PackError, match="remove it and build the pack again"):
        verify(pack)
