"""A dispatch and an alert with every fact: what templates are tried on, and their reference."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from alerts.alert import Alert
from alerts.fact import AlertKey
from alerts.kind import AlertKind, Severity
from alerts.message import AlertAbout
from base.ids import AlertId, AlertMessageId, DispatchId, TicketId, VisitId
from delivery.alarms import told_of
from delivery.policy import BodyKind
from tickets.dispatch import Dispatch, DispatchAbout, Facts

TEMPLATES: Final = Path(__file__).parent / "templates"

FACTS: Final[Facts] = {
    "number": "260109-0037-4",
    "revision": 3,
    "requested_at": "2026-01-09T11:30:00+03:00",
    "changed": ["address", "phone"],
    "what_happened": "температура 39, кашель",
    "danger_signs": ["одышка"],
    "phone": "+79161234567",
    "reason": "уже лучше",
    "patient": {
        "name": "Иванова Мария Петровна",
        "birth_date": "1950-03-08",
        "age": 75,
        "policy": "7700000000000008",
    },
    "address": {
        "text": "Волгоград, улица Ленина, 1",
        "settlement": "Волгоград",
        "street": "улица Ленина",
        "house": "1",
        "entrance": "2",
        "floor": "5",
        "flat": "17",
        "intercom": "17",
        "landmark": "за аптекой",
    },
    "window": {"from": "2026-01-09T12:00:00+03:00", "until": "2026-01-09T18:00:00+03:00"},
    "day": "2026-01-09",
    "shift": "district",
    "is_on_waiting_list": True,
    "clinic": {"code": "gp-1", "name": "Поликлиника № 1"},
    "kind": "home_visit",
    "category": "Взрослому",
    "state": "cancelled",
    "conclusion": "cancelled",
}
"""All that dispatches tell, those of a visit and, at the end, those of a ticket; a template finds
what is unknown, or is no fact of its own kind, empty."""


def example(about: DispatchAbout) -> Dispatch:
    """Return a dispatch that tells of everything."""
    return Dispatch(
        dispatch_id=DispatchId(UUID(int=1)),
        ticket_id=TicketId(UUID(int=2)),
        visit_id=VisitId(UUID(int=3)),
        target="gp-1",
        about=about,
        facts=FACTS,
        written_at=datetime(2026, 1, 9, 8, 30, tzinfo=UTC),
    )


def shipped_template(kind: BodyKind) -> str:
    """Return the template that is used where a target has none of its own."""
    return (TEMPLATES / f"visit.{kind.value}.j2").read_text("utf-8")


def alarm_example() -> Mapping[str, object]:
    """Return all that is told of an alert: what templates of alerts are tried on."""
    alert = Alert(
        alert_id=AlertId(UUID(int=4)),
        key=AlertKey(AlertKind.CHANNELS_FULL, "main"),
        severity=Severity.CRITICAL,
        raised_at=datetime(2026, 1, 9, 8, 30, tzinfo=UTC),
        value=4.5,
        worst=6.0,
        threshold=3.0,
        after_s=0.0,
    )
    return told_of(alert, AlertAbout.RAISED, "north", AlertMessageId(UUID(int=5)))


def shipped_alarm_template() -> str:
    """Return the template that is used where a target of alerts has none of its own."""
    return (TEMPLATES / "alert.json.j2").read_text("utf-8")
