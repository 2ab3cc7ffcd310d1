"""A hold: the operator stands aside for a while, and the person hears music.

It is a transfer to nobody and goes by its stages (`callflow/transfers.py`): nobody else is asked,
the operator is let in again when they want to be or when the music has lasted long enough, and a
person whose operator hangs up meanwhile is in line again, at the place that was always theirs.

What is reckoned as hold is more than that: all of a talk in which the person hears music while an
operator is still theirs, be it by the page, by the telephone's own key, or because the operator
speaks with a colleague aside.
"""

from dataclasses import replace

from base.instant import Instant, after
from callflow.call import AgentAtWork, Call, Talking, Transferring, TransferStage
from callflow.commands import PlayMusic, PutAside
from callflow.held import Held
from callflow.policy import CallPolicy
from callflow.steps import CallStep, step
from callflow.transfer import HoldAsked, RejoinAsked, TransferKind


def begin_hold(
    call: Call, agent: AgentAtWork, asked: HoldAsked, now: Instant, policy: CallPolicy
) -> CallStep:
    """Return the first step of a hold."""
    until = after(now, policy.transfer.consult_limit_s)
    held = Transferring(asked, TransferStage.ASIDE, agent, until=until)
    return step(replace(call, phase=held), PutAside(agent.ring), PlayMusic(), reason="on_hold")


def is_on_hold(call: Call) -> bool:
    """Tell whether the person hears music because their operator wanted it so."""
    return isinstance(call.phase, Transferring) and isinstance(call.phase.asked, HoldAsked)


def is_parked(call: Call) -> bool:
    """Tell whether the person hears music while an operator is still theirs."""
    match call.phase:
        case Talking(agent):
            return agent.is_away
        case Transferring(stage=stage):
            return stage is TransferStage.ASIDE
        case _:
            return False


def with_hold(stepped: CallStep, now: Instant) -> CallStep:
    """Return the step with the hold reckoned; of a talk that has not begun there is none."""
    call = stepped.state
    held = Held() if call.times.joined_at is None else call.held
    held = held.seen(now, is_held=is_parked(call))
    return stepped if held == call.held else replace(stepped, state=replace(call, held=held))


def transfer_kind(phase: Transferring) -> TransferKind | None:
    """Return how the talk goes on to somebody else; `None` where it does not."""
    return None if isinstance(phase.asked, HoldAsked | RejoinAsked) else phase.asked.kind
