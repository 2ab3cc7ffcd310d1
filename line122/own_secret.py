"""A secret that the engine makes for itself once, where its site has named none.

It lies beside the engine's other files, in hexadecimal digits, readable by its owner only. One
that cannot be read is never replaced: what was made with it would be lost and nobody told.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from line122.bootstrap.directories import make_private

_BYTES: Final = 32
_OWNER_ONLY: Final = 0o600


def own_secret(path: Path) -> bytes:
    """Return the secret that the file keeps, made at need.

    Raises:
        OSError: it cannot be read, or none can be written.
        ValueError: something else lies there.

    """
    make_private(path.parent)
    with suppress(FileExistsError):
        _write_new(path)
    return bytes.fromhex(path.read_text("ascii").strip())


def _write_new(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
