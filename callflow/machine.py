"""The call machine: one event, then every command, then the next event.

Theory of operation
-------------------
A call is a value. `begin` makes it from the facts it arrived with, `advance` answers every event
in every phase and returns the call after it, the commands to perform in order, and the one
deadline at which the machine wants to be woken. Nothing here waits, reads a clock or speaks to
anybody; the same functions run in production, in tests and when the journal is replayed.

The phases, in the order of a call that goes well:

    Answering → InMenu → Waiting → Ringing → Joining → Talking → Marking → Leaving → Ended

Who said before what they want is not asked again: Answering → Greeting → Waiting. A menu may end
the call by itself, or with somebody outside (`callflow/menus.py`).

A call that we place begins with Dialling instead, and an operator is told who comes: Ringing →
Whispering → Joining. A person who is told when we ring back, reminded of it, or asked to say
something goes from Answering to Asking, perhaps to Gathering, and to Leaving. And for a call that
is told to go: Answering or Waiting → Parting → Leaving → Ended.

Rules the machine lives by:

* A caller who hangs up has hung up in every phase, and whatever was under way for them is
  undone in the same step: the entry, the ringing telephone, the talk.
* What comes late is answered by its own name. An agent who picks up for a ring that is over is
  hung up; a match for a caller who has gone frees the agent; the end of an older utterance is
  nobody's news.
* Nothing is waited for without an end: every phase but the talk has a deadline.
* Keys pressed while no menu is open are dropped; what was given in a menu is kept in any case.
* `Ended` absorbs everything but the news of its recordings and messages.

A talk may be transferred (`callflow/transfers.py`): Talking → Transferring → Talking, or to
HandedOver where somebody outside takes it on. It is recorded from the join to its end. Somebody in
a menu or in line may be handed over outright (`callflow/handover.py`): InMenu → Transferring.

Limits: one person, one agent, one whom the agent asks.
"""

from dataclasses import replace
from typing import assert_never

from base.instant import Instant, after
from callflow.admission import (
    Admit,
    Announce,
    AnnounceReason,
    Answerable,
    Challenge,
    Divert,
    Refuse,
    Remind,
    admission_word,
    decide_admission,
)
from callflow.announcements import is_known
from callflow.asking import asking
from callflow.at_hand import at_hand
from callflow.call import (
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
    Parting,
    Question,
    Ringing,
    Talking,
    Times,
    Transferring,
    Waiting,
    Wanted,
    Whispering,
)
from callflow.commands import Answer, HangUp, Reject
from callflow.endings import apologise, gone, late, leave, part
from callflow.events import (
    AgentGone,
    Answered,
    CallerHungUp,
    CallEvent,
    CommandFailed,
    DeadlinePassed,
    DigitPressed,
    EngineFailed,
    LegLost,
    Origin,
    Performance,
    PhoneHeld,
    Placed,
    Preempted,
    Reclaimed,
    RecordingEnded,
    RecordingFailed,
    RecordingStarted,
    SayFinished,
    Utterance,
    VoiceHeard,
)
from callflow.gathering import gathering
from callflow.handover import HANDED_FROM, begin_handover
from callflow.holding import with_hold
from callflow.marking import marking, talking
from callflow.menus import in_menu, left_menu, message_taken, open_menu
from callflow.message import MessageFailed, MessageRecorded
from callflow.messages import cut_message
from callflow.outcome import HangupCause, Outcome
from callflow.outgoing import begin_placed, dialling, fetching
from callflow.policy import CallPolicy
from callflow.preempt import preempt
from callflow.questions import ask, ask_for
from callflow.queueing import (
    enter,
    joining,
    queue_wanted,
    ringing,
    waiting,
    whispering,
)
from callflow.reclaim import reclaim
from callflow.recording import take_recording
from callflow.rejoining import leg_lost
from callflow.steered import steer
from callflow.steering import PutFirst, QueueChosen
from callflow.steps import CallStep, hush, is_current, preceded, say, step
from callflow.transfer import HoldAsked, TransferToAgent, TransferToNumber, TransferToQueue
from callflow.transfers import begin_transfer, handed_over, transferring
from callflow.wishes import HangUpAsked, KeysAsked, MuteAsked

TRANSFERS = (TransferToAgent, TransferToNumber, TransferToQueue, HoldAsked)

ENDS_MENU = (CallerHungUp, Preempted, EngineFailed, TransferToNumber)
"""What takes a caller out of a menu besides the menu itself."""

ANSWER_ATTEMPTS = 3
"""So often the exchange is asked to answer before a caller is given up."""


def begin(origin: Origin, now: Instant, policy: CallPolicy) -> CallStep:
    """Return the first step of a call: what admission decided, or the dialling of our own."""
    if isinstance(origin, Placed):
        return begin_placed(origin, now, policy)
    admission = decide_admission(origin, policy.admission)
    until = after(now, policy.answer_timeout_s)
    times = Times(arrived_at=now)
    if isinstance(admission, Refuse):
        call = Call(origin, Leaving(Outcome.REFUSED, until), times, admission=admission)
        return step(
            call,
            Reject(policy.trunks[origin.trunk].reject_as),
            reason=admission_word(admission),
            durable=True,
        )
    is_urgent = origin.standing.is_urgent
    phase = Answering(admission, until)
    is_told = origin.standing.told_s_ago is not None
    call = Call(origin, phase, times, admission=admission, is_urgent=is_urgent, is_told=is_told)
    return step(call, Answer(), reason=admission_word(admission))


def advance(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Return what the event does to the call."""
    return with_hold(_advanced(call, event, now, policy), now)


def _advanced(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    if isinstance(event, RecordingStarted | RecordingEnded | RecordingFailed):
        return take_recording(call, event, policy)
    if isinstance(event, MessageRecorded | MessageFailed):
        return cut_message(message_taken(call, event, now, policy))
    if isinstance(call.phase, Ended):
        return late(call, event)
    if isinstance(call.phase, InMenu) and isinstance(event, ENDS_MENU):
        return cut_message(_taken_out(call, event, now, policy))
    return cut_message(_in_any_phase(call, event, now, policy))


def _in_any_phase(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Answer what means the same in every phase, and let the phase answer the rest."""
    if isinstance(event, VoiceHeard | DigitPressed) and not call.has_voice:
        call = replace(call, has_voice=True)
    match event:
        case CallerHungUp(cause):
            return gone(call, cause, now, policy)
        case Reclaimed():
            return reclaim(call, event, now, policy)
        case Preempted():
            return preempt(call, now, policy)
        case EngineFailed():
            return apologise(call, now, policy)
        case LegLost(ring):
            gone_on = leg_lost(call, event, now, policy)
            broken = AgentGone(ring, HangupCause.LOST)
            return gone_on or _in_phase(call, broken, now, policy)
        case PutFirst() | QueueChosen():
            return steer(call, event, policy)
        case HangUpAsked() | MuteAsked() | KeysAsked() | PhoneHeld():
            return at_hand(call, event)
        case VoiceHeard() if not isinstance(call.phase, Asking):
            return step(call, reason="voice_heard")
        case CommandFailed(Performance.SAY, number):
            # What cannot be said is over at once; nobody sits in silence until a deadline.
            unsaid = SayFinished(Utterance(number), is_said=False)
            return _in_phase(call, unsaid, now, policy)
        case _:
            return _in_phase(call, event, now, policy)


def _in_phase(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    phase = call.phase
    if isinstance(event, TransferToNumber) and isinstance(phase, HANDED_FROM):
        return begin_handover(call, event, now, policy)
    match phase:
        case Answering():
            return _answering(call, phase, event, now, policy)
        case Fetching():
            return fetching(call, phase, event, now, policy)
        case Dialling():
            return dialling(call, phase, event, now, policy)
        case Asking():
            return asking(call, phase, event, now, policy)
        case Gathering():
            return gathering(call, phase, event, now, policy)
        case Greeting():
            return _greeting(call, event, now, policy)
        case InMenu():
            return in_menu(call, phase, event, now, policy)
        case Marking():
            return marking(call, phase, event, now, policy)
        case Waiting():
            return waiting(call, phase, event, now, policy)
        case Ringing():
            return ringing(call, phase, event, now, policy)
        case Whispering():
            return whispering(call, phase, event, now, policy)
        case Joining():
            return joining(call, phase, event, now, policy)
        case Talking(agent) if isinstance(event, TRANSFERS):
            return begin_transfer(call, agent, event, now, policy)
        case Talking():
            return talking(call, phase, event, now, policy)
        case Transferring():
            return transferring(call, phase, event, now, policy)
        case HandedOver():
            return handed_over(call, phase, event, now, policy)
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
            return _admitted(admitted, phase.admission, now, policy)
        case DeadlinePassed() if phase.attempts < ANSWER_ATTEMPTS:
            # The exchange may be slow or away for a moment; the caller's lease holds them.
            until = after(now, policy.answer_timeout_s)
            again = replace(phase, until=until, attempts=phase.attempts + 1)
            return step(replace(call, phase=again), Answer(), reason="answered_again")
        case DeadlinePassed():
            return leave(call, Outcome.FAILED, now, policy, reason="answer_failed")
        case _:
            return late(call, event)


def _admitted(call: Call, admission: Answerable, now: Instant, policy: CallPolicy) -> CallStep:
    """Return what a caller hears first, by the rung that let them in."""
    match admission:
        case Admit():
            return _welcome(call, now, policy)
        case Announce(AnnounceReason.NUMBER_NEEDED):
            return ask_for(call, Wanted.NUMBER, now, policy, reason=admission.reason)
        case Announce(reason):
            return ask(call, Question.PROMISE, now, policy, reason=reason)
        case Remind(reason):
            return ask(call, Question.REMINDER, now, policy, reason=reason)
        case Challenge(reason):
            return ask(call, Question.CHALLENGE, now, policy, reason=reason)
        case Divert(reason):
            return part(call, policy.texts.closed, Outcome.DIVERTED, now, policy, reason=reason)
        case _:
            assert_never(admission)


def _welcome(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """Greet whoever said before what they want; all others walk the menu, which greets them."""
    if not is_known(call, policy):
        return open_menu(call, now, policy)
    spoken, command = say(call, policy.texts.ladder.short_greeting)
    greeting = Greeting(after(now, policy.say_timeout_s))
    return step(replace(spoken, phase=greeting), command, reason="greeted")


def _greeting(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    match event:
        case SayFinished() if is_current(call, event):
            return _not_asked(replace(call, is_speaking=False), now, policy)
        case DeadlinePassed():
            quiet, stop = hush(call)
            return preceded(_not_asked(quiet, now, policy), *stop)
        case _:
            return late(call, event)


def _not_asked(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    return enter(call, queue_wanted(call, policy), now, policy, reason="not_asked")


def _taken_out(call: Call, event: CallEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Keep what was given in a menu that something else ends, before the rest of the step."""
    left, kept = left_menu(call, now)
    taken = _in_any_phase(left, event, now, policy)
    if isinstance(taken.state.phase, InMenu):
        return _in_any_phase(call, event, now, policy)  # It came too late, or is not for them.
    return replace(preceded(taken, *kept), durable=taken.durable or bool(kept))


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
