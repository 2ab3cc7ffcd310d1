"""A call that we place: the person is rung first, and an operator when they are there.

The person's telephone rings while the operator still writes up the last talk; whoever picks up
hears at once who calls, so that nobody hangs up on silence. Where a machine may have answered,
the person presses a key or says something before an operator is spent on them, and hears nothing
about themselves before that.

A trunk on which no telephone ever rings is suspect, not the people whom it does not reach.
"""

from dataclasses import replace

from base.instant import Instant, after
from callflow.call import Call, Dialling, Question, Times
from callflow.commands import DialOut
from callflow.endings import late, leave
from callflow.events import (
    Answered,
    CalledElsewhere,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    FarEndRinging,
    Performance,
    Placed,
)
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask
from callflow.queueing import enter, queue_wanted
from callflow.steps import CallStep, say, step

DIAL_GRACE_S = 5.0
"""How long after the ring's own end the exchange may take to say so."""


def begin_placed(placed: Placed, now: Instant) -> CallStep:
    """Return the first step of a call that we place; it is written down before it rings."""
    until = after(now, placed.ring_timeout_s + DIAL_GRACE_S)
    call = Call(
        placed,
        Dialling(until),
        Times(arrived_at=now),
        queue=placed.queue,
        is_urgent=placed.is_urgent,
    )
    dial = DialOut(placed.number, placed.shown, placed.ring_timeout_s)
    return step(call, dial, reason=placed.reason, durable=True)


def dialling(
    call: Call, phase: Dialling, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while we ring the person."""
    match event:
        case FarEndRinging():
            times = replace(call.times, ringing_at=now)
            rung = replace(call, phase=replace(phase, has_rung=True), times=times)
            return step(rung, reason="far_end_ringing")
        case Answered():
            return _answered(call, now, policy)
        case CalledElsewhere():
            return leave(call, Outcome.NOT_REACHED, now, policy, reason="called_elsewhere")
        case CommandFailed(Performance.DIAL):
            return leave(call, Outcome.FAILED, now, policy, reason="dial_failed")
        case DeadlinePassed():
            return leave(call, Outcome.NOT_REACHED, now, policy, reason=event.reason)
        case _:
            return late(call, event)


def _answered(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    placed = call.origin
    assert isinstance(placed, Placed), "Only a call that we placed is dialled."
    picked_up = replace(call, times=replace(call.times, admitted_at=now, ringing_at=None))
    if placed.must_confirm:
        return ask(picked_up, Question.PERSON, now, policy, reason="picked_up")
    saying, command = say(picked_up, policy.texts.ladder.callback_greeting)
    queue = queue_wanted(saying, policy)
    entered = enter(saying, queue, now, policy, reason="picked_up", is_silent=True)
    return replace(entered, commands=(command, *entered.commands))
