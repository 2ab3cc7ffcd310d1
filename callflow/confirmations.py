"""What an agent hears who dialled a code: that it was taken, and what it did."""

from typing import assert_never

from agents.codes import CodeAccepted, CodeReading, CodeUnknown, DispositionMarked, NotAnAgent
from callflow.policy import SpokenTexts
from ivr.prompt import Phrase


def confirmation_of(reading: CodeReading, texts: SpokenTexts) -> Phrase:
    """Return the words that confirm a code."""
    match reading:
        case CodeAccepted(presence):
            return texts.declared[presence]
        case DispositionMarked(disposition):
            return texts.marked[disposition]
        case CodeUnknown():
            return texts.unknown_code
        case NotAnAgent():
            return texts.not_an_agent
        case _:
            assert_never(reading)
