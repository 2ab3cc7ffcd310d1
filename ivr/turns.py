"""How steps of a walk are put together, and how the asking of one field ends."""

from dataclasses import dataclass, replace

from base.instant import Instant, after
from base.step import Step
from ivr.phrases import phrase_from
from ivr.prompt import Phrase
from ivr.walk import Answer, GoReason, Hush, Speak, Stage, Walk, WalkCommand, WalkStep


@dataclass(frozen=True, slots=True)
class Given:
    """The field has its answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The caller left the field out, by # alone."""


@dataclass(frozen=True, slots=True)
class GaveUp:
    """The field cannot be had."""

    reason: GoReason


@dataclass(frozen=True, slots=True)
class OperatorWanted:
    """The caller keyed in nothing but the operator's key."""


Done = Given | LeftOut | GaveUp | OperatorWanted


def turn(walk: Walk, *commands: WalkCommand, reason: str, durable: bool = False) -> WalkStep:
    """Return a step whose deadline is that of the walk."""
    return Step(walk, commands, walk.deadline, reason, durable)


def preceded(step: WalkStep, *commands: WalkCommand) -> WalkStep:
    """Return a step that does something else first."""
    return replace(step, commands=(*commands, *step.commands))


def said(walk: Walk, words: tuple[str, ...]) -> Phrase | None:
    """Return the words as a phrase; `None` when a value in them cannot be said."""
    return phrase_from(words, walk.values, walk.facts.topics)


def hushed(walk: Walk) -> tuple[Walk, tuple[WalkCommand, ...]]:
    """Return the silent walk, and the command that makes it so if it was speaking."""
    if not walk.is_speaking:
        return walk, ()
    return replace(walk, is_speaking=False), (Hush(),)


def spoken(walk: Walk, phrase: Phrase, stage: Stage, *, reason: str) -> WalkStep:
    """Say the phrase, and be at that stage while it is said and after."""
    quiet, stop = hushed(walk)
    speaking = replace(quiet, stage=stage, is_speaking=True, until=None, turns=walk.turns + 1)
    return turn(speaking, *stop, Speak(phrase, walk.language), reason=reason)


def listening(walk: Walk, now: Instant, seconds: float) -> WalkStep:
    """Wait for a key; what was told twice does not make the wait longer."""
    if walk.until is not None:
        return turn(walk, reason="already_listening")
    heard = replace(walk, is_speaking=False, until=after(now, seconds))
    return turn(heard, reason="listening")


def late(walk: Walk) -> WalkStep:
    """Let pass what came too late, or means nothing here."""
    return turn(walk, reason="not_awaited")
