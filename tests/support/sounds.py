"""Sounds of the length and height that a story wants, as files of the exchange."""

import math
import struct
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from line122.phones.audio import tone_share

RATE: Final = 8000
_GLANCE: Final = 200
"""25 ms: between two of the pauses that a telephone on a busy machine makes."""


def recorded(path: Path, *sides: list[int]) -> Path:
    """Write samples of each side beside each other, as the exchange does."""
    frames = list(zip(*sides, strict=True))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sides))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack(f"<{len(frame)}h", *frame) for frame in frames))
    return path


def tone(seconds: float, height: int) -> list[int]:
    count = round(seconds * RATE)
    return [round(height * math.sin(place * 440 * math.tau / RATE)) for place in range(count)]


def clearest(side: Sequence[int], hz: int) -> float:
    """Return the tone's share in the moment of a recording that has most of it.

    A telephone on a busy machine pauses now and then, which says nothing of the recording.
    """
    starts = range(0, len(side) - _GLANCE + 1, _GLANCE // 2)
    return max(tone_share(side[start : start + _GLANCE], hz) for start in starts)
