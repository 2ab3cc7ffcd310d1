"""The state of one call: the facts that stay, and the phase it is in."""

from dataclasses import dataclass

from agents.agent import Account
from base.ids import AgentId
from base.instant import Instant
from callflow.admission import Admit, Divert
from callflow.events import Arrived, Ring
from callflow.outcome import HangupCause, Outcome
from ivr.dialogue import Dialogue
from ivr.prompt import Phrase
from queues.policy import QueueName


@dataclass(frozen=True, slots=True)
class Times:
    """When what happened, on the engine's monotonic clock; `None` when it did not."""

    arrived_at: Instant
    admitted_at: Instant | None = None
    entered_at: Instant | None = None
    matched_at: Instant | None = None
    """Of the last match; as `ringing_at`."""
    ringing_at: Instant | None = None
    answered_at: Instant | None = None
    """When the agent answered."""
    joined_at: Instant | None = None
    hung_up_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """We pick up."""

    admission: Admit | Divert
    until: Instant
    attempts: int = 1
    """How often the exchange was asked to answer; the caller's lease lasts meanwhile."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The greeting and the recording notice are said; keys are dropped."""

    until: Instant


@dataclass(frozen=True, slots=True)
class InMenu:
    """The caller stands before a menu."""

    dialogue: Dialogue
    until: Instant
    """The latest end of what is being said."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The caller waits in a queue."""

    queue: QueueName
    entered_at: Instant
    announce_at: Instant
    """When the position is asked for; while it is said, the latest end of that."""
    is_announcing: bool = False
    is_adrift: bool = False
    """Whether the caller could not be brought into a room; tried again at `announce_at`."""


@dataclass(frozen=True, slots=True)
class AgentAtWork:
    """The agent who was matched, and the ring that reaches them."""

    agent_id: AgentId
    account: Account
    ring: Ring


@dataclass(frozen=True, slots=True)
class Ringing:
    """An agent's telephone rings for the caller, who keeps hearing music."""

    waiting: Waiting
    agent: AgentAtWork
    until: Instant


@dataclass(frozen=True, slots=True)
class Joining:
    """The agent picked up and is let into the room."""

    waiting: Waiting
    agent: AgentAtWork
    until: Instant


@dataclass(frozen=True, slots=True)
class Talking:
    """Caller and agent talk; the talk outlives the engine."""

    agent: AgentAtWork


@dataclass(frozen=True, slots=True)
class Parting:
    """The last words are said; then we hang up."""

    words: Phrase
    outcome: Outcome
    until: Instant


@dataclass(frozen=True, slots=True)
class Leaving:
    """We hung up, or turned the call down; the leg is about to go."""

    outcome: Outcome
    until: Instant


@dataclass(frozen=True, slots=True)
class Ended:
    """Over. Whatever still comes is late."""

    outcome: Outcome
    cause: HangupCause


Phase = (
    Answering
    | Greeting
    | InMenu
    | Waiting
    | Ringing
    | Joining
    | Talking
    | Parting
    | Leaving
    | Ended
)


@dataclass(frozen=True, slots=True)
class Call:
    """One call at one moment."""

    arrived: Arrived
    phase: Phase
    times: Times
    queue: QueueName | None = None
    """The last queue that was entered."""
    agent_id: AgentId | None = None
    """The agent who talked with the caller."""
    rings: int = 0
    """How many telephones were rung so far."""
    rings_without_answer: int = 0
    utterances: int = 0
    """How many things were said so far; the last one is the only one that counts."""
    is_speaking: bool = False
    """Whether the last utterance has not ended yet."""
