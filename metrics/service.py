"""The desk of reports: what was asked of the past, and the day on one page.

It asks a book that counts where the rows are, over connections that no call waits for. The lines
of days that are over are kept, since a record is of all time and a year is long; a call that ends
after midnight changes its day's line once more, so the last two days are always asked for anew.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from base.calendar import local_day
from base.clock import Clock
from metrics.day import DayReport, beside_other_days
from metrics.kpi import first_attempt_lost_unseen
from metrics.ports import ReportBook
from metrics.reports import (
    ClinicVisits,
    DayLine,
    Grouping,
    Period,
    ReportAsk,
    ReportLine,
    TrunkChannels,
)
from metrics.storm import StormDiagnosis
from metrics.tally import Tally

_SETTLED_AFTER: Final = timedelta(days=2)
_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
_A_DAY: Final = timedelta(days=1)
_LISTED: Final = 20


@dataclass(frozen=True, slots=True)
class ReportSite:
    """What a site's reports are reckoned by."""

    zone: ZoneInfo
    trunks: Callable[[], tuple[TrunkChannels, ...]]
    """As the policy in force has them."""
    clock: Clock


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked for, and the whole of it."""

    lines: tuple[ReportLine, ...]
    total: Tally
    asked_at: datetime


class ReportDesk:
    """Answers what is asked of the past."""

    def __init__(self, book: ReportBook, site: ReportSite) -> None:
        self._book = book
        self._site = site
        self._settled: dict[date, DayLine] = {}

    @property
    def zone(self) -> ZoneInfo:
        """Where days begin."""
        return self._site.zone

    def period(self, first: date, last: date) -> Period:
        """Return the period of whole local days, both of them in it."""
        return Period(self._begin(first), self._begin(last + _A_DAY))

    async def report(self, ask: ReportAsk) -> Report:
        """Return the lines of a report and their whole; people of lines are not its sum."""
        now = self._site.clock.now()
        lines = await self._book.lines(ask, now)
        whole = ReportAsk(period=ask.period, filters=ask.filters)
        is_whole = ask.grouping is Grouping.TOTAL
        total = lines if is_whole else await self._book.lines(whole, now)
        return Report(lines, total[0].tally, now)

    async def day(self, day: date) -> DayReport:
        """Return a day on one page."""
        now = self._site.clock.now()
        period = self.period(day, day)
        (total,) = await self._book.lines(ReportAsk(period=period), now)
        full = await self._book.full_hours(period, self._site.trunks(), now)
        return DayReport(
            day=day,
            total=total.tally,
            hours=await self._book.lines(ReportAsk(period=period, grouping=Grouping.HOUR), now),
            topics=await self._book.lines(ReportAsk(period=period, grouping=Grouping.TOPIC), now),
            first_lost_unseen=first_attempt_lost_unseen([hour.full for hour in full]),
            beside=beside_other_days(day, await self._days(now)),
            clinics=await self._book.clinics(period),
            storm=await self._book.diagnosis(period, _LISTED),
        )

    async def clinics(self, period: Period) -> tuple[ClinicVisits, ...]:
        """Return the visits of each clinic and day."""
        return await self._book.clinics(period)

    async def storm(self, period: Period) -> StormDiagnosis:
        """Return who made the attempts of a period."""
        return await self._book.diagnosis(period, _LISTED)

    async def _days(self, now: datetime) -> tuple[DayLine, ...]:
        """Return every day on which anybody called."""
        settled_until = local_day(now - _SETTLED_AFTER, self.zone)
        last = max(self._settled, default=None)
        since = _BEGINNING if last is None else self._begin(last + _A_DAY)
        fresh = await self._book.days(Period(since, now + _A_DAY))
        self._settled |= {line.day: line for line in fresh if line.day < settled_until}
        return (*self._settled.values(), *(line for line in fresh if line.day >= settled_until))

    def _begin(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
