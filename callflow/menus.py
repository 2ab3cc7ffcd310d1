"""A call that walks a menu: what happens to the call happens to the walk, and its wishes are done.

The walk (`ivr/walking.py`) knows no channels, files or tables. Here its words become those of the
call: a phrase is an utterance, a take is a message, a look-up is asked of the tables, a request is
kept before the next word. Where it ends the call goes on: into a line, to somebody outside, to the
promise of a call, or home.

Rules:

* A menu lasts so long and no longer: on a trunk with few channels somebody else needs the channel.
  When the time is over the walk goes where those go who do not get on, to a person.
* Whatever takes the caller out of the menu, what they gave for a request is kept.
* Whoever was asked by a menu hears no greeting besides: the script says it.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, assert_never

from base.instant import Instant, after
from callflow.admission import Admit
from callflow.answers import with_promise
from callflow.call import Call, InMenu, Wanted
from callflow.call import Question as CallQuestion
from callflow.commands import (
    CallCommand,
    NoteDanger,
    NoteSubject,
    SettleContact,
)
from callflow.endings import late, leave, part
from callflow.events import (
    Arrived,
    CallEvent,
    DeadlinePassed,
    DigitPressed,
    SayFinished,
)
from callflow.handover import begin_handover
from callflow.meanwhile import leaves_promise, promise_stands
from callflow.menu import AskTables, KeepRequest, MenuLearned, TablesAnswered
from callflow.message import MessageField, MessageRecorded, MessageRef
from callflow.messages import (
    MessageEvent,
    begin_message,
    drop_message,
    play_message,
    stop_message,
    take_message,
)
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.questions import ask, ask_for
from callflow.queueing import enter, is_callable
from callflow.steps import CallStep, hush, is_current, preceded, say, step
from callflow.transfer import OutsideNumber, TransferKind, TransferToNumber
from ivr.facts import Facts, Hours
from ivr.nodes import CallbackNode, HangUpNode, NoteKind, QueueNode, TransferNode
from ivr.ports import FiledRequest
from ivr.script import Script
from ivr.walk import (
    Closing,
    DropTake,
    FileRequest,
    Found,
    Go,
    GoReason,
    Hurried,
    Hush,
    Learned,
    Left,
    LookUp,
    Note,
    Playing,
    PlayTake,
    Pressed,
    RecordingDone,
    RecordingLost,
    Speak,
    Spoken,
    StartRecording,
    StopRecording,
    Take,
    TimedOut,
    Walk,
    WalkCommand,
    WalkEvent,
    WalkStep,
)
from ivr.walking import advance as advance_walk
from ivr.walking import open_walk, resume
from queues.policy import QueueName

DISPATCHER: Final = "dispatcher"
"""The name by which menus call whoever answers for 103 where the citizen is."""


def facts_of(call: Call) -> Facts:
    """Return what a menu may ask of the call."""
    origin = call.origin
    facts = origin.facts if isinstance(origin, Arrived) else None
    # The calls of before brought none; then no birth date is after today.
    return with_promise(call, Facts(today=date.max) if facts is None else facts)


def open_menu(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """Let the caller walk the menu of their service, from its greeting on."""
    script = policy.services[call.origin.service].script
    walked = open_walk(script, facts_of(call), now, lead=policy.topics)
    return _follow(call, walked, after(now, _limit_s(call, policy)), now, policy)


def open_meanwhile(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """Let somebody who is told that we ring hear answers, for a short time."""
    script = policy.services[call.origin.service].script
    walked = open_walk(script, facts_of(call), now, at=script.meanwhile)
    return _follow(call, walked, after(now, policy.menu.short_limit_s), now, policy)


def in_menu(
    call: Call, phase: InMenu, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the caller walks the menu."""
    walking = _Walking(phase, now, policy)
    match event:
        case DigitPressed(digit):
            return walking.take(call, Pressed(digit))
        case SayFinished() if is_current(call, event):
            heard = replace(call, is_speaking=False, topics=call.topics.over(now))
            return walking.take(heard, Spoken())
        case TablesAnswered(number, outcome, values):
            return walking.take(call, Found(number, outcome, values))
        case MenuLearned(facts):
            return walking.take(call, Learned(with_promise(call, facts)))
        case DeadlinePassed() if now >= phase.leave_at:
            longer = replace(phase, leave_at=after(now, policy.menu.grace_s))
            return _Walking(longer, now, policy).take(call, Hurried())
        case DeadlinePassed() if phase.walk.until is None:
            quiet, stop = hush(call)
            return preceded(walking.take(quiet, Spoken()), *stop)
        case DeadlinePassed():
            return walking.take(call, TimedOut())
        case _:
            return late(call, event)


def message_taken(call: Call, event: MessageEvent, now: Instant, policy: CallPolicy) -> CallStep:
    """Take what became of a message, and tell the menu that waits for it."""
    taken = take_message(call, event, now, policy)
    phase = taken.state.phase
    if taken.state is call or not isinstance(phase, InMenu):
        return taken
    take = Take(event.message.field, event.message.take)
    heard: WalkEvent = RecordingLost(take)
    if isinstance(event, MessageRecorded) and event.size_bytes > 0:
        heard = RecordingDone(take, event.duration_s if event.has_voice else 0.0)
    gone_on = _Walking(phase, now, policy).take(taken.state, heard)
    return replace(gone_on, reason=f"{taken.reason}_{gone_on.reason}")


def left_menu(call: Call, now: Instant) -> tuple[Call, tuple[CallCommand, ...]]:
    """Return the call whose walk is over, and what keeps all that the caller gave."""
    phase = call.phase
    if not isinstance(phase, InMenu):
        return call, ()
    if isinstance(phase.walk.stage, Closing):
        # All is kept already, and which words were the last says what the call was.
        return call, ()
    walked = advance_walk(phase.walk, Left(), now)
    over, commands = call, []
    for command in walked.commands:
        if isinstance(command, FileRequest):
            over, keep = _kept(over, walked.state, command)
            commands.append(keep)
    return replace(over, phase=replace(phase, walk=walked.state)), tuple(commands)


def menu_again(call: Call, phase: InMenu, now: Instant, policy: CallPolicy) -> CallStep:
    """Put the question again before which the caller stood when the engine went away."""
    quiet, stop = stop_message(call)
    gone_on = _follow(quiet, resume(phase.walk, now), phase.leave_at, now, policy)
    return preceded(gone_on, *stop)


@dataclass(frozen=True, slots=True)
class _Walking:
    """A caller at one moment of a menu."""

    phase: InMenu
    now: Instant
    policy: CallPolicy

    def take(self, call: Call, event: WalkEvent) -> CallStep:
        """Let the walk take an event."""
        walked = advance_walk(self.phase.walk, event, self.now)
        return _follow(call, walked, self.phase.leave_at, self.now, self.policy)


def _limit_s(call: Call, policy: CallPolicy) -> float:
    """Return how long the menu may last for whom this rung let in."""
    origin, admission, menu = call.origin, call.admission, policy.menu
    if not isinstance(origin, Arrived) or not isinstance(admission, Admit):
        return menu.longest_s
    if not origin.is_open:
        return menu.night_limit_s
    if origin.load.stays_free < menu.channels_free:
        return menu.short_limit_s
    return menu.limit_s(admission.rung)


def _follow(
    call: Call, walked: WalkStep, leave_at: Instant, now: Instant, policy: CallPolicy
) -> CallStep:
    """Do what the walk asks for, and go where it leads."""
    walk = walked.state
    performed, commands, go = _performed(call, walked, now, policy)
    until = max(now, walk.until or after(now, _longest_s(walk, policy)))
    there = replace(performed, phase=InMenu(walk, until, max(now, leave_at)))
    is_durable = walked.durable or any(isinstance(each, SettleContact) for each in commands)
    if go is None:
        return step(there, *commands, reason=walked.reason, durable=is_durable)
    gone_on = _go(replace(there, keyed=go.values), go, now, policy)
    return replace(preceded(gone_on, *commands), durable=is_durable or gone_on.durable)


def _longest_s(walk: Walk, policy: CallPolicy) -> float:
    """Return after which time the end of what is said must have been lost."""
    return policy.menu.longest_s if isinstance(walk.stage, Playing) else policy.say_timeout_s


def _performed(
    call: Call, walked: WalkStep, now: Instant, policy: CallPolicy
) -> tuple[Call, tuple[CallCommand, ...], Go | None]:
    """Turn what the walk asks for into what the call asks for, and where it leads, if it does.

    Returns three values because a way out may come with what it interrupts.
    """
    commands: list[CallCommand] = []
    go: Go | None = None
    for command in walked.commands:
        if isinstance(command, Go):
            go = command
            continue
        call, asked = _asked(call, walked.state, command, now, policy)
        commands.extend(asked)
    return call, tuple(commands), go


def _asked(
    call: Call, walk: Walk, command: WalkCommand, now: Instant, policy: CallPolicy
) -> tuple[Call, tuple[CallCommand, ...]]:
    match command:
        case Speak(phrase):
            call, saying = say(call, phrase)
            topics = call.topics.said(phrase, walk.facts.topics, now)
            return replace(call, topics=topics), (saying,)
        case Hush():
            return hush(replace(call, topics=call.topics.over(now)))
        case LookUp(number, name, values):
            return call, (AskTables(number, name, values),)
        case StartRecording(take, max_s):
            field = MessageField(take.field)
            silence_s = policy.menu.silence_s
            return begin_message(call, field, now, limit_s=max_s, silence_s=silence_s)
        case StopRecording():
            return stop_message(call)
        case PlayTake(take):
            playing, play = play_message(call, _ref(take))
            return playing, (play,)
        case DropTake(take):
            return drop_message(call, _ref(take))
        case Note():
            return _noted(call, walk.script, command)
        case FileRequest():
            kept, keep = _kept(call, walk, command)
            return kept, (keep,)
        case Go():
            return call, ()
        case _:
            assert_never(command)


def _ref(take: Take) -> MessageRef:
    return MessageRef(MessageField(take.field), take.number)


def _noted(call: Call, script: Script, note: Note) -> tuple[Call, tuple[CallCommand, ...]]:
    match note.kind:
        case NoteKind.DANGER_SIGN:
            return replace(call, is_urgent=True), (NoteDanger(note.value),)
        case NoteKind.NO_RECORDING:
            return replace(call, may_record=False), ()
        case NoteKind.LANGUAGE:
            language = "" if note.value == script.languages[0] else note.value
            return replace(call, language=language), ()
        case NoteKind.TOPIC:
            return replace(call, subject=note.value), (NoteSubject(note.value),)
        case NoteKind.SETTLED:
            return call, (SettleContact(),)
        case _:
            assert_never(note.kind)


def _kept(call: Call, walk: Walk, asked: FileRequest) -> tuple[Call, KeepRequest]:
    given = {a.field: a.value for a in asked.answers if a.value is not None}
    spoken = tuple(Take(a.field, a.take) for a in asked.answers if a.take is not None)
    request = FiledRequest(
        kind=asked.request,
        values={**walk.values, **given},
        takes=spoken,
        is_partial=not asked.is_complete,
        topic=call.subject,
        language=walk.language,
    )
    number = call.requests + 1
    return replace(call, requests=number), KeepRequest(number, request)


def _go(call: Call, go: Go, now: Instant, policy: CallPolicy) -> CallStep:
    if leaves_promise(call, go.to):
        return promise_stands(call, now, policy, reason=go.reason)
    match go.to:
        case QueueNode(queue=queue):
            return _enter(call, queue, go.reason, now, policy)
        case CallbackNode(queue=queue):
            return _promise(call, queue, now, policy)
        case TransferNode(to=to, queue=queue):
            return _hand_over(call, to, queue, now, policy)
        case HangUpNode(outcome=outcome):
            return leave(call, Outcome(outcome), now, policy, reason=f"menu_{outcome}")
        case _:
            assert_never(go.to)


def _enter(call: Call, queue: str, reason: GoReason, now: Instant, policy: CallPolicy) -> CallStep:
    wanted = _queue(call, queue, policy)
    if reason is not GoReason.TOO_LONG:
        return enter(call, wanted, now, policy, reason=reason)
    quiet, stop = hush(call)
    saying, command = say(quiet, policy.texts.ladder.connecting)
    entered = enter(saying, wanted, now, policy, reason=reason, is_silent=True)
    return replace(entered, commands=(*stop, *entered.commands, command))


def _queue(call: Call, name: str, policy: CallPolicy) -> QueueName:
    """Return the queue of that name; one that the settings have lost leads to the service's."""
    known = QueueName(name)
    return known if known in policy.queues else policy.services[call.origin.service].queue


def _promise(call: Call, queue: str, now: Instant, policy: CallPolicy) -> CallStep:
    """Promise a call; by night nobody can tell when, so that the ticket is all that is told."""
    wanted = replace(call, queue=_queue(call, queue, policy))
    if isinstance(call.phase, InMenu) and call.phase.walk.facts.hours is Hours.CLOSED:
        words = policy.texts.closed
        return part(wanted, words, Outcome.DIVERTED, now, policy, reason="callback_by_night")
    if not is_callable(call):
        return ask_for(wanted, Wanted.NUMBER, now, policy, reason="callback_chosen")
    return ask(wanted, CallQuestion.PROMISE, now, policy, reason="callback_chosen")


def _hand_over(call: Call, to: str, queue: str, now: Instant, policy: CallPolicy) -> CallStep:
    """Hand the caller over to somebody outside; without a number an operator takes them."""
    number = _number_of(call, to, policy)
    wanted = _queue(call, queue, policy)
    if number is None:
        return enter(call, wanted, now, policy, reason="number_unknown")
    trunk = call.origin.trunk
    asked = TransferToNumber(
        TransferKind.BLIND, number, policy.trunks[trunk].outgoing_number, trunk
    )
    is_urgent = to == DISPATCHER
    return begin_handover(call, asked, now, policy, queue=wanted, is_urgent=is_urgent)


def _number_of(call: Call, to: str, policy: CallPolicy) -> OutsideNumber | None:
    origin = call.origin
    if to == DISPATCHER and isinstance(origin, Arrived) and origin.dispatcher is not None:
        return origin.dispatcher
    return policy.transfers.get(to)
