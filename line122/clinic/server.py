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

import structlog
from aiohttp import web

from base.clock import Clock
from base.ids import VisitId
from base.signature import signature_fault
from base.tasks import cancel, spawn
from line122.clinic.reading import Told, told_in
from line122.clinic.reports import Report, Reporter
from tickets.report import ReportedStatus

_KEY_HEADER: Final = "Idempotency-Key"
_ABOUT_HEADER: Final = "X-Line122-About"
_ANSWERED: Final = frozenset({"visit_requested", "visit_changed"})
"""What a clinic owes an answer for: both tell a whole visit."""
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
    told: Told | None
    body: bytes

    @property
    def visit_id(self) -> VisitId | None:
        """The visit that it tells of."""
        return None if self.told is None else self.told.visit_id


@dataclass(slots=True)
class Ledger:
    """Everything that has reached the clinic."""

    kept: dict[str, Kept] = field(default_factory=dict)
    """By idempotency key."""
    visits: dict[VisitId, Kept] = field(default_factory=dict)
    """The newest word on every visit, in whatever order they came."""
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
        self.reported = asyncio.Event()
        """Set when a report has been answered, or given up."""

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
        kept = self.ledger.kept.setdefault(key, Kept(key, about, told_in(body), body))
        if is_new:
            _log.info("clinic.told", about=about, key=key)
        if kept.about not in _ANSWERED or kept.told is None:
            return
        known = self.ledger.visits.get(kept.told.visit_id)
        if known is None or known.told is None or known.told.revision <= kept.told.revision:
            self.ledger.visits[kept.told.visit_id] = kept
        # What comes again was perhaps not answered: an answer given twice does no harm.
        self._answer_for(kept.told, kept.key)

    def _answer_for(self, told: Told, key: str) -> None:
        visit_id, revision = told.visit_id, told.revision
        accepted = Report(f"{key}.accepted", visit_id, ReportedStatus.ACCEPTED, revision=revision)
        match self.mood:
            case Mood.WILLING | Mood.SLOW | Mood.FORGETTING:
                self._report(accepted)
            case Mood.REPEATING:
                self._report(accepted)
                self._report(accepted)
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
        task.add_done_callback(self._end_report)

    def _end_report(self, task: asyncio.Task[None]) -> None:
        self._reports.discard(task)
        self.reported.set()

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
        """Report what an operator of the clinic says: `POST /visits/{visit}/visited`.

        They have read the newest word on the visit that the clinic has.
        """
        try:
            visit_id = VisitId(UUID(request.match_info["visit_id"]))
            status = ReportedStatus(request.match_info["status"])
        except ValueError:
            return web.json_response({"statuses": list(ReportedStatus)}, status=404)
        reason, doctor = request.query.get("reason"), request.query.get("doctor")
        known = self.ledger.visits.get(visit_id)
        revision = None if known is None or known.told is None else known.told.revision
        # Another doctor is another report, and so is the same of what was told otherwise since.
        parts = (str(visit_id), status.value, str(revision or ""), doctor or "")
        event_id = ".".join(part for part in parts if part)
        self._report(Report(event_id, visit_id, status, reason, doctor, revision))
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
