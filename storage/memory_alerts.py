"""Alerts in memory; see `storage/memory.py`."""

from alerts.alert import Alert
from alerts.message import AlertMessage, MessageState
from alerts.ports import AlertsWanted
from base.ids import AlertId, AlertMessageId


class MemoryAlertBook:
    """An `alerts.ports.AlertBook` and an `AlertOutbox`."""

    def __init__(self) -> None:
        self.alerts: dict[AlertId, Alert] = {}
        self.messages: dict[AlertMessageId, AlertMessage] = {}

    def write_alert(self, alert: Alert) -> None:
        """Write an alert's row, or write it anew."""
        self.alerts[alert.alert_id] = alert

    def write_message(self, message: AlertMessage) -> None:
        """Write a message's row, or write it anew."""
        self.messages[message.message_id] = message

    async def committed(self) -> None:
        """Return at once: what is in memory is as durable as it gets."""

    async def open_alerts(self) -> tuple[Alert, ...]:
        """Return every alert that is not cleared, the oldest first."""
        return tuple(alert for alert in sorted(self.alerts.values(), key=_place) if alert.is_open)

    async def history(self, wanted: AlertsWanted) -> tuple[Alert, ...]:
        """Return alerts, open ones too, the newest first."""
        newest = sorted(self.alerts.values(), key=_place, reverse=True)
        behind = wanted.behind
        fitting = (
            alert
            for alert in newest
            if wanted.kind in {None, alert.key.kind}
            and (behind is None or _place(alert) < _place(behind))
        )
        return tuple(fitting)[: wanted.most]

    async def find(self, alert_id: AlertId) -> Alert | None:
        """Return one alert; `None` when it is unknown."""
        return self.alerts.get(alert_id)

    async def waiting(self) -> tuple[AlertMessage, ...]:
        """Return what is still to be sent, the oldest first."""
        by_id = sorted(self.messages.values(), key=lambda message: message.message_id)
        return tuple(message for message in by_id if message.state is MessageState.WAITING)


def _place(alert: Alert) -> tuple[object, ...]:
    return (alert.raised_at, alert.alert_id)
