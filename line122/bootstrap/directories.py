"""Where state and cache lie: the XDG directories, unless the environment names others."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import platformdirs

from line122.bootstrap.errors import UnusableStateError

SOCKET_PATH_LIMIT: Final = 107
"""The longest path of a unix socket, in bytes (Linux: `sun_path` has 108 with its end)."""

_OWNER_ONLY: Final = 0o700
_PASSABLE: Final = 0o711


def state_directory() -> Path:
    """Return the directory of what is kept between runs: databases, keys, logs."""
    return _named("LINE122_STATE") or platformdirs.user_state_path("line122")


def cache_directory() -> Path:
    """Return the directory of what can be fetched again: Asterisk's tree."""
    return _named("LINE122_CACHE") or platformdirs.user_cache_path("line122")


def make_private(directory: Path) -> Path:
    """Make the directory so that only its owner can look into it, and return it.

    Raises:
        UnusableStateError: it cannot be made or written.

    """
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY)
    except OSError as error:
        raise UnusableStateError(_unusable(directory, error.strerror)) from error
    if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        raise UnusableStateError(_unusable(directory, "not writable"))
    return directory


@contextmanager
def short_path(directory: Path, longest_socket: str) -> Iterator[Path]:
    """Yield a path to the directory under which the sockets' paths are short enough.

    A link under the directory for temporary files serves where the directory lies too deep: the
    limit counts the bytes that are asked for, not those of the place where they lead.
    """
    make_private(directory)
    if len(os.fsencode(directory / longest_socket)) <= SOCKET_PATH_LIMIT:
        yield directory
        return
    with tempfile.TemporaryDirectory(prefix="line122-") as place:
        # A server that runs as another user follows the link; what it leads to stays private.
        Path(place).chmod(_PASSABLE)
        link = Path(place, "s")
        link.symlink_to(directory.absolute())
        yield link


def _named(variable: str) -> Path | None:
    value = os.environ.get(variable)
    return Path(value).absolute() if value else None


def _unusable(directory: Path, why: str | None) -> str:
    return f"cannot use {directory} ({why}); name another by LINE122_STATE or LINE122_CACHE"
