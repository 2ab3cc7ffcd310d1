"""How a call goes on after the engine was away.

The engine may have been killed and started anew, or only frozen until Asterisk took the caller
back. Either way the call's state is known from its journal, and the same question is put to the
same machine: where were we, and what is left of it? A caller goes on in the same step or one
step back, never further, and their place in the queue is the one they always had.
"""

from dataclasses import replace
from typing import assert_never

from agents.activity import RingOutcome
from base.ids import AgentId
from base.instant import Instant, after
from callflow.call import (
    AgentAtWork,
    Answering,
    Asking,
    Call,
    Dialling,
    Ended,
    Fetching,
    Gathering,
    Greeting,
    HandedOver,
    InMenu,
    Joining,
    Leaving,
    Marking,
    Outside,
    Parting,
    Phase,
    Ringing,
    Talking,
    Transferring,
    TransferStage,
    Waiting,
    Whispering,
)
from callflow.commands import (
    Answer,
    EnterQueue,
    HangUp,
    HangUpAgent,
    LeaveQueue,
    PlayMusic,
    ReportTalkEnded,
    ReportTalkFound,
    TakeBack,
)
from callflow.endings import give_back, leave, part, part_with, undone
from callflow.events import Reclaimed, Ring
from callflow.menus import menu_again
from callflow.onward import back_in_line, return_agent, talk_with
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask, ask_for
from callflow.queueing import turn_of
from callflow.recording import begin_recording, end_recording, resume_recording
from callflow.steps import CallStep, hush, preceded, say, step
from queues.treatment import next_announcement_at

_APART = frozenset({TransferStage.ASIDE, TransferStage.ENTERING, TransferStage.RETURNING})
"""Stages in which the operator may stand aside."""

_Plain = (
    Answering
    | Fetching
    | Dialling
    | Asking
    | Gathering
    | Greeting
    | InMenu
    | Marking
    | Waiting
    | Ringing
    | Whispering
    | Joining
    | Talking
    | Parting
    | Leaving
    | Ended
)
"""Every phase in which nobody else is about to take the talk on, or has."""


def reclaim(call: Call, event: Reclaimed, now: Instant, policy: CallPolicy) -> CallStep:
    """Return how the call goes on, now that the engine has it again."""
    # What was being said may still play in the room; the next words would stand behind it.
    quiet, stop = hush(call)
    match quiet.phase:
        case Transferring() as transferring:
            gone_on = _transfer_on(quiet, transferring, event, now, policy)
        case HandedOver(far):
            gone_on = _handed_on(quiet, far, event, now, policy)
        case phase:
            gone_on = _go_on(quiet, phase, now, policy, is_agent_here=event.is_agent_here)
    return replace(gone_on, commands=(*stop, *gone_on.commands))


def _go_on(
    quiet: Call, phase: _Plain, now: Instant, policy: CallPolicy, *, is_agent_here: bool
) -> CallStep:
    match phase:
        case Answering(admission):
            again = Answering(admission, after(now, policy.answer_timeout_s))
            return step(replace(quiet, phase=again), Answer(), reason="answered_again")
        case InMenu():
            return preceded(menu_again(quiet, phase, now, policy), TakeBack())
        case Marking():
            return leave(quiet, Outcome.ANSWERED, now, policy, reason="mark_lost")
        case Greeting():
            spoken, command = say(quiet, policy.texts.ladder.short_greeting)
            greeting = Greeting(after(now, policy.say_timeout_s))
            return step(
                replace(spoken, phase=greeting), TakeBack(), command, reason="greeted_again"
            )
        case Fetching() | Dialling():
            # Who picks up now would hear silence until we knew: they are rung again later.
            undo = undone(quiet)
            return leave(
                quiet, Outcome.NOT_REACHED, now, policy, before=undo, reason="dialling_lost"
            )
        case Asking(question, number=number):
            asked = ask(quiet, question, now, policy, number=number, reason="asked_again")
            return replace(asked, commands=(TakeBack(), *asked.commands))
        case Gathering(wanted):
            asked = ask_for(quiet, wanted, now, policy, reason="asked_again")
            return replace(asked, commands=(TakeBack(), *asked.commands))
        case Waiting():
            return _back_in_line(quiet, phase, now, policy)
        case Joining(agent=agent) if is_agent_here:
            talking = replace(
                quiet,
                phase=Talking(agent),
                agent_id=agent.agent_id,
                times=replace(quiet.times, joined_at=now),
            )
            found = ReportTalkFound(agent.agent_id)
            recorded, start = begin_recording(talking, now, policy)
            return step(recorded, LeaveQueue(), found, *start, reason="talk_found")
        case Ringing(waiting=waiting) | Whispering(waiting=waiting) | Joining(waiting=waiting):
            returned = _back_in_line(quiet, waiting, now, policy)
            # The queue is not left: the place is the same, only the agent is given back.
            undo = undone(quiet)[1:]
            return replace(returned, commands=(*undo, *returned.commands))
        case Talking(agent):
            if is_agent_here:
                found = ReportTalkFound(agent.agent_id)
                return step(quiet, found, *resume_recording(quiet), reason="talk_found")
            # The agent may sit in a room of which nobody knows any more.
            ended = (HangUpAgent(agent.ring), ReportTalkEnded(agent.agent_id))
            over, stop = end_recording(quiet, now, is_end_seen=False)
            return preceded(
                leave(
                    over, Outcome.ANSWERED, now, policy, before=ended, reason="talk_ended_unseen"
                ),
                *stop,
            )
        case Parting(words, outcome, is_bare=is_bare):
            last_words = part_with if is_bare else part
            parted = last_words(quiet, words, outcome, now, policy, reason="parted_again")
            return preceded(parted, TakeBack())
        case Leaving(outcome):
            leaving = Leaving(outcome, after(now, policy.answer_timeout_s))
            return step(replace(quiet, phase=leaving), HangUp(), reason="hung_up_again")
        case Ended():
            return step(quiet, reason="late")
        case _:
            assert_never(phase)


def place_of(phase: Phase) -> Waiting | None:
    """Return the place in line of a caller who has one; `None` for any other."""
    match phase:
        case Waiting():
            return phase
        case Ringing(waiting=waiting) | Whispering(waiting=waiting) | Joining(waiting=waiting):
            return waiting
        case _:
            return None


def ring_of(phase: Phase) -> Ring | None:
    """Return the ring whose agent is on the way to the caller, or with them."""
    match phase:
        case (
            Ringing(agent=agent) | Whispering(agent=agent) | Joining(agent=agent) | Talking(agent)
        ):
            return agent.ring
        case Transferring(agent=AgentAtWork(ring=ring)) | HandedOver(Outside(ring=ring)):
            return ring
        case _:
            return None


def agents_of(phase: Phase) -> tuple[AgentId, ...]:
    """Return the agents who may be talking, though nobody has heard of them for a while."""
    match phase:
        case Talking(agent) | Dialling(agent=AgentAtWork() as agent):
            return (agent.agent_id,)
        case Transferring(agent=agent, far=far, has_answered=has_answered):
            sides = (agent, far if has_answered else None)
            return tuple(side.agent_id for side in sides if isinstance(side, AgentAtWork))
        case _:
            return ()


def _transfer_on(
    call: Call, phase: Transferring, event: Reclaimed, now: Instant, policy: CallPolicy
) -> CallStep:
    """Call a transfer off that the engine did not see through, unless it has come about.

    Whoever stands with the person stays. An operator who stands aside comes back to them.
    """
    agent, far = phase.agent, phase.far
    here = set(event.here) | ({agent.ring} if agent is not None and event.is_agent_here else set())
    is_far_here = far is not None and far.ring in here
    is_agent_here = agent is not None and agent.ring in here
    found = tuple(
        ReportTalkFound(side.agent_id)
        for side, is_here in ((agent, is_agent_here), (far, is_far_here))
        if is_here and isinstance(side, AgentAtWork)
    )
    left = (
        ()
        if agent is None or is_agent_here
        else (HangUpAgent(agent.ring), ReportTalkEnded(agent.agent_id))
    )
    undo = () if is_far_here else give_back(phase, RingOutcome.CANCELLED)
    if far is not None and is_far_here and is_agent_here:
        together = replace(phase, stage=TransferStage.TOGETHER, until=None, has_answered=True)
        return step(replace(call, phase=together), *found, reason="transfer_found")
    if far is not None and is_far_here:
        return preceded(talk_with(call, far, now, policy, reason="transfer_found"), *left, *found)
    if agent is not None and is_agent_here:
        talking = replace(call, phase=Talking(agent))
        return step(talking, *undo, *found, *resume_recording(call), reason="talk_found")
    if agent is None:
        line = back_in_line(call, now, policy, reason="transfer_lost")
        return preceded(line, *undo, TakeBack())
    if phase.stage in _APART:
        returned = return_agent(call, phase, now, policy)
        return preceded(returned, *undo, TakeBack(), ReportTalkFound(agent.agent_id))
    over, stop = end_recording(call, now, is_end_seen=False)
    ended = leave(over, Outcome.ANSWERED, now, policy, reason="talk_ended_unseen")
    return preceded(ended, *undo, *left, *stop)


def _handed_on(
    call: Call, far: Outside, event: Reclaimed, now: Instant, policy: CallPolicy
) -> CallStep:
    if event.is_agent_here or far.ring in event.here:
        return step(call, *resume_recording(call), reason="talk_found")
    over, stop = end_recording(call, now, is_end_seen=False)
    ended = leave(over, Outcome.ANSWERED, now, policy, reason="talk_ended_unseen")
    return preceded(ended, HangUpAgent(far.ring), *stop)


def _back_in_line(call: Call, place: Waiting, now: Instant, policy: CallPolicy) -> CallStep:
    announce_at = next_announcement_at(place.entered_at, now, policy.queues[place.queue])
    back = replace(place, announce_at=announce_at, is_announcing=False, is_adrift=False)
    unanswered = replace(call.times, answered_at=None)
    return step(
        replace(call, phase=back, times=unanswered),
        TakeBack(),
        EnterQueue(place.queue, place.entered_at, turn_of(call)),
        PlayMusic(),
        reason="back_in_line",
    )
