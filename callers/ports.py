"""What the callers need from the rooms above."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from base.phone import CallerKey
from callers.history import CallerHistory, Silenced


@dataclass(frozen=True, slots=True)
class KeptSilence:
    """Whether a number is silenced, as it is kept over a restart; one row per number."""

    number: CallerKey
    silenced: Silenced | None
    """`None` when a silence was lifted."""
    exempt_until: datetime | None
    """Until then nothing silences the number."""


class InstitutionPhones(Protocol):
    """Who knows the telephones of institutions; it is asked while a call rings."""

    def is_institution(self, number: CallerKey) -> bool:
        """Tell whether the number is an institution's: many people stand behind it."""
        ...


class CallerBook(Protocol):
    """Where the behaviour of callers can be read; what they did is in the rows of their calls."""

    def write_silenced(self, kept: KeptSilence) -> None:
        """Write the number's row, or write it anew; returns at once."""
        ...

    async def histories(self, since: datetime) -> tuple[CallerHistory, ...]:
        """Return the history of every number that called since then, silences left out."""
        ...

    async def silenced(self, now: datetime) -> tuple[KeptSilence, ...]:
        """Return the rows whose silence or exemption is still in force."""
        ...
