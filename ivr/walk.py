"""One caller's walk through a script: its state, what happens to it, and what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from base.instant import Instant
from base.step import Deadline, Step
from ivr.facts import Facts
from ivr.menu import Digit
from ivr.nodes import Ending, NoteKind, RequestKind
from ivr.prompt import Phrase
from ivr.script import Script


class LookUpOutcome(StrEnum):
    """How a look-up ended."""

    FOUND = "found"
    NOTHING = "nothing"
    DENIED = "denied"
    """Who asks is not whom it concerns."""
    FAILED = "failed"


class GoReason(StrEnum):
    """Why the walk ended where it did."""

    CHOSEN = "chosen"
    OPERATOR_WANTED = "operator_wanted"
    SILENT = "silent"
    WRONG_KEYS = "wrong_keys"
    FAILED = "failed"
    DENIED = "denied"
    """The identity did not fit too often."""
    TOO_LONG = "too_long"
    """A channel is not for playing with keys."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """The caller pressed a digit."""

    digit: Digit


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was to be said or played has been, or could not be."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The deadline of the walk has passed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A look-up has ended."""

    number: int
    """The one of its `LookUp`: a late answer to an older one is nobody's news."""
    outcome: LookUpOutcome
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt at recording one field."""

    field: str
    number: int
    """From 1; who speaks again, at whatever point of the walk, makes another one."""


@dataclass(frozen=True, slots=True)
class RecordingDone:
    """A recording has ended, asked to or not."""

    take: Take
    seconds: float
    """Of somebody's voice: 0 where there was none."""


@dataclass(frozen=True, slots=True)
class RecordingLost:
    """Nothing could be recorded: the disk is full, the exchange says no."""

    take: Take


@dataclass(frozen=True, slots=True)
class Learned:
    """What the menu may ask of the site has changed."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class Left:
    """The caller has hung up, or was taken out of the menu; what they gave is kept."""


@dataclass(frozen=True, slots=True)
class Hurried:
    """The time is over that the menu may take; told again, nothing more is asked."""


WalkEvent = (
    Pressed | Spoken | TimedOut | Found | RecordingDone | RecordingLost | Learned | Left | Hurried
)


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this in that language; answer with `Spoken`."""

    phrase: Phrase
    language: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop what is being said or played."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Look this up by what was keyed in; answer with `Found`."""

    number: int
    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class StartRecording:
    """Record the caller; answer with `RecordingDone` or `RecordingLost`."""

    take: Take
    max_s: float


@dataclass(frozen=True, slots=True)
class StopRecording:
    """End the recording; the answer is `RecordingDone`."""

    take: Take


@dataclass(frozen=True, slots=True)
class PlayTake:
    """Play the caller what they said; answer with `Spoken`."""

    take: Take


@dataclass(frozen=True, slots=True)
class DropTake:
    """Forget this recording: the caller has spoken anew."""

    take: Take


@dataclass(frozen=True, slots=True)
class Note:
    """Remember this of the call, whatever comes."""

    kind: NoteKind
    value: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller gave for one field of a request."""

    field: str
    value: str | None
    """What was keyed in; `None` when it was spoken."""
    take: int | None = None


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Keep a request with what was given so far; commit before anything is promised."""

    request: RequestKind
    answers: tuple[Answer, ...]
    is_complete: bool
    """Whether nothing that is needed is missing."""


@dataclass(frozen=True, slots=True)
class Go:
    """The walk is over: go there, with all that was keyed in."""

    to: Ending
    reason: GoReason
    values: Mapping[str, str]
    takes: Mapping[str, int]
    """What was spoken: the field, and which of its recordings counts."""


WalkCommand = (
    Speak
    | Hush
    | LookUp
    | StartRecording
    | StopRecording
    | PlayTake
    | DropTake
    | Note
    | FileRequest
    | Go
)


@dataclass(frozen=True, slots=True)
class Saying:
    """A node is said; keys that may not interrupt it wait in `pending`."""

    pending: str | None = None
    """The node to which the first of these keys leads."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """One key is awaited."""

    asked: int = 1


@dataclass(frozen=True, slots=True)
class Keying:
    """Digits are awaited."""

    digits: str = ""
    asked: int = 1


@dataclass(frozen=True, slots=True)
class Confirming:
    """The digits are read back: 1 right, 2 again."""

    value: str
    digits: str
    asked: int
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Prompting:
    """The caller is told to speak after the tone."""

    take: Take
    asked: int = 1


@dataclass(frozen=True, slots=True)
class Taking:
    """The caller is recorded."""

    take: Take
    asked: int = 1
    is_stopping: bool = False


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A recording may be kept (1), heard (2) or made again (3)."""

    take: Take


@dataclass(frozen=True, slots=True)
class Playing:
    """A recording is played back."""

    take: Take


@dataclass(frozen=True, slots=True)
class Looking:
    """A look-up is under way."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The last words are said."""

    to: Ending
    reason: GoReason


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more happens."""


Stage = (
    Saying
    | Choosing
    | Keying
    | Confirming
    | Prompting
    | Taking
    | Reviewing
    | Playing
    | Looking
    | Closing
    | Over
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Where one caller is in a script, and what they gave so far."""

    script: Script
    facts: Facts
    language: str
    node: str
    stage: Stage = Saying()
    is_speaking: bool = False
    until: Instant | None = None
    """When the walk wakes by itself; `None` while it speaks."""
    deaf_until: Instant | None = None
    """Until then keys belong to the question before this one."""
    values: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, int] = field(default_factory=dict)
    begun: Mapping[str, int] = field(default_factory=dict)
    """How often each field was recorded, kept or not."""
    trail: tuple[str, ...] = ()
    """The nodes that listened, for `*`."""
    turns: int = 0
    """How many nodes were entered, and questions put again."""
    place: int = 0
    """Which field of an intake is asked."""
    answers: tuple[Answer, ...] = ()
    has_filed: bool = False
    has_found: bool = False
    """Whether something was found that may be all the caller wanted to know."""
    look_ups: int = 0
    denials: int = 0
    reason: GoReason = GoReason.CHOSEN
    """Why the walk is where it is."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return isinstance(self.stage, Over)

    @property
    def deadline(self) -> Deadline | None:
        """When the walk wants to be woken, and why; `None` while it speaks or is over."""
        if self.until is None:
            return None
        return Deadline(self.until, _REASONS.get(type(self.stage), "key_awaited"))


WalkStep = Step[Walk, WalkCommand]

_REASONS = {
    Taking: "recording_overdue",
    Looking: "look_up_overdue",
}
