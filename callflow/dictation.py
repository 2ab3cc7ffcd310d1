"""A topic that somebody speaks into an operator's telephone: said, heard, and kept or not.

They are asked, a tone sounds, they speak until `#` or the limit, and hear what lies there. `1`
keeps it, `2` lets them speak again, `3` throws it away, and so does silence: nothing comes onto
the line that nobody has listened to. Whoever hangs up early has said nothing.

Every phase has a deadline, so that a telephone whose events are lost is let go of all the same.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from base.instant import Instant, after
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey

_ENDED: Final = Digit("#")
_KEEP: Final = Digit("1")
_AGAIN: Final = Digit("2")
_THROW_AWAY: Final = Digit("3")


@dataclass(frozen=True, slots=True)
class DictationPolicy:
    """What is said to who dictates, and how long it may take."""

    begin: Phrase
    """Ends with the tone."""
    review: Phrase
    """Follows what was said."""
    kept: Phrase
    thrown_away: Phrase
    not_kept: Phrase
    too_short: Phrase
    limit_s: float = 29.0
    """Of what is said; everybody who needs help has to hear it out."""
    least_s: float = 1.0
    tries: int = 5
    """So often somebody may speak in one call."""
    answer_s: float = 10.0
    """So long a key is awaited after the question."""
    longest_phrase_s: float = 15.0
    keeping_s: float = 10.0


class Phase(StrEnum):
    """How far somebody is."""

    ASKED = "asked"
    """They hear what to do, and the tone."""
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    """The end of their take is awaited."""
    HEARING = "hearing"
    CHOOSING = "choosing"
    KEEPING = "keeping"
    PARTING = "parting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Dictation:
    """Somebody who dictates a topic."""

    stem: str
    """The path of their takes, without what tells one from another."""
    phase: Phase
    deadline: Instant
    takes: int = 0

    @property
    def take(self) -> PromptKey:
        """Return the last take, which may lie nowhere yet."""
        return PromptKey(f"{self.stem}-{self.takes}")


@dataclass(frozen=True, slots=True)
class Heard:
    """The last phrase was said to its end."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """They pressed a key."""

    digit: Digit


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """A take is over."""

    take: PromptKey
    lasts_s: float
    """0 when nothing lies there, for whatever reason."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """They have hung up."""


@dataclass(frozen=True, slots=True)
class TakeKept:
    """The take was put on the line, or could not be."""

    is_kept: bool


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """Nothing happened until the deadline of the phase."""


DictationEvent = Heard | Keyed | TakeEnded | HungUp | TakeKept | DeadlinePassed


@dataclass(frozen=True, slots=True)
class PlayPhrase:
    """Say something; what was being said ends."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class RecordTake:
    """Record what they say; what was being said ends."""

    take: PromptKey


@dataclass(frozen=True, slots=True)
class EndTake:
    """Record no longer."""

    take: PromptKey


@dataclass(frozen=True, slots=True)
class DropTake:
    """Remove a take, if it lies there."""

    take: PromptKey


@dataclass(frozen=True, slots=True)
class LetGo:
    """Hang up."""


@dataclass(frozen=True, slots=True)
class KeepTake:
    """Put a copy of the take on the line."""

    take: PromptKey


PhoneCommand = PlayPhrase | RecordTake | EndTake | DropTake | LetGo
"""What the telephone is told."""

DictationCommand = PhoneCommand | KeepTake


@dataclass(frozen=True, slots=True)
class DictationStep:
    """What an event made of it; the deadline stands in the state."""

    state: Dictation
    commands: tuple[DictationCommand, ...] = ()


def begin_dictation(stem: str, now: Instant, policy: DictationPolicy) -> DictationStep:
    """Return somebody who has dialled the code and is asked to speak."""
    begun = Dictation(stem, Phase.ASKED, now)
    return _ask(begun, now, policy)


def advance(
    state: Dictation, event: DictationEvent, now: Instant, policy: DictationPolicy
) -> DictationStep:
    """Return what an event makes of it; one that does not belong to the phase changes nothing."""
    if isinstance(event, HungUp):
        return _abandoned(state, now)
    match state.phase, event:
        case Phase.ASKED, Heard() | DeadlinePassed():
            speaking = _moved(state, Phase.SPEAKING, now, policy.limit_s)
            speaking = replace(speaking, takes=state.takes + 1)
            return DictationStep(speaking, (RecordTake(speaking.take),))
        case Phase.SPEAKING, Keyed(digit) if digit == _ENDED:
            return _end_take(state, now, policy)
        case Phase.SPEAKING, DeadlinePassed():
            return _end_take(state, now, policy)
        case Phase.SPEAKING | Phase.SPOKEN, TakeEnded(take, lasts_s) if take == state.take:
            return _judged(state, lasts_s, now, policy)
        case Phase.HEARING, Heard():
            return DictationStep(_moved(state, Phase.CHOOSING, now, policy.answer_s))
        case Phase.HEARING | Phase.CHOOSING, Keyed(digit):
            return _chosen(state, digit, now, policy)
        case Phase.KEEPING, TakeKept(is_kept):
            words = policy.kept if is_kept else policy.not_kept
            return _part(state, words, now, policy)
        case Phase.SPOKEN | Phase.HEARING | Phase.CHOOSING | Phase.KEEPING, DeadlinePassed():
            return _part(state, policy.not_kept, now, policy)
        case Phase.PARTING, Heard() | DeadlinePassed():
            return DictationStep(replace(state, phase=Phase.OVER), (LetGo(),))
        case _:
            return DictationStep(state)


def _ask(
    state: Dictation, now: Instant, policy: DictationPolicy, *, first: Phrase = ()
) -> DictationStep:
    asked = _moved(state, Phase.ASKED, now, policy.longest_phrase_s)
    return DictationStep(asked, (PlayPhrase((*first, *policy.begin)),))


def _end_take(state: Dictation, now: Instant, policy: DictationPolicy) -> DictationStep:
    ending = _moved(state, Phase.SPOKEN, now, policy.keeping_s)
    return DictationStep(ending, (EndTake(state.take),))


def _judged(
    state: Dictation, lasts_s: float, now: Instant, policy: DictationPolicy
) -> DictationStep:
    """Let them hear what lies there, or speak again where nothing does."""
    if lasts_s >= policy.least_s:
        most_s = lasts_s + policy.longest_phrase_s
        heard = _moved(state, Phase.HEARING, now, most_s)
        return DictationStep(heard, (PlayPhrase((state.take, *policy.review)),))
    if state.takes >= policy.tries:
        return _part(state, policy.not_kept, now, policy)
    asked = _ask(state, now, policy, first=policy.too_short)
    return replace(asked, commands=(DropTake(state.take), *asked.commands))


def _chosen(
    state: Dictation, digit: Digit, now: Instant, policy: DictationPolicy
) -> DictationStep:
    if digit == _KEEP:
        keeping = _moved(state, Phase.KEEPING, now, policy.keeping_s)
        return DictationStep(keeping, (KeepTake(state.take),))
    if digit == _AGAIN and state.takes < policy.tries:
        asked = _ask(state, now, policy)
        return replace(asked, commands=(DropTake(state.take), *asked.commands))
    if digit == _THROW_AWAY:
        return _part(state, policy.thrown_away, now, policy)
    return DictationStep(state)


def _part(state: Dictation, words: Phrase, now: Instant, policy: DictationPolicy) -> DictationStep:
    parting = _moved(state, Phase.PARTING, now, policy.longest_phrase_s)
    return DictationStep(parting, (DropTake(state.take), PlayPhrase(words)))


def _abandoned(state: Dictation, now: Instant) -> DictationStep:
    if state.phase is Phase.OVER:
        return DictationStep(state)
    over = replace(state, phase=Phase.OVER, deadline=now)
    end = (EndTake(state.take),) if state.phase is Phase.SPEAKING else ()
    drop = (DropTake(state.take),) if state.takes else ()
    return DictationStep(over, (*end, *drop))


def _moved(state: Dictation, phase: Phase, now: Instant, lasts_s: float) -> Dictation:
    return replace(state, phase=phase, deadline=after(now, lasts_s))
