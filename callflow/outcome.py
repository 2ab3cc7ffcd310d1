"""How things end: calls for us, legs for the network."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a call ended for us."""

    ANSWERED = "answered"
    """The caller talked with an agent."""
    ABANDONED = "abandoned"
    """The caller hung up before an agent answered."""
    SHORT_ABANDONED = "short_abandoned"
    """As above, within `short_abandon_s` of entering the queue: a misdial, reported apart."""
    REFUSED = "refused"
    """Never answered, for want of a channel."""
    DIVERTED = "diverted"
    """Registered and told so instead of waiting: closed, closing, or nobody logged in."""
    OVERFLOWED = "overflowed"
    """Moved to another queue or number by policy."""
    SELF_SERVED = "self_served"
    """Ended satisfied in the voice menu."""
    TOLD = "told"
    """Answered, told what will happen and by which number we ring, and let go: place kept."""
    NOT_REACHED = "not_reached"
    """Outgoing only: nobody, a machine, or nobody's voice at the other end."""
    FAILED = "failed"
    """Ended by a fault of ours or of the network; the caller heard an apology if they could."""


class HangupCause(StrEnum):
    """Why a leg ended, in our words; Q.850 and SIP are translated in `asterisk/causes.py`."""

    NORMAL = "normal"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    """Not registered, switched off, or no answer to signalling."""
    WRONG_NUMBER = "wrong_number"
    CHANGED_NUMBER = "changed_number"
    """The number is no longer in service there (SIP 410)."""
    BLOCKED = "blocked"
    """The carrier or the far end forbids the call (SIP 403)."""
    CONGESTION = "congestion"
    """The network or the trunk has no room or a fault."""
    CANCELLED = "cancelled"
    """The caller gave up before the answer."""
    LOST = "lost"
    """Found gone when the engine looked again: nobody saw it end."""
    UNKNOWN = "unknown"


class RejectAs(StrEnum):
    """How a call is turned down before it is answered; the trunk's profile says which."""

    BUSY = "busy"
    """SIP 486."""
    DECLINED = "declined"
    """SIP 603."""
