"""The call machine: one event, then every command, then the next event.

Theory of operation
-------------------
A call is a value. `begin` makes it from the facts it arrived with, `advance` answers every event
in every phase and returns the call after it, the commands to perform in order, and the one
deadline at which the machine wants to be woken. Nothing here waits, reads a clock or speaks to
anybody; the same functions run in production, in tests and when the journal is replayed.

The phases, in the order of a call that goes well:

    Answering → Greeting → InMenu → Waiting → Ringing → Joining → Talking → Leaving → Ended

and for a call that is told to go: Answering or Waiting → Parting → Leaving → Ended.

Rules the machine lives by:

* A caller who hangs up has hung up in every phase, and whatever was under way for them is
  undone in the same step: the entry, the ringing telephone, the talk.
* What comes late is answered by its own name. An agent who picks up for a ring that is over is
  hung up; a match for a caller who has gone frees the agent; the end of an older utterance is
  nobody's news.
* Nothing is waited for without an end: every phase but the talk has a deadline.
* Keys pressed while no menu is open are dropped.
* `Ended` absorbs everything.

Limits: one caller, one agent. Deliberately absent: transfers, recording, the admission ladder.
"""

from dataclasses import replace
from typing import assert_never

from base.instant import Instant, after
from callflow.admission import Divert, Refuse, decide_admission
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
    Times,
    Waiting,
)
from callflow.commands import Answer, CallCommand, HangUp, Reject
from callflow.endings import apologise, gone, late, leave, part
from callflow.events import (
    Answered,
    Arrived,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    Performance,
    Reclaimed,
    SayFinished,
    Utterance,
)
from callflow.outcome import HangupCause, Outcome
from callflow.policy import CallPolicy
from callflow.queueing import enter, joining, ringing, talking, waiting
from callflow.reclaim import reclaim
from callflow.steps import CallStep, hush, is_current, say, step
from ivr.dialogue import (
    Choose,
    DialogueStep,
    Hush,
    Pressed,
    Speak,
    Spoken,
    TimedOut,
    open_dialogue,
)
from ivr.dialogue import advance as advance_dialogue
from queues.policy import QueueName

ANSWER_ATTEMPTS = 3
"""So often the exchange is asked to answer before a caller is given up."""


def begin(arrived: Arrived, now: Instant, policy: CallPolicy) -> CallStep:
    """Return the first step of a call: what admission decided, and its commands."""
    admission = decide_admission(arrived)
    until = after(now, policy.answer_timeout_s)
    times = Times(arrived_at=now)
    if isinstance(admission, Refuse):
        call = Call(arrived, Leaving(Outcome.REFUSED, until), times)
        return step(
            call,
            Reject(policy.trunks[arrived.trunk].reject_as),
            reason=admission.reason,
            durable=True,
        )
    call = Call(arrived, Answering(admission, until), times)
    return step(call, Answer(), reason=admission.reason)


def advance(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Return what the event does to the call."""
    if isinstance(call.phase, Ended):
        return late(call, event)
    match event:
        case CallerHungUp(cause):
            return gone(call, cause, now, policy)
        case Reclaimed(is_agent_here):
            return reclaim(call, now, policy, is_agent_here=is_agent_here)
        case EngineFailed():
            return apologise(call, now, policy)
        case CommandFailed(Performance.SAY, number):
            # What cannot be said is over at once; nobody sits in silence until a deadline.
            unsaid = SayFinished(Utterance(number), is_said=False)
            return _in_phase(call, unsaid, now, policy)
        case _:
            return _in_phase(call, event, now, policy)


def _in_phase(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    phase = call.phase
    match phase:
        case Answering():
            return _answering(call, phase, event, now, policy)
        case Greeting():
            return _greeting(call, event, now, policy)
        case InMenu():
            return _in_menu(call, phase, event, now, policy)
        case Waiting():
            return waiting(call, phase, event, now, policy)
        case Ringing():
            return ringing(call, phase, event, now, policy)
        case Joining():
            return joining(call, phase, event, now)
        case Talking():
            return talking(call, phase, event, now, policy)
        case Parting():
            return _parting(call, phase, event, now, policy)
        case Leaving():
            return _leaving(call, event, now, policy)
        case Ended():
            return late(call, event)
        case _:
            assert_never(phase)


def _answering(
    call: Call, phase: Answering, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    match event:
        case Answered():
            admitted = replace(call, times=replace(call.times, admitted_at=now))
            if isinstance(phase.admission, Divert):
                return part(
                    admitted,
                    policy.texts.closed,
                    Outcome.DIVERTED,
                    now,
                    policy,
                    reason=phase.admission.reason,
                )
            return _greet(admitted, now, policy)
        case DeadlinePassed() if phase.attempts < ANSWER_ATTEMPTS:
            # The exchange may be slow or away for a moment; the caller's lease holds them.
            until = after(now, policy.answer_timeout_s)
            again = replace(phase, until=until, attempts=phase.attempts + 1)
            return step(replace(call, phase=again), Answer(), reason="answered_again")
        case DeadlinePassed():
            return leave(call, Outcome.FAILED, now, policy, reason="answer_failed")
        case _:
            return late(call, event)


def _greet(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    service = policy.services[call.arrived.service]
    spoken, command = say(call, service.greeting)
    greeting = Greeting(after(now, policy.say_timeout_s))
    return step(replace(spoken, phase=greeting), command, reason="greeted")


def _greeting(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    match event:
        case SayFinished() if is_current(call, event):
            return _open_menu(replace(call, is_speaking=False), now, policy)
        case DeadlinePassed():
            quiet, stop = hush(call)
            opened = _open_menu(quiet, now, policy)
            return replace(opened, commands=(*stop, *opened.commands))
        case _:
            return late(call, event)


def _open_menu(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    opened = open_dialogue(policy.services[call.arrived.service].menu)
    return _walk(call, opened, now, policy)


def _in_menu(
    call: Call, phase: InMenu, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    match event:
        case DigitPressed(digit):
            return _walk(call, advance_dialogue(phase.dialogue, Pressed(digit), now), now, policy)
        case SayFinished() if is_current(call, event):
            silent = replace(call, is_speaking=False)
            return _walk(silent, advance_dialogue(phase.dialogue, Spoken(), now), now, policy)
        case DeadlinePassed() if phase.dialogue.is_speaking:
            quiet, stop = hush(call)
            listening = _walk(quiet, advance_dialogue(phase.dialogue, Spoken(), now), now, policy)
            return replace(listening, commands=(*stop, *listening.commands))
        case DeadlinePassed():
            return _walk(call, advance_dialogue(phase.dialogue, TimedOut(), now), now, policy)
        case _:
            return late(call, event)


def _walk(call: Call, walked: DialogueStep, now: Instant, policy: CallPolicy) -> CallStep:
    """Turn what the dialogue asks for into what the call asks for."""
    commands: list[CallCommand] = []
    for command in walked.commands:
        match command:
            case Speak(phrase):
                call, saying = say(call, phrase)
                commands.append(saying)
            case Hush():
                call, stop = hush(call)
                commands.extend(stop)
            case Choose(target, reason):
                entered = enter(call, QueueName(target), now, policy, reason=reason)
                return replace(entered, commands=(*commands, *entered.commands))
            case _:
                assert_never(command)
    dialogue = walked.state
    until = dialogue.listening_until or after(now, policy.say_timeout_s)
    return step(replace(call, phase=InMenu(dialogue, until)), *commands, reason=walked.reason)


def _parting(
    call: Call, phase: Parting, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    match event:
        case SayFinished() if is_current(call, event):
            silent = replace(call, is_speaking=False)
            return leave(silent, phase.outcome, now, policy, reason="parted")
        case DeadlinePassed():
            return leave(call, phase.outcome, now, policy, reason=event.reason)
        case _:
            return late(call, event)


def _leaving(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    match event:
        case DeadlinePassed():
            # Nobody told us that the leg has gone: ask once more, and let the call be over.
            over = gone(call, HangupCause.LOST, now, policy)
            return replace(over, commands=(HangUp(), *over.commands))
        case _:
            return late(call, event)
