"""How a call goes on after the engine was away.

The engine may have been killed and started anew, or only frozen until Asterisk took the caller
back. Either way the call's state is known from its journal, and the same question is put to the
same machine: where were we, and what is left of it? A caller goes on in the same step or one
step back, never further, and their place in the queue is the one they always had.
"""

from dataclasses import replace
from typing import assert_never

from base.instant import Instant, after
from callflow.announcements import greeting_of
from callflow.call import (
    Answering,
    Asking,
    Call,
    Dialling,
    Ended,
    Gathering,
    Greeting,
    InMenu,
    Joining,
    Leaving,
    Parting,
    Phase,
    Ringing,
    Talking,
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
from callflow.endings import leave, part, part_with, undone
from callflow.events import Ring
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask, ask_for
from callflow.queueing import turn_of
from callflow.recording import begin_recording, end_recording, resume_recording
from callflow.steps import CallStep, hush, preceded, say, step
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
            spoken, command = say(quiet, greeting_of(quiet, policy))
            greeting = Greeting(after(now, policy.say_timeout_s))
            return step(
                replace(spoken, phase=greeting), TakeBack(), command, reason="greeted_again"
            )
        case Dialling():
            # Who picks up now would hear silence until we knew: they are rung again later.
            return leave(quiet, Outcome.NOT_REACHED, now, policy, reason="dialling_lost")
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
        case Parting(words, outcome, is_bare=True):
            parted = part_with(quiet, words, outcome, now, policy, reason="parted_again")
            return replace(parted, commands=(TakeBack(), *parted.commands))
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
        case _:
            return None


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
