"""Alerts, and what others are told of them, in PostgreSQL."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from alerts.alert import Acknowledgement, Alert, ClearedBecause
from alerts.fact import AlertKey
from alerts.kind import AlertKind, Severity
from alerts.message import AlertAbout, AlertMessage, MessageState
from alerts.ports import AlertsWanted
from base.ids import AlertId, AlertMessageId
from storage.records.shelf import Shelf
from storage.records.statements import statements
from storage.seldom_rows import AlertMessageRow, AlertRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Outboxes:
    """Since when the oldest of each kind waits; `None` where nothing does."""

    visits_since: datetime | None
    """Home visits that their clinic has not acknowledged."""
    visits: int
    """How many of them there are."""
    dispatches_since: datetime | None
    messages_since: datetime | None
    """Messages to people, by SMS."""


class PostgresAlertBook:
    """An `alerts.ports.AlertBook` and an `AlertOutbox`.

    It writes through the one writer, so that also what is raised for want of the database is
    written down: in the local journal, until the database is back.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_alert(self, alert: Alert) -> None:
        """Write an alert's row, or write it anew."""
        shelf = self._shelf
        shelf.writer.add(_alert_row(alert, shelf.site, shelf.next_revision()))

    def write_message(self, message: AlertMessage) -> None:
        """Write a message's row, or write it anew."""
        shelf = self._shelf
        shelf.writer.add(_message_row(message, shelf.site, shelf.next_revision()))

    async def committed(self) -> None:
        """Wait until all that was written so far is durable, in the database or on disk."""
        await self._shelf.writer.committed()

    async def open_alerts(self) -> tuple[Alert, ...]:
        """Return every alert that is not cleared, the oldest first."""
        async with self._shelf.reading() as connection:
            rows = statements.open_alerts(connection, site=self._shelf.site)
            return tuple([read_alert(row) async for row in rows])

    async def history(self, wanted: AlertsWanted) -> tuple[Alert, ...]:
        """Return alerts, open ones too, the newest first."""
        behind = wanted.behind
        async with self._shelf.reading() as connection:
            rows = statements.newest_alerts(
                connection,
                site=self._shelf.site,
                kind=wanted.kind,
                before_at=None if behind is None else behind.raised_at,
                before_id=None if behind is None else behind.alert_id,
                most=wanted.most,
            )
            return tuple([read_alert(row) async for row in rows])

    async def find(self, alert_id: AlertId) -> Alert | None:
        """Return one alert; `None` when it is unknown."""
        async with self._shelf.reading() as connection:
            row = await statements.find_alert(connection, site=self._shelf.site, alert_id=alert_id)
        return None if row is None else read_alert(row)

    async def outboxes(self) -> Outboxes:
        """Return since when what others are to take or to answer for waits."""
        async with self._shelf.pool.connection() as connection:
            row = await statements.outboxes(connection, site=self._shelf.site)
        return Outboxes(
            visits_since=row["visits_since"],
            visits=row["visits"],
            dispatches_since=row["dispatches_since"],
            messages_since=row["messages_since"],
        )

    async def waiting(self) -> tuple[AlertMessage, ...]:
        """Return what is still to be sent, the oldest first."""
        async with self._shelf.reading() as connection:
            rows = statements.waiting_alert_messages(connection, site=self._shelf.site)
            return tuple([_read_message(row) async for row in rows])


def read_alert(row: asyncpg.Record) -> Alert:
    """Return the alert of a row."""
    by, cleared = row["acknowledged_by"], row["cleared_because"]
    seen = None
    if by is not None:
        seen = Acknowledgement(by, row["acknowledged_at"], row["acknowledged_value"])
    return Alert(
        alert_id=AlertId(row["alert_id"]),
        key=AlertKey(AlertKind(row["kind"]), row["subject"]),
        severity=Severity(row["severity"]),
        raised_at=row["raised_at"],
        value=row["value"],
        worst=row["worst"],
        threshold=row["threshold"],
        after_s=row["after_s"],
        times_worse=row["times_worse"],
        acknowledged=seen,
        cleared_at=row["cleared_at"],
        cleared_because=None if cleared is None else ClearedBecause(cleared),
    )


def _alert_row(alert: Alert, site: str, revision: int) -> AlertRow:
    seen = alert.acknowledged
    return AlertRow(
        alert_id=alert.alert_id,
        site=site,
        kind=alert.key.kind,
        subject=alert.key.subject,
        severity=alert.severity,
        raised_at=alert.raised_at,
        value=alert.value,
        worst=alert.worst,
        threshold=alert.threshold,
        after_s=alert.after_s,
        times_worse=alert.times_worse,
        acknowledged_by=None if seen is None else seen.by,
        acknowledged_at=None if seen is None else seen.at,
        acknowledged_value=None if seen is None else seen.value,
        cleared_at=alert.cleared_at,
        cleared_because=alert.cleared_because,
        revision=revision,
    )


def _read_message(row: asyncpg.Record) -> AlertMessage:
    return AlertMessage(
        message_id=AlertMessageId(row["message_id"]),
        alert_id=AlertId(row["alert_id"]),
        target=row["target"],
        about=AlertAbout(row["about"]),
        body=row["body"],
        written_at=row["written_at"],
        state=MessageState(row["state"]),
        attempts=row["attempts"],
        next_at=row["next_at"],
        sent_at=row["sent_at"],
        error=row["error"],
    )


def _message_row(message: AlertMessage, site: str, revision: int) -> AlertMessageRow:
    return AlertMessageRow(
        message_id=message.message_id,
        site=site,
        alert_id=message.alert_id,
        target=message.target,
        about=message.about,
        body=message.body,
        written_at=message.written_at,
        state=message.state,
        attempts=message.attempts,
        next_at=message.next_at,
        sent_at=message.sent_at,
        error=message.error,
        revision=revision,
    )
