"""What is alarming now, as pages of supervisors show it; each alert by its id."""

from collections.abc import Iterable
from typing import Final

from alerts.alert import Alert
from alerts.kind import AlertKind
from web.desk.moments import shown_at
from web.live.delta import State

_SHARES: Final = frozenset(
    {AlertKind.TOLD_OR_TALKING, AlertKind.DISK_LOW, AlertKind.ONE_WAY_AUDIO}
)


def alarms_shown(alerts: Iterable[Alert]) -> State:
    """Return the open alerts; a figure is as exact as somebody reads it, so that few are sent."""
    return {str(alert.alert_id): alarm_shown(alert) for alert in alerts}


def alarm_shown(alert: Alert) -> State:
    """Return one alert."""
    digits = 2 if alert.key.kind in _SHARES else 0
    seen = alert.acknowledged
    return {
        "kind": alert.key.kind,
        "subject": alert.key.subject,
        "severity": alert.severity,
        "raised_at": shown_at(alert.raised_at),
        "value": round(alert.value, digits),
        "worst": round(alert.worst, digits),
        "times_worse": alert.times_worse,
        "acknowledged_by": None if seen is None else seen.by,
    }
