"""A recording as the telephone hears it: 8 kHz, 16 bit, mono; its level and its ends.

The level is that of the speech, not of its pauses: the RMS of those 20 ms frames that lie within
`GATE_DB` of the loudest one (the idea of ITU-T Rec. P.56, without its time constants). So a long
sentence with pauses and a single word sound equally loud when they are joined. The plain RMS of a
whole sentence lies up to some 2 dB lower.
"""

import math
import sys
import wave
from array import array
from dataclasses import dataclass
from operator import mul
from pathlib import Path
from typing import TypeAlias

from base.errors import Line122Error

Samples: TypeAlias = "array[int]"

RATE_HZ = 8000
SPEECH_LEVEL_DBFS = -20.0
PEAK_DBFS = -3.0
GATE_DB = 35.0
SILENCE_DBFS = -100.0
"""The level of nothing at all."""

_FULL_SCALE = 32768.0
_FRAME = RATE_HZ // 50
_EDGE_FRAME = RATE_HZ // 100
_FADE = RATE_HZ // 200
_KNEE = _FULL_SCALE * 10 ** (-7.0 / 20)
"""Above -7 dBFS samples are bent."""
_ROOM = _FULL_SCALE * 10 ** (PEAK_DBFS / 20) - _KNEE
_LEVELLING_ROUNDS = 6
_LEVELLED_DB = 0.02


class WrongRecordingError(Line122Error):
    """The file is not a recording of the needed form; the text names it and its form."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Samples at `RATE_HZ`, 16 bit, one channel; never changed once made."""

    samples: Samples

    @property
    def seconds(self) -> float:
        """Return the length."""
        return len(self.samples) / RATE_HZ

    def peak_dbfs(self) -> float:
        """Return the level of the largest sample."""
        return _dbfs(max((abs(sample) for sample in self.samples), default=0))

    def level_dbfs(self) -> float:
        """Return the level of what sounds, pauses left out."""
        squares = _frame_squares(self.samples, _FRAME)
        gate = max(squares, default=0.0) / 10 ** (GATE_DB / 10)
        loud = [square for square in squares if square > 0 and square >= gate]
        return _dbfs(math.sqrt(sum(loud) / len(loud))) if loud else SILENCE_DBFS

    def silent_ends_s(self) -> tuple[float, float]:
        """Return the seconds before and after what sounds; all of it twice when nothing does."""
        squares = _frame_squares(self.samples, _EDGE_FRAME)
        gate = max(squares, default=0.0) / 10 ** (GATE_DB / 10)
        loud = [index for index, square in enumerate(squares) if square > 0 and square >= gate]
        if not loud:
            return (self.seconds, self.seconds)
        behind = len(self.samples) - (loud[-1] + 1) * _EDGE_FRAME
        return (loud[0] * _EDGE_FRAME / RATE_HZ, max(0, behind) / RATE_HZ)


def silence(seconds: float) -> Recording:
    """Return nothing, for so long."""
    return Recording(array("h", bytes(2 * round(seconds * RATE_HZ))))


def joined(parts: list[Recording]) -> Recording:
    """Return one recording after the other."""
    samples = array("h")
    for part in parts:
        samples.extend(part.samples)
    return Recording(samples)


def cut(recording: Recording, start_s: float, end_s: float) -> Recording:
    """Return what lies between two moments."""
    return Recording(recording.samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)])


def trimmed(recording: Recording, before_s: float, after_s: float) -> Recording:
    """Return what sounds with at most so much of the silence around it, the ends faded."""
    first_s, last_s = recording.silent_ends_s()
    start = max(0, round((first_s - before_s) * RATE_HZ))
    end = len(recording.samples) - max(0, round((last_s - after_s) * RATE_HZ))
    samples = recording.samples[start:end]
    for index in range(min(_FADE, len(samples) // 2)):
        samples[index] = samples[index] * index // _FADE
        samples[-1 - index] = samples[-1 - index] * index // _FADE
    return Recording(samples)


def levelled(recording: Recording, level_dbfs: float) -> Recording:
    """Return the recording at the given level, its rare peaks bent below `PEAK_DBFS`.

    Bending takes a little energy away, hence the few rounds.
    """
    result = recording
    gain_db = 0.0
    for _ in range(_LEVELLING_ROUNDS):
        missing_db = level_dbfs - result.level_dbfs()
        if abs(missing_db) < _LEVELLED_DB:
            break
        gain_db += missing_db
        gain = 10 ** (gain_db / 20)
        result = Recording(array("h", (_bent(sample * gain) for sample in recording.samples)))
    return result


def read_recording(path: Path) -> Recording:
    """Return the recording of a file.

    Raises:
        WrongRecordingError: the file is no WAV, or not 8 kHz, 16 bit, mono.

    """
    try:
        with wave.open(str(path), "rb") as source:
            form = (source.getframerate(), source.getsampwidth() * 8, source.getnchannels())
            frames = source.readframes(source.getnframes())
    except (wave.Error, EOFError) as error:
        raise WrongRecordingError(f"{path} is no WAV file of linear samples: {error}.") from error
    if form != (RATE_HZ, 16, 1):
        raise WrongRecordingError(
            f"{path} is {form[0]} Hz, {form[1]} bit, {form[2]} channels; "
            f"it must be {RATE_HZ} Hz, 16 bit, 1 channel."
        )
    samples = array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return Recording(samples)


def write_recording(recording: Recording, path: Path) -> None:
    """Write a recording as RIFF WAV, its folder made where missing."""
    samples = array("h", recording.samples)
    if sys.byteorder == "big":
        samples.byteswap()
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE_HZ)
        target.writeframes(samples.tobytes())


def _frame_squares(samples: Samples, size: int) -> list[float]:
    """Return the mean square of each frame; a shorter last one counts by its own length."""
    frames = (samples[start : start + size] for start in range(0, len(samples), size))
    return [sum(map(mul, frame, frame)) / len(frame) for frame in frames]


def _bent(value: float) -> int:
    """Return the sample, bent smoothly below the permitted peak when it lies above the knee."""
    size = abs(value)
    if size > _KNEE:
        size = _KNEE + _ROOM * math.tanh((size - _KNEE) / _ROOM)
    return int(math.copysign(size, value))


def _dbfs(amplitude: float) -> float:
    return 20 * math.log10(amplitude / _FULL_SCALE) if amplitude > 0 else SILENCE_DBFS
