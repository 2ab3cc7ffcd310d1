"""The door at which clinics report what becomes of visits: `POST /hooks/{target}/status`.

Nobody is known here but by a signature: HMAC-SHA256 over the time and the body, with the secret of
the target. A report that is too old, or was changed, or came from somebody else is refused before
it is read; one that was heard before gets the answer that it got then.
"""

from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

import msgspec
import structlog
from aiohttp import web

from base.clock import Clock
from base.errors import Line122Error
from base.ids import VisitId
from base.signature import SignatureFault, signature_fault
from tickets.report import ReportAnswer, ReportedStatus, StatusReport
from web.ports import Receipts

_MOST_BYTES: Final = 65_536
_RECEIPTS: web.AppKey[Receipts] = web.AppKey("receipts")
_CLOCK: web.AppKey[Clock] = web.AppKey("receipts_clock")
_LONGEST_ID: Final = 200
_LONGEST_REASON: Final = 1000
_LONGEST_NAME: Final = 200
_MOST_REVISION: Final = 2**63 - 1
"""The database keeps no larger one."""

_STATUSES: Final = {
    ReportAnswer.ACCEPTED: HTTPStatus.OK,
    ReportAnswer.UNKNOWN: HTTPStatus.NOT_FOUND,
    ReportAnswer.NOT_ALLOWED: HTTPStatus.CONFLICT,
}

_log = structlog.get_logger(__name__)


class _Body(msgspec.Struct):
    """A report as it is sent; what else stands in it is the clinic's own affair."""

    event_id: str
    visit_id: UUID
    status: str
    at: datetime
    reason: str | None = None
    doctor: str | None = None
    revision: int | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.event_id) <= _LONGEST_ID:
            raise ValueError(f"event_id must have 1 to {_LONGEST_ID} characters")
        if self.at.tzinfo is None:
            raise ValueError("at must carry its time zone")
        if len(self.reason or "") > _LONGEST_REASON:
            raise ValueError(f"reason must have at most {_LONGEST_REASON} characters")
        if len(self.doctor or "") > _LONGEST_NAME:
            raise ValueError(f"doctor must have at most {_LONGEST_NAME} characters")
        if not 0 <= (self.revision or 0) <= _MOST_REVISION:
            raise ValueError("revision must be that of a word that we have sent")
        if self.status == ReportedStatus.REFUSED and not (self.reason or "").strip():
            raise ValueError("whoever refuses a visit gives a reason")


def add_receipts(app: web.Application, receipts: Receipts, clock: Clock) -> None:
    """Let clinics report at the application."""
    app[_RECEIPTS] = receipts
    app[_CLOCK] = clock
    app.router.add_post("/hooks/{target}/status", _report)


async def _report(request: web.Request) -> web.Response:
    target = request.match_info["target"]
    body = await _read(request)
    if body is None:
        return _refused(target, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "longer than 64 KiB")
    if fault := _fault(request, target, body):
        return _refused(target, HTTPStatus.UNAUTHORIZED, fault)
    try:
        read = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        return _refused(target, HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
    if read.status not in set(ReportedStatus):
        known = ", ".join(ReportedStatus)
        return _refused(target, HTTPStatus.UNPROCESSABLE_ENTITY, f"status must be one of {known}")
    report = StatusReport(
        target=target,
        event_id=read.event_id,
        visit_id=VisitId(read.visit_id),
        status=ReportedStatus(read.status),
        reason=read.reason,
        at=read.at,
        doctor=(read.doctor or "").strip(),
        revision=read.revision,
    )
    try:
        answer = await request.app[_RECEIPTS].receive(report)
    except Line122Error as error:
        _log.warning("visit_report.postponed", target=target, cause=str(error))
        return _answer(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "report again later"})
    return _answer(_STATUSES[answer], {"answer": answer.value})


async def _read(request: web.Request) -> bytes | None:
    """Return the body; `None` when it is longer than any report is."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return bytes(body)


def _fault(request: web.Request, target: str, body: bytes) -> str | None:
    """Return why nobody believes the report; `None` when one of the target's secrets signs it."""
    secrets = request.app[_RECEIPTS].secrets_of(target)
    if not secrets:
        # Told as a forged one is: whoever asks learns no names of targets.
        return f"signature {SignatureFault.FORGED}"
    now = request.app[_CLOCK].now()
    faults = [signature_fault(secret, request.headers, body, now) for secret in secrets]
    return None if None in faults else f"signature {faults[0]}"


def _refused(target: str, status: HTTPStatus, reason: str) -> web.Response:
    _log.warning("visit_report.refused", target=target[:_LONGEST_ID], status=status, reason=reason)
    return _answer(status, {"error": reason})


def _answer(status: HTTPStatus, content: dict[str, str]) -> web.Response:
    return web.json_response(content, status=status.value)
