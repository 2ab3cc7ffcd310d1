"""What is answered about alerts."""

from uuid import UUID

from alerts.alert import Alert, ClearedBecause
from alerts.kind import AlertKind, Severity
from web.api.shown import At, Shown


class AlertShown(Shown, frozen=True, kw_only=True):
    """Something that somebody is told of."""

    alert_id: UUID
    kind: AlertKind
    subject: str
    """A trunk, an operator's account, a disk; empty where there is only one."""
    severity: Severity
    raised_at: At
    value: float
    """As it was measured last."""
    worst: float
    threshold: float
    times_worse: int
    """How often it came back after somebody had acknowledged it."""
    acknowledged_by: str | None
    acknowledged_at: At | None
    cleared_at: At | None
    cleared_because: ClearedBecause | None


class AlertPage(Shown, frozen=True, kw_only=True):
    """What is open now, and the newest of all that was."""

    open: tuple[AlertShown, ...]
    """The latest last."""
    history: tuple[AlertShown, ...]
    next: str | None
    """`after` of the next page; `null` at the end."""


def alert_shown(alert: Alert) -> AlertShown:
    """Return an alert as it is answered."""
    seen = alert.acknowledged
    return AlertShown(
        alert_id=alert.alert_id,
        kind=alert.key.kind,
        subject=alert.key.subject,
        severity=alert.severity,
        raised_at=alert.raised_at,
        value=alert.value,
        worst=alert.worst,
        threshold=alert.threshold,
        times_worse=alert.times_worse,
        acknowledged_by=None if seen is None else seen.by,
        acknowledged_at=None if seen is None else seen.at,
        cleared_at=alert.cleared_at,
        cleared_because=alert.cleared_because,
    )
