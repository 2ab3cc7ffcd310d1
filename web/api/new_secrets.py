"""Secrets that are told once: what the API needs of whoever makes them."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that was just made."""

    secret: str = field(repr=False)
    """Told once, and kept nowhere."""
    kept: str = field(repr=False)
    """Its digest or hash."""


class Secrets(Protocol):
    """Makes what opens telephones and pages."""

    def of_telephone(self, account: str) -> NewSecret:
        """Return a secret for a telephone account."""
        ...

    async def of_user(self) -> NewSecret:
        """Return a password."""
        ...
