"""A channel for an emergency: who gives theirs up, and how that goes.

Whoever is handed over to 103 or 112 needs a second channel, now. If none is free, a
call ends in which nobody talks with anybody: an announcement first, then a menu, then a callback
that still rings. A talk is never cut, nor anybody who waits for an operator. Whoever has to go
loses nothing but the line: their contact is open, and their place is kept.

There is no time for last words: they would take as long as the emergency may have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from base.ids import CallId, TrunkName
from base.instant import Instant
from callflow.call import (
    Answering,
    Asking,
    Call,
    Dialling,
    Ended,
    Gathering,
    Greeting,
    InMenu,
    Leaving,
    Marking,
    Parting,
)
from callflow.endings import late, leave
from callflow.events import Preempted
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.present import channels_of, is_on_the_way, purpose_of
from callflow.steps import CallStep, is_placed
from callflow.trunk import Purpose, is_preemptible

_FIRST_TO_GO: Final = (Purpose.ANNOUNCEMENT, Purpose.MENU, Purpose.CALLBACK)

_INTERRUPTIBLE = Answering | Greeting | InMenu | Asking | Gathering | Marking | Parting | Dialling
"""Phases in which nobody is with the person, nor on the way to them, nor waited for."""


@dataclass(frozen=True, slots=True)
class ChannelFree:
    """There is a channel: nobody has to go."""


@dataclass(frozen=True, slots=True)
class Preempt:
    """This call has to go."""

    call_id: CallId
    reason: Purpose
    """What its channel is used for."""


@dataclass(frozen=True, slots=True)
class NoChannel:
    """Everybody talks or waits for an operator; the carrier is asked all the same."""


EmergencyChannel = ChannelFree | Preempt | NoChannel


def emergency_channel(calls: Iterable[Call], trunk: TrunkName, channels: int) -> EmergencyChannel:
    """Decide whose channel an emergency takes; of equals the latest call, which has cost least."""
    present = [c for c in calls if not isinstance(c.phase, Leaving | Ended)]
    if sum(channels_of(call, trunk) for call in present) < channels:
        return ChannelFree()
    leaving = [c for c in present if c.origin.trunk == trunk and _can_go(c)]
    chosen = min(leaving, key=_turn_to_go, default=None)
    if chosen is None:
        return NoChannel()
    return Preempt(chosen.origin.call_id, purpose_of(chosen))


def call_to_end(calls: Iterable[Call], trunk: TrunkName, policy: CallPolicy) -> CallId | None:
    """Return whose call ends so that one of these has all the channels that it means to take."""
    if trunk not in policy.trunks:
        return None
    # The channel that is wanted is counted as taken already.
    decided = emergency_channel(calls, trunk, policy.trunks[trunk].channels + 1)
    return decided.call_id if isinstance(decided, Preempt) else None


def preempt(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """End the call for the sake of an emergency; a talk, and who waits for one, stay."""
    if not _can_go(call):
        return late(call, Preempted())
    outcome = Outcome.TOLD if call.is_told else Outcome.DIVERTED
    if is_placed(call):
        outcome = Outcome.NOT_REACHED
    if isinstance(call.phase, Parting):
        outcome = call.phase.outcome
    if isinstance(call.phase, Marking):
        outcome = Outcome.ANSWERED
    return leave(call, outcome, now, policy, reason="preempted")


def _can_go(call: Call) -> bool:
    if isinstance(call.phase, Dialling) and call.phase.agent is not None:
        return False  # An operator is on the line already.
    return isinstance(call.phase, _INTERRUPTIBLE) and is_preemptible(purpose_of(call))


def _turn_to_go(call: Call) -> tuple[bool, int, float]:
    """Return who goes sooner; whoever was let in to wait for an operator goes last of all."""
    kind = _FIRST_TO_GO.index(purpose_of(call))
    return (is_on_the_way(call), kind, -call.times.arrived_at)
