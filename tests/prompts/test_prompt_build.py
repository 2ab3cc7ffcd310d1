"""Rendering makes what is missing or outdated and leaves everything else alone."""

from pathlib import Path

import pytest

from ivr.prompt import PromptKey
from line122.prompts.build import build
from line122.prompts.festival import RenderingError, ToolMissingError
from line122.prompts.intake import take_in
from line122.prompts.ledger import Origin, read_ledger
from line122.prompts.pack import Pack, PackError, read_pack
from line122.prompts.recording import read_recording
from line122.prompts.verify import verify
from tests.prompts.engine import LETTER_S, install_engine
from tests.prompts.takes import MANIFEST

KEYS = ("menu.main", "menu.silence", "digit.0", "pause.group", "tone.test")


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_engine(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


@pytest.fixture
def no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def changed(pack: Pack, old: str, new: str) -> Pack:
    manifest = MANIFEST.replace(old, new)
    (pack.folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return read_pack(pack.folder)


@pytest.mark.usefixtures("engine")
def test_a_new_pack_is_built_whole_and_is_in_order(pack: Pack) -> None:
    report = build(pack)
    assert report.made == KEYS
    assert verify(pack) == ()


@pytest.mark.usefixtures("engine")
def test_a_second_build_changes_nothing(pack: Pack) -> None:
    build(pack)
    before = {path: path.read_bytes() for path in pack.folder.rglob("*.*")}
    report = build(pack)
    assert (report.made, report.kept) == ((), len(KEYS))
    assert {path: path.read_bytes() for path in pack.folder.rglob("*.*")} == before


@pytest.mark.usefixtures("engine")
def test_a_rendering_repeats_to_the_byte(pack: Pack) -> None:
    build(pack)
    first = read_ledger(pack)
    build(pack, again=KEYS)
    assert read_ledger(pack) == first


@pytest.mark.usefixtures("engine")
def test_a_section_with_a_tempo_is_said_faster_and_cut_where_its_words_lie(pack: Pack) -> None:
    """The beeps of "нуль" alone remain, each of its letters as much shorter."""
    build(pack)
    slow_s = read_recording(pack.path(PromptKey("digit.0"))).seconds
    faster = changed(pack, 'carrier: "пять', 'tempo: 1.25\n    carrier: "пять')
    assert build(faster).made == ("digit.0",)
    fast_s = read_recording(pack.path(PromptKey("digit.0"))).seconds
    assert slow_s - fast_s == pytest.approx(4 * LETTER_S * (1 - 1 / 1.25), abs=0.011)


@pytest.mark.usefixtures("engine")
def test_only_a_changed_text_is_rendered_again(pack: Pack) -> None:
    build(pack)
    report = build(changed(pack, "Вы ничего не нажали", "Ничего не нажато"))
    assert report.made == ("menu.silence",)


@pytest.mark.usefixtures("engine")
def test_a_changed_spelling_renders_the_words_that_it_touches(pack: Pack) -> None:
    build(pack)
    report = build(changed(pack, "{ноль: нуль}", "{ноль: ноолль}"))
    assert report.made == ("digit.0",)


@pytest.mark.usefixtures("engine")
def test_a_lost_file_is_rendered_again(pack: Pack) -> None:
    build(pack)
    pack.path(PromptKey("digit.0")).unlink()
    assert build(pack).made == ("digit.0",)


@pytest.mark.usefixtures("engine")
def test_a_key_that_leaves_the_manifest_takes_its_recording_along(pack: Pack) -> None:
    build(pack)
    report = build(changed(pack, "      menu.silence: Вы ничего не нажали.\n", ""))
    assert report.removed == ("menu.silence",)
    assert not pack.path(PromptKey("menu.silence")).exists()


@pytest.mark.usefixtures("engine")
def test_a_short_word_is_cut_out_of_its_carrier(pack: Pack) -> None:
    """Of "пять, нуль, восемь" only the four letters in the middle remain."""
    build(pack)
    seconds = read_recording(pack.path(PromptKey("digit.0"))).seconds
    assert 4 * LETTER_S <= seconds <= 4 * LETTER_S + 0.1


@pytest.mark.usefixtures("engine")
def test_every_sentence_of_a_text_is_said(pack: Pack) -> None:
    """There are 17 letters, two gaps between words and one between the sentences."""
    build(pack)
    seconds = read_recording(pack.path(PromptKey("menu.main"))).seconds
    assert seconds == pytest.approx(17 * LETTER_S + 2 * 0.2 + 0.3 + 0.2, abs=0.1)


@pytest.mark.usefixtures("engine")
def test_an_announcers_recording_is_not_replaced_by_the_engine(pack: Pack, takes: Path) -> None:
    assert take_in(pack, takes).is_taken
    edited = changed(pack, "Вы ничего не нажали", "Ничего не нажато")
    report = build(edited)
    assert report.made == ("pause.group", "tone.test")
    assert report.to_be_read_again == ("menu.silence",)
    assert read_ledger(edited)[PromptKey("menu.silence")].origin is Origin.ANNOUNCER


@pytest.mark.usefixtures("engine")
def test_a_named_key_is_rendered_even_over_the_announcer(pack: Pack, takes: Path) -> None:
    assert take_in(pack, takes).is_taken
    build(pack, again=["menu.silence"])
    assert read_ledger(pack)[PromptKey("menu.silence")].origin is Origin.ENGINE


@pytest.mark.usefixtures("no_engine")
def test_without_the_engine_the_packages_are_named(pack: Pack) -> None:
    with pytest.raises(ToolMissingError, match="apt-get install festival festvox-ru sox"):
        build(pack)


@pytest.mark.usefixtures("no_engine")
def test_a_complete_pack_needs_no_engine(pack: Pack, takes: Path) -> None:
    assert take_in(pack, takes).is_taken
    assert build(pack).made == ("pause.group", "tone.test")
    assert verify(pack) == ()


@pytest.mark.usefixtures("engine")
def test_a_voice_that_is_not_installed_is_told_in_one_line(pack: Pack) -> None:
    other = changed(pack, "voice_of_the_test", "voice_of_nobody")
    with pytest.raises(RenderingError) as failed:
        build(other)
    assert str(failed.value) == "festival failed: SIOD ERROR: unbound variable"


@pytest.mark.usefixtures("engine")
def test_an_unknown_key_is_refused(pack: Pack) -> None:
    with pytest.raises(PackError, match=r"no prompt menu\.mian"):
        build(pack, again=["menu.mian"])
