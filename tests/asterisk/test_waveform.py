"""How loud a recording is, each voice by itself: `asterisk/waveform.py`."""

from pathlib import Path

from asterisk.waveform import PIECES, shadow_of, waveform_of
from tests.support.sounds import RATE, recorded, tone


def test_each_voice_is_drawn_by_itself_where_it_was_heard(tmp_path: Path) -> None:
    quiet = [0] * RATE
    path = recorded(
        tmp_path / "a.1.wav", [*tone(1.0, 16_384), *quiet], [*quiet, *tone(1.0, 32_767)]
    )

    drawn = waveform_of(path, 2)

    assert drawn is not None
    left, right = drawn.sides
    assert (drawn.duration_s, len(left), len(right)) == (2.0, 100, 100)
    assert (set(left[:50]), set(left[50:])) == ({50}, {0})
    assert (set(right[:50]), set(right[50:])) == ({0}, {100})


def test_a_long_recording_has_as_many_pieces_as_a_screen_can_show(tmp_path: Path) -> None:
    samples = [0] * (RATE * 61)
    samples[-1] = -32_768
    drawn = waveform_of(recorded(tmp_path / "a.what.1.wav", samples), 1)

    assert drawn is not None
    assert len(drawn.sides[0]) <= PIECES
    assert drawn.sides[0][-1] == 100, "what comes last is not left out"


def test_it_is_drawn_once_and_kept_beside_the_file(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.1.wav", tone(0.1, 3000), tone(0.1, 3000))
    first = waveform_of(path, 2)
    path.write_bytes(b"RIFF")
    assert waveform_of(path, 2) == first
    assert shadow_of(path).name == "a.1.peaks"


def test_what_is_no_sound_is_not_drawn(tmp_path: Path) -> None:
    cut = tmp_path / "cut.wav"
    cut.write_bytes(b"RIFF")
    assert waveform_of(cut, 2) is None
    assert waveform_of(tmp_path / "gone.wav", 2) is None
    (tmp_path / "folder.wav").mkdir()
    assert waveform_of(tmp_path / "folder.wav", 2) is None
    assert list(tmp_path.glob("*.peaks")) == []


def test_a_shadow_that_cannot_be_read_is_drawn_anew(tmp_path: Path) -> None:
    path = recorded(tmp_path / "a.1.wav", tone(0.1, 3000), tone(0.1, 3000))
    shadow_of(path).write_bytes(b"{")
    drawn = waveform_of(path, 2)
    assert drawn is not None
    assert waveform_of(path, 2) == drawn
