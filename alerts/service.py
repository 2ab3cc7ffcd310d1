"""The desk of alerts: looks at the figures every second, and tells what becomes of alerts.

It lives by one rule: what an alert is now is decided in one place, by the machine, and is written
down, shown and told in the same turn. A look takes its figures from memory alone; nothing of it
stands on the path of a call, and a database that is away delays no alarm, least of all its own.

Limits: what lasts less than a second is not seen. Deliberately absent: how figures are measured,
and how others are told.
"""

import asyncio
from typing import Final, assert_never

import structlog

from alerts.alert import Alert
from alerts.kind import Severity
from alerts.machine import (
    Acknowledged,
    AlertState,
    Cleared,
    Looked,
    News,
    Raised,
    Worsened,
    acknowledge,
    look,
    taken_up,
)
from alerts.policy import AlertPolicy
from alerts.ports import AlertBook, AlertFollower, AlertsWanted, Gauges
from base.clock import Clock
from base.ids import AlertId, new_alert_id
from base.tasks import spawn

LOOK_EVERY_S: Final = 1.0
PAUSE_AFTER_FAULT_S: Final = 30.0
"""A figure that cannot be measured for a bug of ours ends no engine that takes calls."""

_log = structlog.get_logger(__name__)


class AlertDesk:
    """Keeps the alerts of one site."""

    def __init__(self, book: AlertBook, gauges: Gauges, clock: Clock, policy: AlertPolicy) -> None:
        self._book = book
        self._gauges = gauges
        self._clock = clock
        self._state = AlertState()
        self.policy = policy
        """May be replaced; the next look judges by it."""
        self.followers: list[AlertFollower] = []
        """Told in this order, after the row is written."""

    @property
    def open(self) -> tuple[Alert, ...]:
        """The open alerts, the latest last."""
        return self._state.open

    async def load(self) -> None:
        """Take up what was open when the engine ended.

        Raises:
            Line122Error: the database does not answer.

        """
        self._state = taken_up(await self._book.open_alerts())
        _log.info("alerts.loaded", alerts=len(self._state.open))

    async def run(self) -> None:
        """Look every second, until cancelled."""
        while True:
            failures: list[BaseException] = []
            await spawn(self._looked(), name="alerts", on_failure=failures.append)
            await asyncio.sleep(PAUSE_AFTER_FAULT_S if failures else LOOK_EVERY_S)

    async def find(self, alert_id: AlertId) -> Alert | None:
        """Return one alert, open or over; `None` when it is unknown.

        Raises:
            Line122Error: the database does not answer.

        """
        return self._state.find(alert_id) or await self._book.find(alert_id)

    async def history(self, wanted: AlertsWanted) -> tuple[Alert, ...]:
        """Return alerts, open ones too, the newest first.

        Raises:
            Line122Error: the database does not answer.

        """
        return await self._book.history(wanted)

    def look(self) -> None:
        """Judge the figures of this moment."""
        facts, now = self._gauges.facts(), self._clock.now()
        self._take(look(self._state, facts, now, self.policy, new_alert_id))

    async def acknowledge(self, alert_id: AlertId, by: str) -> Alert | None:
        """Keep that a person sees to it, and return the alert; `None` when none such is open."""
        self._take(acknowledge(self._state, alert_id, by, self._clock.now()))
        seen = self._state.find(alert_id)
        await self._book.committed()
        return seen

    async def _looked(self) -> None:
        self.look()

    def _take(self, looked: Looked) -> None:
        self._state = looked.state
        for news in looked.news:
            self._book.write_alert(news.alert)
            _tell(news)
            for follower in self.followers:
                follower.alert_changed(news)


def _tell(news: News) -> None:
    alert = news.alert
    about = {
        "alert_id": str(alert.alert_id),
        "kind": alert.key.kind,
        "subject": alert.key.subject,
        "value": round(alert.value, 3),
        "threshold": alert.threshold,
    }
    match news:
        case Raised() if alert.severity is Severity.CRITICAL:
            _log.error("alert.raised", severity=alert.severity, **about)
        case Raised():
            _log.warning("alert.raised", severity=alert.severity, **about)
        case Worsened():
            _log.warning("alert.worsened", severity=alert.severity, **about)
        case Acknowledged():
            by = None if alert.acknowledged is None else alert.acknowledged.by
            _log.info("alert.acknowledged", by=by, **about)
        case Cleared():
            _log.info("alert.cleared", reason=alert.cleared_because, **about)
        case _:
            assert_never(news)
