"""A menu is data: what is said, which digit leads where, and what silence means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from ivr.prompt import Phrase

Digit = NewType("Digit", str)
"""One of `0-9 * # A-D`."""

Target = NewType("Target", str)
"""Where a choice leads; callflow reads it as the name of a queue."""

DIGITS = frozenset("0123456789*#ABCD")


class ChoiceReason(StrEnum):
    """Why the dialogue led where it did."""

    PRESSED = "pressed"
    SILENT = "silent"
    """Nothing was pressed however often we asked: a person still reaches a person."""
    WRONG_KEYS = "wrong_keys"
    """Only keys that lead nowhere: a person still reaches a person."""


@dataclass(frozen=True, slots=True)
class Menu:
    """One question and its answers."""

    name: str
    prompt: Phrase
    invalid: Phrase
    """Said after a digit that leads nowhere, before the question is asked again."""
    silence: Phrase
    """Said after a timeout, before the question is asked again."""
    choices: Mapping[Digit, Target]
    otherwise: Target
    """Where a caller goes who pressed nothing, or nothing sensible, in every attempt."""
    digit_timeout_s: float
    """How long we listen after the question has been said."""
    attempts: int
    """How often the question is asked at most, the first time included."""
