"""How long the recordings last, in the pack itself and in one that is over sooner."""

from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.prompts.lengths import measure_lengths
from line122.prompts.pack import PACKS, Pack, PackError, read_pack
from line122.prompts.recording import WrongRecordingError, read_recording, write_recording
from line122.prompts.shortened import SHORTEST_S, shortened_pack
from tests.prompts.takes import voice_like

FACTOR = 10
DIGIT = PromptKey("digit.0")
MUSIC = PromptKey("music.hold")


def test_the_length_of_every_prompt_is_that_of_its_recording() -> None:
    pack = read_pack(PACKS / "ru")
    lengths = measure_lengths(pack)
    assert set(lengths) == {prompt.key for prompt in pack.prompts()}
    assert lengths[DIGIT] == read_recording(pack.path(DIGIT)).seconds


def test_a_missing_recording_has_no_length(pack: Pack) -> None:
    with pytest.raises(WrongRecordingError, match="cannot be measured; see: bin/line122 prompts"):
        measure_lengths(pack)


def test_every_prompt_of_a_shortened_pack_lasts_its_share(tmp_path: Path) -> None:
    whole = measure_lengths(read_pack(PACKS / "ru"))
    folder = shortened_pack(PACKS / "ru", FACTOR, tmp_path / "state" / "short")
    assert folder == tmp_path / "state" / "short"
    short = dict(measure_lengths(read_pack(folder)))
    assert short.pop(MUSIC) == whole[MUSIC]
    for key, seconds in short.items():
        assert seconds == pytest.approx(max(SHORTEST_S, whole[key] / FACTOR), abs=0.001), key


def test_what_remains_of_a_prompt_is_its_beginning_in_the_telephone_s_form(tmp_path: Path) -> None:
    folder = shortened_pack(PACKS / "ru", FACTOR, tmp_path)
    key = PromptKey("greeting.notice")
    kept = read_recording(read_pack(folder).path(key)).samples
    whole = read_recording(read_pack(PACKS / "ru").path(key)).samples
    assert kept == whole[: len(kept)]


def test_no_prompt_becomes_shorter_than_a_frame(tmp_path: Path) -> None:
    folder = shortened_pack(PACKS / "ru", 10_000, tmp_path)
    short = measure_lengths(read_pack(folder))
    assert min(short.values()) == SHORTEST_S


def test_a_shortened_pack_keeps_its_licences(tmp_path: Path) -> None:
    folder = shortened_pack(PACKS / "ru", FACTOR, tmp_path)
    for name in read_pack(folder).manifest.licences:
        assert (folder / name).read_bytes() == (PACKS / "ru" / name).read_bytes()


def test_a_pack_shortened_again_is_written_anew(tmp_path: Path) -> None:
    folder = shortened_pack(PACKS / "ru", FACTOR, tmp_path)
    shortened_pack(PACKS / "ru", 1, tmp_path)
    whole = measure_lengths(read_pack(PACKS / "ru"))
    assert measure_lengths(read_pack(folder)) == whole


def test_a_pack_cannot_be_shortened_by_less_than_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="factor of 1 or more"):
        shortened_pack(PACKS / "ru", 0.5, tmp_path)


def test_what_is_no_pack_cannot_be_shortened(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="is no prompt pack"):
        shortened_pack(tmp_path, FACTOR, tmp_path / "short")


def test_a_file_cut_off_in_its_head_has_no_length(pack: Pack) -> None:
    for prompt in pack.prompts():
        write_recording(voice_like(0.6), pack.path(prompt.key))
    pack.path(DIGIT).write_bytes(b"RIFF")
    with pytest.raises(WrongRecordingError, match="cannot be measured"):
        measure_lengths(pack)
