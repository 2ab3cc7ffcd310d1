import math
import random
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.instant import Instant
from line122.phones.audio import (
    CITIZEN_TONE_HZ,
    OPERATOR_TONE_HZ,
    SAMPLE_RATE_HZ,
    Ear,
    Mouth,
    Sound,
    WavUnusableError,
    has_tone,
    is_audible,
    loudness_rms,
    read_wav,
    samples_of,
    tone,
    tone_share,
)

PIECE_BYTES = 3200


def noise(length: int, amplitude: int, seed: int = 1) -> Sequence[int]:
    source = random.Random(seed)
    return array("h", (source.randint(-amplitude, amplitude) for _ in range(length)))


def write_wav(path: Path, sound: Sound, rate_hz: int = SAMPLE_RATE_HZ, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as recording:
        recording.setnchannels(channels)
        recording.setsampwidth(2)
        recording.setframerate(rate_hz)
        recording.writeframes(sound.samples)
    return path


def test_a_tone_has_nearly_all_its_energy_at_its_frequency() -> None:
    samples = samples_of(tone(OPERATOR_TONE_HZ).samples)[:200]

    assert tone_share(samples, OPERATOR_TONE_HZ) > 0.95
    assert loudness_rms(samples) == pytest.approx(6000 / math.sqrt(2), rel=0.02)


@pytest.mark.parametrize("other_hz", [350, 425, 440, 697, 770, 852, 941, 1209, 1336, 1477, 1633])
@pytest.mark.parametrize("own_hz", [CITIZEN_TONE_HZ, OPERATOR_TONE_HZ])
def test_tones_of_the_network_and_of_keys_are_not_taken_for_a_party(
    own_hz: int, other_hz: int
) -> None:
    assert not has_tone(samples_of(tone(other_hz).samples)[:200], own_hz)


def test_the_two_sides_are_told_apart() -> None:
    assert not has_tone(samples_of(tone(CITIZEN_TONE_HZ).samples)[:200], OPERATOR_TONE_HZ)
    assert not has_tone(samples_of(tone(OPERATOR_TONE_HZ).samples)[:200], CITIZEN_TONE_HZ)


def test_noise_is_audible_and_no_tone() -> None:
    samples = noise(200, amplitude=8000)

    assert is_audible(samples)
    assert not has_tone(samples, OPERATOR_TONE_HZ)


def test_a_tone_under_light_noise_is_still_heard() -> None:
    singing = samples_of(tone(OPERATOR_TONE_HZ).samples)[:200]
    mixed = array(
        "h", (one + two for one, two in zip(singing, noise(200, amplitude=2000), strict=True))
    )

    assert has_tone(mixed, OPERATOR_TONE_HZ)


@pytest.mark.parametrize("samples", [array("h"), array("h", [0] * 200), noise(200, amplitude=60)])
def test_silence_and_the_noise_of_a_codec_are_not_audible(samples: Sequence[int]) -> None:
    assert not is_audible(samples)
    assert not has_tone(samples, OPERATOR_TONE_HZ)


@given(st.integers(min_value=0, max_value=10_000), st.integers(min_value=300, max_value=3400))
def test_a_tone_is_recognised_wherever_the_slice_begins(start: int, hz: int) -> None:
    mouth = Mouth()
    mouth.say(tone(hz))
    mouth.take(2 * start)

    assert has_tone(samples_of(mouth.take(400)), hz)


def test_a_mouth_says_one_sound_after_another_and_then_nothing() -> None:
    mouth = Mouth()
    mouth.say(Sound(b"aabb"), Sound(b"cc"))

    assert [mouth.take(4), mouth.take(4), mouth.take(4)] == [b"aabb", b"cc", b""]


def test_a_mouth_repeats_an_endless_sound_without_a_gap() -> None:
    mouth = Mouth()
    mouth.say(Sound(b"aa"), Sound(b"bbcc", repeats=True))

    assert mouth.take(14) == b"aabbccbbccbbcc"


def test_a_mouth_told_something_new_drops_the_old() -> None:
    mouth = Mouth()
    mouth.say(tone(CITIZEN_TONE_HZ))
    mouth.take(2)
    mouth.say(Sound(b"xx"))

    assert mouth.take(8) == b"xx"


def test_an_empty_sound_is_left_out() -> None:
    mouth = Mouth()
    mouth.say(Sound(b"", repeats=True), Sound(b"xx"))

    assert mouth.take(8) == b"xx"


def test_an_ear_adds_up_how_long_it_heard_a_tone() -> None:
    ear = Ear((CITIZEN_TONE_HZ, OPERATOR_TONE_HZ))
    mouth = Mouth()
    mouth.say(tone(OPERATOR_TONE_HZ))
    for _ in range(5):
        ear.hear(samples_of(mouth.take(PIECE_BYTES)), Instant(1.0))

    assert ear.tone_s(OPERATOR_TONE_HZ) == pytest.approx(1.0)
    assert ear.audible_s == pytest.approx(1.0)
    assert ear.tone_s(CITIZEN_TONE_HZ) == 0
    assert ear.tone_s(700) == 0


def test_an_ear_knows_the_frame_in_which_the_first_sound_came() -> None:
    ear = Ear(())
    quiet_then_loud = [*([0] * 1120), *noise(480, amplitude=9000)]
    ear.hear(array("h", [0] * 1600), Instant(10.0))
    ear.hear(quiet_then_loud, Instant(10.2))
    ear.hear(quiet_then_loud, Instant(10.4))

    assert ear.first_heard_at == pytest.approx(10.2 - 480 / SAMPLE_RATE_HZ)


def test_silence_lasts_until_something_is_heard_again() -> None:
    ear = Ear(())
    ear.hear(array("h", [0] * 1600), Instant(1.0))
    ear.hear_nothing(0.4)
    quiet_s = ear.silence_s
    ear.hear(noise(1600, amplitude=9000), Instant(1.8))

    assert quiet_s == pytest.approx(0.6)
    assert ear.silence_s == 0


def test_an_ear_that_is_told_nothing_remembers_nothing() -> None:
    ear = Ear((OPERATOR_TONE_HZ,))
    ear.hear(array("h"), Instant(1.0))

    assert ear.first_heard_at is None
    assert ear.audible_s == 0


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    sound = Sound(array("h", noise(4000, amplitude=20000)).tobytes())

    assert read_wav(write_wav(tmp_path / "speech.wav", sound)) == sound
    assert sound.duration_s == pytest.approx(0.5)


@pytest.mark.parametrize(("rate_hz", "channels"), [(16000, 1), (8000, 2)])
def test_a_recording_of_another_form_is_refused(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    path = write_wav(tmp_path / "wide.wav", tone(440), rate_hz, channels)

    with pytest.raises(WavUnusableError, match="8 kHz, mono, 16 bit"):
        read_wav(path)


def test_a_file_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.wav"
    path.write_text("Dear Sir", encoding="utf-8")

    with pytest.raises(WavUnusableError, match="letter"):
        read_wav(path)


def test_half_a_sample_is_dropped() -> None:
    assert len(samples_of(b"abc")) == 1
