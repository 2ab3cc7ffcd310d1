"""The sounds that nobody says: music on hold, a pause, a test tone.

The music is this project's own: a slow arpeggio over four chords, computed note by note, so that
no licence but ours rests on it. It is quiet, without drums and within the telephone's band, and
its end runs into its beginning, so that it can be played round and round.
"""

import math
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import cycle

from line122.prompts.pack import Sound
from line122.prompts.recording import RATE_HZ, Recording, levelled, silence

MUSIC_LEVEL_DBFS = -26.0
"""Below the voice, which speaks at -20."""
TONE_LEVEL_DBFS = -20.0

_TONE_HZ = 1004.0
"""The telephone engineer's test tone; not 1000, which divides the sampling rate."""

_BEAT_S = 0.5
_BEATS_PER_CHORD = 8
_CHORDS = (
    (48, 55, 60, 64, 67),
    (45, 52, 57, 60, 64),
    (41, 53, 57, 60, 65),
    (43, 50, 55, 59, 62),
)
"""C, A minor, F, G, as MIDI notes from the bass up."""

_ORDERS = (
    (1, 2, 3, 4, 3, 2, 4, 3),
    (2, 4, 3, 1, 2, 3, 4, 2),
    (1, 3, 2, 4, 3, 4, 2, 3),
    (4, 3, 2, 1, 2, 3, 2, 4),
)
"""Which note of the chord sounds on each beat; the orders change from round to round."""

_PLUCK_S = 2.5
_PLUCK_FADE = 1.8
_PLUCK_ATTACK_S = 0.02
_PARTIALS = ((1, 1.0), (2, 0.35), (3, 0.12))
_BASS_RISE_S = 0.6
_BASS_GAIN = 0.5
_OCTAVE = 12
_A4_HZ = 440.0
_A4_NOTE = 69
_HEADROOM = 4000.0


def compute(sound: Sound) -> Recording:
    """Return the sound at its level."""
    match sound.make:
        case "silence":
            return silence(sound.seconds)
        case "tone":
            return levelled(_tone(sound.seconds), TONE_LEVEL_DBFS)
        case "music":
            return levelled(_music(sound.seconds), MUSIC_LEVEL_DBFS)


def level_dbfs(sound: Sound) -> float | None:
    """Return the level that the sound must have; `None` for silence."""
    match sound.make:
        case "silence":
            return None
        case "tone":
            return TONE_LEVEL_DBFS
        case "music":
            return MUSIC_LEVEL_DBFS


def _tone(seconds: float) -> Recording:
    step = 2 * math.pi * _TONE_HZ / RATE_HZ
    count = round(seconds * RATE_HZ)
    wave = (round(_HEADROOM * math.sin(step * index)) for index in range(count))
    return Recording(array("h", wave))


def _music(seconds: float) -> Recording:
    """Return whole chords, as many as fit; what rings on after the end is laid over the start."""
    chord_s = _BEAT_S * _BEATS_PER_CHORD
    chords = max(1, int(seconds / chord_s))
    mix = [0.0] * round(chords * chord_s * RATE_HZ)
    for number, notes in zip(range(chords), cycle(_CHORDS), strict=False):
        start_s = number * chord_s
        _add(mix, start_s, _swell(notes[0] + _OCTAVE, chord_s))
        order = _ORDERS[number // len(_CHORDS) % len(_ORDERS)]
        for beat, place in enumerate(order):
            _add(mix, start_s + beat * _BEAT_S, _pluck(notes[place] + _OCTAVE))
    return Recording(array("h", (round(_HEADROOM * value) for value in mix)))


def _add(mix: list[float], start_s: float, wave: Sequence[float]) -> None:
    start = round(start_s * RATE_HZ)
    for index, value in enumerate(wave, start):
        mix[index % len(mix)] += value


@cache
def _pluck(note: int) -> tuple[float, ...]:
    """Return a soft struck note that fades away; the few notes return again and again."""
    step = 2 * math.pi * _frequency_hz(note) / RATE_HZ
    return tuple(
        _tint(step * index)
        * min(1.0, index / (_PLUCK_ATTACK_S * RATE_HZ))
        * math.exp(-_PLUCK_FADE * index / RATE_HZ)
        * (1 - index / (_PLUCK_S * RATE_HZ))
        for index in range(round(_PLUCK_S * RATE_HZ))
    )


def _swell(note: int, length_s: float) -> list[float]:
    """Return a held note that rises and sinks again."""
    step = 2 * math.pi * _frequency_hz(note) / RATE_HZ
    count = round(length_s * RATE_HZ)
    rise = _BASS_RISE_S * RATE_HZ
    return [
        _BASS_GAIN * _tint(step * index) * min(1.0, index / rise, (count - index) / rise)
        for index in range(count)
    ]


def _tint(phase: float) -> float:
    return sum(weight * math.sin(partial * phase) for partial, weight in _PARTIALS)


def _frequency_hz(note: int) -> float:
    return _A4_HZ * math.pow(2, (note - _A4_NOTE) / _OCTAVE)
