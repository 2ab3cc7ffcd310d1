"""Which of the things that supervisors did are looked for, and what is found of each."""

from dataclasses import dataclass
from datetime import datetime

from callflow.intervention import Deed, Intervention


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


@dataclass(frozen=True, slots=True)
class FoundIntervention:
    """One thing that a supervisor did."""

    done: Intervention
    lasted_s: float | None
    """How long they stood beside a talk, at the end of it; `None` for everything else."""
