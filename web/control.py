"""The door for the administrator's commands; whoever may open its socket may ask.

It is served on a socket in the engine's own directory, which nobody but its owner can enter: the
file system knows who may, and no page of a browser can reach it.
"""

from aiohttp import web

from web.answers import json_answer
from web.orders import OrderControl, add_order_routes
from web.ports import Control

_CONTROL: web.AppKey[Control] = web.AppKey("control")


def build_control(control: Control, orders: OrderControl | None = None) -> web.Application:
    """Return the application that takes the administrator's commands, and orders if any may be."""
    app = web.Application()
    app[_CONTROL] = control
    app.router.add_post("/reload", _reload)
    app.router.add_get("/callers/{number}", _show)
    app.router.add_post("/callers/{number}/silence", _silence)
    app.router.add_post("/callers/{number}/undo", _undo)
    app.router.add_post("/agents/{account}/calls/{number}", _call)
    if orders is not None:
        add_order_routes(app, orders)
    return app


async def _reload(request: web.Request) -> web.Response:
    return json_answer(await request.app[_CONTROL].reload())


async def _show(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].show_caller(request.match_info["number"]))


async def _silence(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].silence_caller(request.match_info["number"]))


async def _undo(request: web.Request) -> web.Response:
    return json_answer(request.app[_CONTROL].undo_silence(request.match_info["number"]))


async def _call(request: web.Request) -> web.Response:
    asked = request.match_info
    return json_answer(request.app[_CONTROL].call_person(asked["account"], asked["number"]))
