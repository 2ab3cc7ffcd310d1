"""The door for the administrator's commands; whoever may open its socket may ask.

It is served on a socket in the engine's own directory, which nobody but its owner can enter: the
file system knows who may, and no page of a browser can reach it.
"""

from typing import Final

from aiohttp import web

from web.answers import json_answer
from web.orders import OrderControl, add_order_routes
from web.ports import AlertControl, Control

_CONTROL: web.AppKey[Control] = web.AppKey("control")
_ALERTS: web.AppKey[AlertControl] = web.AppKey("alerts")
_MOST: Final = 500


def build_control(
    control: Control, orders: OrderControl | None = None, alerts: AlertControl | None = None
) -> web.Application:
    """Return the application that takes the administrator's commands.

    Orders and what is asked of alerts are taken where somebody is there for them.
    """
    app = web.Application()
    app[_CONTROL] = control
    app.router.add_post("/reload", _reload)
    app.router.add_get("/callers/{number}", _show)
    app.router.add_post("/callers/{number}/silence", _silence)
    app.router.add_post("/callers/{number}/undo", _undo)
    app.router.add_get("/agents", _agents)
    app.router.add_post("/agents/{account}/calls/{number}", _call)
    if orders is not None:
        add_order_routes(app, orders)
    if alerts is not None:
        app[_ALERTS] = alerts
        app.router.add_get("/alerts", _open_alerts)
        app.router.add_get("/alerts/newest", _newest_alerts)
        app.router.add_post("/alerts/{alert_id}/acknowledge", _acknowledge)
    return app


async def _reload(request: web.Request) -> web.Response:
    return json_answer(await request.app[_CONTROL].reload())


async def _show(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].show_caller(request.match_info["number"]))


async def _silence(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].silence_caller(request.match_info["number"]))


async def _undo(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].undo_silence(request.match_info["number"]))


async def _agents(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].show_agents())


async def _call(request: web.Request) -> web.Response:
    asked = request.match_info
    return json_answer(request.app[_CONTROL].call_person(asked["account"], asked["number"]))


async def _open_alerts(request: web.Request) -> web.Response:
    return json_answer(request.app[_ALERTS].open_alerts())


async def _newest_alerts(request: web.Request) -> web.Response:
    asked = request.query.get("most", "")
    most = min(_MOST, int(asked)) if asked.isascii() and asked.isdigit() else _MOST
    return json_answer(await request.app[_ALERTS].newest_alerts(most, request.query.get("kind")))


async def _acknowledge(request: web.Request) -> web.Response:
    alert_id, by = request.match_info["alert_id"], request.query.get("by", "terminal")
    return json_answer(await request.app[_ALERTS].acknowledge(alert_id, by))
