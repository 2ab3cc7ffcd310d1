"""The clinic's server: what a region's medical system does with our visits, in small.

It verifies every signature, keeps what it was told once per idempotency key, and reports back
what becomes of a visit. For demos and tests it has moods: by command it is slow, fails, loses its
replies, says everything twice, refuses, or takes visits and keeps silent.

Deliberately absent: anything that a real system would need. What it keeps is gone when it stops.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from typing import Final, assert_never
from uuid import UUID
from xml.parsers import expat

import msgspec
import structlog
from aiohttp import web

from base.clock import Clock
from base.ids import VisitId
from base.signature import signature_fault
from base.tasks import cancel, spawn
from line122.clinic.reports import Report, Reporter
from tickets.report import ReportedStatus

_KEY_HEADER: Final = "Idempotency-Key"
_ABOUT_HEADER: Final = "X-Line122-About"
_REQUESTED: Final = "visit_requested"
_VISIT_SYSTEM: Final = "urn:line122:visit"
_MOST_BYTES: Final = 1_048_576

_log = structlog.get_logger(__name__)


class Mood(StrEnum):
    """How the clinic behaves from now on."""

    WILLING = "willing"
    """It takes visits and reports that it accepts them."""
    SILENT = "silent"
    """It takes visits and nobody there ever answers."""
    REFUSING = "refusing"
    """It takes visits and reports that it refuses them."""
    REPEATING = "repeating"
    """It reports everything twice."""
    SLOW = "slow"
    """It takes visits after a long while."""
    FAILING = "failing"
    """It answers with a fault."""
    FORGETTING = "forgetting"
    """It takes visits, and the line breaks before it says so."""
    REJECTING = "rejecting"
    """It says that what we send makes no sense."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the clinic was told under one key."""

    key: str
    about: str
    visit_id: VisitId | None
    body: bytes


@dataclass(slots=True)
class Ledger:
    """Everything that has reached the clinic."""

    kept: dict[str, Kept] = field(default_factory=dict)
    """By idempotency key."""
    requests: int = 0
    """How often anything was sent, faults and repetitions included."""
    forged: int = 0


class Clinic:
    """The clinic's system."""

    def __init__(
        self, *, secret: bytes, clock: Clock, reporter: Reporter | None, slow_s: float = 30.0
    ) -> None:
        self._secret = secret
        self._clock = clock
        self._reporter = reporter
        self._slow_s = slow_s
        self._reports: set[asyncio.Task[None]] = set()
        self.mood = Mood.WILLING
        self.ledger = Ledger()
        self.asked = asyncio.Event()
        """Set when anything has been sent."""

    def report_by(self, reporter: Reporter) -> None:
        """Report so from now on."""
        self._reporter = reporter

    def app(self) -> web.Application:
        """Return the application that takes visits."""
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post("/visits", self._take)
        app.router.add_get("/visits", self._show)
        app.router.add_post("/mood/{mood}", self._change_mood)
        app.router.add_post("/visits/{visit_id}/{status}", self._report_by_hand)
        return app

    async def stop(self) -> None:
        """Say nothing more."""
        for task in tuple(self._reports):
            await cancel(task)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.ledger.requests += 1
        self.asked.set()
        fault = signature_fault(self._secret, request.headers, body, self._clock.now())
        if fault is not None:
            self.ledger.forged += 1
            return web.json_response({"error": fault.value}, status=HTTPStatus.UNAUTHORIZED)
        mood = self.mood
        match mood:
            case Mood.FAILING:
                return web.json_response({}, status=HTTPStatus.SERVICE_UNAVAILABLE)
            case Mood.REJECTING:
                return web.json_response({}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
            case Mood.SLOW:
                await asyncio.sleep(self._slow_s)
            case Mood.WILLING | Mood.SILENT | Mood.REFUSING | Mood.REPEATING | Mood.FORGETTING:
                pass
            case _:
                assert_never(mood)
        self._keep(request, body)
        if mood is Mood.FORGETTING and request.transport is not None:
            request.transport.abort()
        return web.json_response({"taken": True}, status=HTTPStatus.ACCEPTED)

    def _keep(self, request: web.Request, body: bytes) -> None:
        key = request.headers.get(_KEY_HEADER, "")
        about = request.headers.get(_ABOUT_HEADER, "")
        is_new = key not in self.ledger.kept
        kept = self.ledger.kept.setdefault(key, Kept(key, about, visit_in(body), body))
        if is_new:
            _log.info("clinic.told", about=about, key=key)
        # A request that comes again was perhaps not answered: an answer given twice does no harm.
        if kept.about == _REQUESTED and kept.visit_id is not None:
            self._answer_for(kept.visit_id, kept.key)

    def _answer_for(self, visit_id: VisitId, key: str) -> None:
        match self.mood:
            case Mood.WILLING | Mood.SLOW | Mood.FORGETTING:
                self._report(Report(f"{key}.accepted", visit_id, ReportedStatus.ACCEPTED))
            case Mood.REPEATING:
                report = Report(f"{key}.accepted", visit_id, ReportedStatus.ACCEPTED)
                self._report(report)
                self._report(report)
            case Mood.REFUSING:
                refusal = ReportedStatus.REFUSED
                self._report(Report(f"{key}.refused", visit_id, refusal, "не наш участок"))
            case Mood.SILENT | Mood.FAILING | Mood.REJECTING:
                pass
            case _:
                assert_never(self.mood)

    def _report(self, report: Report) -> None:
        if self._reporter is None:
            return
        task = spawn(self._reporter.send(report), name="clinic report")
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _show(self, _request: web.Request) -> web.Response:
        kept = [
            {"key": item.key, "about": item.about, "visit_id": str(item.visit_id)}
            for item in self.ledger.kept.values()
        ]
        return web.json_response(
            {"mood": self.mood.value, "requests": self.ledger.requests, "kept": kept}
        )

    async def _change_mood(self, request: web.Request) -> web.Response:
        try:
            self.mood = Mood(request.match_info["mood"])
        except ValueError:
            return web.json_response({"moods": list(Mood)}, status=HTTPStatus.NOT_FOUND)
        return web.json_response({"mood": self.mood.value})

    async def _report_by_hand(self, request: web.Request) -> web.Response:
        """Report what an operator of the clinic says: `POST /visits/{visit}/visited`."""
        try:
            visit_id = VisitId(UUID(request.match_info["visit_id"]))
            status = ReportedStatus(request.match_info["status"])
        except ValueError:
            return web.json_response({"statuses": list(ReportedStatus)}, status=404)
        reason, doctor = request.query.get("reason"), request.query.get("doctor")
        # Another doctor is another report.
        event_id = f"{visit_id}.{status.value}" + (f".{doctor}" if doctor else "")
        self._report(Report(event_id, visit_id, status, reason, doctor))
        return web.json_response({"reported": status.value})


@asynccontextmanager
async def running_clinic(clinic: Clinic, port: int = 0) -> AsyncIterator[int]:
    """Serve the clinic on this machine while the body runs, and yield its port."""
    runner = web.AppRunner(clinic.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield runner.addresses[0][1]
    finally:
        await clinic.stop()
        await runner.cleanup()


def visit_in(body: bytes) -> VisitId | None:
    """Return the visit that a body of one of the shipped templates tells of."""
    text = _visit_in_xml(body) if body.lstrip().startswith(b"<") else _visit_in_json(body)
    try:
        return None if text is None else VisitId(UUID(text))
    except ValueError:
        return None


class _Identifier(msgspec.Struct):
    system: str
    value: str | None = None


class _ServiceRequest(msgspec.Struct):
    identifier: list[_Identifier] = msgspec.field(default_factory=list)


def _visit_in_json(body: bytes) -> str | None:
    try:
        request = msgspec.json.decode(body, type=_ServiceRequest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    values = (item.value for item in request.identifier if item.system == _VISIT_SYSTEM)
    return next(values, None)


def _visit_in_xml(body: bytes) -> str | None:
    found: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "visit" and "id" in attributes:
            found.append(attributes["id"])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(body, True)  # noqa: FBT003 - expat takes its flags so.
    except expat.ExpatError:
        return None
    return found[0] if found else None
