"""A test call to oneself: an operator speaks into their telephone and hears what we heard.

They are asked to speak after a tone, are recorded for a few seconds, and hear themselves. Whether
we heard them is measured; whether they heard us only they can say, by a key. Each way is told
apart, since a telephone that is dead one way looks well from everywhere else.

Every phase has a deadline, so that a telephone whose events are lost is let go of all the same.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from base.instant import Instant, after
from callflow.dictation import (
    DeadlinePassed,
    DictationEvent,
    DropTake,
    EndTake,
    Heard,
    HungUp,
    Keyed,
    LetGo,
    PhoneCommand,
    PlayPhrase,
    RecordTake,
    TakeEnded,
)
from ivr.menu import Digit
from ivr.prompt import Phrase, PromptKey

_HEARS: Final = Digit("1")


@dataclass(frozen=True, slots=True)
class PhoneTestPolicy:
    """What is said to who tests their telephone, and how long it may take."""

    begin: Phrase
    """Ends with the tone."""
    heard: Phrase
    """Follows what they said, and asks for the key."""
    unheard: Phrase
    """That nothing was heard of them; asks for the key, too."""
    well: Phrase
    """That both ways are well."""
    over: Phrase
    """To who pressed no key, or was not heard."""
    speak_s: float = 4.0
    answer_s: float = 8.0
    """So long the key is awaited after the question."""
    longest_phrase_s: float = 15.0


class Phase(StrEnum):
    """How far the test is."""

    ASKED = "asked"
    SPEAKING = "speaking"
    SPOKEN = "spoken"
    """The end of the take is awaited, and whether a voice is in it."""
    HEARING = "hearing"
    ANSWERING = "answering"
    """The key is awaited."""
    PARTING = "parting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class PhoneTesting:
    """Somebody who tests their telephone."""

    take: PromptKey
    phase: Phase
    deadline: Instant
    is_heard: bool = False
    """Whether we heard them."""
    hears: bool = False
    """Whether they said that they heard us."""


@dataclass(frozen=True, slots=True)
class VoiceMeasured:
    """What they said was listened to."""

    has_voice: bool


@dataclass(frozen=True, slots=True)
class MeasureVoice:
    """Find out whether somebody is heard in the take."""

    take: PromptKey


PhoneTestEvent = DictationEvent | VoiceMeasured
PhoneTestCommand = PhoneCommand | MeasureVoice


@dataclass(frozen=True, slots=True)
class PhoneTestStep:
    """What an event made of it; the deadline stands in the state."""

    state: PhoneTesting
    commands: tuple[PhoneTestCommand, ...] = ()


def begin_test(take: PromptKey, now: Instant, policy: PhoneTestPolicy) -> PhoneTestStep:
    """Return somebody who is asked to speak."""
    asked = PhoneTesting(take, Phase.ASKED, after(now, policy.longest_phrase_s))
    return PhoneTestStep(asked, (PlayPhrase(policy.begin),))


def advance(
    state: PhoneTesting, event: PhoneTestEvent, now: Instant, policy: PhoneTestPolicy
) -> PhoneTestStep:
    """Return what an event makes of it; one that does not belong to the phase changes nothing."""
    if isinstance(event, HungUp):
        return _left(state)
    match state.phase, event:
        case Phase.ASKED, Heard() | DeadlinePassed():
            speaking = _moved(state, Phase.SPEAKING, now, policy.speak_s)
            return PhoneTestStep(speaking, (RecordTake(state.take),))
        case Phase.SPEAKING, DeadlinePassed():
            spoken = _moved(state, Phase.SPOKEN, now, policy.answer_s)
            return PhoneTestStep(spoken, (EndTake(state.take),))
        case Phase.SPOKEN, TakeEnded(take) if take == state.take:
            return PhoneTestStep(state, (MeasureVoice(take),))
        case Phase.SPOKEN, VoiceMeasured(has_voice):
            return _judged(replace(state, is_heard=has_voice), now, policy)
        case Phase.SPOKEN, DeadlinePassed():
            return _judged(state, now, policy)
        case Phase.HEARING, Heard() | DeadlinePassed():
            return PhoneTestStep(_moved(state, Phase.ANSWERING, now, policy.answer_s))
        case Phase.HEARING | Phase.ANSWERING, Keyed(digit) if digit == _HEARS:
            return _part(replace(state, hears=True), now, policy)
        case Phase.ANSWERING, DeadlinePassed():
            return _part(state, now, policy)
        case Phase.PARTING, Heard() | DeadlinePassed():
            return PhoneTestStep(replace(state, phase=Phase.OVER), (LetGo(),))
        case _:
            return PhoneTestStep(state)


def _judged(state: PhoneTesting, now: Instant, policy: PhoneTestPolicy) -> PhoneTestStep:
    """Let them hear what we heard, or that we heard nothing."""
    lasts_s = policy.speak_s + policy.longest_phrase_s
    words = (state.take, *policy.heard) if state.is_heard else policy.unheard
    return PhoneTestStep(_moved(state, Phase.HEARING, now, lasts_s), (PlayPhrase(words),))


def _part(state: PhoneTesting, now: Instant, policy: PhoneTestPolicy) -> PhoneTestStep:
    parting = _moved(state, Phase.PARTING, now, policy.longest_phrase_s)
    words = policy.well if state.is_heard and state.hears else policy.over
    return PhoneTestStep(parting, (DropTake(state.take), PlayPhrase(words)))


def _left(state: PhoneTesting) -> PhoneTestStep:
    if state.phase is Phase.OVER:
        return PhoneTestStep(state)
    over = replace(state, phase=Phase.OVER)
    end = (EndTake(state.take),) if state.phase is Phase.SPEAKING else ()
    return PhoneTestStep(over, (*end, DropTake(state.take)))


def _moved(state: PhoneTesting, phase: Phase, now: Instant, lasts_s: float) -> PhoneTesting:
    return replace(state, phase=phase, deadline=after(now, lasts_s))
