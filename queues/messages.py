"""What the floor is told and what it tells: its events and its commands."""

from dataclasses import dataclass
from enum import StrEnum

from agents.activity import RingOutcome
from agents.agent import Agent, BreakReason, NotStated, Operator, Presence
from agents.codes import Disposition
from agents.phone import PhoneTrouble
from agents.ports import Kept
from base.ids import AgentId, CallId, ContactId
from base.instant import Instant
from queues.policy import QueueName
from queues.promised import Promised
from queues.queue import Match, Position, Rank


class TurnAwayReason(StrEnum):
    """Why a waiting caller is told to go."""

    NO_AGENTS = "no_agents"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class EntryQueued:
    """A person entered a queue, or came back to it with the moment of their first entering."""

    call_id: CallId
    queue: QueueName
    entered_at: Instant
    contact_id: ContactId | None = None
    placed_at: Instant | None = None
    """When the person first dialled: their place. `None` for `entered_at`."""
    rank: Rank = Rank.NORMAL
    preferred: AgentId | None = None
    """Who talked with the person when they were cut off."""
    is_closed: bool = False
    """Whether no open service leads there now: the person is told so, and waits for nobody."""


@dataclass(frozen=True, slots=True)
class EntryAwaited:
    """A person whom the exchange took back while we were away, and is about to offer again."""

    call_id: CallId
    queue: QueueName
    entered_at: Instant
    until: Instant
    contact_id: ContactId | None = None
    placed_at: Instant | None = None
    rank: Rank = Rank.NORMAL
    preferred: AgentId | None = None


@dataclass(frozen=True, slots=True)
class PromisePut:
    """We promised to ring a person, or what we promised has changed."""

    promised: Promised


@dataclass(frozen=True, slots=True)
class PromiseTaken:
    """A promise is no more: kept, cancelled, or given up with a reason."""

    contact_id: ContactId


@dataclass(frozen=True, slots=True)
class EntryLeft:
    """A person left the queue: they talk, they gave up, or their call is gone."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class CallOver:
    """A call is over for good: nobody waits for it and nobody is held by it any more."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class PositionAsked:
    """A call wants to tell its caller where they stand."""

    call_id: CallId


@dataclass(frozen=True, slots=True)
class AgentAsked:
    """A call wants one agent and no other: answered by a match, or by turning it away."""

    call_id: CallId
    agent_id: AgentId
    is_own: bool = False
    """Whether it is a call of their own: they can be had on a break and in their wrap-up, too."""


@dataclass(frozen=True, slots=True)
class EntrySteered:
    """A supervisor gives somebody who waits to one agent, out of turn; vain if either is gone."""

    call_id: CallId
    agent_id: AgentId
    is_own: bool = False
    """Whether they take the person themselves: then also on a break and in their wrap-up."""


@dataclass(frozen=True, slots=True)
class RingReported:
    """A call tells how ringing its agent ended."""

    call_id: CallId
    agent_id: AgentId
    outcome: RingOutcome


@dataclass(frozen=True, slots=True)
class TalkReported:
    """A call tells that its talk with an agent is over."""

    call_id: CallId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class TalkFound:
    """After a restart of the engine: this agent is talking with this call."""

    call_id: CallId
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentSeated:
    """An agent was loaded, added, or their row changed."""

    operator: Operator
    presence: Presence
    reason: BreakReason | None = None
    kept: Kept | None = None
    """How they stood when the engine ended; it counts for who is new on the floor."""


@dataclass(frozen=True, slots=True)
class AgentRemoved:
    """An agent's row was disabled; a talk of theirs goes on, and they leave when it is over."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentDeclared:
    """An agent declared their presence."""

    agent_id: AgentId
    presence: Presence
    reason: BreakReason | None = None


@dataclass(frozen=True, slots=True)
class AgentWrapUpTimed:
    """The timer of an agent's wrap-up was set for the call that they write up."""

    agent_id: AgentId
    wrap_up_s: float


@dataclass(frozen=True, slots=True)
class AgentWrappedUp:
    """An agent said that they have written up a call."""

    agent_id: AgentId
    disposition: Disposition | None = None
    """What they said that it was; `None` when they said nothing about it."""
    call_id: CallId | None = None
    """`None` for the last one that they talked in."""


@dataclass(frozen=True, slots=True)
class AgentWrapUpExtended:
    """An agent asked for more time to write up their last call."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentPhoneSeen:
    """An agent's telephone became reachable."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class AgentPhoneLost:
    """An agent's telephone cannot be rung now."""

    agent_id: AgentId
    trouble: PhoneTrouble


AgentNews = (
    AgentDeclared
    | AgentWrapUpTimed
    | AgentWrapUpExtended
    | AgentPhoneSeen
    | AgentPhoneLost
    | TalkReported
    | TalkFound
)
"""What concerns one agent and nobody else."""


@dataclass(frozen=True, slots=True)
class LineClosing:
    """The queues close: whoever waits is told."""

    queues: frozenset[QueueName]


@dataclass(frozen=True, slots=True)
class FloorDeadline:
    """The moment of the floor's deadline has come."""


FloorEvent = (
    EntryQueued
    | EntryAwaited
    | PromisePut
    | PromiseTaken
    | EntryLeft
    | CallOver
    | PositionAsked
    | AgentAsked
    | EntrySteered
    | RingReported
    | AgentNews
    | AgentWrappedUp
    | AgentSeated
    | AgentRemoved
    | LineClosing
    | FloorDeadline
)


@dataclass(frozen=True, slots=True)
class TellPosition:
    """Tell a call where its caller stands."""

    call_id: CallId
    position: Position


@dataclass(frozen=True, slots=True)
class TurnAway:
    """Tell a call that nobody will come for its caller now."""

    call_id: CallId
    reason: TurnAwayReason


@dataclass(frozen=True, slots=True)
class AgentMoved:
    """Store and show that an agent's presence or activity changed."""

    agent: Agent


@dataclass(frozen=True, slots=True)
class AgentDisposed:
    """Store what a call was for its agent, or why they said nothing."""

    agent_id: AgentId
    call_id: CallId
    disposition: Disposition | None
    not_stated: NotStated | None = None


FloorCommand = Match | TellPosition | TurnAway | AgentMoved | AgentDisposed
