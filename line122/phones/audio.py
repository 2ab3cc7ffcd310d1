"""What telephones say and hear: tones, recordings, and the recognition of both.

Everything is 8 kHz, mono, signed 16 bit: what a telephone line carries. A two-way talk is proven
by tones: each side plays its own and listens for the other's, so that silence, music or one's own
echo cannot pass for a talk.

To hear forty lines at once on a busy core the ear looks at one slice of 25 ms in each piece of
about 200 ms, and correlates it with tables made once; this costs some 30 µs a tone.
"""

import math
import sys
import wave
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul
from pathlib import Path

from base.errors import Line122Error
from base.instant import Instant

SAMPLE_RATE_HZ = 8000
SAMPLE_BYTES = 2

CITIZEN_TONE_HZ = 480
"""What citizens sing: away from dial and ringing tones (425, 440) and from every DTMF row."""

OPERATOR_TONE_HZ = 1004
"""What operators sing: the test tone of telephony, between two DTMF rows and columns."""

_SLICE_SAMPLES = 200
"""25 ms: long enough to tell tones 40 Hz apart, short enough to fall within one phrase."""

_FRAME_SAMPLES = 160
_TONE_SHARE = 0.7
AUDIBLE_RMS = 100.0
"""About -50 dBFS: above the comfort noise of a codec, below the quietest prompt."""


class WavUnusableError(Line122Error):
    """The recording cannot be played on a telephone line; convert it to 8 kHz, mono, 16 bit."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples to play, once or for ever."""

    samples: bytes
    """Signed 16 bit, in the byte order of this machine."""
    repeats: bool = False

    @property
    def duration_s(self) -> float:
        """The length of one playing."""
        return len(self.samples) / SAMPLE_BYTES / SAMPLE_RATE_HZ


@lru_cache(maxsize=64)
def tone(hz: int, amplitude: int = 6000) -> Sound:
    """Return an endless tone; one second holds whole periods, so that repeating it is seamless."""
    turn = 2 * math.pi * hz / SAMPLE_RATE_HZ
    samples = array("h", (round(amplitude * math.sin(turn * n)) for n in range(SAMPLE_RATE_HZ)))
    return Sound(samples.tobytes(), repeats=True)


def read_wav(path: Path) -> Sound:
    """Return the recording as a sound that is played once.

    Raises:
        WavUnusableError: the file is no WAV of 8 kHz, mono, 16 bit.

    """
    try:
        with wave.open(str(path), "rb") as recording:
            form = (
                recording.getframerate(),
                recording.getnchannels(),
                recording.getsampwidth(),
            )
            samples = array("h", recording.readframes(recording.getnframes()))
    except (wave.Error, EOFError, OSError, ValueError) as error:
        raise WavUnusableError(f"Cannot read the recording {path}: {error}.") from error
    if form != (SAMPLE_RATE_HZ, 1, SAMPLE_BYTES):
        raise WavUnusableError(f"Convert {path} to 8 kHz, mono, 16 bit; it is {form}.")
    if sys.byteorder == "big":
        samples.byteswap()
    return Sound(samples.tobytes())


def loudness_rms(samples: Sequence[int]) -> float:
    """Return the root mean square, 0 to 32767; 0 for nothing."""
    if not samples:
        return 0.0
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples))


def is_audible(samples: Sequence[int]) -> bool:
    """Tell whether a person would hear anything."""
    return loudness_rms(samples) >= AUDIBLE_RMS


def tone_share(samples: Sequence[int], hz: int) -> float:
    """Return the share of the energy that lies at one frequency, 0 to 1.

    The share is close to 1 for a pure tone, near 2 / len(samples) for noise.
    """
    energy: float = sum(map(mul, samples, samples))
    if not energy:
        return 0.0
    cosines, sines = _waves(hz, len(samples))
    real: float = sum(map(mul, samples, cosines))
    imaginary: float = sum(map(mul, samples, sines))
    return min(1.0, 2 * (real * real + imaginary * imaginary) / (len(samples) * energy))


def has_tone(samples: Sequence[int], hz: int) -> bool:
    """Tell whether this stretch is that tone and hardly anything else."""
    return is_audible(samples) and tone_share(samples, hz) >= _TONE_SHARE


class Mouth:
    """What one party says: sounds one after another, then silence."""

    def __init__(self) -> None:
        self._sounds: list[Sound] = []
        self._position = 0

    def say(self, *sounds: Sound) -> None:
        """Drop what is being said and say this; a repeating sound is never left by itself."""
        self._sounds = [sound for sound in sounds if sound.samples]
        self._position = 0

    def take(self, size_bytes: int) -> bytes:
        """Return the next samples, fewer or none when everything has been said."""
        taken = bytearray()
        while self._sounds and len(taken) < size_bytes:
            sound = self._sounds[0]
            end = self._position + size_bytes - len(taken)
            taken += sound.samples[self._position : end]
            self._position = min(end, len(sound.samples))
            if self._position == len(sound.samples):
                self._position = 0
                if not sound.repeats:
                    self._sounds.pop(0)
        return bytes(taken)


class Ear:
    """What one party has heard so far."""

    def __init__(self, tones_hz: tuple[int, ...]) -> None:
        self._tone_s = dict.fromkeys(tones_hz, 0.0)
        self.first_heard_at: Instant | None = None
        """When something audible first came, within a frame of 20 ms."""
        self.audible_s = 0.0
        self.silence_s = 0.0
        """How long it has been quiet now; also grows while nothing at all arrives."""

    def hear(self, samples: Sequence[int], at: Instant) -> None:
        """Take in a piece of sound whose last sample arrived now."""
        if not samples:
            return
        if self.first_heard_at is None:
            self.first_heard_at = _first_audible_at(samples, at)
        duration_s = len(samples) / SAMPLE_RATE_HZ
        piece = samples[-_SLICE_SAMPLES:]
        if not is_audible(piece):
            self.silence_s += duration_s
            return
        self.silence_s = 0.0
        self.audible_s += duration_s
        for hz in self._tone_s:
            if tone_share(piece, hz) >= _TONE_SHARE:
                self._tone_s[hz] += duration_s

    def hear_nothing(self, duration_s: float) -> None:
        """Take in that nothing has arrived for so long."""
        self.silence_s += duration_s

    def tones_s(self) -> Mapping[int, float]:
        """Return for how long each tone that is listened for has been heard."""
        return dict(self._tone_s)

    def tone_s(self, hz: int) -> float:
        """Return for how long that tone has been heard; 0 for one not listened for."""
        return self._tone_s.get(hz, 0.0)


def samples_of(pcm: bytes) -> Sequence[int]:
    """Return raw bytes as samples; half a sample at the end is dropped."""
    return array("h", pcm[: len(pcm) // SAMPLE_BYTES * SAMPLE_BYTES])


def _first_audible_at(samples: Sequence[int], at: Instant) -> Instant | None:
    for start in range(0, len(samples), _FRAME_SAMPLES):
        if is_audible(samples[start : start + _FRAME_SAMPLES]):
            return Instant(at - (len(samples) - start) / SAMPLE_RATE_HZ)
    return None


@lru_cache(maxsize=64)
def _waves(hz: int, length: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    turn = 2 * math.pi * hz / SAMPLE_RATE_HZ
    return (
        tuple(math.cos(turn * n) for n in range(length)),
        tuple(math.sin(turn * n) for n in range(length)),
    )
