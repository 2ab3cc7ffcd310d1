"""What lies in a recording's file is told truly, whatever its header says."""

import struct
import wave
from pathlib import Path

from asterisk.recorder import finish

MONO_HEADER = struct.pack(
    "<4sI4s4sIHHIIHH4sI", b"RIFF", 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", 0
)
TWO_SECONDS = bytes(2 * 8000 * 2 * 2)


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_two_sides_under_a_header_of_one_can_be_played_afterwards(tmp_path: Path) -> None:
    path = written(tmp_path / "talk.wav", MONO_HEADER + TWO_SECONDS)

    assert finish(path) == (len(MONO_HEADER) + len(TWO_SECONDS), 2.0)

    with wave.open(str(path), "rb") as recording:
        assert (recording.getnchannels(), recording.getnframes()) == (2, 16_000)


def test_looking_twice_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "talk.wav", MONO_HEADER + TWO_SECONDS)
    first = finish(path)
    content = path.read_bytes()

    assert finish(path) == first
    assert path.read_bytes() == content


def test_recording_without_a_sound_lasts_nothing(tmp_path: Path) -> None:
    assert finish(written(tmp_path / "header.wav", MONO_HEADER)) == (44, 0.0)
    assert finish(written(tmp_path / "stub.wav", b"RIFF")) == (4, 0.0)
    assert finish(written(tmp_path / "zeros.wav", bytes(200))) == (200, 0.0)


def test_recording_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert finish(tmp_path / "none.wav") == (0, 0.0)
    assert finish(tmp_path) == (0, 0.0)
