"""Transfers: somebody else takes the talk on, and the person is never lost between two people.

Who is asked is rung while the operator still talks with the person (unless the transfer is
blind), so that nobody waits for a telephone that nobody answers. Only who hears nothing but music
is on a lease; while anybody talks with the person, the talk outlives the engine.

Rules:

* An operator is free again the moment they have left the call, not when the call ends.
* Who does not answer changes nothing: the operator is still there, or comes back. Where nobody is
  left, the person hears a word and stands in line again, at the place that was always theirs.
* A colleague is asked for at the distributor, as for every match: nobody is rung for two calls.
* Who hangs up lets go: what they would have had to ask for happens.
* A talk is never cut for a transfer: unless the operator wants to, nobody leaves it before
  somebody else is in the room.
* A hold is a transfer to nobody: the operator stands aside and the person hears music, until the
  operator wants them back, or the hold has lasted as long as any such music may.

Who transfers is `agent`, who takes on is `far`, throughout.
"""

from dataclasses import replace

from agents.activity import RingOutcome
from base.instant import Instant, after
from callflow.call import (
    AgentAtWork,
    Call,
    HandedOver,
    Outside,
    Talking,
    Transferring,
    TransferStage,
)
from callflow.commands import (
    CallCommand,
    HangUpAgent,
    Join,
    MakeRoom,
    PlayMusic,
    PutAside,
    ReportRing,
    ReportTalkEnded,
    ReserveAgent,
    RingAgent,
    RingNumber,
    TakeBack,
    Whisper,
)
from callflow.endings import give_back, late, leave
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    Joined,
    Matched,
    Performance,
    Ring,
    SayFinished,
    TurnedAway,
    Whispered,
)
from callflow.holding import begin_hold, transfer_kind
from callflow.onward import back_in_line, card_of, return_agent, talk_with
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.queueing import enter, ring_outcome
from callflow.recording import end_recording
from callflow.rejoining import rejoining
from callflow.steps import CallStep, hush, is_current, preceded, step
from callflow.transfer import (
    HoldAsked,
    RejoinAsked,
    TransferAsked,
    TransferCancelled,
    TransferCompleted,
    TransferKind,
    TransferToAgent,
    TransferToNumber,
    TransferToQueue,
)

_WITHOUT_WORD = frozenset({TransferKind.CONFERENCE, TransferKind.BLIND})
"""Who answers is with the person at once; else they hear first what it is about."""


def begin_transfer(
    call: Call, agent: AgentAtWork, asked: TransferAsked, now: Instant, policy: CallPolicy
) -> CallStep:
    """Return the first step of a transfer out of a talk."""
    if isinstance(asked, TransferToQueue):
        return _to_queue(call, agent, asked, now, policy)
    if isinstance(asked, HoldAsked):
        return begin_hold(call, agent, asked, now, policy)
    begun = Transferring(asked, TransferStage.RESERVING, agent)
    if asked.kind is TransferKind.BLIND:
        left = replace(begun, agent=None)
        return preceded(_ask(call, left, now, policy), *_let_go(agent), TakeBack(), PlayMusic())
    return _ask(call, begun, now, policy)


def transferring(
    call: Call, phase: Transferring, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while somebody else is about to take the talk on."""
    if isinstance(phase.asked, RejoinAsked):
        return rejoining(call, phase, event, now, policy)
    match event:
        case AgentGone(ring) if phase.agent is not None and ring == phase.agent.ring:
            return _agent_left(call, phase, now, policy, reason="agent_hung_up")
        case CommandFailed(Performance.JOIN, number) if _is_agent(phase, number):
            return _agent_left(call, phase, now, policy, reason="agent_not_joined")
        case TransferCompleted():
            return _completed(call, phase, now, policy)
        case TransferCancelled() if _can_call_off(phase):
            return _called_off(
                call, phase, now, policy, outcome=RingOutcome.CANCELLED, why="cancelled"
            )
        case AgentGone(ring, cause) if _is_far(phase, ring):
            return _far_gone(call, phase, cause, now, policy)
        case CommandFailed(Performance.WHISPER, number) if _is_far(phase, number):
            return _briefed(call, phase, now, policy)
        case CommandFailed(Performance.RING | Performance.JOIN, number) if _is_far(phase, number):
            return _called_off(
                call, phase, now, policy, outcome=RingOutcome.UNREACHABLE, why=event.performance
            )
        case DeadlinePassed():
            return _overdue(call, phase, now, policy)
        case _:
            return _in_stage(call, phase, event, now, policy)


def handed_over(
    call: Call, phase: HandedOver, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the person talks with somebody outside."""
    match event:
        case AgentGone(ring) if ring == phase.far.ring:
            return leave(call, Outcome.ANSWERED, now, policy, reason="far_hung_up")
        case _:
            return late(call, event)


def _to_queue(
    call: Call, agent: AgentAtWork, asked: TransferToQueue, now: Instant, policy: CallPolicy
) -> CallStep:
    if asked.queue not in policy.queues:
        return step(call, reason="queue_unknown")
    over, stop = end_recording(call, now)
    times = replace(over.times, matched_at=None, ringing_at=None, answered_at=None, joined_at=None)
    entered = enter(replace(over, times=times), asked.queue, now, policy, reason="to_queue")
    return preceded(entered, *stop, *_let_go(agent), TakeBack())


def _ask(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    """Ask for whoever shall take the talk on."""
    assert not isinstance(phase.asked, HoldAsked | RejoinAsked), "Nobody else is asked."
    if isinstance(phase.asked, TransferToNumber):
        return ring_outside(call, phase, phase.asked, now, policy)
    reserving = replace(phase, until=after(now, policy.answer_timeout_s))
    command = ReserveAgent(phase.asked.agent_id)
    return step(replace(call, phase=reserving), command, reason=f"transfer_{phase.asked.kind}")


def ring_outside(
    call: Call, phase: Transferring, asked: TransferToNumber, now: Instant, policy: CallPolicy
) -> CallStep:
    """Ring somebody outside on a channel that is taken from others if need be."""
    ring = Ring(call.rings + 1)
    ring_timeout_s = policy.transfer.ring_timeout_s
    rung = replace(
        phase,
        stage=TransferStage.RINGING,
        far=Outside(asked.number, asked.trunk, ring),
        until=after(now, ring_timeout_s),
    )
    command = RingNumber(ring, asked.number, asked.shown, asked.trunk, ring_timeout_s)
    ringing = replace(call, phase=rung, rings=ring)
    return step(ringing, MakeRoom(asked.trunk), command, reason=f"transfer_{asked.kind}")


def _in_stage(
    call: Call, phase: Transferring, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    match phase.stage, event:
        case TransferStage.RESERVING, Matched(agent_id) if _is_asked(phase, agent_id):
            return _ring_agent(call, phase, event, now, policy)
        case TransferStage.RESERVING, TurnedAway():
            return _called_off(
                call, phase, now, policy, outcome=RingOutcome.UNREACHABLE, why="not_free"
            )
        case TransferStage.RINGING, AgentRinging(ring) if _is_far(phase, ring):
            return step(replace(call, phase=replace(phase, has_rung=True)), reason="ringing")
        case TransferStage.RINGING, AgentAnswered(ring) if _is_far(phase, ring):
            return _far_answered(call, phase, now, policy)
        case TransferStage.BRIEFING, Whispered(ring) if _is_far(phase, ring):
            return _let_in(call, phase, now, policy)
        case _, SayFinished() if phase.is_straight and is_current(call, event):
            return step(replace(call, is_speaking=False), PlayMusic(), reason="said")
        case TransferStage.ENTERING, Joined(ring) if _is_far(phase, ring):
            return _far_entered(call, phase, now, policy)
        case TransferStage.RETURNING, Joined(ring) if _is_agent(phase, ring):
            return _talk_again(call, phase, reason="returned")
        case _:
            return late(call, event)


def _ring_agent(
    call: Call, phase: Transferring, match: Matched, now: Instant, policy: CallPolicy
) -> CallStep:
    far = AgentAtWork(match.agent_id, match.account, Ring(call.rings + 1))
    until = after(now, policy.transfer.ring_timeout_s)
    rung = replace(phase, stage=TransferStage.RINGING, far=far, until=until)
    return step(
        replace(call, phase=rung, rings=far.ring),
        RingAgent(far.ring, far.account),
        reason="colleague_free",
    )


def _far_answered(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    far = phase.far
    assert far is not None, "Only who was rung answers."
    answered = replace(phase, has_answered=True)
    if phase.is_straight:
        return _brief(call, answered, far.ring, now, policy)
    report = (
        (ReportRing(far.agent_id, RingOutcome.ANSWERED),) if isinstance(far, AgentAtWork) else ()
    )
    if phase.agent is None or transfer_kind(phase) in _WITHOUT_WORD:
        return preceded(_let_in(call, answered, now, policy), *report)
    until = after(now, policy.transfer.consult_limit_s)
    aside = replace(answered, stage=TransferStage.ASIDE, until=until)
    return step(
        replace(call, phase=aside),
        *report,
        PutAside(phase.agent.ring),
        PlayMusic(),
        PutAside(far.ring),
        reason="aside",
    )


def _brief(
    call: Call, phase: Transferring, far: Ring, now: Instant, policy: CallPolicy
) -> CallStep:
    briefing = replace(phase, stage=TransferStage.BRIEFING, until=after(now, policy.say_timeout_s))
    whisper = Whisper(far, card_of(call))
    return step(replace(call, phase=briefing), whisper, reason="briefing")


def _briefed(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    """Let somebody in who could not be told who comes: better so than not at all."""
    if phase.stage is TransferStage.BRIEFING:
        return _let_in(call, phase, now, policy)
    return step(call, reason="late")


def _let_in(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    assert phase.far is not None, "Only who has answered is let in."
    until = after(now, policy.answer_timeout_s)
    quiet, stop = hush(call)
    entering = replace(phase, stage=TransferStage.ENTERING, until=until)
    return step(replace(quiet, phase=entering), *stop, Join(phase.far.ring), reason="let_in")


def _far_entered(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    agent, far = phase.agent, phase.far
    assert far is not None, "Only who was let in enters."
    if agent is None:
        return talk_with(call, far, now, policy, reason="taken_on")
    if transfer_kind(phase) is TransferKind.CONSULT:
        return preceded(talk_with(call, far, now, policy, reason="taken_on"), *_let_go(agent))
    joined = (Join(agent.ring),) if transfer_kind(phase) is TransferKind.WARM else ()
    together = replace(phase, stage=TransferStage.TOGETHER, until=None)
    return step(replace(call, phase=together), *joined, reason="together")


def _completed(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    """Let the operator go; whoever was asked goes on alone, if they are there."""
    is_underway = phase.stage in {TransferStage.ENTERING, TransferStage.RETURNING}
    if phase.agent is None or is_underway or isinstance(phase.asked, HoldAsked):
        return step(call, reason="late")
    if phase.stage is TransferStage.ASIDE:
        return _let_in(call, phase, now, policy)
    return _agent_left(call, phase, now, policy, reason="completed")


def _agent_left(
    call: Call, phase: Transferring, now: Instant, policy: CallPolicy, *, reason: str
) -> CallStep:
    """Go on without the operator, whose leg is gone or about to go."""
    agent, far = phase.agent, phase.far
    assert agent is not None, "Only who is there can leave."
    alone = replace(phase, agent=None)
    given_back = (HangUpAgent(agent.ring), ReportTalkEnded(agent.agent_id))
    match phase.stage:
        case TransferStage.ASIDE | TransferStage.RETURNING if far is None:
            return preceded(
                back_in_line(call, now, policy, reason=reason), *given_back, TakeBack()
            )
        case TransferStage.ASIDE:
            return preceded(_let_in(call, alone, now, policy), *given_back)
        case TransferStage.TOGETHER if far is not None:
            return preceded(talk_with(call, far, now, policy, reason=reason), *given_back)
        case TransferStage.ENTERING:
            return step(replace(call, phase=alone), *given_back, reason=reason)
        case _:
            # The person would hear nothing while whoever was asked is rung.
            waiting = step(replace(call, phase=alone), *given_back, reason=reason)
            return replace(waiting, commands=(*waiting.commands, TakeBack(), PlayMusic()))


def _far_gone(
    call: Call, phase: Transferring, cause: HangupCause, now: Instant, policy: CallPolicy
) -> CallStep:
    wants_channel = (
        isinstance(phase.far, Outside)
        and cause is HangupCause.CONGESTION
        and not phase.has_rung
        and phase.tries < policy.transfer.tries
    )
    if wants_channel:
        pausing = replace(
            phase,
            stage=TransferStage.PAUSING,
            far=None,
            tries=phase.tries + 1,
            until=after(now, policy.transfer.pause_s),
        )
        return step(replace(call, phase=pausing), reason="channel_awaited")
    outcome = ring_outcome(cause, has_rung=phase.has_rung)
    return _called_off(call, phase, now, policy, outcome=outcome, why=f"far_gone_{cause}")


def _overdue(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    if phase.stage is TransferStage.PAUSING and isinstance(phase.asked, TransferToNumber):
        return ring_outside(call, phase, phase.asked, now, policy)
    if phase.stage is TransferStage.RETURNING:
        return _agent_left(call, phase, now, policy, reason="agent_not_joined")
    if phase.stage is TransferStage.BRIEFING:
        return _let_in(call, phase, now, policy)
    outcome = RingOutcome.TIMED_OUT if phase.has_rung else RingOutcome.UNREACHABLE
    return _called_off(call, phase, now, policy, outcome=outcome, why=f"{phase.stage}_overdue")


def _called_off(
    call: Call,
    phase: Transferring,
    now: Instant,
    policy: CallPolicy,
    *,
    outcome: RingOutcome,
    why: str,
) -> CallStep:
    """Go on as if nobody had been asked: with the operator, or in line where nobody is left."""
    undo = give_back(phase, outcome)
    if phase.agent is None:
        returned = back_in_line(call, now, policy, reason=f"transfer_failed_{why}")
        return preceded(returned, *undo, TakeBack())
    is_apart = phase.stage is TransferStage.ASIDE or (
        phase.stage is TransferStage.ENTERING
        and transfer_kind(phase) is not TransferKind.CONFERENCE
    )
    if is_apart:
        return preceded(return_agent(call, phase, now, policy), *undo)
    return preceded(_talk_again(call, phase, reason=f"transfer_failed_{why}"), *undo)


def _talk_again(call: Call, phase: Transferring, *, reason: str) -> CallStep:
    assert phase.agent is not None, "Nobody can talk on who has left."
    return step(replace(call, phase=Talking(phase.agent)), reason=reason)


def _let_go(agent: AgentAtWork) -> tuple[CallCommand, ...]:
    return (HangUpAgent(agent.ring), ReportTalkEnded(agent.agent_id))


def _can_call_off(phase: Transferring) -> bool:
    return phase.agent is not None and phase.stage is not TransferStage.RETURNING


def _is_asked(phase: Transferring, agent_id: object) -> bool:
    return isinstance(phase.asked, TransferToAgent) and phase.asked.agent_id == agent_id


def _is_agent(phase: Transferring, number: int) -> bool:
    return phase.agent is not None and phase.agent.ring == number


def _is_far(phase: Transferring, number: int) -> bool:
    return phase.far is not None and phase.far.ring == number
