"""Gauges of alerts and of what they are judged by; read when they are asked for, never kept."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge

from agents.activity import is_idle, is_present
from alerts.kind import AlertKind, Severity
from alerts.machine import News, Raised
from alerts.service import AlertDesk
from base.clock import Clock
from delivery.alarms import AlarmPost
from line122.alert_figures import AlertFigures
from line122.slow_gauges import SlowGauges
from line122.wiring import Engine

_UNKNOWN: Final = float("nan")
"""Prometheus compares it with nothing: what nobody knows alarms nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterRooms:
    """Who knows the figures."""

    desk: AlertDesk
    post: AlarmPost
    figures: AlertFigures
    slow: SlowGauges
    engine: Engine
    clock: Clock


class AlertMeter:
    """An `alerts.ports.AlertFollower`; its labels are small closed sets."""

    def __init__(self, rooms: MeterRooms) -> None:
        self._rooms = rooms
        registry = rooms.engine.state.registry
        self._raised = Counter(
            "line122_alerts_raised",
            "Alerts that were raised, by kind",
            ("kind",),
            registry=registry,
        )
        for kind in AlertKind:
            self._raised.labels(kind)

    def alert_changed(self, news: News) -> None:
        """Count what was raised."""
        if isinstance(news, Raised):
            self._raised.labels(news.alert.key.kind).inc()

    def show(self, registry: CollectorRegistry) -> None:
        """Let the registry show everything that alerts, and rules of Prometheus, are judged by."""
        self._show_alerts(registry)
        self._show_line(registry)
        self._show_outboxes(registry)
        self._show_machines(registry)

    def _show_alerts(self, registry: CollectorRegistry) -> None:
        opened = Gauge(
            "line122_alerts_open",
            "Open alerts, by severity, and by whether anybody has acknowledged them",
            ("severity", "is_acknowledged"),
            registry=registry,
        )
        for severity in Severity:
            for is_acknowledged in (False, True):
                labels = (severity, str(is_acknowledged).lower())
                opened.labels(*labels).set_function(
                    partial(self._open, severity, is_acknowledged=is_acknowledged)
                )

    def _show_line(self, registry: CollectorRegistry) -> None:
        figures, engine = self._rooms.figures, self._rooms.engine
        floor = engine.distributor
        Gauge("line122_channels", "Channels of all trunks", registry=registry).set_function(
            self._channels
        )
        Gauge(
            "line122_channels_stuck_seconds",
            "For how long a trunk has been full with nobody answered on it",
            registry=registry,
        ).set_function(lambda: figures.stuck_s)
        Gauge(
            "line122_people_waiting", "People who wait on the line", registry=registry
        ).set_function(
            lambda: sum(entry.agent_id is None for entry in floor.floor.entries.values())
        )
        Gauge(
            "line122_operators_idle",
            "Operators whom the next caller may be given",
            registry=registry,
        ).set_function(lambda: sum(map(is_idle, floor.floor.agents.values())))
        Gauge(
            "line122_operators_present", "Operators who work through the line", registry=registry
        ).set_function(lambda: sum(map(is_present, floor.floor.agents.values())))
        Gauge(
            "line122_phones_dead",
            "Operators at work whose telephone cannot be rung",
            registry=registry,
        ).set_function(lambda: figures.dead_phones)
        Gauge(
            "line122_promise_overdue_seconds",
            "By how much the most overdue promise of a call is late",
            registry=registry,
        ).set_function(lambda: figures.overdue_s)
        Gauge(
            "line122_promise_oldest_seconds",
            "For how long the oldest open promise of a call has been open",
            registry=registry,
        ).set_function(self._oldest_promise_s)
        Gauge(
            "line122_told_or_talking_ratio",
            "Share of people of the last 15 minutes who a minute after their first dial talk, "
            "hold or know what will happen; NaN of too few",
            registry=registry,
        ).set_function(lambda: _known(figures.told_or_talking))

    def _show_outboxes(self, registry: CollectorRegistry) -> None:
        ages = Gauge(
            "line122_outbox_age_seconds",
            "For how long the oldest of what is to be sent has waited; NaN where nobody knows",
            ("outbox",),
            registry=registry,
        )
        ages.labels("dispatch").set_function(self._dispatch_s)
        ages.labels("sms").set_function(self._sms_s)
        ages.labels("alert").set_function(lambda: self._rooms.post.oldest_s(self._now()))
        Gauge(
            "line122_visits_unacknowledged",
            "Home visits that their clinic has not acknowledged; NaN where nobody knows",
            registry=registry,
        ).set_function(self._visits)
        Gauge(
            "line122_visit_unacknowledged_seconds",
            "For how long the oldest of them has waited; NaN where nobody knows",
            registry=registry,
        ).set_function(lambda: _known(self._rooms.figures.visits_s(self._now())))

    def _show_machines(self, registry: CollectorRegistry) -> None:
        slow, engine = self._rooms.slow, self._rooms.engine
        free = Gauge(
            "line122_disk_free_ratio",
            "Share of a disk that is free, by what lies on it; NaN where nobody knows",
            ("place",),
            registry=registry,
        )
        for disk in slow.disks:
            free.labels(disk).set_function(partial(_free, slow, disk))
        Gauge(
            "line122_asterisk_is_connected", "1 while events of Asterisk arrive", registry=registry
        ).set_function(lambda: float(engine.telephony.trouble() is None))
        faults = Gauge(
            "line122_trunk_faults",
            "Trunks with a fault, by fault; NaN where nobody knows",
            ("fault",),
            registry=registry,
        )
        faults.labels("down").set_function(
            lambda: _UNKNOWN if slow.offline is None else len(slow.offline)
        )
        faults.labels("one_way_audio").set_function(
            lambda: sum(
                engine.callers.one_way_audio(name) is not None
                for name in engine.calls.policy.trunks
            )
        )
        faults.labels("blocked").set_function(lambda: len(engine.callbacks.diary.blocked))

    def _now(self) -> datetime:
        return self._rooms.clock.now()

    def _open(self, severity: Severity, *, is_acknowledged: bool) -> int:
        return sum(
            alert.severity is severity and (alert.acknowledged is not None) is is_acknowledged
            for alert in self._rooms.desk.open
        )

    def _channels(self) -> int:
        return sum(trunk.channels for trunk in self._rooms.engine.calls.policy.trunks.values())

    def _oldest_promise_s(self) -> float:
        requests = self._rooms.engine.callbacks.ledger.requests.values()
        oldest = min((request.opened_at for request in requests), default=None)
        return 0.0 if oldest is None else max(0.0, (self._now() - oldest).total_seconds())

    def _dispatch_s(self) -> float:
        outboxes = self._rooms.slow.outboxes
        return _UNKNOWN if outboxes is None else _age_s(outboxes.dispatches_since, self._now())

    def _sms_s(self) -> float:
        outboxes = self._rooms.slow.outboxes
        return _UNKNOWN if outboxes is None else _age_s(outboxes.messages_since, self._now())

    def _visits(self) -> float:
        outboxes = self._rooms.slow.outboxes
        return _UNKNOWN if outboxes is None else outboxes.visits


def _known(figure: float | None) -> float:
    return _UNKNOWN if figure is None else figure


def _free(slow: SlowGauges, disk: str) -> float:
    return _known(slow.free_share(disk))


def _age_s(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
