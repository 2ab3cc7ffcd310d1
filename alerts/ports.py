"""What alerts need from the rooms above: where they are written down, and who follows them."""

from typing import NamedTuple, Protocol

from alerts.alert import Alert
from alerts.fact import Facts
from alerts.kind import AlertKind
from alerts.machine import News
from alerts.message import AlertMessage
from base.ids import AlertId


class AlertsWanted(NamedTuple):
    """Which part of the history is asked for."""

    kind: AlertKind | None = None
    behind: Alert | None = None
    """The last one of the page before."""
    most: int = 50


class AlertBook(Protocol):
    """The rows of alerts; a write returns at once and never fails."""

    def write_alert(self, alert: Alert) -> None:
        """Write an alert's row, or write it anew."""
        ...

    async def committed(self) -> None:
        """Wait until all that was written so far is durable."""
        ...

    async def open_alerts(self) -> tuple[Alert, ...]:
        """Return every alert that is not cleared, the oldest first."""
        ...

    async def history(self, wanted: AlertsWanted) -> tuple[Alert, ...]:
        """Return alerts, open ones too, the newest first."""
        ...

    async def find(self, alert_id: AlertId) -> Alert | None:
        """Return one alert; `None` when it is unknown."""
        ...


class AlertOutbox(Protocol):
    """The rows of what other systems are told of alerts."""

    def write_message(self, message: AlertMessage) -> None:
        """Write a message's row, or write it anew; returns at once."""
        ...

    async def waiting(self) -> tuple[AlertMessage, ...]:
        """Return what is still to be sent, the oldest first."""
        ...


class Gauges(Protocol):
    """Who measures what alerts are judged by."""

    def facts(self) -> Facts:
        """Return the figures of this moment, from memory alone: asked every second."""
        ...


class AlertFollower(Protocol):
    """Who is told what becomes of alerts; never waits, never fails."""

    def alert_changed(self, news: News) -> None:
        """Take that an alert was raised, became worse, was acknowledged or is over."""
        ...
