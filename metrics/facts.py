"""The facts that every figure is made of: calls, needs, and how agents spent their time.

They are rows of the database or values of the running engine; the figures cannot tell which. Both
are complete as far as they go: what has not happened yet is `None`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents.agent import Activity, Presence
from base.clock import require_aware
from base.ids import AgentId, CallId, ContactId
from callflow.events import Direction
from callflow.outcome import Outcome
from queues.policy import QueueName
from tickets.contact import EndReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """A call, in or out, as far as it has come."""

    call_id: CallId
    contact_id: ContactId
    direction: Direction
    number: str | None
    """What the person is known by; `None` where they show nothing."""
    arrived_at: datetime
    entered_at: datetime | None = None
    """When it entered a queue."""
    answered_at: datetime | None = None
    joined_at: datetime | None = None
    hung_up_at: datetime | None = None
    outcome: Outcome | None = None
    """`None` until it has ended."""
    queue: QueueName | None = None
    agent_id: AgentId | None = None
    dialled: str = ""
    topic: str | None = None
    """What the person chose in the menu."""
    hold_s: float = 0.0
    """How much of the talk the person spent on hold."""
    clinic: str | None = None
    """The clinic of the home visit that came of the need; not known of a call that lasts."""

    def __post_init__(self) -> None:
        """Refuse moments without a zone."""
        require_aware(self.arrived_at)

    @property
    def person(self) -> str:
        """Whom the call is counted as: each call without a number is a person of its own."""
        return str(self.call_id) if self.number is None else self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """A contact: one need of one person who dialled us, without its calls."""

    contact_id: ContactId
    number: str | None
    first_dial_at: datetime
    is_first_contact: bool = False
    """Whether the number never contacted the line before that day; never of hidden ones."""
    told_at: datetime | None = None
    """When the person had heard, to its end, what will happen."""
    promised_for: datetime | None = None
    """Until when they were promised a call; of the last promise."""
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    before_ended_at: datetime | None = None
    """When the need before this one of the same number ended, if there was one and it did."""
    before_reason: EndReason | None = None


@dataclass(frozen=True, slots=True)
class AgentSpan:
    """A stretch of time in which an agent's presence and activity stayed as they were."""

    agent_id: AgentId
    presence: Presence
    activity: Activity
    seconds: float


class End(StrEnum):
    """How an inbound call stands or ended: every one of them is counted under exactly one."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SHORT_ABANDONED = "short_abandoned"
    DIVERTED = "diverted"
    OVERFLOWED = "overflowed"
    TOLD = "told"
    """Told what will happen, by which number we ring, and let go with the place kept."""
    SELF_SERVED = "self_served"
    BLOCKED = "blocked"
    """Refused unanswered, for want of a channel."""
    FAILED = "failed"
    OPEN = "open"
    """Not ended, and no agent has answered: who is in a queue waits now."""


_END_OF = {
    Outcome.ANSWERED: End.ANSWERED,
    Outcome.ABANDONED: End.ABANDONED,
    Outcome.SHORT_ABANDONED: End.SHORT_ABANDONED,
    Outcome.REFUSED: End.BLOCKED,
    Outcome.DIVERTED: End.DIVERTED,
    Outcome.OVERFLOWED: End.OVERFLOWED,
    Outcome.SELF_SERVED: End.SELF_SERVED,
    Outcome.TOLD: End.TOLD,
    # Only a call of ours reaches nobody: counted as a fault, should one of a citizen ever say so.
    Outcome.NOT_REACHED: End.FAILED,
    Outcome.FAILED: End.FAILED,
}


def end_of(call: CallFacts) -> End:
    """Return under what an inbound call is counted; a talk that lasts is answered."""
    if call.outcome is not None:
        return _END_OF[call.outcome]
    return End.OPEN if call.joined_at is None else End.ANSWERED
