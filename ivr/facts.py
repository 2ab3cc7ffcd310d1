"""What a branch may ask of the site and of the caller, and the case that fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from ivr.nodes import BranchNode, Question
from ivr.prompt import Phrase


class Hours(StrEnum):
    """Whether the service is open."""

    OPEN = "open"
    CLOSED = "closed"
    CLOSING_SOON = "closing_soon"


class CallerMark(StrEnum):
    """What is known of a caller before they have said anything."""

    KNOWN = "known"
    """The number has called before."""
    HAS_OPEN_CONTACT = "has_open_contact"
    RECALL = "recall"
    """They were served and call again."""
    WITHHELD = "withheld"
    """The number is hidden or cannot be rung."""
    SHARED = "shared"
    """Many people call from this number."""
    PROMISED = "promised"
    """They were told that we ring; that stands until they say that they need nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the call tells its menu, at the beginning and whenever it changes."""

    today: date
    """By the site's calendar."""
    dialled: str = ""
    hours: Hours = Hours.OPEN
    estimate_minutes: int = 0
    is_storm: bool = False
    channels_free: int = 0
    caller: frozenset[CallerMark] = frozenset()
    topics: Phrase = ()
    """The hot topics of the reference menu that are on the line now."""


FILED: Final = "yes"
_YES: Final = frozenset({"yes"})

CASES: Final[Mapping[Question, frozenset[str] | None]] = {
    Question.HOURS: frozenset(Hours),
    Question.ESTIMATE: None,
    Question.STORM: _YES,
    Question.CHANNELS: None,
    Question.CALLER: frozenset(CallerMark),
    Question.DIALLED: None,
    Question.LANGUAGE: None,
    Question.FILED: _YES,
}
"""The words that a branch may write; `None` where they are numbers or names."""

COUNTS: Final = frozenset({Question.ESTIMATE, Question.CHANNELS})
"""A case of these is a number, and is taken from it on."""


def branch_target(branch: BranchNode, facts: Facts, language: str, *, has_filed: bool) -> str:
    """Return the node that the first fitting case names."""
    for case, target in branch.cases.items():
        if _fits(branch.on, case, facts, language, has_filed=has_filed):
            return target
    return branch.otherwise


def _fits(on: Question, case: str, facts: Facts, language: str, *, has_filed: bool) -> bool:
    match on:
        case Question.HOURS:
            return facts.hours == case
        case Question.ESTIMATE:
            return facts.estimate_minutes >= int(case)
        case Question.STORM:
            return facts.is_storm
        case Question.CHANNELS:
            return facts.channels_free >= int(case)
        case Question.CALLER:
            return case in facts.caller
        case Question.DIALLED:
            return facts.dialled == case
        case Question.LANGUAGE:
            return language == case
        case Question.FILED:
            return has_filed
        case _:
            assert_never(on)
