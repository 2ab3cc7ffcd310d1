"""The nodes of a menu: what can be said, asked, looked up and recorded, and where a walk ends.

A node names the nodes after it. Where a way may be left out it leads to the script's `person`:
whoever does not get on reaches somebody. Nodes of the kinds queue, callback, transfer and hang_up
end the walk; what happens there is the call's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from ivr.written import (
    Attempts,
    FieldName,
    Line,
    ListenS,
    Name,
    NodeName,
    SomeWords,
    TelephoneKey,
    Words,
    Written,
)


class Check(StrEnum):
    """What keyed digits must be."""

    FREE = "free"
    BIRTH_DATE = "birth_date"
    """Eight digits, day, month, year."""
    POLICY = "policy"
    """The sixteen digits of the unified medical policy, with their check digit."""
    PHONE = "phone"
    """A national number, with or without the 8 or 7 in front."""
    TICKET = "ticket"
    """The number of a request as it was told: the short one, or the whole with its check digit."""
    SUPPORT_CODE = "support_code"
    """The code of an institution."""
    MARK = "mark"
    """0 to 10."""


class NoteKind(StrEnum):
    """What the walk learns about the call besides what is asked for."""

    DANGER_SIGN = "danger_sign"
    """A sign of danger to life: the contact moves to the front."""
    NO_RECORDING = "no_recording"
    LANGUAGE = "language"
    TOPIC = "topic"
    SETTLED = "settled"
    """The caller says that nothing more is needed: what was promised to them is off."""


class RequestKind(StrEnum):
    """What an intake asks for."""

    HOME_VISIT = "home_visit"
    APPOINTMENT = "appointment"
    COMPLAINT = "complaint"
    REFERENCE = "reference"
    SUPPORT = "support"
    CALLBACK = "callback"
    """Nothing but a call back."""
    FOLLOW_UP = "follow_up"
    """Somebody asks what went wrong in a talk that got a low mark; no menu takes one."""


class Question(StrEnum):
    """What a branch asks of the call."""

    HOURS = "hours"
    ESTIMATE = "estimate"
    """Minutes to wait; a case is taken from so many minutes on."""
    STORM = "storm"
    CHANNELS = "channels"
    """Channels that are free; a case is taken from so many on."""
    CALLER = "caller"
    DIALLED = "dialled"
    LANGUAGE = "language"
    FILED = "filed"
    """Whether a request was taken in this call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayNode(Written):
    """Says something, notes something, or both, and goes on."""

    kind: Literal["say"]
    then: NodeName
    say: Words = ()
    note: NoteKind | None = None
    value: Line | None = None
    """What is noted: the topic, the language, the sign."""
    keys: Mapping[TelephoneKey, NodeName] = field(default_factory=dict)
    """Keys that count while it is said."""
    is_interruptible: bool = True
    """Whether # goes on at once; else keys wait until all is said, as for a legal notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuNode(Written):
    """A question that one key answers."""

    kind: Literal["menu"]
    say: SomeWords
    keys: Annotated[Mapping[TelephoneKey, NodeName], Field(min_length=1)]
    otherwise: NodeName | None = None
    """For those who press nothing, or nothing sensible, in every attempt."""
    attempts: Attempts | None = None
    listen_s: ListenS | None = None
    into: FieldName | None = None
    """The name under which it is kept what the key means; `null` where it only leads on."""
    means: Mapping[TelephoneKey, Line] = field(default_factory=dict)
    """What each key means to the look-ups after it, in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed(Written):
    """Digits that a caller keys in; # ends them."""

    say: SomeWords
    into: FieldName
    """The name under which they are kept."""
    check: Check = Check.FREE
    min_digits: Annotated[int, Field(ge=1, le=20)] | None = None
    max_digits: Annotated[int, Field(ge=1, le=20)] | None = None
    """At this length they end by themselves."""
    wrong: Words = ()
    """Said after digits that cannot be right; else the script's `not_understood`."""
    read_back: bool = True
    """Whether they are read aloud and confirmed: 1 right, 2 again."""
    attempts: Attempts | None = None
    listen_s: ListenS | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Written):
    """Words that a caller speaks after a tone; # ends them."""

    say: SomeWords
    into: FieldName
    max_s: Annotated[float, Field(ge=3, le=300)] = 60
    review: bool = True
    """Whether it may be kept (1), heard (2) and spoken again (3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatherNode(Keyed):
    """Asks for digits and goes on when they are right."""

    kind: Literal["gather"]
    then: NodeName
    skip: NodeName | None = None
    """Where # alone leads; `null` where the digits are needed."""
    otherwise: NodeName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNode(Recorded):
    """Records one answer and goes on."""

    kind: Literal["record"]
    then: NodeName
    failed: NodeName | None = None
    """Where it leads when nothing can be recorded, or nothing was spoken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedField(Keyed):
    """A field of a request that is keyed in."""

    kind: Literal["keyed"]
    optional: bool = False
    """Whether # alone, or silence, leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedField(Recorded):
    """A field of a request that is spoken."""

    kind: Literal["recorded"]
    optional: bool = False


IntakeField = Annotated[KeyedField | RecordedField, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeNode(Written):
    """Takes a request field by field; whatever was given is kept if the caller leaves half-way."""

    kind: Literal["intake"]
    request: RequestKind
    fields: Annotated[tuple[IntakeField, ...], Field(min_length=1)]
    then: NodeName
    failed: NodeName | None = None
    """Where it leads when a field that is needed cannot be had: the request is kept without it,
    and the node there tells the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchNode(Written):
    """Goes where the first fitting case leads; nobody is asked."""

    kind: Literal["branch"]
    on: Question
    cases: Annotated[Mapping[str, NodeName], Field(min_length=1)]
    otherwise: NodeName


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpNode(Written):
    """Asks a table or a registry; what is found may be said by the nodes after it."""

    kind: Literal["lookup"]
    look_up: Name
    found: NodeName
    nothing: NodeName
    denied: NodeName | None = None
    """The identity does not fit; after `tries` of them nobody is asked again."""
    failed: NodeName | None = None
    say: Words = ()
    """Said meanwhile."""
    brings: tuple[FieldName, ...] = ()
    """The values that it finds, for slots."""
    tries: Attempts = 3
    timeout_s: Annotated[float, Field(gt=0, le=15)] = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNode(Written):
    """Ends at a queue: a person will answer."""

    kind: Literal["queue"]
    queue: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackNode(Written):
    """Ends with the offer to be called back, for the queue named."""

    kind: Literal["callback"]
    queue: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferNode(Written):
    """Ends with somebody outside: the dispatcher of 103, support, or a number by its name."""

    kind: Literal["transfer"]
    to: Name
    queue: Name
    """Whose operator stays with the caller if it fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpNode(Written):
    """Ends the call."""

    kind: Literal["hang_up"]
    say: Words = ()
    outcome: Literal["self_served", "told", "diverted"]
    """What the caller got: all they wanted, a promise, or directions."""


Ending = QueueNode | CallbackNode | TransferNode | HangUpNode
Node = (
    SayNode
    | MenuNode
    | GatherNode
    | RecordNode
    | IntakeNode
    | BranchNode
    | LookUpNode
    | QueueNode
    | CallbackNode
    | TransferNode
    | HangUpNode
)
