"""What may be alarming, and how much."""

from enum import StrEnum
from typing import Final


class AlertKind(StrEnum):
    """What an alert is about; each kind measures one figure, which a rule of the site judges."""

    CHANNELS_FULL = "channels_full"
    """Minutes for which a trunk is full and nobody was answered on it."""
    TOLD_OR_TALKING = "told_or_talking"
    """Share of people who, a minute after their first dial, talk, hold or know what will come."""
    PROMISE_OVERDUE = "promise_overdue"
    """Minutes by which the most overdue promise of a call is late."""
    VISIT_UNACKNOWLEDGED = "visit_unacknowledged"
    """Minutes for which the oldest home visit is not acknowledged by its clinic."""
    PHONE_DEAD = "phone_dead"
    """1 while the telephone of an operator who is at work cannot be rung."""
    ONE_WAY_AUDIO = "one_way_audio"
    """Share of the last callers of a trunk who could not be heard, once that says something."""
    EXCHANGE_AWAY = "exchange_away"
    """1 while Asterisk does not answer the engine."""
    TRUNK_DOWN = "trunk_down"
    """1 while the carrier does not answer when it is asked."""
    CALLS_BLOCKED = "calls_blocked"
    """1 while the carrier forbids our calls."""
    DISK_LOW = "disk_low"
    """Share of a disk that is free."""
    CERTIFICATE_EXPIRES = "certificate_expires"
    """Days for which the certificate of the pages is still good."""
    DATABASE_AWAY = "database_away"
    """1 while PostgreSQL takes nothing, and rows wait on disk."""
    CALENDAR_GAP = "calendar_gap"
    """1 while the days off of this year, or soon of the next, are not known."""
    REQUESTS_UNFILED = "requests_unfiled"
    """Requests that callers left with a menu and no desk has taken."""


FALLING: Final = frozenset(
    {AlertKind.TOLD_OR_TALKING, AlertKind.DISK_LOW, AlertKind.CERTIFICATE_EXPIRES}
)
"""The kinds whose figure is the worse the lower it is."""


class Severity(StrEnum):
    """How soon somebody must see to it."""

    WARNING = "warning"
    """This shift."""
    CRITICAL = "critical"
    """Now: citizens are being lost, or are about to be."""
