"""How a call goes on after the engine was away.

The engine may have been killed and started anew, or only frozen until Asterisk took the caller
back. Either way the call's state is known from its journal, and the same question is put to the
same machine: where were we, and what is left of it? A caller goes on in the same step or one
step back, never further, and their place in the queue is the one they always had.
"""

from dataclasses import replace
from typing import assert_never

from base.instant import Instant, after
from callflow.call import (
    Answering,
    Call,
    Ended,
    Greeting,
    InMenu,
    Joining,
    Leaving,
    Parting,
    Ringing,
    Talking,
    Waiting,
)
from callflow.commands import (
    Answer,
    EnterQueue,
    HangUp,
    LeaveQueue,
    PlayMusic,
    ReportTalkEnded,
    ReportTalkFound,
    TakeBack,
)
from callflow.endings import leave, part, undone
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.steps import CallStep, hush, say, step
from queues.treatment import next_announcement_at


def reclaim(call: Call, now: Instant, policy: CallPolicy, *, is_agent_here: bool) -> CallStep:
    """Return how the call goes on, now that the engine has it again."""
    # What was being said may still play in the room; the next words would stand behind it.
    quiet, stop = hush(call)
    gone_on = _go_on(quiet, now, policy, is_agent_here=is_agent_here)
    return replace(gone_on, commands=(*stop, *gone_on.commands))


def _go_on(quiet: Call, now: Instant, policy: CallPolicy, *, is_agent_here: bool) -> CallStep:
    phase = quiet.phase
    match phase:
        case Answering(admission):
            again = Answering(admission, after(now, policy.answer_timeout_s))
            return step(replace(quiet, phase=again), Answer(), reason="answered_again")
        case Greeting() | InMenu():
            spoken, command = say(quiet, policy.services[quiet.arrived.service].greeting)
            greeting = Greeting(after(now, policy.say_timeout_s))
            return step(
                replace(spoken, phase=greeting), TakeBack(), command, reason="greeted_again"
            )
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
            return step(talking, LeaveQueue(), found, reason="talk_found")
        case Ringing(waiting=waiting) | Joining(waiting=waiting):
            returned = _back_in_line(quiet, waiting, now, policy)
            # The queue is not left: the place is the same, only the agent is given back.
            undo = undone(quiet)[1:]
            return replace(returned, commands=(*undo, *returned.commands))
        case Talking(agent):
            if is_agent_here:
                found = ReportTalkFound(agent.agent_id)
                return step(quiet, found, reason="talk_found")
            ended = ReportTalkEnded(agent.agent_id)
            return leave(
                quiet, Outcome.ANSWERED, now, policy, before=(ended,), reason="talk_ended_unseen"
            )
        case Parting(words, outcome):
            parted = part(quiet, words, outcome, now, policy, reason="parted_again")
            return replace(parted, commands=(TakeBack(), *parted.commands))
        case Leaving(outcome):
            leaving = Leaving(outcome, after(now, policy.answer_timeout_s))
            return step(replace(quiet, phase=leaving), HangUp(), reason="hung_up_again")
        case Ended():
            return step(quiet, reason="late")
        case _:
            assert_never(phase)


def _back_in_line(call: Call, place: Waiting, now: Instant, policy: CallPolicy) -> CallStep:
    announce_at = next_announcement_at(place.entered_at, now, policy.queues[place.queue])
    back = replace(place, announce_at=announce_at, is_announcing=False)
    unanswered = replace(call.times, answered_at=None)
    return step(
        replace(call, phase=back, times=unanswered),
        TakeBack(),
        EnterQueue(place.queue, place.entered_at),
        PlayMusic(),
        reason="back_in_line",
    )
