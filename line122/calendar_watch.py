"""Says in good time that the days off of a year are not known: an alarm from November on."""

import asyncio
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from prometheus_client import CollectorRegistry, Gauge

from base.calendar import local_day, next_time_of_day
from base.clock import Clock
from base.production import CalendarGap, GapReason, ProductionCalendar, gap_of

_LOOKS_AT_HOUR: Final = 9
"""Once a day, when somebody is there who can see to it."""

_log = structlog.get_logger(__name__)


def advice_for(gap: CalendarGap) -> str:
    """Return what to do about a year, for a log and a terminal."""
    if gap.reason is GapReason.MISSING:
        return (
            f"the days off of {gap.year} are not known; take the next release, or write "
            f"base/calendars/ru/{gap.year}.yaml by the decree"
        )
    return (
        f"nobody has compared the days off of {gap.year} with the decree; do it, write what "
        f"differs under production_calendar, and name {gap.year} under its confirmed:"
    )


class CalendarWatch:
    """Looks at the production calendar once a day, and shows what it found."""

    def __init__(
        self,
        calendar: ProductionCalendar | None,
        clock: Clock,
        *,
        zone: ZoneInfo,
        registry: CollectorRegistry,
    ) -> None:
        self._calendar = calendar
        self._clock = clock
        self._zone = zone
        gauge = Gauge(
            "line122_calendar_gap",
            "1 while the days off of this year, or from November on of the next, are not known",
            registry=registry,
        )
        gauge.set_function(lambda: float(self.gap() is not None))

    def gap(self) -> CalendarGap | None:
        """Return the year that somebody must see to; `None` when all is well."""
        if self._calendar is None:
            return None
        return gap_of(self._calendar, local_day(self._clock.now(), self._zone))

    def change_calendar(self, calendar: ProductionCalendar | None) -> None:
        """Go by another calendar from now on; `None` where no hours name one."""
        self._calendar = calendar

    async def run(self) -> None:
        """Tell of a gap at once and every day, until cancelled."""
        while True:
            self._tell()
            now = self._clock.now()
            tomorrow = next_time_of_day(now, self._zone, _LOOKS_AT_HOUR, 0)
            await asyncio.sleep((tomorrow - now).total_seconds())

    def _tell(self) -> None:
        gap = self.gap()
        if gap is None:
            return
        advice = advice_for(gap)
        if gap.reason is GapReason.MISSING:
            _log.error("calendar.year_unknown", year=gap.year, reason=gap.reason, advice=advice)
        else:
            _log.warning("calendar.year_unknown", year=gap.year, reason=gap.reason, advice=advice)
