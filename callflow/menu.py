"""What a call that walks a menu asks of the site, and what it hears of it; stored as events."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.facts import Facts
from ivr.ports import FiledRequest
from ivr.walk import LookUpOutcome


@dataclass(frozen=True, slots=True)
class AskTables:
    """Look something up by what was keyed in; answered by `TablesAnswered`."""

    number: int
    """The number of a look-up within one call, from 1; a late answer to an older one is told."""
    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeepRequest:
    """Keep what the person asked for, before anything more is said to them."""

    number: int
    """The number of a request within one call, from 1."""
    request: FiledRequest


@dataclass(frozen=True, slots=True)
class TablesAnswered:
    """A look-up has ended."""

    number: int
    outcome: LookUpOutcome
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MenuLearned:
    """What a menu may ask of the site has changed."""

    facts: Facts


MenuCommand = AskTables | KeepRequest
