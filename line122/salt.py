"""The salt by which callers who hide their number are known again, and by nothing else.

It is made once per site and kept beside the engine's other files, readable by its owner only.
Whoever runs a second engine, or moves the first one, sets it: with another salt the same people
are strangers until they call again, which costs them their place and nothing else.
"""

from pathlib import Path
from typing import Final

from base.errors import Line122Error
from config.people import Callers
from line122.own_secret import own_secret

_FILE: Final = "callers.salt"


class SaltError(Line122Error):
    """The salt of hidden numbers cannot be used; the text tells what to do."""


def hiding_salt(callers: Callers, state: Path) -> bytes:
    """Return the salt of the settings, or the one that this directory keeps, made at need.

    Raises:
        SaltError: there is one and it cannot be read, or none can be written.

    """
    if callers.salt is not None:
        return _checked(callers.salt.get_secret_value().encode(), "callers.salt_file")
    path = state / _FILE
    try:
        return _checked(own_secret(path), str(path))
    except (OSError, ValueError) as error:
        raise SaltError(
            f"{path} holds no salt that can be read ({error}); restore it, or remove it and "
            "callers who hide their number are strangers once"
        ) from error


def _checked(salt: bytes, source: str) -> bytes:
    if not _LEAST_BYTES <= len(salt) <= _MOST_BYTES:
        raise SaltError(
            f"{source} must give {_LEAST_BYTES} to {_MOST_BYTES} bytes; it gives {len(salt)}"
        )
    return salt


_LEAST_BYTES: Final = 16
_MOST_BYTES: Final = 64
"""As much as the hash takes for a key."""
