"""What a call can ask for, in the imperative.

Telephony commands go to the telephone exchange, queue commands to the distributor. Neither
knows a channel or a bridge: every answered caller stands in a room of their own, in which they
are spoken to and which the agent joins.
"""

from dataclasses import dataclass

from agents.activity import RingOutcome
from agents.agent import Account
from base.ids import AgentId, ContactId, TrunkName
from base.instant import Instant
from base.phone import PhoneNumber
from callflow.events import Recording, Ring, Utterance
from callflow.menu import MenuCommand
from callflow.message import MessageRef
from callflow.outcome import RejectAs
from callflow.talk_commands import MuteAgent, PressKeys, StopMusic
from callflow.transfer import OutsideNumber
from ivr.prompt import Phrase
from queues.policy import QueueName
from queues.queue import Rank


@dataclass(frozen=True, slots=True)
class Answer:
    """Pick up, and put the caller into a room of their own."""


@dataclass(frozen=True, slots=True)
class DialOut:
    """Ring a person by the call's trunk, and put them into a room of their own when they answer.

    Answered by `FarEndRinging`, then `Answered` or `CallerHungUp` with the cause.
    """

    number: PhoneNumber
    shown: PhoneNumber
    """What the person sees: the number that the announcement told them to expect."""
    ring_timeout_s: float


@dataclass(frozen=True, slots=True)
class Whisper:
    """Say a phrase to the agent of that ring, who is not in the room yet.

    Answered by `Whispered`; what cannot be said is over at once.
    """

    ring: Ring
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Reject:
    """Turn the call down before it is answered."""

    reject_as: RejectAs


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Make sure that the caller is answered and in a room of their own; harmless if so."""


@dataclass(frozen=True, slots=True)
class Say:
    """Say a phrase into the room; music pauses. Answered by `SayFinished`."""

    utterance: Utterance
    phrase: Phrase
    language: str = ""
    """Of a pack beside the site's; empty for the site's own."""


@dataclass(frozen=True, slots=True)
class StopSaying:
    """Stop an utterance; answered by its `SayFinished`. Harmless when it has ended."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class PlayMusic:
    """Play music into the room until somebody joins or something is said."""


@dataclass(frozen=True, slots=True)
class RingAgent:
    """Ring an agent's telephone; answered by `AgentRinging`, `AgentAnswered`, `AgentGone`."""

    ring: Ring
    account: Account


@dataclass(frozen=True, slots=True)
class RingNumber:
    """Ring somebody outside as an agent is rung, on a second channel; answered as `RingAgent`."""

    ring: Ring
    number: OutsideNumber
    shown: PhoneNumber
    trunk: TrunkName
    ring_timeout_s: float


@dataclass(frozen=True, slots=True)
class PutAside:
    """Move the leg of that ring into a second room, where the caller hears nobody.

    Whom the last one leaves alone is on a lease again. `Join` brings a leg back.
    """

    ring: Ring


@dataclass(frozen=True, slots=True)
class HangUpAgent:
    """End the agent's leg of that ring, whatever it is doing."""

    ring: Ring


@dataclass(frozen=True, slots=True)
class Join:
    """Let the agent of that ring into the caller's room; answered by `Joined`.

    From here on the caller is no longer leased: the talk outlives the engine.
    """

    ring: Ring


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the talk, both sides apart; answered by `RecordingStarted` or `RecordingFailed`.

    Harmless when that recording runs already. It goes on whatever becomes of the engine.
    """

    recording: Recording


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End a recording and look at what lies there; answered by `RecordingEnded`, always.

    A caller's end has ended it already: then this only looks.
    """

    recording: Recording


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Record what the caller says, and nothing else; answered by `MessageRecorded` at its end.

    Answered by `MessageFailed` where nothing can be recorded. It ends by itself after the limit,
    after so much silence, and with the caller's leg.
    """

    message: MessageRef
    limit_s: float
    silence_s: float
    """So long nobody speaks before it is over; who has not begun has as long to begin."""


@dataclass(frozen=True, slots=True)
class StopMessage:
    """End a message and look at what lies there; answered by `MessageRecorded` as it is.

    Also after the caller's end, which has ended it already. Harmless when it is over.
    """

    message: MessageRef


@dataclass(frozen=True, slots=True)
class PlayMessage:
    """Let the caller hear what they said, as something that is said; answered by `SayFinished`."""

    utterance: Utterance
    message: MessageRef


@dataclass(frozen=True, slots=True)
class DropMessage:
    """Throw a message away: the caller takes it back. Harmless when there is none."""

    message: MessageRef


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the caller's leg; answered by `CallerHungUp`."""


@dataclass(frozen=True, slots=True)
class Clear:
    """The call is over: take its room down and forget it."""


TelephonyCommand = (
    Answer
    | DialOut
    | Whisper
    | Reject
    | TakeBack
    | Say
    | StopSaying
    | PlayMusic
    | StopMusic
    | RingAgent
    | RingNumber
    | PutAside
    | MuteAgent
    | PressKeys
    | HangUpAgent
    | Join
    | StartRecording
    | StopRecording
    | RecordMessage
    | StopMessage
    | PlayMessage
    | DropMessage
    | HangUp
    | Clear
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is when the one order of people comes to this call."""

    contact_id: ContactId
    placed_at: Instant
    """When the person first dialled, whichever call they come by now."""
    rank: Rank = Rank.NORMAL
    preferred: AgentId | None = None
    """The agent with whom the person was cut off."""


@dataclass(frozen=True, slots=True)
class EnterQueue:
    """Enter a queue, or come back to it with the moment of the first entering."""

    queue: QueueName
    entered_at: Instant
    turn: Turn


@dataclass(frozen=True, slots=True)
class LeaveQueue:
    """Leave the queue: the caller is gone or goes elsewhere."""


@dataclass(frozen=True, slots=True)
class AskPosition:
    """Ask where the caller stands; answered by `PositionRead` if they wait."""


@dataclass(frozen=True, slots=True)
class ReserveAgent:
    """Ask for one agent and no other; answered by `Matched` with them, or by `TurnedAway`."""

    agent_id: AgentId
    is_own: bool = False
    """Whether it is a call of their own."""


@dataclass(frozen=True, slots=True)
class ReportRing:
    """Tell how ringing an agent ended."""

    agent_id: AgentId
    outcome: RingOutcome


@dataclass(frozen=True, slots=True)
class ReportTalkFound:
    """Tell, after a restart of the engine, that the agent is talking with this caller."""

    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class ReportTalkEnded:
    """Tell that the talk with an agent is over."""

    agent_id: AgentId


QueueCommand = (
    EnterQueue
    | LeaveQueue
    | AskPosition
    | ReserveAgent
    | ReportRing
    | ReportTalkFound
    | ReportTalkEnded
)


@dataclass(frozen=True, slots=True)
class NoteTold:
    """Note that the person knows their number and when we ring; the promise binds us."""

    minutes: int


@dataclass(frozen=True, slots=True)
class NoteHeard:
    """Note that the person heard the short menu of those who were told."""


@dataclass(frozen=True, slots=True)
class NoteTopic:
    """Note what the person wants, so that they are not asked again."""

    queue: QueueName


@dataclass(frozen=True, slots=True)
class NoteSubject:
    """Note what the person chose in a menu, in its word; they may still not be in any line."""

    subject: str


@dataclass(frozen=True, slots=True)
class NoteDanger:
    """Move the person to the front: they gave a danger sign."""

    sign: str = ""
    """Which one, with the version of the rules that asked it; empty where nobody named it."""


@dataclass(frozen=True, slots=True)
class AddPatient:
    """Open a ticket of its own for another person who needs help."""


@dataclass(frozen=True, slots=True)
class CancelContact:
    """End the contact: the person does not need us any more."""


@dataclass(frozen=True, slots=True)
class SettleContact:
    """End the contact: a menu was all that the person needed, as they say themselves."""


@dataclass(frozen=True, slots=True)
class CallOtherNumber:
    """Ring another number from now on."""

    number: PhoneNumber


@dataclass(frozen=True, slots=True)
class CallAt:
    """Ring at a time of day that the person chose."""

    hour: int
    minute: int


CaseCommand = (
    NoteTold
    | NoteHeard
    | NoteTopic
    | NoteSubject
    | NoteDanger
    | AddPatient
    | CancelContact
    | SettleContact
    | CallOtherNumber
    | CallAt
)
"""What a call tells the contact; done before anything of the same step is said."""


@dataclass(frozen=True, slots=True)
class MakeRoom:
    """Let the call that can best spare its channel end, if the trunk has none left for us.

    Whoever asks counts with all the channels that they mean to take.
    """

    trunk: TrunkName


CallCommand = TelephonyCommand | QueueCommand | CaseCommand | MenuCommand | MakeRoom
