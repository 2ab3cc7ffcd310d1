"""Which prompts of a pack are heard in the sound that came over the line.

A prompt travels as A-law, and on the loopback nothing changes it: no gain, no loss, no other
codec. So what is heard *is* the recording or it is not, and pieces of 20 ms of the recording are
looked for in the sound as they are, wherever they begin. A piece that hardly anybody would hear,
and one that two recordings share, prove nothing and are not looked for. A prompt over music, or
through another codec, is not recognised: it is not that prompt alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Self

from ivr.prompt import PromptKey
from line122.bench.sound import PACKET_SAMPLES, alaw_of
from line122.phones.audio import AUDIBLE_RMS, read_wav, samples_of

ONSET_PIECES: Final = 15
"""So many audible pieces are the beginning of a prompt: three tenths of a second of it."""
_FEWEST_PIECES: Final = 3
"""Fewer in a row may be anything; no prompt is so short."""
_PROBE_EVERY: Final = 5
"""Every fifth piece is looked for everywhere; where it is found its neighbours are compared."""
_MIDDLE: Final = 32_768
_CODES: Final = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """One packet's worth of a recording that nothing else sounds like."""

    at: int
    """Which sample of the recording it begins with."""
    sound: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """A prompt that was heard, whole or in part."""

    key: PromptKey
    since: int
    """The sample of the sound at which it was first heard."""
    until: int
    """The sample after the last that was heard of it."""
    pieces: int
    """So many audible pieces of it were heard."""
    of: int
    """So many audible pieces it has."""
    first: int
    """Which sample of the recording the first piece begins with."""
    last: int
    """Which sample of the recording the last piece begins with."""

    @property
    def share(self) -> float:
        """How much of the prompt was heard, 0 to 1."""
        return self.pieces / self.of


class PromptEar:
    """Knows every recording of a pack by its sound."""

    def __init__(self, recordings: Mapping[PromptKey, bytes]) -> None:
        """Learn recordings, each in A-law."""
        pieces = {key: tuple(_pieces(sound)) for key, sound in recordings.items()}
        owners = Counter(
            sound for each in pieces.values() for sound in {piece.sound for piece in each}
        )
        self._pieces = {
            key: tuple(piece for piece in each if owners[piece.sound] == 1)
            for key, each in pieces.items()
        }

    @classmethod
    def of_pack(cls, folder: Path) -> Self:
        """Learn the recordings below a folder of prompts."""
        return cls(
            {
                PromptKey(".".join(path.relative_to(folder).with_suffix("").parts)): alaw_file(
                    path
                )
                for path in sorted(folder.rglob("*.wav"))
            }
        )

    def onset(self, key: PromptKey) -> tuple[bytes, ...]:
        """Return the first sounds of a prompt; any of them means that it has begun."""
        return tuple(piece.sound for piece in self._pieces[key][:ONSET_PIECES])

    def prompts_in(self, sound: bytes) -> tuple[Heard, ...]:
        """Return what was said in a stretch of A-law, in the order in which it began.

        The same word may stand in several prompts, and twice in one; of all that would explain a
        stretch the prompt counts of which most was heard. A prompt that stopped for a moment and
        went on, as those of a busy exchange do, was heard once.
        """
        found = (heard for key in self._pieces for heard in self._occurrences(key, sound))
        kept: list[Heard] = []
        for heard in sorted(found, key=lambda heard: heard.pieces, reverse=True):
            if not any(heard.since < other.until and other.since < heard.until for other in kept):
                kept.append(heard)
        return tuple(_gone_on(sorted(kept, key=lambda heard: heard.since)))

    def _occurrences(self, key: PromptKey, sound: bytes) -> Iterator[Heard]:
        pieces = self._pieces[key]
        starts = {
            position - probe.at
            for probe in pieces[::_PROBE_EVERY]
            for position in _positions(probe.sound, sound)
        }
        for start in starts:
            heard = [piece for piece in pieces if sound.startswith(piece.sound, start + piece.at)]
            if len(heard) >= _FEWEST_PIECES:
                since, until = start + heard[0].at, start + heard[-1].at + PACKET_SAMPLES
                first, last = heard[0].at, heard[-1].at
                yield Heard(key, since, until, len(heard), len(pieces), first, last)


class Onset:
    """Waits for the beginning of one prompt in packets that come one after another."""

    def __init__(self, sounds: tuple[bytes, ...]) -> None:
        self._sounds = sounds
        self._last = b""

    def begins(self, payload: bytes) -> bool:
        """Take in the next packet, and tell whether the prompt can be heard by now."""
        window = self._last + payload
        self._last = payload
        return any(sound in window for sound in self._sounds)


def alaw_file(path: Path) -> bytes:
    """Return a recording as it travels.

    Raises:
        WavUnusableError: the file is no WAV of 8 kHz, mono, 16 bit.

    """
    table = _alaw_table()
    return bytes(table[sample + _MIDDLE] for sample in samples_of(read_wav(path).samples))


@lru_cache(maxsize=1)
def linear_table() -> tuple[int, ...]:
    """Return the sample that each byte of A-law stands for, within the codec's precision."""
    table = _alaw_table()
    return tuple(_nearest(table, code) for code in range(_CODES))


def is_heard(payload: bytes) -> bool:
    """Tell whether a person would hear anything in a packet of A-law."""
    return sum(map(_energies().__getitem__, payload)) >= AUDIBLE_RMS**2 * len(payload)


@lru_cache(maxsize=1)
def _alaw_table() -> bytes:
    return bytes(alaw_of(sample) for sample in range(-_MIDDLE, _MIDDLE))


def _nearest(table: bytes, code: int) -> int:
    first, last = table.index(code), table.rindex(code)
    return (first + last) // 2 - _MIDDLE


@lru_cache(maxsize=1)
def _energies() -> tuple[int, ...]:
    return tuple(sample * sample for sample in linear_table())


def _pieces(sound: bytes) -> Iterator[Piece]:
    for start in range(0, len(sound) - PACKET_SAMPLES + 1, PACKET_SAMPLES):
        piece = sound[start : start + PACKET_SAMPLES]
        if is_heard(piece):
            yield Piece(start, piece)


def _gone_on(heard: Iterable[Heard]) -> Iterator[Heard]:
    """Join what follows upon each other with what it goes on with."""
    said: Heard | None = None
    for each in heard:
        if said is not None and said.key == each.key and said.last < each.first:
            pieces = said.pieces + each.pieces
            said = replace(said, until=each.until, pieces=pieces, last=each.last)
            continue
        if said is not None:
            yield said
        said = each
    if said is not None:
        yield said


def _positions(piece: bytes, sound: bytes) -> Iterator[int]:
    position = sound.find(piece)
    while position >= 0:
        yield position
        position = sound.find(piece, position + 1)
