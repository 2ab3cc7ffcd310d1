"""How loud a recording is from moment to moment, each voice by itself; for whoever draws it.

A talk of an hour is a hundred megabytes, so the file is read piece by piece, and what came of it
is kept beside the file. Whoever removes the file removes that as well: see `shadow_of`.
"""

import sys
from array import array
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
import structlog

PIECES: Final = 800
"""More than a screen can tell apart; a short recording has fewer."""

_HEADER_BYTES: Final = 44
_RATE_AT: Final = slice(24, 28)
_LEAST_PIECE_S: Final = 0.02
_LOOKED_AT: Final = 2000
"""So many samples of a voice in a piece: nobody sees more, and other threads wait for each."""
_SAMPLE_BYTES: Final = 2
_FULL: Final = 32_768
_PERCENT: Final = 100

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Waveform:
    """The loudest moment of each piece, in percent of what a file can hold."""

    duration_s: float
    sides: tuple[tuple[int, ...], ...]
    """The citizen first."""


def shadow_of(recording: Path) -> Path:
    """Return where the waveform of a recording is kept."""
    return recording.with_suffix(".peaks")


def waveform_of(recording: Path, sides: int) -> Waveform | None:
    """Return the waveform of a recording, drawn now or before; `None` where there is no sound."""
    shadow = shadow_of(recording)
    with suppress(OSError, msgspec.MsgspecError):
        return _KEPT.decode(shadow.read_bytes())
    drawn = _drawn(recording, sides)
    if drawn is not None:
        _keep(shadow, recording, drawn)
    return drawn


def _drawn(recording: Path, sides: int) -> Waveform | None:
    try:
        with recording.open("rb") as file:
            head = file.read(_HEADER_BYTES)
            rate = int.from_bytes(head[_RATE_AT], "little")
            frame_bytes = sides * _SAMPLE_BYTES
            frames = (recording.stat().st_size - _HEADER_BYTES) // frame_bytes
            if rate == 0 or frames <= 0:
                return None
            step = max(-(-frames // PIECES), round(rate * _LEAST_PIECE_S))
            loud: list[list[int]] = [[] for _ in range(sides)]
            for _ in range(-(-frames // step)):
                piece = file.read(step * frame_bytes)
                for side, loudest in enumerate(_loudest(piece, sides)):
                    loud[side].append(loudest)
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("recording.unreadable", reason=type(error).__name__)
        return None
    return Waveform(frames / rate, tuple(map(tuple, loud)))


def _loudest(piece: bytes, sides: int) -> list[int]:
    samples = array("h", piece[: len(piece) // _SAMPLE_BYTES * _SAMPLE_BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    stride = max(1, len(samples) // sides // _LOOKED_AT)
    apart = [samples[side :: sides * stride] for side in range(sides)]
    return [
        round(max(max(side, default=0), -min(side, default=0)) / _FULL * _PERCENT)
        for side in apart
    ]


def _keep(shadow: Path, recording: Path, drawn: Waveform) -> None:
    try:
        shadow.write_bytes(msgspec.json.encode(drawn))
    except OSError as error:
        _log.warning("recording.waveform_not_kept", reason=type(error).__name__)
    if not recording.exists():
        # It was let go while it was drawn: nothing of it stays.
        shadow.unlink(missing_ok=True)


_KEPT: Final = msgspec.json.Decoder(Waveform)
