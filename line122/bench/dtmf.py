"""Keys that are heard: the two tones of each, as old telephones and some exchanges send them.

Source: ITU-T Q.23, table 1, and Q.24 for how long they last.
"""

import math
from functools import lru_cache
from itertools import product
from typing import Final

from line122.bench.sound import PACKET_SAMPLES, SILENCE, alaw_of

_ROWS_HZ: Final = (697, 770, 852, 941)
_COLUMNS_HZ: Final = (1209, 1336, 1477)
_KEYS: Final = "123456789*0#"
_TONES_HZ: Final = dict(zip(_KEYS, product(_ROWS_HZ, _COLUMNS_HZ), strict=True))
_AMPLITUDE: Final = 7000
"""Of each of the two; together about -7 dBm0, what telephones send."""
_TONE_PACKETS: Final = 5
_PAUSE_PACKETS: Final = 5
_SAMPLES_A_SECOND: Final = 8000


@lru_cache(maxsize=len(_KEYS))
def key_sound(key: str) -> tuple[bytes, ...]:
    """Return the packets of one key: 100 ms of its tones, and as much silence."""
    turns = [2 * math.pi * hz / _SAMPLES_A_SECOND for hz in _TONES_HZ[key]]
    samples = bytes(
        alaw_of(round(_AMPLITUDE * sum(math.sin(turn * n) for turn in turns)))
        for n in range(_TONE_PACKETS * PACKET_SAMPLES)
    )
    tones = (
        samples[start : start + PACKET_SAMPLES] for start in range(0, len(samples), PACKET_SAMPLES)
    )
    return (*tones, *(SILENCE,) * _PAUSE_PACKETS)
