"""How a call goes on after a transfer: with who took it on, with the operator, or in line."""

from dataclasses import replace

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
from callflow.commands import Join
from callflow.events import Arrived
from callflow.policy import CallPolicy
from callflow.queueing import enter, queue_wanted
from callflow.recording import begin_recording, end_recording
from callflow.steps import CallStep, hush, say, step
from ivr.handover import say_card, say_not_handed_over
from ivr.prompt import Phrase


def talk_with(
    call: Call, far: AgentAtWork | Outside, now: Instant, policy: CallPolicy, *, reason: str
) -> CallStep:
    """Let the talk go on with who took it on; the recording goes on with it."""
    if isinstance(far, Outside):
        phase: Talking | HandedOver = HandedOver(far)
        talking = replace(call, phase=phase)
    else:
        talking = replace(call, phase=Talking(far), agent_id=far.agent_id)
    if talking.times.joined_at is None:
        times = replace(talking.times, answered_at=now, joined_at=now)
        talking = replace(talking, times=times)
    recorded, start = begin_recording(talking, now, policy)
    return step(recorded, *start, reason=reason)


def return_agent(call: Call, phase: Transferring, now: Instant, policy: CallPolicy) -> CallStep:
    """Let the operator in to the person again."""
    assert phase.agent is not None, "Nobody can return who has left."
    until = after(now, policy.answer_timeout_s)
    back = replace(phase, stage=TransferStage.RETURNING, far=None, until=until)
    return step(replace(call, phase=back), Join(phase.agent.ring), reason="agent_returns")


def back_in_line(call: Call, now: Instant, policy: CallPolicy, *, reason: str) -> CallStep:
    """Let the person who is alone hear a word and stand in line, where they always stood."""
    is_straight = isinstance(call.phase, Transferring) and call.phase.is_straight
    words = say_not_handed_over() if is_straight else policy.texts.ladder.connecting
    quiet, stop_saying = hush(call)
    over, stop = end_recording(quiet, now)
    times = replace(over.times, matched_at=None, ringing_at=None, answered_at=None, joined_at=None)
    saying, command = say(replace(over, times=times), words)
    queue = queue_wanted(saying, policy)
    entered = enter(saying, queue, now, policy, reason=reason, is_silent=True)
    return replace(entered, commands=(*stop_saying, *stop, *entered.commands, command))


def card_of(call: Call) -> Phrase:
    """Return what somebody outside hears of the person before they talk with them.

    A number that the network was asked to hide is not read out.
    """
    origin = call.origin
    number = origin.ani.number if isinstance(origin, Arrived) else origin.number
    return say_card(number or "")
