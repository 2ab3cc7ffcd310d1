"""Which Asterisk this is, and whether it will do."""

import re
from dataclasses import dataclass
from typing import Final

from base.errors import Line122Error

_VERSION: Final = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


class UnsupportedAsteriskError(Line122Error):
    """Asterisk is too old for the engine; install a newer one of the series."""


@dataclass(frozen=True, slots=True, order=True)
class AsteriskVersion:
    """Three numbers, in their order."""

    series: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return it as Asterisk writes it."""
        return f"{self.series}.{self.minor}.{self.patch}"


OLDEST: Final = AsteriskVersion(22, 10, 1)
"""The first with all that the engine asks of ARI, and without the holes of those before it."""


SAFE_WITH_BROWSERS: Final = AsteriskVersion(22, 11, 0)
"""The first in which ICE, which browsers need, cannot bring it to a standstill (issue 1946)."""


def version_in(text: str) -> AsteriskVersion | None:
    """Return the first version that stands in a text."""
    found = _VERSION.search(text)
    return None if found is None else AsteriskVersion(*(int(part or 0) for part in found.groups()))


def require_new_enough(text: str) -> AsteriskVersion:
    """Return the version that Asterisk tells of itself.

    Raises:
        UnsupportedAsteriskError: it is older than the oldest that will do, or tells none.

    """
    version = version_in(text)
    if version is None or version < OLDEST:
        raise UnsupportedAsteriskError(
            f"this is Asterisk {version or text!r}; install {OLDEST} or newer of series "
            f"{OLDEST.series}"
        )
    return version
