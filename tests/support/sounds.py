"""Sounds of the length and height that a story wants, as files of the exchange."""

import math
import struct
import wave
from pathlib import Path
from typing import Final

RATE: Final = 8000


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
