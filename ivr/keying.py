"""Digits that a caller keys in: taken one by one, checked, read back, confirmed.

A digit interrupts what is said. `#` ends the digits, so does their full length, and so does a
pause. Within digits 0 is a digit; alone it is the operator's key. `*` begins the digits anew.
"""

from dataclasses import replace

from base.instant import Instant, after
from ivr.keyed import is_complete, read_keyed
from ivr.nodes import Check, Keyed
from ivr.script import BACK_KEY, END_KEY, OPERATOR_KEY
from ivr.speech import say_digits
from ivr.turns import (
    Done,
    GaveUp,
    Given,
    LeftOut,
    OperatorWanted,
    hushed,
    late,
    listening,
    said,
    spoken,
    turn,
)
from ivr.walk import (
    Answer,
    Confirming,
    GoReason,
    Keying,
    Pressed,
    Spoken,
    TimedOut,
    Walk,
    WalkEvent,
    WalkStep,
)

_RIGHT = "1"
_AGAIN = "2"
_READ_BACKS = 2


def ask_keyed(
    walk: Walk, keyed: Keyed, lead: tuple[str, ...] = (), asked: int = 1
) -> WalkStep | Done:
    """Ask for the digits."""
    phrase = said(walk, (*lead, *keyed.say))
    if phrase is None:
        return GaveUp(GoReason.FAILED)
    return spoken(walk, phrase, Keying(asked=asked), reason="digits_asked")


def keying(
    walk: Walk, keyed: Keyed, stage: Keying, event: WalkEvent, now: Instant
) -> WalkStep | Done:
    """Answer an event while digits are awaited."""
    match event:
        case Pressed(digit) if digit == END_KEY and not stage.digits:
            return LeftOut()
        case Pressed(digit) if digit == END_KEY:
            return _read(walk, keyed, stage)
        case Pressed(digit) if digit == BACK_KEY:
            return ask_keyed(walk, keyed, asked=stage.asked)
        case Pressed(digit) if digit.isdigit():
            return _taken(walk, keyed, replace(stage, digits=stage.digits + digit), now)
        case Spoken():
            return listening(walk, now, keyed.listen_s or walk.script.listen_s)
        case TimedOut() if stage.digits:
            return _read(walk, keyed, stage)
        case TimedOut():
            return again(walk, keyed, stage.asked, GoReason.SILENT)
        case _:
            return late(walk)


def confirming(
    walk: Walk, keyed: Keyed, stage: Confirming, event: WalkEvent, now: Instant
) -> WalkStep | Done:
    """Answer an event while the digits are read back."""
    match event:
        case Pressed(digit) if digit in {_RIGHT, END_KEY}:
            return Given(Answer(keyed.into, stage.value))
        case Pressed(digit) if digit in {_AGAIN, BACK_KEY}:
            return again(walk, keyed, stage.asked, None)
        case Pressed():
            return _read_back(walk, stage, GoReason.WRONG_KEYS)
        case Spoken():
            return listening(walk, now, walk.script.listen_s)
        case TimedOut():
            return _read_back(walk, stage, GoReason.SILENT)
        case _:
            return late(walk)


def again(walk: Walk, keyed: Keyed, asked: int, reason: GoReason | None) -> WalkStep | Done:
    """Ask once more, if it may be asked once more; no reason when the caller wanted it."""
    if asked >= (keyed.attempts or walk.script.attempts):
        return GaveUp(reason or GoReason.WRONG_KEYS)
    texts = walk.script.texts
    lead: tuple[str, ...] = ()
    if reason is GoReason.SILENT:
        lead = texts.silence
    elif reason is GoReason.WRONG_KEYS:
        lead = keyed.wrong or texts.not_understood
    return ask_keyed(walk, keyed, lead, asked + 1)


def _taken(walk: Walk, keyed: Keyed, stage: Keying, now: Instant) -> WalkStep | Done:
    if is_complete(stage.digits, keyed):
        return _read(walk, keyed, stage)
    quiet, stop = hushed(walk)
    until = after(now, walk.script.between_digits_s)
    return turn(replace(quiet, stage=stage, until=until), *stop, reason="digit_taken")


def _read(walk: Walk, keyed: Keyed, stage: Keying) -> WalkStep | Done:
    is_alone = stage.digits == OPERATOR_KEY and walk.script.person is not None
    if is_alone and keyed.check is not Check.MARK:
        return OperatorWanted()
    value = read_keyed(stage.digits, keyed, walk.facts.today)
    if value is None:
        return again(walk, keyed, stage.asked, GoReason.WRONG_KEYS)
    if not keyed.read_back:
        return Given(Answer(keyed.into, value))
    return _said_back(walk, Confirming(value, stage.digits, stage.asked), ())


def _read_back(walk: Walk, stage: Confirming, reason: GoReason) -> WalkStep | Done:
    if stage.repeated + 1 >= _READ_BACKS:
        return GaveUp(reason)
    texts = walk.script.texts
    lead = texts.silence if reason is GoReason.SILENT else texts.wrong_key
    return _said_back(walk, replace(stage, repeated=stage.repeated + 1), lead)


def _said_back(walk: Walk, stage: Confirming, lead: tuple[str, ...]) -> WalkStep | Done:
    texts = walk.script.texts
    before, behind = said(walk, (*lead, *texts.you_entered)), said(walk, texts.is_it_right)
    if before is None or behind is None:
        return GaveUp(GoReason.FAILED)
    words = (*before, *say_digits(stage.digits), *behind)
    return spoken(walk, words, stage, reason="read_back")
