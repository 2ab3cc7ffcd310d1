"""The keys under which secrets of second factors lie in the database.

They are no part of the database and of its backups: whoever has a dump has nothing to reckon
digits from. A site sets them, one a line, the present one first, where engines run on more than
one machine; else one is made beside the engine's other files, as the salt of callers is.
"""

from pathlib import Path
from typing import Final

from base.errors import Line122Error
from config.desk import Desk
from line122.own_secret import own_secret
from staff.seal import SealRing

_FILE: Final = "second-factor.key"


class SealKeyError(Line122Error):
    """The key of second factors cannot be used; the text tells what to do."""


def seal_ring(desk: Desk, state: Path) -> SealRing:
    """Return the keys of the settings, or the one that this directory keeps, made at need.

    Raises:
        SealKeyError: there is one and it cannot be read or is too short, or none can be written.

    """
    if desk.second_factor_keys is not None:
        keys = desk.second_factor_keys.get_secret_value().split()
        return _ring([key.encode() for key in keys], "desk.second_factor_keys_file")
    path = state / _FILE
    try:
        key = own_secret(path)
    except (OSError, ValueError) as error:
        raise SealKeyError(
            f"{path} holds no key that can be read ({error}); restore it, or remove it and let "
            "everybody with a second factor take another (line122 user reset-second-factor)"
        ) from error
    return _ring([key], str(path))


def _ring(keys: list[bytes], source: str) -> SealRing:
    try:
        return SealRing(keys)
    except ValueError as error:
        raise SealKeyError(
            f"{source}: {error}; make one by `openssl rand -hex 32`, one a line"
        ) from error
