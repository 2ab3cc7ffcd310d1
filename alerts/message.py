"""What another system is told of an alert: a value, whatever carries it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from alerts.machine import Acknowledged, Cleared, News, Raised, Worsened
from base.ids import AlertId, AlertMessageId


class AlertAbout(StrEnum):
    """What has happened to an alert."""

    RAISED = "raised"
    WORSENED = "worsened"
    """It had been acknowledged, and is worse by now."""
    ACKNOWLEDGED = "acknowledged"
    CLEARED = "cleared"


class MessageState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    SENT = "sent"
    """The other system has taken it."""
    DEAD = "dead"
    """It will not be sent any more; its error says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """What one target is told of one alert."""

    message_id: AlertMessageId
    alert_id: AlertId
    target: str
    """By its name in the settings."""
    about: AlertAbout
    body: str
    """As it is sent, each time alike."""
    written_at: datetime
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    next_at: datetime
    sent_at: datetime | None = None
    error: str | None = None


def about_of(news: News) -> AlertAbout:
    """Return what has happened to the alert."""
    match news:
        case Raised():
            return AlertAbout.RAISED
        case Worsened():
            return AlertAbout.WORSENED
        case Acknowledged():
            return AlertAbout.ACKNOWLEDGED
        case Cleared():
            return AlertAbout.CLEARED
        case _:
            assert_never(news)
