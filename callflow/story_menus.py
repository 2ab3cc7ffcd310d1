"""What can be told of a caller's walk through a menu, before it has words."""

from dataclasses import dataclass

from ivr.nodes import RequestKind
from ivr.walk import GoReason, LookUpOutcome


@dataclass(frozen=True, slots=True)
class MenuKey:
    """The person pressed a key in a menu."""

    key: str
    to: str
    """The place of the menu that it led to; empty where it meant nothing."""


@dataclass(frozen=True, slots=True)
class MenuKeyedIn:
    """The person keyed digits in."""

    field: str
    keys: str
    is_understood: bool


@dataclass(frozen=True, slots=True)
class MenuSpoken:
    """The person said something after a tone."""

    field: str
    seconds: float
    """0 where nobody was heard, or nothing could be recorded."""


@dataclass(frozen=True, slots=True)
class MenuLookedUp:
    """A table or a registry answered, or did not."""

    name: str
    outcome: LookUpOutcome


@dataclass(frozen=True, slots=True)
class MenuRequest:
    """A request was kept."""

    kind: RequestKind
    is_partial: bool
    spoken: int
    """How many of its fields were spoken."""


@dataclass(frozen=True, slots=True)
class MenuLeft:
    """The menu is over; what follows tells where it led."""

    reason: GoReason | None
    """`None` where something else ended it."""


@dataclass(frozen=True, slots=True)
class MarkGiven:
    """The person marked the talk."""

    mark: int


MenuHappening = (
    MenuKey | MenuKeyedIn | MenuSpoken | MenuLookedUp | MenuRequest | MenuLeft | MarkGiven
)
