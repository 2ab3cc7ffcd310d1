"""The pure dialogue that walks a menu: one event, then every command, then the next event.

A digit interrupts the question (barge-in) and decides at once, since every choice is one digit.
Whatever is pressed while no question is open is dropped by the call that owns the dialogue:
digits meant for one menu never reach the next. The dialogue always ends at a target; nobody is
trapped in it and nobody is refused by it.

It knows nothing of time-outs in seconds of a wall clock, of channels or of files.
"""

from dataclasses import dataclass, replace
from typing import assert_never

from base.instant import Instant, after
from base.step import Deadline, Step
from ivr.menu import ChoiceReason, Digit, Menu, Target
from ivr.prompt import Phrase

DIGIT_AWAITED = "digit_awaited"
"""Why the dialogue wakes: the question has been said and nothing was pressed."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One caller before one menu."""

    menu: Menu
    asked: int = 1
    """How often the question has been asked, this time included."""
    is_speaking: bool = True
    listening_until: Instant | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """The caller pressed a digit."""

    digit: Digit


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the dialogue asked to be said has been said, or could not be said."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The deadline of the dialogue has passed."""


DialogueEvent = Pressed | Spoken | TimedOut


@dataclass(frozen=True, slots=True)
class Speak:
    """Say this; answer with `Spoken`."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Hush:
    """Stop what is being said."""


@dataclass(frozen=True, slots=True)
class Choose:
    """The dialogue is over: go there."""

    target: Target
    reason: ChoiceReason


DialogueCommand = Speak | Hush | Choose
DialogueStep = Step[Dialogue, DialogueCommand]


def open_dialogue(menu: Menu) -> DialogueStep:
    """Begin a menu: ask its question."""
    return Step(Dialogue(menu), (Speak(menu.prompt),), reason="asked")


def advance(dialogue: Dialogue, event: DialogueEvent, now: Instant) -> DialogueStep:
    """Return what the event does to the dialogue."""
    match event:
        case Pressed(digit):
            return _pressed(dialogue, digit)
        case Spoken():
            return _listen(dialogue, now)
        case TimedOut():
            return _silence(dialogue)
        case _:
            assert_never(event)


def deadline(dialogue: Dialogue) -> Deadline | None:
    """Return when the dialogue wants to be woken; `None` while it speaks."""
    if dialogue.listening_until is None:
        return None
    return Deadline(dialogue.listening_until, DIGIT_AWAITED)


def _pressed(dialogue: Dialogue, digit: Digit) -> DialogueStep:
    hush: tuple[DialogueCommand, ...] = (Hush(),) if dialogue.is_speaking else ()
    target = dialogue.menu.choices.get(digit)
    if target is not None:
        return Step(dialogue, (*hush, Choose(target, ChoiceReason.PRESSED)), reason="pressed")
    return _ask_again(dialogue, dialogue.menu.invalid, ChoiceReason.WRONG_KEYS, hush)


def _listen(dialogue: Dialogue, now: Instant) -> DialogueStep:
    if not dialogue.is_speaking:
        return Step(dialogue, deadline=deadline(dialogue), reason="already_listening")
    listening = replace(
        dialogue,
        is_speaking=False,
        listening_until=after(now, dialogue.menu.digit_timeout_s),
    )
    return Step(listening, deadline=deadline(listening), reason="listening")


def _silence(dialogue: Dialogue) -> DialogueStep:
    if dialogue.is_speaking:
        return Step(dialogue, reason="still_speaking")
    return _ask_again(dialogue, dialogue.menu.silence, ChoiceReason.SILENT, ())


def _ask_again(
    dialogue: Dialogue,
    remark: Phrase,
    reason: ChoiceReason,
    before: tuple[DialogueCommand, ...],
) -> DialogueStep:
    if dialogue.asked >= dialogue.menu.attempts:
        choose = Choose(dialogue.menu.otherwise, reason)
        return Step(dialogue, (*before, choose), reason=reason)
    again = replace(dialogue, asked=dialogue.asked + 1, is_speaking=True, listening_until=None)
    return Step(again, (*before, Speak(remark + dialogue.menu.prompt)), reason=reason)
