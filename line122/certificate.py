"""Until when a certificate is good: read at the start, told every day when the end is near.

What is watched is the certificate that the engine serves with: a newer one beside it helps nobody
until a restart.
"""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from cryptography.x509 import load_pem_x509_certificate
from prometheus_client import CollectorRegistry, Gauge

from base.calendar import next_time_of_day
from base.clock import Clock

TELL_BEFORE: Final = timedelta(days=21)
"""Time enough for whoever must ask somebody else for a new one."""

_LOOKS_AT_HOUR: Final = 9
_DAY_S: Final = 86_400

_log = structlog.get_logger(__name__)


def expires_at(path: Path) -> datetime | None:
    """Return until when the first certificate of a file is good; `None` if it is unreadable."""
    try:
        return load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    except (OSError, ValueError):
        return None


def advice_for(until: datetime, now: datetime) -> str | None:
    """Return what to do about a certificate, for a log and a terminal; `None` when all is well."""
    if until - now > TELL_BEFORE:
        return None
    day = f"{until:%Y-%m-%d}"
    when = f"is good until {day}" if until > now else f"was good until {day}"
    return f"the certificate of the pages {when}; make or import another by `line122 cert`"


class CertificateWatch:
    """Knows for how many days the certificate of the pages is still good."""

    def __init__(
        self,
        until: datetime | None,
        clock: Clock,
        *,
        zone: ZoneInfo,
        registry: CollectorRegistry,
    ) -> None:
        """`until` is `None` where pages are served without TLS, or something else speaks it."""
        self._until = until
        self._clock = clock
        self._zone = zone
        gauge = Gauge(
            "line122_certificate_days",
            "Days for which the certificate of the pages is still good; NaN without TLS",
            registry=registry,
        )
        gauge.set_function(lambda: float("nan") if self.days is None else self.days)

    @property
    def days(self) -> float | None:
        """For how many days it is still good; negative when it is not; `None` without one."""
        if self._until is None:
            return None
        return (self._until - self._clock.now()).total_seconds() / _DAY_S

    async def run(self) -> None:
        """Tell at once and every day when the end is near, until cancelled."""
        while True:
            now = self._clock.now()
            advice = None if self._until is None else advice_for(self._until, now)
            if advice is not None:
                _log.warning("certificate.expires", days=round(self.days or 0.0), advice=advice)
            tomorrow = next_time_of_day(now, self._zone, _LOOKS_AT_HOUR, 0)
            await asyncio.sleep((tomorrow - now).total_seconds())
