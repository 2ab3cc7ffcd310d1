"""An announcer's recordings are taken in all together or not at all."""

import wave
from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.prompts.festival import ToolMissingError
from line122.prompts.intake import take_in
from line122.prompts.ledger import Origin, read_ledger
from line122.prompts.pack import Pack, PackError
from line122.prompts.recording import read_recording, silence, write_recording
from line122.prompts.verify import verify
from tests.prompts.takes import voice_like


def test_good_takes_are_trimmed_levelled_and_become_the_voice_of_the_pack(
    pack: Pack, takes: Path
) -> None:
    report = take_in(pack, takes)
    assert report.is_taken
    assert report.missing == ()
    assert {entry.origin for entry in read_ledger(pack).values()} == {Origin.ANNOUNCER}
    spoken = {prompt.key for prompt in pack.spoken()}
    assert not [finding for finding in verify(pack) if finding.subject in spoken]
    taken = read_recording(pack.path(PromptKey("menu.main")))
    assert taken.seconds < 0.8
    assert taken.level_dbfs() == pytest.approx(-20.0, abs=0.2)


def test_one_bad_take_leaves_the_pack_as_it_was(pack: Pack, takes: Path) -> None:
    write_recording(silence(1.0), takes / "02 menu.silence.wav")
    report = take_in(pack, takes)
    assert not report.is_taken
    assert [(take.file, take.fault) for take in report.takes if take.fault] == [
        ("02 menu.silence.wav", "is silent (-100 dBFS)")
    ]
    assert list(pack.folder.rglob("*.wav")) == []
    assert read_ledger(pack) == {}


def test_a_missing_take_keeps_all_out_unless_a_part_is_meant(pack: Pack, takes: Path) -> None:
    (takes / "03 digit.0.wav").unlink()
    refused = take_in(pack, takes)
    assert not refused.is_taken
    assert refused.missing == ("digit.0",)
    assert take_in(pack, takes, may_be_partial=True).is_taken


@pytest.mark.parametrize(
    "name", ["menu.main.wav", "1_menu.main.wav", "001 - menu.main.WAV", "menu/main.wav"]
)
def test_a_take_may_be_named_as_announcers_name_files(
    pack: Pack, tmp_path: Path, name: str
) -> None:
    write_recording(voice_like(0.6), tmp_path / "takes" / name)
    report = take_in(pack, tmp_path / "takes", may_be_partial=True)
    assert [take.key for take in report.takes] == ["menu.main"]
    assert report.is_taken


@pytest.mark.parametrize("name", ["menu.mian.wav", "01.wav", "pause.group.wav"])
def test_a_take_that_fits_no_text_is_named(pack: Pack, takes: Path, name: str) -> None:
    write_recording(voice_like(0.6), takes / name)
    report = take_in(pack, takes)
    assert not report.is_taken
    faults = [(take.file, take.fault) for take in report.takes if take.fault]
    assert faults == [(name, "fits no key of the manifest")]


def test_two_takes_of_one_text_are_not_chosen_between(pack: Pack, takes: Path) -> None:
    write_recording(voice_like(0.6), takes / "menu.main.wav")
    report = take_in(pack, takes)
    assert not report.is_taken
    assert any(take.fault == "is a second recording of menu.main" for take in report.takes)


def test_a_directory_without_takes_is_refused(pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackError, match="holds no WAV files"):
        take_in(pack, tmp_path / "empty")


def test_a_studio_take_without_the_converter_names_its_package(
    pack: Pack, takes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with wave.open(str(takes / "01 menu.main.wav"), "wb") as studio:
        studio.setparams((2, 3, 48000, 0, "NONE", "not compressed"))
        studio.writeframes(bytes(6 * 48000))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissingError, match="apt-get install sox"):
        take_in(pack, takes)
