"""The files that browsers load, read and packed once, as the engine starts.

Whatever is asked for is looked up among them by name: no path of a request reaches the disk.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent / "static"
"""Where the product's own lie."""

SHELL: Final = "index.html"
"""The one page, which shows all others."""

_KINDS: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wav": "audio/wav",
    ".license": "text/plain; charset=utf-8",
}
"""What has another ending is not for browsers, and not served."""
_NAMING: Final = frozenset({".html", ".css", ".js"})
"""These name other files."""
_PACKED_ALREADY: Final = frozenset({".png", ".woff2"})
_VENDOR: Final = re.compile(r"(?P<at>(?:/static/|(?:\.\./)+)vendor/)(?P<name>[\w-]+(?:\.\w+)+)")
_DIGITS: Final = 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file, ready to be sent."""

    body: bytes
    packed: bytes | None
    """By gzip; `None` where that gains nothing."""
    kind: str
    """For `Content-Type`."""
    digest: str
    """Changes whenever the content does."""


def read_shelf(root: Path) -> Mapping[str, Leaf]:
    """Return what lies there, by its path beneath; nothing where there is no such directory.

    The vendored files are named with the digest of their content wherever they are named, so
    that browsers need not ask whether they have changed.
    """
    paths = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*"))}
    bodies = {name: path.read_bytes() for name, path in paths.items() if _is_shown(path, root)}
    digests = {name: _digest(body) for name, body in bodies.items() if name.startswith("vendor/")}
    return {name: _leaf(name, body, digests) for name, body in bodies.items()}


def _is_shown(path: Path, root: Path) -> bool:
    is_known = path.suffix in _KINDS and not path.name.startswith(".")
    # A link that leads out of the directory shows nothing.
    return is_known and path.is_file() and path.resolve().is_relative_to(root.resolve())


def _leaf(name: str, body: bytes, digests: Mapping[str, str]) -> Leaf:
    suffix = Path(name).suffix
    if suffix in _NAMING and name not in digests:
        body = _with_digests(body.decode(), digests).encode()
    packed = None if suffix in _PACKED_ALREADY else gzip.compress(body, 9, mtime=0)
    if packed is not None and len(packed) >= len(body):
        packed = None
    return Leaf(body=body, packed=packed, kind=_KINDS[suffix], digest=_digest(body))


def _with_digests(text: str, digests: Mapping[str, str]) -> str:
    def named(found: re.Match[str]) -> str:
        digest = digests.get(f"vendor/{found['name']}")
        return found[0] if digest is None else f"{found[0]}?v={digest}"

    return _VENDOR.sub(named, text)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:_DIGITS]
