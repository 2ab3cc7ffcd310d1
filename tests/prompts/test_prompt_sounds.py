import pytest

from line122.prompts.pack import Sound
from line122.prompts.recording import SILENCE_DBFS
from line122.prompts.sounds import MUSIC_LEVEL_DBFS, TONE_LEVEL_DBFS, compute


def test_music_lasts_whole_chords_at_its_quiet_level() -> None:
    music = compute(Sound("music", 9.0))
    assert music.seconds == 8.0
    assert music.level_dbfs() == pytest.approx(MUSIC_LEVEL_DBFS, abs=0.2)


def test_music_is_the_same_every_time() -> None:
    assert compute(Sound("music", 4.0)) == compute(Sound("music", 4.0))


def test_the_tone_lies_at_1004_hz() -> None:
    samples = compute(Sound("tone", 1.0)).samples
    rises = sum(1 for index in range(1, len(samples)) if samples[index - 1] < 0 <= samples[index])
    assert rises == pytest.approx(1004, abs=1)


def test_the_tone_has_the_level_of_speech() -> None:
    assert compute(Sound("tone", 0.5)).level_dbfs() == pytest.approx(TONE_LEVEL_DBFS, abs=0.1)


def test_a_pause_is_silent_for_its_time() -> None:
    pause = compute(Sound("silence", 0.35))
    assert pause.seconds == pytest.approx(0.35)
    assert pause.level_dbfs() == SILENCE_DBFS
