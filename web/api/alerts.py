"""Alerts by the API: what is open, what was, and that a person sees to one."""

from typing import Final

from alerts.kind import AlertKind
from alerts.ports import AlertsWanted
from base.ids import AlertId
from web.api.asks import PageAsk
from web.api.codes import FaultCode
from web.api.model import Nothing
from web.api.problems import Fault, Problem, missing, wrong
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_alerts import AlertPage, AlertShown, alert_shown
from web.api.work import read_uuid


class AlertsAsk(PageAsk, frozen=True, kw_only=True):
    """Which alerts are asked for."""

    kind: AlertKind | None = None


async def list_alerts(ask: Ask[AlertsAsk, Nothing]) -> Reply | Problem:
    """Return the open alerts, and the newest of all that were."""
    query, alerts = ask.query, ask.doors.alerts
    behind_id = None if query.after is None else read_uuid(query.after)
    behind = None if behind_id is None else await alerts.find(AlertId(behind_id))
    if query.after is not None and behind is None:
        return wrong(
            Fault("after", "is no place; give `next` of the page before", FaultCode.PLACE)
        )
    found = await alerts.history(AlertsWanted(query.kind, behind, query.most))
    last = str(found[-1].alert_id) if len(found) == query.most else None
    shown = AlertPage(
        open=tuple(
            alert_shown(alert) for alert in alerts.open if query.kind in {None, alert.key.kind}
        ),
        history=tuple(map(alert_shown, found)),
        next=last,
    )
    return Reply(shown=shown)


async def acknowledge_alert(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Say that one sees to an alert; it is silent until it becomes worse."""
    alert_id = read_uuid(ask.path["alert_id"])
    seen = None
    if alert_id is not None:
        seen = await ask.doors.alerts.acknowledge(AlertId(alert_id), ask.bearer.name)
    if seen is None:
        return missing("open alert; /alerts lists them")
    return Reply(shown=alert_shown(seen))


ALERT_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/alerts", scope=Scope.BOARD_READ),
        list_alerts,
        query=AlertsAsk,
        body=Nothing,
        shown=AlertPage,
    ),
    route(
        Address(
            method="POST",
            path="/alerts/{alert_id}/acknowledge",
            scope=Scope.SUPERVISE,
            needs_person=True,
        ),
        acknowledge_alert,
        query=Nothing,
        body=Nothing,
        shown=AlertShown,
    ),
)
"""The operations of alerts; part of the one table."""
