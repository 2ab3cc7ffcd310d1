"""The API as an application of its own: who asks, may they, what is sent, what is answered.

The order is the law here. Whoever is not known learns nothing; whoever lacks the scope
sends nothing that is read; what is sent is read whole or not at all; and an answer that shows a
case is not given before it is noted who reads it.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final

import msgspec
import structlog
from aiohttp import web
from multidict import MultiMapping

from base.errors import Line122Error
from web.api.askers import Askers
from web.api.codes import RefusalCode
from web.api.limits import MOST_BYTES, Pace, Paces
from web.api.model import Nothing
from web.api.openapi import encoded_document
from web.api.ports import Bearer, Doors, ReaderRole, ReadMade
from web.api.problems import Problem, told, wrong
from web.api.reading import Faulty, read_body, read_query
from web.api.route import JSON, Ask, Reply, Route
from web.api.scopes import allows
from web.api.table import DOCUMENT, PREFIX, ROUTES
from web.session.routes import add_session
from web.session.strangers import STRANGERS, Strangers

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

_log = structlog.get_logger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_api(app: web.Application, doors: Doors, pace: Pace | None = None) -> None:
    """Let the application answer the API."""
    paces = Paces(pace or Pace())
    strangers = app[STRANGERS] = Strangers(paces, doors.clock)
    desk = _Desk(doors, Askers(doors, paces, strangers))
    api = web.Application(middlewares=[_as_problem])
    for each in ROUTES:
        api.router.add_route(each.method, each.path, partial(desk.answer, each))
    api.router.add_route("GET", DOCUMENT, _document)
    add_session(api, doors.sign_in, doors.clock, strangers)
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
            response = told(Problem(status=status, detail=detail, headers=allowed))
        else:
            detail = f"Look at the path; {PREFIX}{DOCUMENT} names them all."
            response = told(Problem(status=status, detail=detail))
    response.headers.update(_HEADERS)
    return response


async def _document(_request: web.Request) -> web.StreamResponse:
    return web.Response(body=encoded_document(), content_type=JSON)


class _Desk:
    """Answers one request after the other."""

    def __init__(self, doors: Doors, askers: Askers) -> None:
        self._doors = doors
        self._askers = askers

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
            return told(reply)
        if reply.file is not None:
            headers = {"Content-Type": route.media, **reply.headers}
            return web.FileResponse(reply.file, headers=headers)
        if reply.content is not None:
            headers = {"Content-Type": route.media, **reply.headers}
            return web.Response(body=reply.content, headers=headers)
        return web.Response(
            body=msgspec.json.encode(reply.shown),
            status=route.status,
            content_type=JSON,
            headers=reply.headers,
        )

    async def _reply(self, route: Route, request: web.Request) -> Reply | Problem:
        bearer = await self._askers.asker(request)
        if isinstance(bearer, Problem):
            return bearer
        refusal = _refusal(route, bearer)
        if refusal is not None:
            return Problem(status=HTTPStatus.FORBIDDEN, detail=refusal, code=RefusalCode.NO_RIGHT)
        ask = await _read(route, request, self._doors, bearer)
        if isinstance(ask, Problem):
            return ask
        reply = await route.answer(ask)
        if isinstance(reply, Reply):
            self._note(route, bearer, reply)
        return reply

    def _note(self, route: Route, bearer: Bearer, reply: Reply) -> None:
        """Note who has read whose case."""
        if not reply.tickets and reply.number is None:
            return
        operation = reply.kept_as or route.name
        _log.info("case.read", operation=operation, reader=bearer.name, tickets=len(reply.tickets))
        self._doors.audit.note(
            ReadMade(
                at=self._doors.clock.now(),
                role=ReaderRole.PARTNER if bearer.person is None else ReaderRole.PERSON,
                reader=bearer.name,
                operation=operation,
                ticket_ids=reply.tickets,
                number=reply.number,
                recording=reply.recording,
            )
        )


def _refusal(route: Route, bearer: Bearer) -> str | None:
    """Return why somebody may not ask for this; `None` when they may."""
    if bearer.person is None:
        if route.needs_person:
            return "Only somebody who is signed in may ask for this; no token may."
        if not allows(bearer.scopes, route.scope):
            return (
                f"The token {bearer.name} lacks the scope {route.scope}; ask for one that has it."
            )
    elif not allows(bearer.scopes, route.scope):
        return f"Your roles lack the right {route.scope}; ask your administrator."
    elif bearer.clinic is not None and not route.is_for_clinics:
        return "A clinic's dispatcher sees the visits of the clinic and nothing else."
    return None


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
    if request.content_type != JSON:
        return Problem(
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            detail=f"Send {JSON}, and say so in Content-Type.",
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
