"""The pages for machines: metrics, health, readiness and the live figures."""

from aiohttp import web

from web.ports import Engine

_JSON = "application/json"
_EXPOSITION = "text/plain; version=0.0.4"
_ENGINE: web.AppKey[Engine] = web.AppKey("engine")


def build_app(engine: Engine) -> web.Application:
    """Return the application that serves the engine's pages."""
    app = web.Application()
    app[_ENGINE] = engine
    app.router.add_get("/metrics", _metrics)
    app.router.add_get("/healthz", _health)
    app.router.add_get("/readyz", _readiness)
    app.router.add_get("/api/live", _live)
    return app


async def _metrics(request: web.Request) -> web.Response:
    exposition = request.app[_ENGINE].exposition()
    return web.Response(body=exposition, headers={"Content-Type": _EXPOSITION})


async def _health(_request: web.Request) -> web.Response:
    """Answer that the loop which handles events turns; a stuck engine does not answer at all."""
    return web.json_response({"is_alive": True})


async def _readiness(request: web.Request) -> web.Response:
    """Answer whether calls can be taken, and if not, why."""
    troubles = dict(request.app[_ENGINE].troubles())
    return web.json_response({"troubles": troubles}, status=503 if troubles else 200)


async def _live(request: web.Request) -> web.Response:
    return web.Response(body=request.app[_ENGINE].live(), content_type=_JSON)
