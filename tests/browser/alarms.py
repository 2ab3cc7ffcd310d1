"""A bad quarter of an hour: what is alarming now, and what was."""

import json
from datetime import timedelta
from typing import Final

from base.clock import SystemClock
from tests.browser.desk_site import DeskSite
from tests.browser.states import a_calm_day
from web.live.delta import Node, State

SCOPES: Final = ("desk", "calls:read", "board:read", "supervise")


def ago(seconds: float) -> str:
    return (SystemClock().now() - timedelta(seconds=seconds)).isoformat()


def an_alarm(kind: str, subject: str, seconds: float, **more: Node) -> dict[str, Node]:
    return {
        "kind": kind,
        "subject": subject,
        "severity": "critical",
        "raised_at": ago(seconds),
        "value": 1,
        "worst": 1,
        "times_worse": 0,
        "acknowledged_by": None,
        **more,
    }


def alarms() -> State:
    """Return four open alerts; one of them somebody sees to."""
    return {
        "a1": an_alarm("channels_full", "main", 84, value=4, worst=4),
        "a2": an_alarm("phone_dead", "104", 320, severity="warning"),
        "a3": an_alarm("told_or_talking", "", 45, value=0.61, worst=0.58, times_worse=1),
        "a4": an_alarm(
            "disk_low",
            "recordings",
            9000,
            severity="warning",
            value=0.08,
            acknowledged_by="sokolova",
        ),
    }


def _past(number: int, kind: str, subject: str, ago_s: float, lasted_s: float | None) -> Node:
    by = "sokolova" if number % 2 else None
    return {
        "alert_id": f"p{number}",
        "kind": kind,
        "subject": subject,
        "severity": "critical" if number % 3 else "warning",
        "raised_at": ago(ago_s),
        "value": 0,
        "worst": 0.55 if kind == "told_or_talking" else 7,
        "threshold": 1,
        "times_worse": 0,
        "acknowledged_by": by,
        "acknowledged_at": ago(ago_s - 30) if by else None,
        "cleared_at": None if lasted_s is None else ago(ago_s - lasted_s),
        "cleared_because": None if lasted_s is None else "well",
    }


def the_history() -> bytes:
    rows = [
        _past(1, "channels_full", "main", 84, None),
        _past(2, "visit_unacknowledged", "", 5400, 1300),
        _past(3, "promise_overdue", "", 9700, 2500),
        _past(4, "phone_dead", "102", 15_000, 95),
        _past(5, "database_away", "", 90_000, 40),
        _past(6, "told_or_talking", "", 93_000, 800),
    ]
    return json.dumps({"open": [], "history": rows, "next": "p6"}).encode()


def a_bad_quarter(site: DeskSite) -> None:
    """Let the site be so."""
    site.scopes = SCOPES
    site.state = {**a_calm_day(), "alerts": alarms()}
    site.answers["alerts"] = the_history()
