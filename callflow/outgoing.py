"""A call that we place: the person is rung first, and an operator when they are there.

The person's telephone rings while the operator still writes up the last talk; whoever picks up
hears at once who calls, so that nobody hangs up on silence. Where a machine may have answered,
the person presses a key or says something before an operator is spent on them, and hears nothing
about themselves before that.

An operator may call somebody themselves: their own telephone rings first, since nobody should pick
up to silence, and the person is rung when the operator is there.

A trunk on which no telephone ever rings is suspect, not the people whom it does not reach.
"""

from dataclasses import replace

from agents.activity import RingOutcome
from base.instant import Instant, after
from callflow.call import (
    AgentAtWork,
    Call,
    Dialling,
    Fetching,
    Question,
    Times,
    Transferring,
    TransferStage,
)
from callflow.commands import DialOut, Join, ReportRing, ReserveAgent, RingAgent
from callflow.endings import late, leave, undone
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    Answered,
    CalledElsewhere,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    FarEndRinging,
    Matched,
    Performance,
    Placed,
    Ring,
    TurnedAway,
)
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask
from callflow.queueing import enter, queue_wanted
from callflow.steps import CallStep, preceded, say, step
from callflow.transfer import TransferKind, TransferToAgent

DIAL_GRACE_S = 5.0
"""How long after the ring's own end the exchange may take to say so."""


def begin_placed(placed: Placed, now: Instant, policy: CallPolicy) -> CallStep:
    """Return the first step of a call that we place; it is written down before it rings."""
    fetching_now = Fetching(after(now, policy.answer_timeout_s))
    call = Call(
        placed,
        fetching_now,
        Times(arrived_at=now),
        queue=placed.queue,
        is_urgent=placed.is_urgent,
    )
    if placed.caller is None:
        return replace(_dial(call, placed, None, now, reason=placed.reason), durable=True)
    return step(call, ReserveAgent(placed.caller, is_own=True), reason=placed.reason, durable=True)


def fetching(
    call: Call, phase: Fetching, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the operator whose own call it is picks up their telephone."""
    placed, agent = call.origin, phase.agent
    assert isinstance(placed, Placed), "Only a call that we place fetches its operator."
    match event:
        case Matched(agent_id, account) if agent is None and agent_id == placed.caller:
            at_work = AgentAtWork(agent_id, account, Ring(call.rings + 1))
            until = after(now, policy.transfer.ring_timeout_s)
            rung = replace(call, phase=Fetching(until, at_work), rings=at_work.ring)
            return step(rung, RingAgent(at_work.ring, account), reason="operator_free")
        case AgentRinging(ring) if agent is not None and agent.ring == ring:
            return step(call, reason="ringing")
        case AgentAnswered(ring) if agent is not None and agent.ring == ring:
            dialled = _dial(call, placed, agent, now, reason="operator_there")
            return preceded(dialled, ReportRing(agent.agent_id, RingOutcome.ANSWERED))
        case AgentGone(ring) if agent is not None and agent.ring == ring:
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="operator_gone")
        case CommandFailed(Performance.RING, number) if agent is not None and agent.ring == number:
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="operator_gone")
        case CalledElsewhere():
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="called_elsewhere")
        case TurnedAway() if agent is None:
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="operator_not_free")
        case DeadlinePassed(reason):
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason=reason)
        case _:
            return late(call, event)


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
            return _answered(call, phase, now, policy)
        case AgentGone(ring) if phase.agent is not None and phase.agent.ring == ring:
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="operator_gone")
        case CalledElsewhere():
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason="called_elsewhere")
        case CommandFailed(Performance.DIAL):
            return _give_up(call, Outcome.FAILED, now, policy, reason="dial_failed")
        case DeadlinePassed():
            return _give_up(call, Outcome.NOT_REACHED, now, policy, reason=event.reason)
        case _:
            return late(call, event)


def _dial(
    call: Call, placed: Placed, agent: AgentAtWork | None, now: Instant, *, reason: str
) -> CallStep:
    until = after(now, placed.ring_timeout_s + DIAL_GRACE_S)
    dial = DialOut(placed.number, placed.shown, placed.ring_timeout_s)
    return step(replace(call, phase=Dialling(until, agent=agent)), dial, reason=reason)


def _give_up(
    call: Call, outcome: Outcome, now: Instant, policy: CallPolicy, *, reason: str
) -> CallStep:
    """Hang up on both sides, and give the operator back whose call it was."""
    return leave(call, outcome, now, policy, before=undone(call), reason=reason)


def _join_operator(call: Call, agent: AgentAtWork, now: Instant, policy: CallPolicy) -> CallStep:
    """Let the operator in at once; both hear the notice of the recording.

    If the operator is gone meanwhile, the person stands in line as after any transfer.
    """
    saying, command = say(call, policy.texts.ladder.callback_greeting)
    entering = Transferring(
        TransferToAgent(TransferKind.BLIND, agent.agent_id),
        TransferStage.ENTERING,
        agent=None,
        far=agent,
        until=after(now, policy.answer_timeout_s),
        has_answered=True,
    )
    joining = replace(saying, phase=entering)
    return step(joining, command, Join(agent.ring), reason="picked_up")


def _answered(call: Call, phase: Dialling, now: Instant, policy: CallPolicy) -> CallStep:
    placed = call.origin
    assert isinstance(placed, Placed), "Only a call that we placed is dialled."
    picked_up = replace(call, times=replace(call.times, admitted_at=now, ringing_at=None))
    if phase.agent is not None:
        return _join_operator(picked_up, phase.agent, now, policy)
    if placed.must_confirm:
        return ask(picked_up, Question.PERSON, now, policy, reason="picked_up")
    saying, command = say(picked_up, policy.texts.ladder.callback_greeting)
    queue = queue_wanted(saying, policy)
    entered = enter(saying, queue, now, policy, reason="picked_up", is_silent=True)
    return replace(entered, commands=(command, *entered.commands))
