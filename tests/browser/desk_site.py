"""A site whose line says what a test lets it say: real pages and messages, no engine."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import msgspec
from aiohttp import WSCloseCode, web

from base.clock import SystemClock
from base.tasks import cancel, spawn
from staff.second_factor import new_enrolment, new_recovery_codes
from web.live.delta import Delta, Node, State
from web.live.hub import AT_ANOTHER_PAGE
from web.live.message import beat, delta, snapshot, written, written_delta
from web.pages import PageFiles, add_pages
from web.session.model import shown_enrolment
from web.shelf import HERE, read_shelf

_PATIENCE_S = 30.0
_BEATS_EVERY_S = 0.5
PASSWORD = "right horse"
CSRF = "told-to-pages-of-ours"
SESSION_USER = {"login": "morozova", "name": "Анна Морозова", "account": "101"}
SESSION = {
    "scopes": ["desk"],
    "csrf": CSRF,
    "expires_at": "2100-01-01T00:00:00Z",
    "is_locked": False,
    "must_enrol": False,
    "lock_after_s": 900,
}


REASONS = (
    {"reason": "lunch", "title": "Обед", "allowed_s": 1800},
    {"reason": "rest", "title": "Отдых", "allowed_s": None},
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One change that a page asked for."""

    path: str
    body: object
    csrf: str | None
    if_match: str | None = None


@dataclass(slots=True)
class DeskSite:
    """What a test says and hears."""

    address: str = ""
    is_signed_in: bool = False
    speaks: bool = True
    """Whether it tells every page now and then that nothing has changed, as an engine does."""
    takes_pages: bool = True
    """Whether somebody answers when a page wants to listen."""
    state: State = field(default_factory=dict)
    asked: asyncio.Queue[Asked] = field(default_factory=asyncio.Queue)
    resyncs: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    refusal: int | None = None
    """The status by which changes are refused."""
    scopes: tuple[str, ...] = ("desk",)
    roles: tuple[str, ...] = ("operator",)
    answers: dict[str, bytes] = field(default_factory=dict)
    """What is answered to a page that asks, by its path with its query or without."""
    replies: dict[str, bytes] = field(default_factory=dict)
    """What is answered to a change, by its path; nothing to any other."""
    conflicts: dict[str, bytes] = field(default_factory=dict)
    """What stands in the way of a change, by its path."""
    conflict_code: str = ""
    """By which the page finds words for it."""
    is_locked: bool = False
    must_enrol: bool = False
    code: str = ""
    """What the second factor tells; none is asked for where it is empty."""
    is_elsewhere: bool = False
    """Whether the person works at another page until they say that they go on at this one."""
    number: int = 0
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: asyncio.Queue[None] = field(default_factory=asyncio.Queue)
    """One for every page that was sent its first snapshot."""

    async def tell(self, **values: Node) -> None:
        """Tell every page what changed, as `part__key=value`."""
        self.number += 1
        paths = {path.replace("__", "/"): value for path, value in values.items()}
        message = delta(self.number, SystemClock().now(), written_delta(Delta(set=paths, gone=())))
        await self._send(message)

    async def lose(self, count: int = 1) -> None:
        """Let that many changes never arrive."""
        self.number += count

    async def asked_next(self) -> Asked:
        """Return the next change that a page asks for."""
        return await asyncio.wait_for(self.asked.get(), _PATIENCE_S)

    async def resynced(self) -> None:
        """Wait until a page asks for everything anew."""
        await asyncio.wait_for(self.resyncs.get(), _PATIENCE_S)

    async def heard(self) -> None:
        """Wait until a page has been sent its first snapshot."""
        await asyncio.wait_for(self.opened.get(), _PATIENCE_S)

    async def beat(self) -> None:
        """Tell that nothing has changed."""
        await self._send(beat(self.number, SystemClock().now()))

    async def show(self) -> None:
        """Send the whole state."""
        self.number += 1
        await self._send(snapshot(self.number, SystemClock().now(), written(self.state)))

    async def cut(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """End every connection."""
        for socket in self.sockets:
            await socket.close(code=code)
        self.sockets.clear()

    async def _send(self, message: bytes) -> None:
        for socket in tuple(self.sockets):
            # A page may be leaving at this moment.
            with suppress(ConnectionError):
                await socket.send_str(message.decode())


@asynccontextmanager
async def desk_site() -> AsyncIterator[DeskSite]:
    """Serve the pages for as long as the context lasts."""
    site = DeskSite()
    app = web.Application()
    app.router.add_get("/api/v1/session", _Doors(site).session)
    app.router.add_post("/api/v1/session", _Doors(site).sign_in)
    app.router.add_post("/api/v1/session/password", _Doors(site).change_password)
    app.router.add_delete("/api/v1/session", _Doors(site).sign_out)
    app.router.add_post("/api/v1/session/lock", _Doors(site).lock)
    app.router.add_post("/api/v1/session/unlock", _Doors(site).unlock)
    app.router.add_post("/api/v1/session/second-factor", _Doors(site).second_factor)
    app.router.add_post("/api/v1/session/second-factor/confirmation", _Doors(site).confirm)
    app.router.add_get("/api/v1/live", _Doors(site).live)
    app.router.add_get("/api/v1/me/phone", _Doors(site).phone)
    app.router.add_get("/api/v1/me/reasons", _Doors(site).reasons)
    app.router.add_get("/api/v1/{path:.*}", _Doors(site).answer)
    for method in ("POST", "PUT", "DELETE"):
        app.router.add_route(method, "/api/v1/{path:.*}", _Doors(site).change)
    add_pages(app, PageFiles(shelf=read_shelf(HERE)))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    site.address = f"http://{host}:{port}"
    beating = spawn(_speak(site), name="beats")
    try:
        yield site
    finally:
        await cancel(beating)
        await site.cut()
        await runner.cleanup()


async def _speak(site: DeskSite) -> None:
    """Let no page take a site for dead only because its story takes time."""
    while True:
        await asyncio.sleep(_BEATS_EVERY_S)
        if site.speaks:
            await site.beat()


@dataclass(frozen=True, slots=True)
class _Doors:
    site: DeskSite

    async def session(self, _request: web.Request) -> web.Response:
        return self._shown() if self.site.is_signed_in else _problem(401)

    async def change_password(self, _request: web.Request) -> web.Response:
        return _problem(self.site.refusal) if self.site.refusal else self._shown()

    def _shown(self) -> web.Response:
        site = self.site
        scopes = [] if site.must_enrol else list(site.scopes)
        guard = {"is_locked": site.is_locked, "must_enrol": site.must_enrol}
        user = {**SESSION_USER, "roles": site.roles}
        return web.json_response({**SESSION, "user": user, "scopes": scopes, **guard})

    async def lock(self, _request: web.Request) -> web.Response:
        self.site.is_locked = True
        return web.Response(status=204)

    async def unlock(self, request: web.Request) -> web.Response:
        if (await request.json())["password"] != PASSWORD:
            return _problem(401)
        self.site.is_locked = False
        return self._shown()

    async def second_factor(self, _request: web.Request) -> web.Response:
        enrolment = new_enrolment("morozova", "Линия 122")
        return web.json_response(msgspec.to_builtins(shown_enrolment(enrolment)))

    async def confirm(self, request: web.Request) -> web.Response:
        if (await request.json())["code"] != self.site.code:
            return _problem(422)
        self.site.must_enrol = False
        return web.json_response({"codes": new_recovery_codes()})

    async def answer(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        asked = f"{path}?{request.query_string}"
        body = self.site.answers.get(asked, self.site.answers.get(path))
        if body is None:
            return _problem(404)
        return web.Response(body=body, content_type="application/json")

    async def reasons(self, _request: web.Request) -> web.Response:
        return web.json_response({"reasons": REASONS})

    async def sign_in(self, request: web.Request) -> web.Response:
        sent = await request.json()
        if sent["password"] != PASSWORD:
            return _problem(401)
        if sent["code"] != self.site.code:
            return _problem(401, errors=[{"where": "/code", "what": "is missing or wrong"}])
        self.site.is_signed_in = True
        return self._shown()

    async def sign_out(self, _request: web.Request) -> web.Response:
        self.site.is_signed_in = False
        return web.Response(status=204)

    async def change(self, request: web.Request) -> web.Response:
        text = await request.text()
        body = json.loads(text) if text else None
        csrf = request.headers.get("X-Line122-CSRF")
        seen = request.headers.get("If-Match")
        self.site.asked.put_nowait(Asked(request.match_info["path"], body, csrf, seen))
        present = self.site.conflicts.get(request.match_info["path"])
        if present is not None:
            return _problem(409, json.loads(present), code=self.site.conflict_code)
        if self.site.refusal:
            return _problem(self.site.refusal)
        reply = self.site.replies.get(request.match_info["path"])
        if reply is None:
            return web.Response(status=204)
        return web.Response(body=reply, content_type="application/json")

    async def phone(self, _request: web.Request) -> web.Response:
        return web.json_response({"is_on": True, "is_risky": True, "is_open": False})

    async def live(self, request: web.Request) -> web.StreamResponse:
        if not self.site.takes_pages or not self.site.is_signed_in:
            return _problem(503 if self.site.is_signed_in else 401)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if self.site.is_elsewhere and "takes_over" not in request.query:
            await socket.close(code=AT_ANOTHER_PAGE)
            return socket
        self.site.is_elsewhere = False
        self.site.sockets.append(socket)
        await self.site.show()
        self.site.opened.put_nowait(None)
        async for said in socket:
            assert said.json() == {"is": "resync"}
            self.site.resyncs.put_nowait(None)
        if socket in self.site.sockets:
            self.site.sockets.remove(socket)
        return socket


def _problem(
    status: int, present: object = None, errors: object = (), code: str = ""
) -> web.Response:
    body = {
        "code": code,
        **({} if present is None else {"present": present}),
        "errors": errors,
        "type": "urn:line122:problem:test",
        "title": "",
        "status": status,
        "detail": "English.",
    }
    return web.json_response(body, status=status, content_type="application/problem+json")
