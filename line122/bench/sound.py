"""Sound that is cheap: prepared packets of A-law, sent only where somebody must be heard.

Whoever is silent sends a packet now and then, as telephones do that suppress silence: an exchange
that hears nothing at all for half a minute takes the far end for vanished.
"""

import asyncio
import math
import secrets
import struct
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

ALAW: Final = 8
"""The payload type, RFC 3551, table 4."""
PACKET_S: Final = 0.02
PACKET_SAMPLES: Final = 160
WORD_PACKETS: Final = 20
"""So many packets are a word, for whoever listens for voices."""
SILENCE: Final = b"\xd5" * PACKET_SAMPLES
"""One packet of nothing."""
_VOICE_HZ: Final = 400
"""A whole number of periods fits into one packet, so that any packet may follow any other."""
_VOICE_AMPLITUDE: Final = 8000
_MANTISSA_BITS: Final = 4
_SIGN: Final = 0x80
_EVEN_BITS: Final = 0x55


class Voice:
    """One stream of sound packets, as one party sends it."""

    def __init__(self) -> None:
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)

    def silent_packet(self, after_s: float = PACKET_S) -> bytes:
        """Return a packet that nobody hears, so long after the last one."""
        return self._packet(SILENCE, after_s)

    def packet(self, payload: bytes) -> bytes:
        """Return the next packet, with this sound."""
        return self._packet(payload, PACKET_S)

    def _packet(self, payload: bytes, after_s: float) -> bytes:
        self._sequence = (self._sequence + 1) & 0xFFFF
        samples = round(after_s / PACKET_S) * PACKET_SAMPLES
        self._timestamp = (self._timestamp + samples) & 0xFFFFFFFF
        head = struct.pack("!BBHII", 0x80, ALAW, self._sequence, self._timestamp, self._source)
        return head + payload


class Mouthpiece:
    """What one party sends on one call: signs of life, and now and then a word.

    A packet that is late is sent at once, and the next one no later for it: as from a telephone,
    as much sound comes in a second as a second has.
    """

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._voice = Voice()
        self._next: list[bytes] = []
        self._pause: asyncio.TimerHandle | None = None

    def murmur(self, after_s: float) -> None:
        """Show that somebody is there, so long after the last time, unless they speak anyway."""
        if not self._next:
            self._send(self._voice.silent_packet(after_s))

    @property
    def is_speaking(self) -> bool:
        """Whether something is still being said."""
        return self._next != []

    def speak(self, words: int = 1) -> None:
        """Say so many words, one after another without a pause."""
        self._say([_spoken()] * (words * WORD_PACKETS))

    def sound(self, payloads: Iterable[bytes]) -> None:
        """Send these packets, one after another, when what is being said is over."""
        self._say([*self._next, *payloads])

    def fall_silent(self) -> None:
        """Say no more."""
        self._next = []

    def _say(self, payloads: list[bytes]) -> None:
        self._next = payloads
        if self._pause is None:
            self._go_on()

    def _go_on(self) -> None:
        pause, self._pause = self._pause, None
        if not self._next:
            return
        self._send(self._voice.packet(self._next.pop(0)))
        loop = asyncio.get_running_loop()
        if pause is None:
            self._pause = loop.call_later(PACKET_S, self._go_on)
        else:
            self._pause = loop.call_at(pause.when() + PACKET_S, self._go_on)


@lru_cache(maxsize=1)
def _spoken() -> bytes:
    turn = 2 * math.pi * _VOICE_HZ / 8000
    return bytes(
        alaw_of(round(_VOICE_AMPLITUDE * math.sin(turn * n))) for n in range(PACKET_SAMPLES)
    )


def alaw_of(sample: int) -> int:
    """Return a sample of 16 bits as A-law.

    Source: ITU-T G.711, table 1a, with every second bit turned over as it demands.
    """
    magnitude = (sample if sample >= 0 else ~sample) >> 4
    segment = max(0, magnitude.bit_length() - _MANTISSA_BITS)
    mantissa = (magnitude >> max(0, segment - 1)) & 0x0F
    return (segment << 4 | mantissa | (_SIGN if sample >= 0 else 0)) ^ _EVEN_BITS
