"""One dialling of a promise, from the decision to its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from base.ids import CallId, ContactId, TrunkName
from base.phone import PhoneNumber
from callback.outcome import AttemptOutcome
from callback.policy import CallbackPolicy, ConfirmMode
from callback.request import CallbackRequest
from queues.policy import QueueName
from queues.queue import Rank


@dataclass(frozen=True, slots=True)
class Wanted:
    """A person who shall be rung, as their call knows them."""

    contact_id: ContactId
    number: PhoneNumber
    queue: QueueName
    trunk: TrunkName
    placed_at: datetime
    """Their first dial."""
    rank: Rank = Rank.NORMAL


class AttemptStage(StrEnum):
    """How far an attempt is; it never goes back."""

    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    """Something answered; a person, or not."""
    CONFIRMED = "confirmed"
    """A person made themselves known, and waits for an operator."""
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class CallbackAttempt:
    """One dialling, as it is kept and written down."""

    call_id: CallId
    contact_id: ContactId
    number: PhoneNumber
    trunk: TrunkName
    number_of_day: int
    """Which dialling of that number it is today, from 1."""
    reason: str
    """Why this person, and why then."""
    started_at: datetime
    stage: AttemptStage = AttemptStage.DIALLING
    ended_at: datetime | None = None
    outcome: AttemptOutcome | None = None


@dataclass(frozen=True, slots=True)
class CallbackOrder:
    """Everything that whoever places the call must know."""

    call_id: CallId
    contact_id: ContactId
    number: PhoneNumber
    trunk: TrunkName
    queue: QueueName
    placed_at: datetime
    """The person's first dial: their place, in the line that they enter when they answer."""
    rank: Rank
    must_confirm: bool
    """Whether a key or a voice is wanted before an operator is fetched."""
    ring_timeout_s: float
    reason: str


def attempt_of(
    request: CallbackRequest, call_id: CallId, reason: str, now: datetime
) -> CallbackAttempt:
    """Return the attempt to keep a promise that is dialled now."""
    return CallbackAttempt(
        call_id=call_id,
        contact_id=request.contact_id,
        number=request.number,
        trunk=request.trunk,
        number_of_day=request.dials,
        reason=reason,
        started_at=now,
    )


def order_of(
    request: CallbackRequest, attempt: CallbackAttempt, policy: CallbackPolicy
) -> CallbackOrder:
    """Return what whoever places the call must know."""
    is_suspected = policy.confirm is ConfirmMode.SUSPECTED and request.was_machine
    return CallbackOrder(
        call_id=attempt.call_id,
        contact_id=request.contact_id,
        number=request.number,
        trunk=request.trunk,
        queue=request.queue,
        placed_at=request.placed_at,
        rank=request.rank,
        must_confirm=policy.confirm is ConfirmMode.ALWAYS or is_suspected,
        ring_timeout_s=policy.dial.ring_timeout_s,
        reason=attempt.reason,
    )
