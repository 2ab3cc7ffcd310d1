"""The state of one call: the facts that stay, and the phase it is in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from agents.agent import Account
from base.ids import AgentId, TrunkName
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.admission import Admission, Answerable
from callflow.events import Origin, Recording, Ring
from callflow.held import Held
from callflow.message import MessageEnd, MessageRef
from callflow.outcome import HangupCause, Outcome
from callflow.topics_heard import TopicsHeard
from callflow.transfer import OutsideNumber, TransferUnderWay
from ivr.dialogue import Dialogue
from ivr.prompt import Phrase
from ivr.walk import Walk
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
    joined_at: Instant | None = None
    hung_up_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """We pick up."""

    admission: Answerable
    until: Instant
    attempts: int = 1
    """How often the exchange was asked to answer; the caller's lease lasts meanwhile."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """An operator wants to call a person: their own telephone rings first."""

    until: Instant
    agent: "AgentAtWork | None" = None
    """`None` until they are reserved."""


@dataclass(frozen=True, slots=True)
class Dialling:
    """We ring a person by the trunk."""

    until: Instant
    has_rung: bool = False
    """Whether their telephone rang; a trunk on which none ever rings is mute."""
    agent: "AgentAtWork | None" = None
    """The operator who is on the line already, where it is their own call."""


class Question(StrEnum):
    """What a person is asked outside the menus of a service."""

    PROMISE = "promise"
    """The announcement: the number of the ticket, when we ring, and what to press if worse."""
    REMINDER = "reminder"
    """The short menu of those who were told."""
    DANGER = "danger"
    CANCEL = "cancel"
    CHALLENGE = "challenge"
    """Say something, or press a key."""
    PERSON = "person"
    """The same, where we rang and a machine may have answered."""
    NUMBER = "number"
    """Is this the number that we shall ring?"""


@dataclass(frozen=True, slots=True)
class Asking:
    """The person is asked something, or told something with keys to press."""

    question: Question
    dialogue: Dialogue
    until: Instant
    number: PhoneNumber | None = None
    """The number that the person keyed in, while they confirm it."""


class Wanted(StrEnum):
    """What is keyed in digit by digit."""

    NUMBER = "number"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Gathering:
    """The person keys something in."""

    wanted: Wanted
    until: Instant
    digits: str = ""
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Greeting:
    """The short greeting of those who are not asked is said; keys are dropped."""

    until: Instant


@dataclass(frozen=True, slots=True)
class InMenu:
    """The caller walks a menu, from its greeting on."""

    walk: Walk
    until: Instant
    """When the walk wakes by itself; while it speaks, the latest end of that."""
    leave_at: Instant
    """When the menu has taken long enough."""


@dataclass(frozen=True, slots=True)
class Marking:
    """The talk is over, and the person may mark it by a key."""

    walk: Walk
    until: Instant
    leave_at: Instant
    """When the line is needed for somebody else."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """The caller waits in a queue."""

    queue: QueueName
    entered_at: Instant
    announce_at: Instant
    """When the position is asked for; while it is said, the latest end of that."""
    is_announcing: bool = False
    is_offered: bool = False
    """Whether a key to be called back has been offered."""
    is_adrift: bool = False
    """Whether the caller could not be brought into a room; tried again at `announce_at`."""
    is_put_first: bool = False


@dataclass(frozen=True, slots=True)
class AgentAtWork:
    """The agent who was matched, and the ring that reaches them."""

    agent_id: AgentId
    account: Account
    ring: Ring
    is_muted: bool = False
    """Whether nobody hears them, as they wanted."""
    is_away: bool = False
    """Whether their telephone holds the talk by its own key: the person hears music."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """An agent's telephone rings for the caller, who keeps hearing music."""

    waiting: Waiting
    agent: AgentAtWork
    until: Instant


@dataclass(frozen=True, slots=True)
class Whispering:
    """The agent picked up and hears who comes, before the caller hears them."""

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
class Outside:
    """Somebody outside, on a second channel of a trunk."""

    number: OutsideNumber
    trunk: TrunkName
    ring: Ring


class TransferStage(StrEnum):
    """How far a transfer is."""

    RESERVING = "reserving"
    """The colleague is asked for; the talk goes on unless the transfer is blind."""
    RINGING = "ringing"
    PAUSING = "pausing"
    """A channel was not free yet; the next try is due."""
    BRIEFING = "briefing"
    """Whoever takes on hears who comes, before the person hears them."""
    ASIDE = "aside"
    """The operator talks with who takes on, if anybody does; the person hears music."""
    ENTERING = "entering"
    """Whoever takes on is let in to the person."""
    TOGETHER = "together"
    """All three talk."""
    RETURNING = "returning"
    """Nothing came of it: the operator is let in to the person again."""


@dataclass(frozen=True, slots=True)
class Transferring:
    """Somebody else is about to take the talk on, or the operator has left it for a while."""

    asked: TransferUnderWay
    stage: TransferStage
    agent: AgentAtWork | None
    """Who transfers; `None` once they have left."""
    far: AgentAtWork | Outside | None = None
    """Who takes on, as soon as they are rung."""
    until: Instant | None = None
    """`None` while all three talk."""
    has_rung: bool = False
    has_answered: bool = False
    """Whether who takes on has picked up."""
    tries: int = 1
    is_straight: bool = False
    """Whether no operator of ours was with the person: see `callflow/handover.py`."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The person talks with somebody outside, and no operator is with them any more."""

    far: Outside


@dataclass(frozen=True, slots=True)
class Parting:
    """The last words are said; then we hang up."""

    words: Phrase
    outcome: Outcome
    until: Instant
    is_bare: bool = False
    """Whether the words stand for themselves, without the number of the ticket."""


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
    | Fetching
    | Dialling
    | Asking
    | Gathering
    | Greeting
    | InMenu
    | Marking
    | Waiting
    | Ringing
    | Whispering
    | Joining
    | Talking
    | Transferring
    | HandedOver
    | Parting
    | Leaving
    | Ended
)


class RecordingState(StrEnum):
    """What a recording is worth, by its size and duration; nobody knows until it is judged."""

    OK = "ok"
    SHORT = "short"
    """There is one, and it lacks a part of the talk."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A talk that is or was recorded."""

    recording: Recording
    started_at: Instant
    is_begun: bool = False
    """Whether the exchange said that it records."""
    is_over: bool = False
    ended_at: Instant | None = None
    """`None` while it goes on, and when nobody saw the end."""
    state: RecordingState | None = None
    size_bytes: int = 0
    duration_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """What the caller says or has said in answer to one question."""

    ref: MessageRef
    started_at: Instant
    is_over: bool = False
    """Whether it has ended, or was told to."""
    is_dropped: bool = False
    """Whether the caller took it back."""
    ended_by: MessageEnd | None = None
    """`None` until its end is known, and where nothing could be recorded."""
    state: RecordingState | None = None
    size_bytes: int = 0
    duration_s: float = 0.0
    has_voice: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One call at one moment."""

    origin: Origin
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
    has_voice: bool = False
    """Whether the person was heard: a sound, or a key."""
    admission: Admission | None = None
    """What the ladder decided; `None` where we placed the call."""
    is_urgent: bool = False
    """Whether the person gave a danger sign, now or in an earlier call."""
    is_told: bool = False
    """Whether the person knows what will happen, from this call or an earlier one."""
    estimated_wait_s: float | None = None
    """The last honest estimate that was made for them in the line."""
    may_record: bool = True
    """Whether the person leaves us their voice."""
    recordings: tuple[Recorded, ...] = ()
    """Every talk that was to be recorded, in order."""
    messages: tuple[Message, ...] = ()
    """All that the caller said after a tone, in order, also what they took back."""
    requests: int = 0
    """How many requests a menu took, whole or in part."""
    topics: TopicsHeard = field(default_factory=TopicsHeard)
    """What the caller heard of the hot topics in the reference menu."""
    held: Held = field(default_factory=Held)
    """How much of the talk the person spent on hold."""
    subject: str | None = None
    """What the person wants, in a word of the menu; `None` until they said."""
    keyed: Mapping[str, str] = field(default_factory=dict)
    """What the person keyed in, by the fields of the menu that led on."""
    language: str = ""
    """What the person wants to hear; empty for the site's language."""
    mark: int | None = None
    """The mark that the person gave the talk, 0 to 10."""
