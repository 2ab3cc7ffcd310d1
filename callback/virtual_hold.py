"""Whether somebody who could not be served is promised a call: the pure decision, with its reason.

A promise makes a telephone ring that the caller merely showed. So it is made for numbers only
that our trunk may call, and never for one that would cost money or ring a victim. Who misdialled
and heard nothing is not rung at all. Nothing is guessed: what a number is, the trunk's own rules
have said (`base/phone.py`), and which beginnings may be called, the site says.
"""

from dataclasses import dataclass

from base.phone import NumberFlag, NumberKind, NumberReading, PhoneNumber
from callback.policy import HoldPolicy


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """What is known of somebody who leaves unserved."""

    reading: NumberReading
    """The number that they showed, or gave by keys."""
    stayed_s: float
    """From the answer to the end; 0 when the call was never answered."""
    was_answered: bool
    """Whether the call was answered at all; a rejected one was no misdial."""
    has_heard: bool
    """Whether they were told what will happen, or said what they need."""


@dataclass(frozen=True, slots=True)
class MayPromise:
    """Ring this number."""

    number: PhoneNumber
    reason: str


@dataclass(frozen=True, slots=True)
class NoPromise:
    """Promise nothing; ask for another number, or hold."""

    reason: str


HoldDecision = MayPromise | NoPromise


def decide_promise(facts: HoldFacts, policy: HoldPolicy) -> HoldDecision:
    """Return whether to promise a call to somebody who leaves unserved."""
    is_short = facts.was_answered and facts.stayed_s < policy.misdial_s
    if is_short and not facts.has_heard:
        return NoPromise(f"misdial {facts.stayed_s:.1f}s")
    return decide_number(facts.reading, policy)


def decide_number(reading: NumberReading, policy: HoldPolicy) -> HoldDecision:
    """Return whether our trunk may call the number; asked before anything is promised."""
    number = reading.number
    if number is None or reading.kind not in policy.kinds:
        return NoPromise(f"number_{reading.kind}")
    if NumberFlag.OWN_NUMBER in reading.flags:
        return NoPromise("own_number")
    if number.startswith(policy.refused_prefixes):
        return NoPromise("number_refused")
    is_abroad = reading.kind is NumberKind.FOREIGN
    is_listed = not policy.callable_prefixes or number.startswith(policy.callable_prefixes)
    if not (is_abroad or is_listed):
        return NoPromise("number_not_callable")
    return MayPromise(number, f"number_{reading.kind}")
