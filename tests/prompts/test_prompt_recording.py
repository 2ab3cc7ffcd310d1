import wave
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from line122.prompts.recording import (
    PEAK_DBFS,
    SILENCE_DBFS,
    WrongRecordingError,
    cut,
    joined,
    levelled,
    read_recording,
    silence,
    trimmed,
    write_recording,
)
from tests.prompts.takes import padded, voice_like


@settings(max_examples=25)
@given(st.floats(200, 30000), st.floats(0.2, 0.5))
def test_loud_and_quiet_takes_come_out_equally_loud(amplitude: float, seconds: float) -> None:
    result = levelled(voice_like(seconds, amplitude), -20.0)
    assert result.level_dbfs() == pytest.approx(-20.0, abs=0.2)
    assert result.peak_dbfs() <= PEAK_DBFS


def test_a_peak_far_above_the_rest_is_bent_below_the_limit() -> None:
    recording = voice_like(1.0, 3000)
    recording.samples[4000] = 32767
    result = levelled(recording, -20.0)
    assert result.peak_dbfs() <= PEAK_DBFS
    assert result.level_dbfs() == pytest.approx(-20.0, abs=0.2)


def test_pauses_do_not_make_a_sentence_count_as_quieter() -> None:
    word = voice_like(0.5)
    sentence = joined([word, silence(2.0), word])
    assert sentence.level_dbfs() == pytest.approx(word.level_dbfs(), abs=0.1)


def test_silence_at_the_ends_is_cut_to_what_was_asked() -> None:
    result = trimmed(padded(voice_like(0.5), 1.0, 2.0), 0.02, 0.15)
    before_s, after_s = result.silent_ends_s()
    assert before_s == pytest.approx(0.02, abs=0.011)
    assert after_s == pytest.approx(0.15, abs=0.011)
    assert result.seconds == pytest.approx(0.67, abs=0.03)


def test_a_recording_without_silence_is_not_lengthened() -> None:
    assert trimmed(voice_like(0.5), 0.1, 0.1).seconds <= 0.5


def test_a_cut_begins_and_ends_without_a_click() -> None:
    result = trimmed(cut(voice_like(1.0), 0.201, 0.7), 0.0, 0.0)
    assert abs(result.samples[0]) < 100
    assert abs(result.samples[-1]) < 100


def test_nothing_is_silent_all_along() -> None:
    nothing = silence(0.4)
    assert nothing.level_dbfs() == SILENCE_DBFS
    assert nothing.peak_dbfs() == SILENCE_DBFS
    assert nothing.silent_ends_s() == (0.4, 0.4)
    assert silence(0).level_dbfs() == SILENCE_DBFS


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    recording = voice_like(0.3)
    path = tmp_path / "deep" / "folder" / "one.wav"
    write_recording(recording, path)
    assert read_recording(path) == recording


@pytest.mark.parametrize(
    ("rate_hz", "bytes_each", "channels"), [(16000, 2, 1), (8000, 1, 1), (8000, 2, 2)]
)
def test_another_form_is_refused_with_the_form_it_has(
    tmp_path: Path, rate_hz: int, bytes_each: int, channels: int
) -> None:
    path = tmp_path / "other.wav"
    with wave.open(str(path), "wb") as target:
        target.setparams((channels, bytes_each, rate_hz, 0, "NONE", "not compressed"))
        target.writeframes(bytes(bytes_each * channels * 100))
    form = f"{rate_hz} Hz, {bytes_each * 8} bit, {channels} channels"
    with pytest.raises(WrongRecordingError, match=form):
        read_recording(path)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not a sound at all, but long enough to read"])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(WrongRecordingError, match="no WAV file"):
        read_recording(path)
