"""What is wrong with the settings, as the person who mends them wants to read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from base.errors import Line122Error

Where = tuple[str | int, ...]
"""The way to a setting: keys, and places in lists."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a setting was written."""

    source: str
    """The file as it was named, or `environment LINE122_…`."""
    line: int = 0
    """From 1; 0 where there is none to tell."""

    def __str__(self) -> str:
        """Return the form that editors and terminals make a link of."""
        return f"{self.source}:{self.line}" if self.line else self.source


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend."""

    origin: Origin
    where: str
    """The setting, in dots; empty when the file as a whole is meant."""
    text: str
    """What is wrong; what to do."""

    def __str__(self) -> str:
        """Return one line."""
        return ": ".join(part for part in (str(self.origin), self.where, self.text) if part)


class SettingsError(Line122Error):
    """The settings cannot be used; every problem is told, one per line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def dotted(where: Where) -> str:
    """Return the way to a setting as it is written: `trunks.main.codecs[0]`."""
    text = ""
    for part in where:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text
