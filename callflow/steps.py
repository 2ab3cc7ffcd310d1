"""How steps of a call are put together: the deadline follows from the phase, always."""

from dataclasses import replace
from typing import assert_never

from base.step import Deadline, Step
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
    Phase,
    Ringing,
    Talking,
    Transferring,
    Waiting,
    Whispering,
)
from callflow.commands import CallCommand, Say, StopSaying
from callflow.events import Placed, SayFinished, Utterance
from ivr.dialogue import Choose, DialogueStep, Hush, Speak
from ivr.prompt import Phrase

CallStep = Step[Call, CallCommand]


def step(call: Call, *commands: CallCommand, reason: str, durable: bool = False) -> CallStep:
    """Return a step whose deadline is that of the call's phase."""
    return Step(call, commands, deadline_of(call.phase), reason, durable)


def preceded(step_: CallStep, *commands: CallCommand) -> CallStep:
    """Return a step that does something else first."""
    return replace(step_, commands=(*commands, *step_.commands))


def say(call: Call, phrase: Phrase) -> tuple[Call, Say]:
    """Return the call that is speaking, and the command to say the phrase."""
    number = call.utterances + 1
    speaking = replace(call, utterances=number, is_speaking=True)
    return speaking, Say(Utterance(number), phrase, call.language)


def hush(call: Call) -> tuple[Call, tuple[StopSaying, ...]]:
    """Return the silent call, and the command that makes it so if it was speaking."""
    if not call.is_speaking:
        return call, ()
    return replace(call, is_speaking=False), (StopSaying(Utterance(call.utterances)),)


def walk(call: Call, walked: DialogueStep) -> tuple[Call, tuple[CallCommand, ...], Choose | None]:
    """Turn what a dialogue asks for into what the call asks for, and where it leads, if it does.

    Returns three values because a choice may come with the hush that it interrupts.
    """
    commands: list[CallCommand] = []
    for command in walked.commands:
        match command:
            case Speak(phrase):
                call, saying = say(call, phrase)
                commands.append(saying)
            case Hush():
                call, stop = hush(call)
                commands.extend(stop)
            case Choose():
                return call, tuple(commands), command
            case _:
                assert_never(command)
    return call, tuple(commands), None


def is_placed(call: Call) -> bool:
    """Tell whether we called the person, and not they us."""
    return isinstance(call.origin, Placed)


def is_current(call: Call, event: SayFinished) -> bool:
    """Tell whether what ended is what is being said now."""
    return call.is_speaking and event.utterance == call.utterances


def deadline_of(phase: Phase) -> Deadline | None:
    """Return when the phase ends by itself, and why; a talk and an ended call never do."""
    match phase:
        case Answering(until=until):
            return Deadline(until, "answer_overdue")
        case Greeting(until):
            return Deadline(until, "greeting_overdue")
        case Fetching(until):
            return Deadline(until, "operator_awaited")
        case Dialling(until=until):
            return Deadline(until, "dial_timeout")
        case Asking(dialogue=dialogue, until=until):
            return Deadline(until, "question_overdue" if dialogue.is_speaking else "digit_awaited")
        case InMenu(leave_at=leave_at, until=until) if leave_at < until:
            return Deadline(leave_at, "menu_over")
        case Marking(leave_at=leave_at, until=until) if leave_at < until:
            return Deadline(leave_at, "mark_overdue")
        case InMenu(walk=walked, until=until) | Marking(walk=walked, until=until):
            own = walked.deadline
            return Deadline(until, "question_overdue" if own is None else own.reason)
        case Gathering(until=until):
            return Deadline(until, "digits_over")
        case Waiting(announce_at=at, is_announcing=is_announcing):
            return Deadline(at, "announcement_overdue" if is_announcing else "announcement_due")
        case Ringing(until=until):
            return Deadline(until, "ring_timeout")
        case Whispering(until=until):
            return Deadline(until, "whisper_overdue")
        case Joining(until=until):
            return Deadline(until, "join_overdue")
        case Parting(until=until):
            return Deadline(until, "parting_overdue")
        case Leaving(until=until):
            return Deadline(until, "hangup_overdue")
        case Transferring(stage=stage, until=until):
            return None if until is None else Deadline(until, f"transfer_{stage}_overdue")
        case Talking() | HandedOver() | Ended():
            return None
        case _:
            assert_never(phase)
