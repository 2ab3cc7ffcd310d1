"""What supervisors do to the line, the people on it and those who answer: kept for good.

Each is one row: who, when, to what, and why in their own words. The row of a supervisor who is
about to stand beside a talk is kept before their telephone rings; of everything else, after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from base.ids import CallId, InterventionId
from callflow.deeds import (
    AgentTurn,
    ForceStorm,
    GivePerson,
    MovePerson,
    NumberTurn,
    OrderService,
    PutCallFirst,
    PutPromiseFirst,
    PutTopic,
    ResendVisits,
    StopTopic,
    TurnAgent,
    TurnNumber,
    Wanted,
)


class Deed(StrEnum):
    """What a supervisor did."""

    SUPERVISION_BEGUN = "supervision_begun"
    """They asked to stand beside a talk; the detail is the mode."""
    MODE_CHANGED = "mode_changed"
    SUPERVISION_ENDED = "supervision_ended"
    """The detail is why."""
    PERSON_TAKEN = "person_taken"
    """Somebody who waited was given to one operator, out of turn."""
    PERSON_MOVED = "person_moved"
    """Somebody who waited was put into another queue."""
    PERSON_PUT_FIRST = "person_put_first"
    AGENT_PAUSED = "agent_paused"
    AGENT_RELEASED = "agent_released"
    """A pause of theirs is over, whoever began it."""
    AGENT_SENT_HOME = "agent_sent_home"
    """They are off the line once the call that they have is over."""
    STORM_FORCED = "storm_forced"
    """The detail tells whether on or off, or `auto`."""
    SERVICE_ORDERED = "service_ordered"
    """The detail tells whether open, closed or as planned, and until when."""
    NUMBER_SILENCED = "number_silenced"
    NUMBER_RELEASED = "number_released"
    """A silence is taken back."""
    NUMBER_ADMITTED = "number_admitted"
    """The number is never turned away."""
    VISITS_RESENT = "visits_resent"
    """Everything that could not be delivered is sent again; the detail is how much."""
    TOPIC_PUT = "topic_put"
    """Everybody is told something; the detail is what somebody must dial to speak it first."""
    TOPIC_STOPPED = "topic_stopped"
    """The detail tells how many heard it, and for how many of them it was enough: `120/45`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One thing that a supervisor did."""

    intervention_id: InterventionId
    at: datetime
    actor: str
    """The login of who did it."""
    deed: Deed
    subject: str
    """As people name it: an account, the number of a ticket, a service, a telephone number."""
    why: str
    """In their own words; may be empty where nothing is asked for."""
    detail: str = ""
    call_id: CallId | None = None
    """Of the person to whom it was done."""
    beside_since: datetime | None = None
    """At the end beside a talk: since when they stood there; `None` where they never did."""

    @property
    def lasted_s(self) -> float | None:
        """For how long they stood beside the talk that they leave; `None` for all else."""
        if self.beside_since is None:
            return None
        # The clock on the wall may have been set back meanwhile.
        return max(0.0, (self.at - self.beside_since).total_seconds())


class InterventionBook(Protocol):
    """Where interventions are kept; a row is never changed."""

    async def append(self, done: Sequence[Intervention]) -> None:
        """Keep what was done; what is kept already stays as it is."""
        ...

    async def newest(self, most: int) -> tuple[Intervention, ...]:
        """Return what was done last, the newest first."""
        ...

    async def last(self, deed: Deed) -> Intervention | None:
        """Return the last time that this was done; `None` when it never was."""
        ...

    async def of_call(self, call_id: CallId) -> tuple[Intervention, ...]:
        """Return what was done to the person of a call, the oldest first."""
        ...


_DEEDS: Final = {
    GivePerson: Deed.PERSON_TAKEN,
    MovePerson: Deed.PERSON_MOVED,
    PutCallFirst: Deed.PERSON_PUT_FIRST,
    PutPromiseFirst: Deed.PERSON_PUT_FIRST,
    ForceStorm: Deed.STORM_FORCED,
    OrderService: Deed.SERVICE_ORDERED,
    ResendVisits: Deed.VISITS_RESENT,
    PutTopic: Deed.TOPIC_PUT,
    StopTopic: Deed.TOPIC_STOPPED,
}
_AGENT_DEEDS: Final = {
    AgentTurn.PAUSE: Deed.AGENT_PAUSED,
    AgentTurn.RELEASE: Deed.AGENT_RELEASED,
    AgentTurn.HOME: Deed.AGENT_SENT_HOME,
}
_NUMBER_DEEDS: Final = {
    NumberTurn.SILENCE: Deed.NUMBER_SILENCED,
    NumberTurn.RELEASE: Deed.NUMBER_RELEASED,
    NumberTurn.ADMIT: Deed.NUMBER_ADMITTED,
}


def deed_of(wanted: Wanted) -> Deed:
    """Return under which word a deed is kept."""
    match wanted:
        case TurnAgent(turn=turn):
            return _AGENT_DEEDS[turn]
        case TurnNumber(turn=number_turn):
            return _NUMBER_DEEDS[number_turn]
        case _:
            return _DEEDS[type(wanted)]
