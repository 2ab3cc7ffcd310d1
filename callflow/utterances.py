"""What a person heard: the phrases as text, and how each of them ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from base.instant import Instant
from callflow.call import Ended
from callflow.commands import Say, StopSaying
from callflow.discretion import HIDDEN_KEY
from callflow.events import SayFinished
from callflow.rerun import Turn
from ivr.prompt import Phrase, PromptKey

_DIGIT: Final = "digit."
_PAUSE: Final = "pause."
_SENTENCE_ENDS: Final = (".", "!", "?")
_STOPS: Final = (*_SENTENCE_ENDS, ",", ":", ";")


class SayEnd(StrEnum):
    """How something said ended."""

    WHOLE = "whole"
    """It was said to its end."""
    CUT_SHORT = "cut_short"
    """A key, an operator, a sound or a hang-up ended it."""
    NOT_SAID = "not_said"
    """It could not be said: a fault of ours."""
    LASTING = "lasting"
    """Its end is not written down; it was still being said."""


@dataclass(frozen=True, slots=True)
class UtteranceEnd:
    """When and how an utterance ended."""

    at: Instant
    how: SayEnd


def text_of(phrase: Phrase, texts: Mapping[PromptKey, str], *, hides_digits: bool = False) -> str:
    """Return a phrase as it is written; a prompt that the pack does not know by its key.

    Prompts are joined as they are heard: a pause is a comma, a new sentence begins after a stop.
    """
    said = ""
    for key in phrase:
        if key.startswith(_PAUSE):
            said += "" if not said or said.endswith(_STOPS) else ","
            continue
        word = texts.get(key, f"[{key}]")
        if hides_digits and key.startswith(_DIGIT):
            word = HIDDEN_KEY
        if not said:
            said = word
            continue
        begins = word[:1].isupper() and not said.endswith(_STOPS)
        said += f"{'.' if begins else ''} {word}"
    return said if not said or said.endswith(_SENTENCE_ENDS) else f"{said}."


def utterance_ends(turns: Sequence[Turn]) -> Mapping[int, UtteranceEnd]:
    """Return how each utterance of a call ended, by its number; one that lasts is not there."""
    ends: dict[int, UtteranceEnd] = {}
    saying: set[int] = set()

    def end(number: int, turn: Turn, how: SayEnd) -> None:
        if number in saying:
            saying.discard(number)
            ends[number] = UtteranceEnd(turn.entry.at, how)

    for turn in turns:
        event = turn.entry.event
        if isinstance(event, SayFinished):
            end(event.utterance, turn, SayEnd.WHOLE if event.is_said else SayEnd.NOT_SAID)
        for command in turn.step.commands:
            match command:
                case StopSaying(number):
                    end(number, turn, SayEnd.CUT_SHORT)
                case Say(number):
                    for earlier in tuple(saying):
                        end(earlier, turn, SayEnd.CUT_SHORT)
                    saying.add(number)
                case _:
                    pass
        if isinstance(turn.step.state.phase, Ended):
            for lasting in tuple(saying):
                end(lasting, turn, SayEnd.CUT_SHORT)
    return ends
