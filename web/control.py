"""The door for the administrator's commands; whoever may open its socket may ask.

It is served on a socket in the engine's own directory, which nobody but its owner can enter: the
file system knows who may, and no page of a browser can reach it.
"""

from http import HTTPStatus

from aiohttp import web

from web.ports import Answer, Control, Done

_JSON = "application/json"
_CONTROL: web.AppKey[Control] = web.AppKey("control")


def build_control(control: Control) -> web.Application:
    """Return the application that takes the administrator's commands."""
    app = web.Application()
    app[_CONTROL] = control
    app.router.add_post("/reload", _reload)
    app.router.add_get("/callers/{number}", _show)
    app.router.add_post("/callers/{number}/silence", _silence)
    app.router.add_post("/callers/{number}/undo", _undo)
    app.router.add_post("/agents/{account}/calls/{number}", _call)
    return app


async def _reload(request: web.Request) -> web.Response:
    return _response(await request.app[_CONTROL].reload())


async def _show(request: web.Request) -> web.Response:
    return _response(request.app[_CONTROL].show_caller(request.match_info["number"]))


async def _silence(request: web.Request) -> web.Response:
    return _response(request.app[_CONTROL].silence_caller(request.match_info["number"]))


async def _undo(request: web.Request) -> web.Response:
    return _response(request.app[_CONTROL].undo_silence(request.match_info["number"]))


async def _call(request: web.Request) -> web.Response:
    asked = request.match_info
    return _response(request.app[_CONTROL].call_person(asked["account"], asked["number"]))


def _response(answer: Answer) -> web.Response:
    if isinstance(answer, Done):
        return web.Response(body=answer.body, content_type=_JSON)
    return web.json_response({"problems": answer.problems}, status=HTTPStatus.CONFLICT)
