"""Which of the things that supervisors did are looked for."""

from dataclasses import dataclass
from datetime import datetime

from callflow.intervention import Deed


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionsSought:
    """What is looked for; all that is given must fit."""

    since: datetime | None = None
    until: datetime | None = None
    """Up to this moment, without it."""
    actor: str | None = None
    """The login of who did it."""
    deeds: frozenset[Deed] = frozenset()
    """Any of them; empty for all."""
