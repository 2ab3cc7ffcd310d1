"""Makes pictures of pages small enough for the documents: 256 colours are plenty for flat pages.

Nothing that the product needs reads or writes PNG, so it is done here, by the letters of the
specification; a picture takes some seconds.

Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)".
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from base.errors import Line122Error

LARGEST_BYTES: Final = 150_000
"""Of a picture in the documents."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_HEAD: Final = struct.Struct(">I4s")
_CHECKSUM: Final = struct.Struct(">I")
_HEADER: Final = struct.Struct(">IIBBBBB")
_CHANNELS: Final[Mapping[int, int]] = {2: 3, 6: 4}
"""Colour type → bytes of a pixel: without and with opacity."""
_INDEXED: Final = 3
_DEPTH: Final = 8
_COLOURS: Final = 256
_RGB: Final = 3
_ALMOST: Final = 0xFE
"""Colours that differ by less than this mask shows are one: nobody sees it."""

Colour = bytes


class PictureSpoiltError(Line122Error):
    """A picture of a page cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture without opacity."""

    width: int
    rows: tuple[bytes, ...]
    """Three bytes a pixel."""


def with_few_colours(png: bytes) -> bytes:
    """Return the picture in at most 256 colours.

    Raises:
        PictureSpoiltError: it is none that a browser makes, or too large even so.

    """
    written = write_indexed(read_png(png))
    if len(written) > LARGEST_BYTES:
        raise PictureSpoiltError(
            f"a picture has {len(written) // 1000} kB, more than {LARGEST_BYTES // 1000} kB; "
            "let its page show less"
        )
    return written


def read_png(png: bytes) -> Pixels:
    """Return the pixels of a picture as browsers make them.

    Raises:
        PictureSpoiltError: it is no PNG of eight bits a channel, not interlaced, in full colour.

    """
    if not png.startswith(_SIGNATURE):
        raise PictureSpoiltError("what the browser made does not begin like a PNG")
    chunks = list(_chunks(png))
    width, _, depth, kind, _, _, interlace = _HEADER.unpack(chunks[0].body)
    channels = _CHANNELS.get(kind)
    if channels is None or depth != _DEPTH or interlace:
        raise PictureSpoiltError("what the browser made is no plain PNG in full colour")
    packed = b"".join(chunk.body for chunk in chunks if chunk.kind == b"IDAT")
    rows = tuple(_rows(zlib.decompress(packed), width * channels, channels))
    if channels == _RGB:
        return Pixels(width, rows)
    return Pixels(width, tuple(_without_opacity(row) for row in rows))


def write_indexed(pixels: Pixels) -> bytes:
    """Return a PNG of the commonest colours; each pixel has the one that is next to its own."""
    colours = Counter(colour for row in pixels.rows for colour in _colours(row))
    palette = _palette(colours)
    places = _places(colours, palette)
    lines = b"".join(
        b"\0" + bytes([places[colour] for colour in _colours(row)]) for row in pixels.rows
    )
    header = _HEADER.pack(pixels.width, len(pixels.rows), _DEPTH, _INDEXED, 0, 0, 0)
    return _SIGNATURE + b"".join(
        _written(kind, body)
        for kind, body in (
            (b"IHDR", header),
            (b"PLTE", b"".join(palette)),
            (b"IDAT", zlib.compress(lines, zlib.Z_BEST_COMPRESSION)),
            (b"IEND", b""),
        )
    )


class _Chunk(NamedTuple):
    kind: bytes
    body: bytes


def _chunks(png: bytes) -> Iterator[_Chunk]:
    at = len(_SIGNATURE)
    while at < len(png):
        length, kind = _HEAD.unpack_from(png, at)
        at += _HEAD.size
        yield _Chunk(kind, png[at : at + length])
        at += length + _CHECKSUM.size


def _written(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return _HEAD.pack(len(body), kind) + body + _CHECKSUM.pack(checksum)


def _rows(filtered: bytes, length: int, channels: int) -> Iterator[bytes]:
    """Yield each row as it was before it was filtered (chapter 9 of the specification)."""
    above = bytearray(length)
    for at in range(0, len(filtered), length + 1):
        row = bytearray(filtered[at + 1 : at + 1 + length])
        _unfilter(filtered[at], row, above, channels)
        yield bytes(row)
        above = row


def _unfilter(kind: int, row: bytearray, above: Sequence[int], channels: int) -> None:
    for place, value in enumerate(row):
        before = row[place - channels] if place >= channels else 0
        match kind:
            case 0:
                return
            case 1:
                guess = before
            case 2:
                guess = above[place]
            case 3:
                guess = (before + above[place]) // 2
            case _:
                corner = above[place - channels] if place >= channels else 0
                guess = _paeth(before, above[place], corner)
        row[place] = (value + guess) & 0xFF


def _paeth(before: int, above: int, corner: int) -> int:
    guess = before + above - corner
    return min((before, above, corner), key=lambda known: abs(guess - known))


def _without_opacity(row: bytes) -> bytes:
    kept = bytearray(len(row) // 4 * _RGB)
    for channel in range(_RGB):
        kept[channel::_RGB] = row[channel::4]
    return bytes(kept)


def _colours(row: bytes) -> Iterator[Colour]:
    return (row[at : at + _RGB] for at in range(0, len(row), _RGB))


def _palette(colours: Counter[Colour]) -> list[Colour]:
    """Return the commonest shades, each by its commonest colour."""
    named: dict[Colour, Colour] = {}
    shades: Counter[Colour] = Counter()
    for colour, count in colours.most_common():
        named.setdefault(_shade(colour), colour)
        shades[_shade(colour)] += count
    return [named[shade] for shade, _ in shades.most_common(_COLOURS)]


def _shade(colour: Colour) -> Colour:
    return bytes(channel & _ALMOST for channel in colour)


def _places(colours: Iterable[Colour], palette: Sequence[Colour]) -> dict[Colour, int]:
    shades = {_shade(colour): place for place, colour in enumerate(palette)}
    places: dict[Colour, int] = {}
    for colour in colours:
        shade = _shade(colour)
        if shade not in shades:
            distances = [_distance(known, colour) for known in palette]
            shades[shade] = distances.index(min(distances))
        places[colour] = shades[shade]
    return places


def _distance(one: Colour, other: Colour) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
