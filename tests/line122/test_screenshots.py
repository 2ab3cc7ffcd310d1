"""Pictures of pages: none is forgotten (`screenshots.py`), and small (`screenshots_png.py`)."""

import struct
import zlib
from random import Random

import pytest

from line122.screenshots import (
    FOLDER,
    PICTURES,
    THEMES,
    PageForgottenError,
    check_all_pictured,
    listed_pages,
    page_paths,
)
from line122.screenshots_png import (
    LARGEST_BYTES,
    PictureSpoiltError,
    Pixels,
    read_png,
    with_few_colours,
    write_indexed,
)

WHITE = bytes((255, 255, 255))
BLUE = bytes((32, 96, 160))


def png(pixels: Pixels, kind: int, *, channels: int, row_filter: int) -> bytes:
    """Return the picture as a browser may write it: every row filtered in that way."""
    above = bytes(pixels.width * channels)
    lines = b""
    for row in pixels.rows:
        whole = b"".join(
            row[at : at + 3] + (b"\xff" if channels == 4 else b"") for at in range(0, len(row), 3)
        )
        lines += bytes([row_filter]) + filtered(whole, above, channels, row_filter)
        above = whole
    header = struct.pack(">IIBBBBB", pixels.width, len(pixels.rows), 8, kind, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"tEXt", b"a\0b"),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )


def filtered(row: bytes, above: bytes, channels: int, row_filter: int) -> bytes:
    def guess(place: int) -> int:
        before = row[place - channels] if place >= channels else 0
        corner = above[place - channels] if place >= channels else 0
        up = above[place]
        nearest = min((before, up, corner), key=lambda known: abs(before + up - corner - known))
        return (0, before, up, (before + up) // 2, nearest)[row_filter]

    return bytes((value - guess(place)) & 0xFF for place, value in enumerate(row))


def noise(width: int, height: int, *, seed: int) -> Pixels:
    chance = Random(seed)
    return Pixels(width, tuple(chance.randbytes(width * 3) for _ in range(height)))


@pytest.mark.parametrize("row_filter", range(5))
@pytest.mark.parametrize(("kind", "channels"), [(2, 3), (6, 4)])
def test_picture_of_a_browser_is_read_whatever_its_filters(
    kind: int, channels: int, row_filter: int
) -> None:
    drawn = noise(7, 5, seed=row_filter)
    assert read_png(png(drawn, kind, channels=channels, row_filter=row_filter)) == drawn


def test_flat_picture_keeps_its_colours() -> None:
    drawn = Pixels(4, (WHITE * 4, BLUE * 2 + WHITE * 2))
    written = write_indexed(drawn)
    assert written.count(b"PLTE" + WHITE + BLUE) == 1
    lines = zlib.decompress(written.partition(b"IDAT")[2][:-16])
    assert lines == bytes((0, 0, 0, 0, 0)) + bytes((0, 1, 1, 0, 0))


def test_rare_colour_becomes_the_next_of_the_common_ones() -> None:
    common = b"".join(bytes((shade, shade, 0)) * 2 for shade in range(0, 256, 2))
    others = b"".join(bytes((shade, 0, 200)) * 2 for shade in range(0, 256, 2))
    almost_black = bytes((1, 0, 3))
    drawn = Pixels(len(common + others) // 3 + 1, (common + others + almost_black,))
    written = write_indexed(drawn)
    place = zlib.decompress(written.partition(b"IDAT")[2][:-16])[-1]
    palette = written.partition(b"PLTE")[2]
    assert palette[place * 3 : place * 3 + 3] == bytes((0, 0, 0))


@pytest.mark.parametrize(
    "spoilt", [b"GIF89a", png(noise(2, 2, seed=1), 3, channels=3, row_filter=0)]
)
def test_what_no_browser_makes_is_refused(spoilt: bytes) -> None:
    with pytest.raises(PictureSpoiltError):
        with_few_colours(spoilt)


def test_every_page_of_the_list_has_its_picture() -> None:
    pages = listed_pages()
    assert "/desk" in page_paths(pages)
    check_all_pictured(pages)


def test_page_without_a_picture_is_told() -> None:
    pages = listed_pages() + '\n  {\n    path: "/secret/*",\n'
    with pytest.raises(PageForgottenError, match=r"/secret/\*"):
        check_all_pictured(pages)


def test_pictures_in_the_documents_are_small_and_of_the_list() -> None:
    names = {f"{picture.name}-{theme}.png" for picture in PICTURES for theme in THEMES}
    lying = {path.name: path.stat().st_size for path in FOLDER.glob("*")}
    assert lying
    assert lying.keys() <= names
    assert max(lying.values()) <= LARGEST_BYTES
    assert sum(lying.values()) < 4_500_000
