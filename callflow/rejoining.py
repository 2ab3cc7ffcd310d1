"""A telephone that breaks off in a talk, though nobody has hung up: a page that is loaded anew.

The person hears music, and the operator's telephone is rung again every second until it is there;
who answers is with them at once, and the talk goes on as one talk. The floor is told nothing
meanwhile: it is the operator's talk all the time. Whose telephone stays away, or does not answer,
has lost it: the person stands in line, at the place that was always theirs.

It goes by the stages of transfers, and is a transfer to oneself.
"""

from dataclasses import replace
from typing import Final

from agents.activity import RingOutcome
from base.instant import Instant, after
from callflow.call import AgentAtWork, Call, Talking, Transferring, TransferStage
from callflow.commands import HangUpAgent, Join, PlayMusic, RingAgent, TakeBack
from callflow.endings import give_back, late
from callflow.events import (
    AgentAnswered,
    AgentGone,
    AgentRinging,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    Joined,
    LegLost,
    Performance,
    Ring,
)
from callflow.onward import back_in_line, talk_with
from callflow.outcome import HangupCause
from callflow.policy import CallPolicy
from callflow.steps import CallStep, preceded, step
from callflow.transfer import HoldAsked, RejoinAsked

PAUSE_S: Final = 1.0
"""Between two tries; a telephone that is not there costs the exchange one request."""
TRIES: Final = 20
"""A browser that has to be started anew takes less."""

_NOT_THERE: Final = frozenset(
    {HangupCause.UNREACHABLE, HangupCause.CONGESTION, HangupCause.LOST, HangupCause.UNKNOWN}
)


def leg_lost(call: Call, event: LegLost, now: Instant, policy: CallPolicy) -> CallStep | None:
    """Return how a talk goes on whose operator's leg broke off; `None` where it was no talk."""
    match call.phase:
        case Talking(agent) if agent.ring == event.ring:
            return _pause(call, agent, now)
        case Transferring(asked=HoldAsked(), agent=AgentAtWork() as agent) if (
            agent.ring == event.ring
        ):
            return _pause(call, agent, now)
        case Transferring(asked=RejoinAsked(), far=AgentAtWork(ring=ring)) as phase if (
            ring == event.ring
        ):
            return _again(call, phase, now, policy)
        case _:
            return None


def rejoining(
    call: Call, phase: Transferring, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while an operator's telephone is waited for."""
    match phase.stage, event:
        case _, AgentGone(ring, cause) if _is_far(phase, ring):
            if cause in _NOT_THERE and not phase.has_rung:
                return _again(call, phase, now, policy)
            return _give_up(call, phase, now, policy, reason=f"telephone_{cause}")
        case _, CommandFailed(Performance.RING | Performance.JOIN, number) if _is_far(
            phase, number
        ):
            return _again(call, phase, now, policy)
        case TransferStage.RINGING, AgentRinging(ring) if _is_far(phase, ring):
            return step(replace(call, phase=replace(phase, has_rung=True)), reason="ringing")
        case TransferStage.RINGING, AgentAnswered(ring) if _is_far(phase, ring):
            entering = replace(
                phase,
                stage=TransferStage.ENTERING,
                until=after(now, policy.answer_timeout_s),
                has_answered=True,
            )
            return step(replace(call, phase=entering), Join(ring), reason="let_in")
        case TransferStage.ENTERING, Joined(ring) if _is_far(phase, ring):
            assert phase.far is not None, "Only who was let in enters."
            return talk_with(call, phase.far, now, policy, reason="rejoined")
        case TransferStage.PAUSING, DeadlinePassed():
            return _ring(call, phase, now, policy)
        case _, DeadlinePassed():
            return _give_up(call, phase, now, policy, reason="telephone_overdue")
        case _:
            return late(call, event)


def _pause(call: Call, agent: AgentAtWork, now: Instant) -> CallStep:
    waiting = Transferring(
        RejoinAsked(agent.agent_id, agent.account),
        TransferStage.PAUSING,
        None,
        until=after(now, PAUSE_S),
    )
    return step(
        replace(call, phase=waiting),
        HangUpAgent(agent.ring),
        TakeBack(),
        PlayMusic(),
        reason="telephone_lost",
    )


def _ring(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    assert isinstance(phase.asked, RejoinAsked), "Nobody else is rung here."
    far = AgentAtWork(phase.asked.agent_id, phase.asked.account, Ring(call.rings + 1))
    until = after(now, policy.transfer.ring_timeout_s)
    rung = replace(phase, stage=TransferStage.RINGING, far=far, until=until)
    return step(
        replace(call, phase=rung, rings=far.ring),
        RingAgent(far.ring, far.account),
        reason="rung_again",
    )


def _again(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    if phase.tries >= TRIES:
        return _give_up(call, phase, now, policy, reason="telephone_away")
    assert isinstance(phase.far, AgentAtWork), "Only who was rung can be gone."
    waiting = replace(
        phase,
        stage=TransferStage.PAUSING,
        far=None,
        until=after(now, PAUSE_S),
        has_rung=False,
        has_answered=False,
        tries=phase.tries + 1,
    )
    return step(
        replace(call, phase=waiting), HangUpAgent(phase.far.ring), reason="telephone_not_there"
    )


def _give_up(
    call: Call, phase: Transferring, now: Instant, policy: CallPolicy, *, reason: str
) -> CallStep:
    undo = give_back(phase, RingOutcome.UNREACHABLE)
    return preceded(back_in_line(call, now, policy, reason=reason), *undo, TakeBack())


def _is_far(phase: Transferring, number: int) -> bool:
    return phase.far is not None and phase.far.ring == number
