"""What an agent hears who dialled a code: that it was taken, and what it did."""

from typing import assert_never

from agents.codes import CodeAccepted, CodeUnknown, DispositionMarked, NotAnAgent, Statement
from callflow.own_calls import MayCall, OwnCallDecision, WhyNotCalled
from callflow.policy import OwnCallTexts, SpokenTexts
from ivr.prompt import Phrase


def confirmation_of(reading: Statement, texts: SpokenTexts) -> Phrase:
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


def own_call_confirmation(decided: OwnCallDecision, texts: OwnCallTexts) -> Phrase:
    """Return what an agent hears who wants to call somebody: to hang up now, or why not."""
    if isinstance(decided, MayCall):
        return texts.hang_up
    match decided.reason:
        case WhyNotCalled.NOBODY_KNOWN:
            return texts.nobody
        case WhyNotCalled.NOT_CALLABLE:
            return texts.not_callable
        case WhyNotCalled.CALLBACK_IN_FLIGHT | WhyNotCalled.ON_LINE:
            return texts.on_line
        case WhyNotCalled.NO_CHANNEL | WhyNotCalled.NOT_AN_AGENT | WhyNotCalled.AGENT_BUSY:
            return texts.not_now
        case _:
            assert_never(decided.reason)
