"""Reports of a clinic: signed, and sent again until they are answered for."""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import msgspec
import structlog

from base.clock import Clock
from base.ids import VisitId
from base.signature import signed_headers
from tickets.report import ReportedStatus

_TRIES: Final = 5
_PAUSE_S: Final = 1.0
_FIRST_FAULT: Final = 500
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """What the clinic says of a visit."""

    event_id: str
    visit_id: VisitId
    status: ReportedStatus
    reason: str | None = None
    doctor: str | None = None
    revision: int | None = None
    """Of the newest word on the visit that the clinic has read."""


class Reporter:
    """Says to the helpline what becomes of visits."""

    def __init__(self, *, url: str, secret: bytes, clock: Clock) -> None:
        self._url = url
        self._secret = secret
        self._clock = clock

    async def send(self, report: Report) -> None:
        """Report until there is an answer, or a few times in vain."""
        async with aiohttp.ClientSession() as session:
            for _ in range(_TRIES):
                status = await self._status(session, report)
                if status is not None and status < _FIRST_FAULT:
                    _log.info("clinic.reported", status=status, said=report.status.value)
                    return
                await asyncio.sleep(_PAUSE_S)
        _log.warning("clinic.unheard", said=report.status.value)

    async def _status(self, session: aiohttp.ClientSession, report: Report) -> int | None:
        now = self._clock.now()
        body = msgspec.json.encode(
            {
                "event_id": report.event_id,
                "visit_id": str(report.visit_id),
                "status": report.status.value,
                "reason": report.reason,
                "doctor": report.doctor,
                "revision": report.revision,
                "at": now.isoformat(),
            }
        )
        headers = {
            "Content-Type": "application/json",
            **signed_headers(self._secret, now, body),
        }
        try:
            async with session.post(self._url, data=body, headers=headers) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None
