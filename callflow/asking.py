"""What a person is told or asked outside the menus: the promise, the reminder, danger signs.

Every question is a menu made at the moment it is asked, since it holds numbers: the ticket's, the
minutes, the ending of the number that will ring. The dialogue that walks it is the same as that
of any menu. Silence is always an answer: after a promise it means yes, after a reminder goodbye,
before a challenge that nobody is there. Keys that mean nothing are dropped. Whoever has not
heard the promise to its end is not told, and is let go only after it was said.

What is promised binds us, so the contact is committed before the first word of it.
"""

from dataclasses import replace
from typing import Final

from base.instant import Instant, after
from callflow.call import Asking, Call, Question, Wanted
from callflow.commands import (
    AddPatient,
    CallCommand,
    CallOtherNumber,
    CancelContact,
    NoteDanger,
    NoteHeard,
    NoteTold,
)
from callflow.endings import late, leave, part_with
from callflow.events import CallEvent, DeadlinePassed, DigitPressed, SayFinished, VoiceHeard
from callflow.gathering import without_number
from callflow.menus import open_meanwhile
from callflow.outcome import Outcome
from callflow.policy import CallPolicy
from callflow.promise import promised_minutes
from callflow.questions import (
    ANOTHER,
    ANSWERS,
    CANCEL,
    CHOOSE_TIME,
    OTHER_NUMBER,
    WORSE,
    YES,
    ask,
    ask_for,
)
from callflow.queueing import enter, queue_wanted
from callflow.steps import CallStep, hush, is_current, is_placed, preceded, say, step, walk
from ivr.dialogue import Choose, DialogueStep, Pressed, Spoken, TimedOut
from ivr.dialogue import advance as advance_dialogue

SAYINGS_LIMIT: Final = 12
"""After so many phrases nobody is asked anything more: a channel is not for playing with keys."""

_VOICE_ANSWERS: Final = frozenset({Question.CHALLENGE, Question.PERSON})
"""Questions that any sound and any key answer."""


def asking(
    call: Call, phase: Asking, event: CallEvent, now: Instant, policy: CallPolicy
) -> CallStep:
    """Answer an event while the person is told or asked something."""
    match event:
        case DigitPressed() | VoiceHeard() if phase.question in _VOICE_ANSWERS:
            return _somebody_there(call, now, policy)
        case VoiceHeard():
            return step(call, reason="voice_heard")
        case DigitPressed(digit) if digit not in phase.dialogue.menu.choices:
            # A wrong key costs nobody the rest of what they are told.
            return late(call, event)
        case DigitPressed(digit):
            pressed = advance_dialogue(phase.dialogue, Pressed(digit), now)
            return _walk(call, phase, pressed, now, policy)
        case SayFinished() if is_current(call, event):
            heard = _heard(call, phase) if event.is_said else ()
            is_told = call.is_told or any(isinstance(note, NoteTold) for note in heard)
            silent = replace(call, is_speaking=False, is_told=is_told)
            spoken = advance_dialogue(phase.dialogue, Spoken(), now)
            return preceded(_walk(silent, phase, spoken, now, policy), *heard)
        case DeadlinePassed() if phase.dialogue.is_speaking:
            quiet, stop = hush(call)
            spoken = advance_dialogue(phase.dialogue, Spoken(), now)
            return preceded(_walk(quiet, phase, spoken, now, policy), *stop)
        case DeadlinePassed():
            waited = advance_dialogue(phase.dialogue, TimedOut(), now)
            return _walk(call, phase, waited, now, policy)
        case _:
            return late(call, event)


def _walk(
    call: Call, phase: Asking, walked: DialogueStep, now: Instant, policy: CallPolicy
) -> CallStep:
    spoken, commands, chosen = walk(call, walked)
    if chosen is not None:
        return preceded(_answered(spoken, phase, chosen, now, policy), *commands)
    dialogue = walked.state
    until = dialogue.listening_until or after(now, policy.say_timeout_s)
    asked = replace(phase, dialogue=dialogue, until=until)
    return step(replace(spoken, phase=asked), *commands, reason=walked.reason)


def _answered(
    call: Call, phase: Asking, chosen: Choose, now: Instant, policy: CallPolicy
) -> CallStep:
    """Do what a key, or silence, means for the question."""
    if chosen.target == WORSE:
        return ask(call, Question.DANGER, now, policy, reason="worse")
    if chosen.target != YES and call.utterances >= SAYINGS_LIMIT:
        return leave(call, _told_or_not(call), now, policy, reason="too_long")
    if chosen.target == ANSWERS:
        return open_meanwhile(call, now, policy)
    if chosen.target == CHOOSE_TIME:
        return ask_for(call, Wanted.TIME, now, policy, reason="time_wanted")
    if chosen.target == OTHER_NUMBER:
        return ask_for(call, Wanted.NUMBER, now, policy, reason="other_number")
    if chosen.target == CANCEL:
        return ask(call, Question.CANCEL, now, policy, reason="cancel")
    if chosen.target == ANOTHER:
        words = policy.texts.ladder.another_noted
        parted = part_with(call, words, Outcome.TOLD, now, policy, reason="another_person")
        return preceded(parted, AddPatient())
    if chosen.target == YES:
        return _agreed(call, phase, now, policy)
    return _refused(call, phase, chosen, now, policy)


def _agreed(call: Call, phase: Asking, now: Instant, policy: CallPolicy) -> CallStep:
    texts = policy.texts.ladder
    match phase.question:
        case Question.DANGER:
            urgent = replace(call, is_urgent=True)
            # Whoever comes to an operator this way has not heard that talks are recorded.
            saying, command = say(urgent, (*texts.moved_to_front, *texts.short_greeting))
            queue = queue_wanted(call, policy)
            entered = enter(saying, queue, now, policy, reason="danger_sign", is_silent=True)
            return replace(entered, commands=(NoteDanger(), *entered.commands, command))
        case Question.CANCEL:
            parted = part_with(
                call, texts.cancelled, Outcome.SELF_SERVED, now, policy, reason="cancelled"
            )
            return preceded(parted, CancelContact())
        case Question.NUMBER if phase.number is not None:
            return preceded(_number_kept(call, now, policy), CallOtherNumber(phase.number))
        case _:
            return leave(call, _told_or_not(call), now, policy, reason="answered")


def _number_kept(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    """Confirm the number; whoever has not heard when we ring hears that instead."""
    if not call.is_told:
        return ask(call, Question.PROMISE, now, policy, reason="number_changed")
    words = policy.texts.ladder.number_kept
    return part_with(call, words, Outcome.TOLD, now, policy, reason="number_changed")


def _refused(
    call: Call, phase: Asking, chosen: Choose, now: Instant, policy: CallPolicy
) -> CallStep:
    """End a question that nobody answered with yes."""
    match phase.question:
        case Question.CHALLENGE | Question.PERSON:
            outcome = Outcome.NOT_REACHED if is_placed(call) else Outcome.DIVERTED
            return leave(call, outcome, now, policy, reason="nobody_spoke")
        case Question.NUMBER:
            return without_number(call, now, policy, reason=chosen.reason)
        case Question.DANGER if not call.is_told:
            return ask(call, Question.PROMISE, now, policy, reason="promised_again")
        case _:
            return leave(call, _told_or_not(call), now, policy, reason=chosen.reason)


def _somebody_there(call: Call, now: Instant, policy: CallPolicy) -> CallStep:
    quiet, stop = hush(call)
    texts = policy.texts.ladder
    words = (
        texts.callback_greeting if is_placed(call) else (*texts.short_greeting, *texts.connecting)
    )
    saying, command = say(quiet, words)
    queue = queue_wanted(call, policy)
    entered = enter(saying, queue, now, policy, reason="voice_heard", is_silent=True)
    return replace(entered, commands=(*stop, *entered.commands, command))


def _heard(call: Call, phase: Asking) -> tuple[CallCommand, ...]:
    """Return what is noted when a person heard a question to its end."""
    match phase.question:
        case Question.PROMISE:
            return (NoteTold(promised_minutes(call)),)
        case Question.REMINDER:
            return (NoteHeard(),)
        case _:
            return ()


def _told_or_not(call: Call) -> Outcome:
    return Outcome.TOLD if call.is_told else Outcome.DIVERTED
