"""How dialling a person ended, in the words that decide what is done next.

The network's own words are few and ambiguous: a telephone that is switched off and a trunk that
is mute both come back as 480. They are told apart by what was heard before the end: whether it
rang, and whether it ended by itself or by our patience.

Source: what Asterisk 22.10 reports for each answer of a carrier, measured with a test carrier.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class LegEnd(StrEnum):
    """Why the leg that we dialled ended; the words are those of a leg's cause."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    WRONG_NUMBER = "wrong_number"
    CHANGED_NUMBER = "changed_number"
    BLOCKED = "blocked"
    CONGESTION = "congestion"
    CANCELLED = "cancelled"
    LOST = "lost"
    UNKNOWN = "unknown"


class AttemptOutcome(StrEnum):
    """What became of one dialling of a promise."""

    SERVED = "served"
    """The person talked with an operator."""
    BUSY = "busy"
    """Engaged: somebody is there."""
    NO_ANSWER = "no_answer"
    SWITCHED_OFF = "switched_off"
    """The network answered for a telephone that is off or out of reach."""
    DECLINED = "declined"
    """The person pressed the call away."""
    MACHINE = "machine"
    """Something answered, and no person made themselves known."""
    LEFT = "left"
    """The person answered and hung up before an operator came."""
    WRONG_NUMBER = "wrong_number"
    CHANGED_NUMBER = "changed_number"
    BLOCKED = "blocked"
    """The carrier forbids us the call: its marking, its limits, or its fraud protection."""
    CONGESTION = "congestion"
    """A fault or a lack of room in the trunk."""
    MUTE = "mute"
    """Nothing was heard of the far end until our patience ended: the trunk is suspect."""
    CANCELLED = "cancelled"
    """We stopped ringing: the person had called us meanwhile, or the promise was gone."""
    LOST = "lost"
    """Nobody saw it end: we were away."""


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """What was seen of an attempt that came to no talk."""

    cause: LegEnd
    has_rung: bool = False
    is_answered: bool = False
    is_confirmed: bool = False
    """Whether a person made themselves known: a key, a voice, or where neither is asked for."""
    has_timed_out: bool = False
    """Whether we ended it, because nobody answered in time."""


def read_attempt(end: AttemptEnd) -> AttemptOutcome:
    """Return what became of an attempt that came to no talk."""
    if end.cause is LegEnd.LOST:
        return AttemptOutcome.LOST
    if end.is_answered:
        return AttemptOutcome.LEFT if end.is_confirmed else AttemptOutcome.MACHINE
    match end.cause:
        case LegEnd.BUSY:
            return AttemptOutcome.BUSY
        case LegEnd.DECLINED:
            return AttemptOutcome.DECLINED
        case LegEnd.WRONG_NUMBER:
            return AttemptOutcome.WRONG_NUMBER
        case LegEnd.CHANGED_NUMBER:
            return AttemptOutcome.CHANGED_NUMBER
        case LegEnd.BLOCKED:
            return AttemptOutcome.BLOCKED
        case LegEnd.CONGESTION:
            return AttemptOutcome.CONGESTION
        case LegEnd.CANCELLED if not end.has_timed_out:
            return AttemptOutcome.CANCELLED
        case (
            LegEnd.NO_ANSWER
            | LegEnd.UNREACHABLE
            | LegEnd.NORMAL
            | LegEnd.CANCELLED
            | LegEnd.UNKNOWN
        ):
            return _unanswered(end)
        case _:
            assert_never(end.cause)


def _unanswered(end: AttemptEnd) -> AttemptOutcome:
    if end.has_rung:
        return AttemptOutcome.NO_ANSWER
    return AttemptOutcome.MUTE if end.has_timed_out else AttemptOutcome.SWITCHED_OFF
