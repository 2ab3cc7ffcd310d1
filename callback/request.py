"""The life of one promise to ring a person: one event, then the next state and what it asks for.

A promise is never deleted. It is kept by a talk, ended by the person who cancels it, or stands on
the operators' list as unreachable until the next day, a call of the person, or another number
brings it back. The place of the person is their first dial, whatever happens here.

Rules:

* Only who is due, or rests between tries, is dialled; a promise that has ended, never again.
* A report about an attempt that is not the present one is late, and changes nothing.
* Wrong persons are not rung again: the number is barred until the promise gets another one.

Here are its values. The machine is `advance` in `callback/progress.py`; it answers every event in
every state. What is due when, is decided in `callback/schedule.py`. All moments are aware.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import CallId, ContactId, TrunkName
from base.phone import PhoneNumber
from base.step import Step
from callback.outcome import AttemptOutcome
from queues.policy import QueueName
from queues.queue import Rank


class RequestState(StrEnum):
    """How far a promise has come."""

    DUE = "due"
    """In line to be dialled."""
    IN_FLIGHT = "in_flight"
    """Being dialled, or answered."""
    RESTING = "resting"
    """Between two tries, or until the time that the person chose."""
    UNREACHABLE = "unreachable"
    """All tries of the day were in vain, or a human must look first: on the operators' list."""
    ENDED = "ended"


class EndedBy(StrEnum):
    """What ended a promise."""

    TALK = "talk"
    CANCELLATION = "cancellation"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequest:
    """A promise to ring one person."""

    contact_id: ContactId
    number: PhoneNumber
    queue: QueueName
    trunk: TrunkName
    placed_at: datetime
    """The person's first dial: their place."""
    opened_at: datetime
    """When the promise was made."""
    rank: Rank = Rank.NORMAL
    state: RequestState = RequestState.DUE
    tries: int = 0
    """Counted tries of the day."""
    dials: int = 0
    """How often that number was made to ring today."""
    busy: int = 0
    """How often it was engaged, one after another, without being counted."""
    declines: int = 0
    """How often the person pressed the call away."""
    days: int = 0
    """On how many days all tries were in vain."""
    was_machine: bool = False
    """Whether something other than a person has answered."""
    is_barred: bool = False
    """Whether that number may not be rung any more."""
    missed_at: datetime | None = None
    """When the person last missed a callback."""
    next_at: datetime | None = None
    """Before this they are not dialled; `None` for at once."""
    chosen_at: datetime | None = None
    """The time that the person chose."""
    call_id: CallId | None = None
    """The attempt in flight."""
    ended_by: EndedBy | None = None


@dataclass(frozen=True, slots=True)
class Dialled:
    """We are about to dial."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class Reached:
    """The person answered and made themselves known."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class NotReached:
    """The attempt came to no talk."""

    call_id: CallId
    outcome: AttemptOutcome


@dataclass(frozen=True, slots=True)
class Returned:
    """The person called us."""


@dataclass(frozen=True, slots=True)
class TimeChosen:
    """The person chose when we shall ring."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NumberChanged:
    """The person gave another number."""

    number: PhoneNumber
    dials: int = 0
    """How often that one was made to ring today already."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A danger sign was given, or the number fell silent again and again."""

    rank: Rank


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person needs us no more."""


@dataclass(frozen=True, slots=True)
class Served:
    """The person talked with an operator."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """The operator marked the talk: there was nobody."""


@dataclass(frozen=True, slots=True)
class WrongPerson:
    """The operator marked the talk: it was somebody else."""


@dataclass(frozen=True, slots=True)
class DayBegan:
    """A new local day began."""


RequestEvent = (
    Dialled
    | Reached
    | NotReached
    | Returned
    | TimeChosen
    | NumberChanged
    | Ranked
    | Cancelled
    | Served
    | Reopened
    | WrongPerson
    | DayBegan
)


@dataclass(frozen=True, slots=True)
class AskHuman:
    """Put the promise before an operator: no machine can keep it."""

    reason: str


@dataclass(frozen=True, slots=True)
class PauseTrunk:
    """Dial nobody by the trunk for a while."""

    trunk: TrunkName
    until: datetime
    reason: str
    is_alarm: bool = False
    """Whether somebody must act now, or no callback goes out."""


@dataclass(frozen=True, slots=True)
class TellMissed:
    """Tell the person by SMS that we rang, and that their own call goes to the front."""


RequestCommand = AskHuman | PauseTrunk | TellMissed
RequestStep = Step[CallbackRequest, RequestCommand]
