"""What of a person is shown to whoever reads an explanation: as little as answers the question."""

from dataclasses import dataclass

from base.phone import CallerKey, PhoneNumber, masked

HIDDEN_KEY = "•"
"""Stands for one key that was pressed."""


@dataclass(frozen=True, slots=True)
class Discretion:
    """Which personal facts are shown: the number that was asked for, unless told otherwise."""

    asked: CallerKey | None = None
    """The number that somebody asked for: they know it already."""
    shows_all: bool = False

    def is_shown(self, number: CallerKey) -> bool:
        """Tell whether the number is written out."""
        return self.shows_all or number == self.asked

    def number(self, number: CallerKey | None) -> str:
        """Return a number as it is shown; empty for none, and a hidden one is never shown."""
        if number is None:
            return ""
        if number.startswith("#"):
            return "#"
        return number if self.is_shown(number) else masked(PhoneNumber(number))

    def keys(self, digits: str) -> str:
        """Return keys as they are shown."""
        return digits if self.shows_all else HIDDEN_KEY * len(digits)
