"""How long a phrase lasts, from the measured lengths of its recordings.

The engine need not know it, Asterisk tells when a playback has ended; whoever plans channel time
or plays days on virtual time must.
"""

from collections.abc import Mapping
from typing import TypeAlias

from ivr.prompt import Phrase, PromptKey

PromptLengths: TypeAlias = Mapping[PromptKey, float]
"""The seconds of each recording of one pack."""


def phrase_s(phrase: Phrase, lengths: PromptLengths) -> float:
    """Return how long the prompts last, one after another.

    Raises:
        KeyError: the pack has no recording of a prompt.

    """
    return sum(lengths[key] for key in phrase)
