"""What was alarming on the days before the pictures are taken."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import asyncpg

from alerts.kind import AlertKind, Severity
from base.clock import Clock
from base.ids import new_alert_id
from line122.house import House

_INSERT: Final = """
INSERT INTO alert (
    alert_id, site, kind, subject, severity, raised_at, value, worst, threshold, after_s,
    times_worse, acknowledged_by, acknowledged_at, acknowledged_value, cleared_at,
    cleared_because, revision
) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 0, 0, $9, $10, $11, $12, 'well', 1)
"""

_INSERT_OPEN: Final = """
INSERT INTO alert (
    alert_id, site, kind, subject, severity, raised_at, value, worst, threshold, after_s,
    times_worse, revision
) VALUES ($1, $2, $3, $4, $5, $6, 1, 1, 1, 0, 0, 1)
"""
_OPEN_SINCE_MIN: Final = 4


class _Past(NamedTuple):
    """An alert that is over."""

    kind: AlertKind
    subject: str
    severity: Severity
    hours_ago: float
    minutes: float
    """For so long it lasted."""
    worst: float
    threshold: float
    seen_by: str | None = "galina"


_DAYS: Final = (
    _Past(AlertKind.PHONE_DEAD, "104", Severity.WARNING, 2.4, 1.6, 1, 1),
    _Past(AlertKind.PROMISE_OVERDUE, "", Severity.WARNING, 5.1, 22, 47, 30),
    _Past(AlertKind.CHANNELS_FULL, "main", Severity.CRITICAL, 26.3, 9, 11, 3),
    _Past(AlertKind.TOLD_OR_TALKING, "", Severity.CRITICAL, 26.2, 34, 0.58, 0.8),
    _Past(AlertKind.VISIT_UNACKNOWLEDGED, "", Severity.CRITICAL, 28.0, 17, 76, 60, "sokolova"),
    _Past(AlertKind.DATABASE_AWAY, "", Severity.CRITICAL, 51.5, 0.7, 1, 1, None),
    _Past(AlertKind.PHONE_DEAD, "102", Severity.WARNING, 74.0, 4, 1, 1, None),
)


async def remember_alerts(house: House, clock: Clock) -> None:
    """Write what was alarming into the house's database."""
    connection = await asyncpg.connect(house.database_url)
    try:
        await connection.executemany(_INSERT, list(_rows(house.settings.site.id, clock.now())))
    finally:
        await connection.close()


async def raise_alert(house: House, clock: Clock) -> None:
    """Write into the house's database what an engine that ends leaves open."""
    now = clock.now()
    raised_at = now - timedelta(minutes=_OPEN_SINCE_MIN)
    connection = await asyncpg.connect(house.database_url)
    try:
        await connection.execute(
            _INSERT_OPEN,
            new_alert_id(),
            house.settings.site.id,
            AlertKind.CALLS_BLOCKED,
            "main",
            Severity.CRITICAL,
            raised_at,
        )
    finally:
        await connection.close()


def _rows(site: str, now: datetime) -> Iterator[tuple[object, ...]]:
    for past in _DAYS:
        raised_at = now - timedelta(hours=past.hours_ago)
        seen_at = None if past.seen_by is None else raised_at + timedelta(seconds=25)
        yield (
            new_alert_id(),
            site,
            past.kind,
            past.subject,
            past.severity,
            raised_at,
            past.worst,
            past.threshold,
            past.seen_by,
            seen_at,
            None if past.seen_by is None else past.worst,
            raised_at + timedelta(minutes=past.minutes),
        )
