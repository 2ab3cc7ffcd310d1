"""What a site decides about calling people back."""

from dataclasses import dataclass
from enum import StrEnum

from base.calendar import OpeningHours
from base.phone import NumberKind


class ConfirmMode(StrEnum):
    """When somebody who answers must press a key or speak before an operator is fetched."""

    NEVER = "never"
    SUSPECTED = "suspected"
    """Where a machine, or nobody's voice, answered on that number before."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a person who was not reached is tried again."""

    after_s: tuple[float, ...]
    """The pause after the first try, the second, …; one try more than there are pauses a day."""
    busy_after_s: float
    """An engaged line is free soon, and somebody is there: not counted as a try, …"""
    busy_limit: int
    """… but so often in a row at most; then it counts."""
    declined_after_s: float
    """Whoever pressed the call away is tried once more, this much later."""
    trunk_after_s: float
    """After a fault of the trunk; it is no try, and nobody is dialled by that trunk meanwhile."""
    blocked_pause_s: float
    """So long nobody is dialled by a trunk whose carrier has forbidden a call."""
    per_number_per_day: int
    """No telephone rings more often in a day, whoever asked for it."""
    days: int
    """On so many days a person is tried; then only operators do, from their list."""


@dataclass(frozen=True, slots=True)
class DialPolicy:
    """How the dialler keeps operators busy without keeping citizens waiting."""

    ring_timeout_s: float
    lead_s: float
    """So long before a wrap-up ends the next person is dialled."""
    doubt_after_s: float
    """Hardly anybody picks up who has not after so long: the next person is dialled beside them,
    within what may be over-dialled."""
    over_dial: int
    """How many more may be in flight than operators come free, while that is allowed."""
    over_dial_idle_share: float
    """It is allowed while operators have idled with work for more than this share of time, …"""
    over_dial_loss_share: float
    """… and less than this share of first attempts was lost."""
    measure_s: float
    """How far back the idling is looked at."""
    pace_s: float
    """The least pause between two dials."""


@dataclass(frozen=True, slots=True)
class HoldPolicy:
    """Whom a promise is made to."""

    misdial_s: float
    """Who hung up so soon and heard nothing has misdialled, and is not rung."""
    kinds: frozenset[NumberKind]
    """The kinds of numbers that our trunk may call."""
    callable_prefixes: tuple[str, ...]
    """Numbers at home that begin so may be called; none means all of them."""
    refused_prefixes: tuple[str, ...]
    """Numbers that begin so are never called: they cost, or would ring a victim."""


@dataclass(frozen=True, slots=True)
class CallbackPolicy:
    """An immutable snapshot; a reload swaps it as a whole."""

    hours: OpeningHours
    """When telephones may be made to ring."""
    retry: RetryPolicy
    dial: DialPolicy
    hold: HoldPolicy
    confirm: ConfirmMode
    return_within_s: float
    """So long after a missed callback the person's own call goes to the front."""
