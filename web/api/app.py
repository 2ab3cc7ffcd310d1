"""The API as an application of its own: who asks, may they, what is sent, what is answered.

The order is the law here. Whoever brings no good token learns nothing; whoever lacks the scope
sends nothing that is read; what is sent is read whole or not at all; and an answer that shows a
case is not given before it is noted who reads it.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import msgspec
import structlog
from aiohttp import web
from multidict import MultiMapping

from base.errors import Line122Error
from web.api.limits import MOST_BYTES, Pace, Paces
from web.api.model import Nothing
from web.api.openapi import encoded_document
from web.api.ports import Bearer, Doors, ReadMade
from web.api.problems import PROBLEM_JSON, Problem, wrong
from web.api.reading import Faulty, read_body, read_query
from web.api.route import Ask, Reply, Route
from web.api.scopes import allows
from web.api.table import DOCUMENT, PREFIX, ROUTES

_JSON: Final = "application/json"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""No answer is ever taken for a page, kept by a proxy, or shown within another page."""
_RETRY_AFTER_S: Final = 5
_UNKNOWN: Final = "unknown "
"""What those share a bucket by who bring no good token, each address by itself."""

_log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_api(app: web.Application, doors: Doors, pace: Pace | None = None) -> None:
    """Let the application answer the API."""
    desk = _Desk(doors, Paces(pace or Pace()))
    api = web.Application(middlewares=[_as_problem])
    for each in ROUTES:
        api.router.add_route(each.method, each.path, partial(desk.answer, each))
    api.router.add_route("GET", DOCUMENT, _document)
    app.add_subapp(PREFIX, api)


@web.middleware
async def _as_problem(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer as a problem what the server refuses by itself, and put the headers on all."""
    try:
        response = await handler(request)
    except web.HTTPException as refused:
        status = HTTPStatus(refused.status)
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = {"Allow": refused.headers.get("Allow", "")}
            detail = "This path takes other methods; see Allow."
            response = _told(Problem(status=status, detail=detail, headers=allowed))
        else:
            detail = f"Look at the path; {PREFIX}{DOCUMENT} names them all."
            response = _told(Problem(status=status, detail=detail))
    response.headers.update(_HEADERS)
    return response


async def _document(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=encoded_document(), content_type=_JSON)


class _Desk:
    """Answers one request after the other."""

    def __init__(self, doors: Doors, paces: Paces) -> None:
        self._doors = doors
        self._paces = paces
        self._good: set[bytes] = set()
        """Tokens that were good when last seen, by their digest: no guesser holds these up."""

    async def answer(self, route: Route, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        try:
            reply = await self._reply(route, request)
        except Line122Error as error:
            _log.warning("api.request_postponed", operation=route.name, cause=str(error))
            reply = Problem(
                status=HTTPStatus.SERVICE_UNAVAILABLE,
                detail="The engine cannot look it up now; ask again in a moment.",
                headers={"Retry-After": str(_RETRY_AFTER_S)},
            )
        if isinstance(reply, Problem):
            return _told(reply)
        return web.Response(
            body=msgspec.json.encode(reply.shown),
            status=route.status,
            content_type=_JSON,
            headers=reply.headers,
        )

    async def _reply(self, route: Route, request: web.Request) -> Reply | Problem:
        bearer = await self._bearer(request)
        if isinstance(bearer, Problem):
            return bearer
        if not allows(bearer.scopes, route.scope):
            return Problem(
                status=HTTPStatus.FORBIDDEN,
                detail=f"The token {bearer.name} lacks the scope {route.scope}; ask for one "
                "that has it.",
            )
        ask = await _read(route, request, self._doors, bearer)
        if isinstance(ask, Problem):
            return ask
        reply = await route.answer(ask)
        if isinstance(reply, Reply):
            self._note(route, bearer, reply)
        return reply

    async def _bearer(self, request: web.Request) -> Bearer | Problem:
        """Return who asks, unless nobody knows them or they ask too often."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else ""
        stranger = f"{_UNKNOWN}{request.remote}"
        key = sha256(token.encode(errors="surrogateescape")).digest()
        if key not in self._good:
            # Before the look-up: whoever guesses tokens must not keep the database busy.
            wait_s = self._paces.would_wait_s(stranger, self._doors.clock.instant())
            if wait_s > 0:
                return _too_often(wait_s)
        bearer = None
        if token:
            bearer = await self._doors.tokens.bearer_of(token, self._doors.clock.now())
        if bearer is None:
            self._good.discard(key)
        else:
            self._good.add(key)
        asker = stranger if bearer is None else bearer.name
        wait_s = self._paces.wait_s(asker, self._doors.clock.instant())
        if wait_s > 0:
            return _too_often(wait_s)
        if bearer is None:
            _log.warning("api.token_refused", operation=request.match_info.route.name or "")
            return Problem(
                status=HTTPStatus.UNAUTHORIZED,
                detail="Give a good token as `Authorization: Bearer TOKEN`; whoever runs the "
                "engine makes one by `line122 token add`.",
                headers={"WWW-Authenticate": 'Bearer realm="line122"'},
            )
        return bearer

    def _note(self, route: Route, bearer: Bearer, reply: Reply) -> None:
        """Note who has read whose case."""
        if not reply.tickets and reply.number is None:
            return
        _log.info(
            "case.read", operation=route.name, reader=bearer.name, tickets=len(reply.tickets)
        )
        self._doors.audit.note(
            ReadMade(
                at=self._doors.clock.now(),
                reader=bearer.name,
                operation=route.name,
                ticket_ids=reply.tickets,
                number=reply.number,
            )
        )


def _too_often(wait_s: float) -> Problem:
    return Problem(
        status=HTTPStatus.TOO_MANY_REQUESTS,
        detail="You ask too often; wait as long as Retry-After says.",
        headers={"Retry-After": str(int(wait_s) + 1)},
    )


async def _read(
    route: Route, request: web.Request, doors: Doors, bearer: Bearer
) -> "Ask[msgspec.Struct, msgspec.Struct] | Problem":
    """Return what was asked, or what is wrong with it."""
    query = read_query(route.query, _grouped(request.query))
    body = await _read_body(route, request) if route.has_body else Nothing()
    if isinstance(body, Problem):
        return body
    faults = [fault for part in (query, body) if isinstance(part, Faulty) for fault in part.faults]
    if isinstance(query, Faulty) or isinstance(body, Faulty):
        return wrong(*faults)
    return Ask(
        doors=doors,
        bearer=bearer,
        path=request.match_info,
        query=query,
        body=body,
        if_match=request.headers.get("If-Match"),
        idempotency_key=request.headers.get("Idempotency-Key"),
    )


async def _read_body(route: Route, request: web.Request) -> msgspec.Struct | Faulty | Problem:
    if request.content_type != _JSON:
        return Problem(
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            detail=f"Send {_JSON}, and say so in Content-Type.",
        )
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            return Problem(
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                detail=f"Send at most {MOST_BYTES} bytes.",
            )
    read = read_body(route.body, bytes(body))
    if read is None:
        return Problem(
            status=HTTPStatus.BAD_REQUEST, detail="What was sent is no JSON in UTF-8; mend it."
        )
    return read


def _grouped(query: MultiMapping[str]) -> Mapping[str, list[str]]:
    return {name: query.getall(name) for name in query}


def _told(problem: Problem) -> web.Response:
    return web.Response(
        body=problem.body,
        status=problem.status,
        content_type=PROBLEM_JSON,
        headers=problem.headers,
    )
