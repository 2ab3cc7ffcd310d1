"""What can happen to a call, in the past tense.

The counterpart of each command is here too: a command that was performed or that failed comes
back as an event. Events are plain frozen values, since the journal stores them and the replay
reads them back.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from agents.agent import Account
from base.ids import AgentId, CallId, ContactId, LegId, TicketId, TrunkName
from base.instant import Instant
from base.phone import NumberReading, PhoneNumber
from callflow.menu import MenuLearned, TablesAnswered
from callflow.message import MessageFailed, MessageRecorded
from callflow.outcome import HangupCause
from callflow.standing import Standing
from callflow.steering import PutFirst, QueueChosen
from callflow.transfer import (
    HoldAsked,
    OutsideNumber,
    TransferCancelled,
    TransferCompleted,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)
from callflow.trunk import TrunkLoad
from callflow.wishes import HangUpAsked, KeysAsked, MuteAsked
from ivr.facts import Facts
from ivr.menu import Digit
from queues.messages import TurnAwayReason
from queues.policy import QueueName
from queues.queue import Position

ServiceName = NewType("ServiceName", str)
"""What a dialled number stands for: its greeting, menu and hours."""

PolicyId = NewType("PolicyId", str)
"""Names the policy that a call lives by; see `callflow.snapshot`."""

Ring = NewType("Ring", int)
"""The number of an attempt to ring an agent within one call, from 1."""

Utterance = NewType("Utterance", int)
"""The number of something said within one call, from 1; a late end of an older one is told."""

Recording = NewType("Recording", int)
"""The number of a recorded talk within one call, from 1; with the call's id it names the file."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the call is about, as far as the call needs to know it."""

    contact_id: ContactId
    ticket_id: TicketId
    ticket_number: str
    """`YYMMDD-N…N-C`, for reading and writing."""
    spoken_number: int
    """The short number of the day, for saying."""
    is_retrial: bool
    """Whether the contact was open already: the person came back unserved."""
    queue: QueueName | None = None
    """What the person wanted when they last said so; they are not asked again."""


STRANGER = Standing()
"""What is known of somebody of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An INVITE reached the engine; all the facts that admission decides by."""

    call_id: CallId
    leg_id: LegId
    trunk: TrunkName
    ani: NumberReading
    ani_name: str
    """What the network said of the caller's name, cleaned; a claim, never an identity."""
    dialled: str
    """The number dialled to reach us; as the trunk gave it where its rules read no number."""
    diverted_from: NumberReading | None
    service: ServiceName
    is_known_number: bool
    """Whether the dialled number is one of ours; an unknown one gets the default service."""
    is_open: bool
    load: TrunkLoad
    case: Case
    policy_id: PolicyId | None = None
    """The policy that the call lives by; `None` where nobody keeps policies."""
    standing: Standing = STRANGER
    placed_at: Instant | None = None
    """The place of the person in the one order: their first dial; `None` means this call's."""
    facts: Facts | None = None
    """What a menu may ask of the site; `None` where it was not kept."""
    has_night_menu: bool = False
    """Whether the service's menu serves callers while the line is closed."""
    dispatcher: OutsideNumber | None = None
    """Who answers for 103 where we are; `None` where only the settings may know."""


@dataclass(frozen=True, slots=True)
class Placed:
    """We call somebody: a callback, or an agent's own call for a contact."""

    call_id: CallId
    leg_id: LegId
    trunk: TrunkName
    number: PhoneNumber
    shown: PhoneNumber
    """What the person sees; the announcement told them to expect it."""
    service: ServiceName
    queue: QueueName
    case: Case
    placed_at: Instant
    ring_timeout_s: float
    must_confirm: bool
    """Whether a machine may answer: the person presses a key or speaks before anybody comes."""
    is_urgent: bool = False
    reason: str = ""
    """Why now, in the words of the dialler."""
    caller: AgentId | None = None
    """The operator whose own call it is: they are fetched before the person is rung."""
    policy_id: PolicyId | None = None


class Direction(StrEnum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


Origin = Arrived | Placed
"""How a call began: it came to us, or we placed it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The person's leg is up and stands in a room of its own."""


@dataclass(frozen=True, slots=True)
class FarEndRinging:
    """The telephone that we dialled rings; a trunk that never says so is suspect."""


@dataclass(frozen=True, slots=True)
class VoiceHeard:
    """The person made a sound for the first time since the answer (`TALK_DETECT`); told once."""


@dataclass(frozen=True, slots=True)
class Whispered:
    """The agent has heard what was whispered, or it could not be said."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class SayFinished:
    """Something has been said to its end, was stopped, or could not be said."""

    utterance: Utterance
    is_said: bool
    """`False` when it failed, for instance for want of the file."""


@dataclass(frozen=True, slots=True)
class DigitPressed:
    """The caller pressed a key."""

    digit: Digit


@dataclass(frozen=True, slots=True)
class CallerHungUp:
    """The caller's leg is gone."""

    cause: HangupCause


@dataclass(frozen=True, slots=True)
class Matched:
    """The distributor reserved an agent for the caller."""

    agent_id: AgentId
    account: Account
    reason: str


@dataclass(frozen=True, slots=True)
class PositionRead:
    """The distributor answered where the caller stands."""

    position: Position
    estimated_wait_s: float | None = None
    """The honest estimate from now on; `None` where nobody can tell."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The distributor says that nobody will come now; the entry is gone."""

    reason: TurnAwayReason


@dataclass(frozen=True, slots=True)
class AgentRinging:
    """The agent's telephone rings."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class AgentAnswered:
    """The agent picked up."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class AgentGone:
    """The agent's leg ended, or could not be made."""

    ring: Ring
    cause: HangupCause


@dataclass(frozen=True, slots=True)
class LegLost:
    """The agent's leg has broken off, and nobody has hung up: their page is gone, or silent."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class PhoneHeld:
    """The agent's telephone has put the talk on hold by its own key, or taken it back."""

    ring: Ring
    is_on: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Caller and agent hear each other."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """The talk is being recorded."""

    recording: Recording


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """A recording is over, and this is what lies there."""

    recording: Recording
    size_bytes: int
    duration_s: float
    """How long what lies there plays; 0 with a size of 0 when there is nothing."""


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """The exchange cannot record."""

    recording: Recording


class Performance(StrEnum):
    """The commands whose failure a call must know of."""

    ANSWER = "answer"
    SAY = "say"
    RING = "ring"
    DIAL = "dial"
    WHISPER = "whisper"
    JOIN = "join"
    TAKE_BACK = "take_back"


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command could not be performed for a reason other than that the call is gone."""

    performance: Performance
    number: int = 0
    """The utterance or ring that it was about."""


@dataclass(frozen=True, slots=True)
class CalledElsewhere:
    """The person is with us on another call of theirs: this one has nobody to look for."""


@dataclass(frozen=True, slots=True)
class Preempted:
    """The channel of this call is needed for an emergency: it ends, the person's place is kept."""


@dataclass(frozen=True, slots=True)
class Reclaimed:
    """The engine has the call again: after a restart, or after Asterisk had taken it back."""

    is_agent_here: bool
    """Whether the agent's leg of the last ring still stands in the same room."""
    here: tuple[Ring, ...] = ()
    """Every ring whose leg stands in the same room."""


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The machine's own deadline has come."""

    reason: str


@dataclass(frozen=True, slots=True)
class EngineFailed:
    """The engine met a bug while it served this call: end it kindly."""


CallEvent = (
    Arrived
    | Placed
    | Answered
    | FarEndRinging
    | VoiceHeard
    | Whispered
    | SayFinished
    | DigitPressed
    | CallerHungUp
    | Matched
    | PositionRead
    | TurnedAway
    | AgentRinging
    | AgentAnswered
    | AgentGone
    | Joined
    | RecordingStarted
    | RecordingEnded
    | RecordingFailed
    | MessageRecorded
    | MessageFailed
    | TablesAnswered
    | MenuLearned
    | CommandFailed
    | CalledElsewhere
    | TransferToAgent
    | TransferToNumber
    | TransferToQueue
    | HoldAsked
    | TransferCompleted
    | TransferCancelled
    | HangUpAsked
    | MuteAsked
    | KeysAsked
    | PhoneHeld
    | PutFirst
    | QueueChosen
    | LegLost
    | Preempted
    | Reclaimed
    | DeadlinePassed
    | EngineFailed
)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One event of one call at its moment: enough of them replay every decision."""

    call_id: CallId
    sequence: int
    at: Instant
    event: CallEvent
    reason: str
    """Why the machine did what it did, in its own closed words."""
    phase: str
    """The phase after the event."""
