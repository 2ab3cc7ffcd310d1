"""What can be told of a contact: one value for each kind of thing that happened to a person.

These are the words of an explanation before it has words: facts with their moments, read from the
journals of calls and the rows of a contact. `callflow/wording.py` says each in a sentence; a
program reads them as they are. Numbers and keys stand here as they may be shown.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agents.activity import RingOutcome
from base.ids import CallId
from callback.outcome import AttemptOutcome
from callback.request import RequestState
from callback.sms import SmsState, SmsTemplate
from callers.history import SilenceCause
from callers.number import CallerKind
from callflow.admission import (
    AdmitReason,
    AnnounceReason,
    ChallengeReason,
    DivertReason,
    RefuseReason,
    RemindReason,
    Rung,
)
from callflow.call import RecordingState, Wanted
from callflow.outcome import HangupCause, Outcome
from callflow.seen import Seen
from callflow.standing import Standing
from callflow.story_cases import CaseHappening
from callflow.story_deeds import DeedHappening
from callflow.story_menus import MenuHappening
from callflow.transfer import TransferKind
from callflow.trunk import TrunkLoad
from callflow.utterances import SayEnd
from queues.messages import TurnAwayReason
from queues.queue import Rank
from tickets.contact import EndReason

Reason = (
    AdmitReason | AnnounceReason | RemindReason | ChallengeReason | DivertReason | RefuseReason
)
"""Why the ladder decided so."""


@dataclass(frozen=True, slots=True)
class Called:
    """The person called us."""

    number: str
    """Empty when none was shown."""
    kind: CallerKind | None
    """`None` where the journal cannot be read."""
    trunk: str
    attempt: int
    """Which call of this person it is within the contact, from 1."""
    attempts: int


@dataclass(frozen=True, slots=True)
class Rang:
    """We called the person."""

    number: str
    shown: str
    reason: str
    """Why now, in the words of the dialler."""
    must_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What the ladder decided, and what it rested on."""

    reason: Reason
    rung: Rung | None
    """`None` where the line was closed."""
    load: TrunkLoad | None = None
    standing: Standing | None = None
    """As `load`: `None` where the journal cannot be read."""
    is_retrial: bool = False
    hold_limit_s: float | None = None
    instead_of: str = ""
    """In shadow mode: the rung and reason that would have been."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the person heard."""

    text: str
    end: SayEnd
    lasted_s: float | None
    """`None` while its end is not known."""


@dataclass(frozen=True, slots=True)
class Whispered:
    """What the operator heard before the person was let in."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """The person pressed a key."""

    key: str
    meaning: str
    """Where the key led, in the words of the menu; empty for a key without a meaning."""


@dataclass(frozen=True, slots=True)
class KeyedIn:
    """The person keyed in a number or a time."""

    wanted: Wanted
    keys: str
    is_understood: bool


@dataclass(frozen=True, slots=True)
class Promised:
    """The person heard to its end when we ring."""

    minutes: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Entered:
    """The person came into the line, to wait for an operator."""

    queue: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class PositionTold:
    """The figures behind what the person heard of their place."""

    position: int
    waiting: int
    estimated_wait_s: float | None


@dataclass(frozen=True, slots=True)
class SentAway:
    """Nobody would have come for the person."""

    reason: TurnAwayReason


@dataclass(frozen=True, slots=True)
class AgentRung:
    """An operator's telephone was rung."""

    account: str
    reason: str


@dataclass(frozen=True, slots=True)
class RingOver:
    """An operator's telephone was rung in vain."""

    account: str
    outcome: RingOutcome
    lasted_s: float | None
    """`None` where a transfer rang them: when that began is not kept."""


@dataclass(frozen=True, slots=True)
class TalkBegan:
    """The person and an operator hear each other."""

    account: str
    """Empty where it is not known any more."""


@dataclass(frozen=True, slots=True)
class TransferWanted:
    """The operator wants somebody else to take the talk on: a colleague, where none is named."""

    kind: TransferKind | None
    """`None` where the person goes back to a line."""
    number: str = ""
    queue: str = ""


@dataclass(frozen=True, slots=True)
class OutsideRung:
    """Somebody outside was rung, to take the talk on."""

    number: str


class EndedTalk(StrEnum):
    """Who ended a talk."""

    AGENT = "agent"
    CALLER = "caller"
    BROKEN = "broken"
    """The line broke off."""
    FAR = "far"
    """Somebody outside, who had taken it on."""
    TRANSFERRED = "transferred"
    """It was to be handed on, and the person stands in line again."""
    UNSEEN = "unseen"
    """We were away when it ended."""


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """A talk is over."""

    account: str
    lasted_s: float
    by: EndedTalk


class Noted(StrEnum):
    """What a call told the contact besides a promise."""

    TOPIC = "topic"
    SUBJECT = "subject"
    """What was chosen in a menu, in its word."""
    DANGER = "danger"
    ANOTHER_PERSON = "another_person"
    CANCELLED = "cancelled"
    SETTLED = "settled"
    OTHER_NUMBER = "other_number"
    CHOSEN_TIME = "chosen_time"


@dataclass(frozen=True, slots=True)
class NoteTaken:
    """What the person said by keys, and what was written down of it."""

    note: Noted
    detail: str = ""
    """The queue, the number as it may be shown, or the time of day."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something was seen of a call."""

    seen: Seen


@dataclass(frozen=True, slots=True)
class RecordingOver:
    """The recording of a talk is over."""

    state: RecordingState
    lasted_s: float


@dataclass(frozen=True, slots=True)
class RecordingGone:
    """What was recorded lies nowhere any more."""

    is_talk: bool
    """With an operator; else it was said to a menu."""
    by: str
    """Who let it go before its time; empty where its time was over."""
    why: str


@dataclass(frozen=True, slots=True)
class CallOver:
    """A call is over."""

    outcome: Outcome
    cause: HangupCause
    lasted_s: float
    is_ours: bool = False
    """Whether we had called."""
    is_by_us: bool = False
    """Whether we hung up."""
    is_own: bool = False
    """Whether it was an operator's own call."""


@dataclass(frozen=True, slots=True)
class AttemptOver:
    """What became of one dialling of a promise, and when the next one is."""

    number_of_day: int
    outcome: AttemptOutcome
    next_at: datetime | None
    is_next_made: bool = False
    """Whether the next one has been dialled already."""


@dataclass(frozen=True, slots=True)
class TicketOpened:
    """A ticket was opened."""

    number: str
    spoken: int
    is_first: bool


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """A message was written to the person."""

    template: SmsTemplate
    number: str
    text: str
    state: SmsState
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class NumberSilenced:
    """The number was put last in order."""

    cause: SilenceCause
    times: int
    until: datetime


@dataclass(frozen=True, slots=True)
class SilenceLifted:
    """A silence was taken back."""

    exempt_until: datetime


@dataclass(frozen=True, slots=True)
class ContactEnded:
    """The contact ended."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class PromiseStands:
    """How a promise stands that is not kept yet."""

    state: RequestState
    number: str
    tries: int
    next_at: datetime | None
    chosen_at: datetime | None
    is_barred: bool


Happening = (
    Called
    | Rang
    | Decided
    | Said
    | Whispered
    | KeyPressed
    | KeyedIn
    | Promised
    | Entered
    | PositionTold
    | SentAway
    | AgentRung
    | RingOver
    | TalkBegan
    | TalkEnded
    | TransferWanted
    | OutsideRung
    | NoteTaken
    | Noticed
    | RecordingOver
    | RecordingGone
    | CallOver
    | AttemptOver
    | TicketOpened
    | MessageWritten
    | NumberSilenced
    | SilenceLifted
    | ContactEnded
    | PromiseStands
    | MenuHappening
    | CaseHappening
    | DeedHappening
)


@dataclass(frozen=True, slots=True)
class StoryLine:
    """Something that happened, when, and on which call."""

    at: datetime
    happening: Happening
    call_id: CallId | None = None
