"""What a call says of its person: pure readings, used where calls and people meet."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from base.instant import elapsed_s
from base.phone import PhoneNumber
from callback.attempt import AttemptStage, Wanted
from callback.outcome import AttemptEnd as CallbackEnd
from callback.outcome import LegEnd
from callback.policy import HoldPolicy
from callback.virtual_hold import HoldFacts, MayPromise, decide_promise
from callers.history import AttemptEnd
from callflow.admission import Challenge
from callflow.call import Asking, Call, Dialling, Ended, Question, Talking
from callflow.events import Arrived, Case, Placed
from callflow.outcome import HangupCause, Outcome
from queues.policy import QueueName
from queues.queue import Rank
from tickets.contact import Contact, OpenCase
from tickets.number import TicketNumber

_TIMER_SLACK_S: Final = 0.5
_AT_ONCE_S: Final = 2.0
"""Who leaves so soon after the answer has heard nothing."""

BROKEN: Final = frozenset(
    {
        HangupCause.CONGESTION,
        HangupCause.LOST,
        HangupCause.UNREACHABLE,
        HangupCause.UNKNOWN,
        HangupCause.NO_ANSWER,
    }
)
"""Ends of a talk that nobody chose."""


def case_facts(case: OpenCase, *, is_retrial: bool) -> Case:
    """Return what a call needs to know of its case."""
    topic = case.contact.topic
    return Case(
        contact_id=case.contact.contact_id,
        ticket_id=case.ticket.ticket_id,
        ticket_number=_written(case.ticket.number),
        spoken_number=case.ticket.number.counter,
        is_retrial=is_retrial,
        queue=None if topic is None else QueueName(topic),
    )


@lru_cache(maxsize=1024)
def _written(number: TicketNumber) -> str:
    """Return the number as it is written; in a storm the same ones are asked for all day."""
    return str(number)


def wanted_of(contact: Contact, call: Call, queue: QueueName, hold: HoldPolicy) -> Wanted | None:
    """Return whom to ring after a call that left its person unserved; `None` for nobody."""
    origin = call.origin
    if isinstance(origin, Placed) and origin.caller and call.times.admitted_at is None:
        # An operator wished to call them and nobody picked up: whatever stood before stands.
        return None
    number = contact.callback_to or _number_to_ring(contact, call, hold)
    if number is None:
        return None
    is_silent = isinstance(origin, Arrived) and bool(origin.standing.silenced)
    rank = Rank.LAST if is_silent and not call.has_voice else Rank.NORMAL
    return Wanted(
        contact_id=contact.contact_id,
        number=number,
        queue=queue,
        trunk=origin.trunk,
        placed_at=contact.opened_at,
        rank=Rank.URGENT if contact.is_urgent else rank,
    )


def _number_to_ring(contact: Contact, call: Call, hold: HoldPolicy) -> PhoneNumber | None:
    origin = call.origin
    if isinstance(origin, Placed):
        return origin.number
    facts = HoldFacts(
        reading=origin.ani,
        stayed_s=stayed_s(call),
        was_answered=call.times.admitted_at is not None,
        has_heard=contact.told_at is not None or contact.topic is not None,
    )
    decided = decide_promise(facts, hold)
    return decided.number if isinstance(decided, MayPromise) else None


def since_s(moment: datetime | None, now: datetime) -> float | None:
    """Return how many seconds ago something was; `None` when it never was."""
    return None if moment is None else (now - moment).total_seconds()


def stayed_s(call: Call) -> float:
    """Return how long the person was with us; 0 when the call was never answered."""
    times = call.times
    if times.admitted_at is None or times.hung_up_at is None:
        return 0.0
    return elapsed_s(times.admitted_at, times.hung_up_at)


def is_callback(call: Call) -> bool:
    """Tell whether the call keeps a promise: one of ours that is no operator's own."""
    return isinstance(call.origin, Placed) and call.origin.caller is None


def is_all_wanted(contact: Contact, call: Call) -> bool:
    """Tell whether what a menu gave was all: nothing was promised, or wanted before, besides.

    Whoever waits for a call of ours still does: a timetable was not what they needed.
    """
    case = call.origin.case
    return contact.told_at is None and (not case.is_retrial or case.queue is None)


def stage_of(call: Call) -> AttemptStage | None:
    """Return how far a call of ours is; `None` when it is about to end."""
    match call.phase:
        case Dialling(has_rung=has_rung):
            return AttemptStage.RINGING if has_rung else AttemptStage.DIALLING
        case Asking(Question.PERSON):
            return AttemptStage.ANSWERED
        case Talking():
            return AttemptStage.TALKING
        case _ if call.times.entered_at is not None:
            return AttemptStage.CONFIRMED
        case _:
            return None


def attempt_end_of(call: Call, phase: Ended) -> CallbackEnd:
    """Return what was seen of a call of ours that is over."""
    origin, times = call.origin, call.times
    assert isinstance(origin, Placed), "Only calls of ours are attempts to ring somebody."
    lasted_s = 0.0 if times.hung_up_at is None else elapsed_s(times.arrived_at, times.hung_up_at)
    return CallbackEnd(
        cause=LegEnd(phase.cause.value),
        has_rung=times.ringing_at is not None,
        is_answered=times.admitted_at is not None,
        is_confirmed=times.entered_at is not None,
        has_timed_out=lasted_s >= origin.ring_timeout_s - _TIMER_SLACK_S,
    )


def end_for_caller(call: Call, phase: Ended, *, is_served: bool) -> AttemptEnd | None:
    """Return what the attempt was to the person; `None` where it says nothing of them."""
    if phase.outcome is Outcome.ANSWERED:
        if is_served:
            return AttemptEnd.TALKED
        return AttemptEnd.FAILED if phase.cause in BROKEN else AttemptEnd.DEAD_AIR
    if isinstance(call.origin, Placed):
        return None
    match phase.outcome:
        case Outcome.REFUSED:
            return AttemptEnd.REJECTED
        case Outcome.TOLD:
            return AttemptEnd.TOLD
        case Outcome.SELF_SERVED:
            return AttemptEnd.CANCELLED
        case Outcome.FAILED:
            return AttemptEnd.FAILED
        case Outcome.ABANDONED | Outcome.SHORT_ABANDONED:
            at_once = stayed_s(call) < _AT_ONCE_S and call.times.admitted_at is not None
            return AttemptEnd.HUNG_UP_AT_ONCE if at_once else AttemptEnd.HELD
        case _:
            if isinstance(call.admission, Challenge) and not call.has_voice:
                return AttemptEnd.DEAD_AIR
            return AttemptEnd.MENU
