"""The pages for machines: metrics, health, readiness and the live figures.

There is no sign-in for them. Figures and what troubles the engine are for those who watch it, by
the address that they ask from; that it lives is for everybody.
"""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

from aiohttp import web

from web.ports import Engine

_JSON = "application/json"
_EXPOSITION = "text/plain; version=0.0.4"
_ENGINE: web.AppKey[Engine] = web.AppKey("engine")
_WATCHERS: web.AppKey[Sequence["Network"]] = web.AppKey("watchers")

Network: TypeAlias = IPv4Network | IPv6Network
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.Response]]

THIS_MACHINE: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def build_app(engine: Engine, watchers: Sequence[Network] = THIS_MACHINE) -> web.Application:
    """Return the application that serves the engine's pages, and its figures to its watchers."""
    app = web.Application()
    app[_ENGINE] = engine
    app[_WATCHERS] = watchers
    app.router.add_get("/metrics", _for_watchers(_metrics))
    app.router.add_get("/healthz", _health)
    app.router.add_get("/readyz", _for_watchers(_readiness))
    app.router.add_get("/api/live", _for_watchers(_live))
    return app


def _for_watchers(answer: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.Response:
        if not is_within(request.remote, request.app[_WATCHERS]):
            return web.Response(
                status=HTTPStatus.FORBIDDEN,
                text="This is for those who watch the engine; see http.watchers in the settings.",
            )
        return await answer(request)

    return guarded


def is_within(address: str | None, networks: Sequence[Network]) -> bool:
    """Tell whether an address belongs to one of the networks."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return any(known in network for network in networks)


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
