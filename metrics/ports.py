"""What reports need of whoever keeps the rows."""

from datetime import datetime
from typing import Protocol

from metrics.reports import (
    CallListed,
    ClinicVisits,
    Counted,
    CountedNeed,
    DayLine,
    Facts,
    FullHour,
    Listed,
    NeedListed,
    NumberAsk,
    PageAsk,
    PeopleAsk,
    Period,
    PersonListed,
    ReportAsk,
    ReportLine,
    TrunkChannels,
)
from metrics.storm import StormDiagnosis


class ReportBook(Protocol):
    """The figures of a site, counted where its rows are; never on the way of a call."""

    async def lines(self, ask: ReportAsk, now: datetime) -> tuple[ReportLine, ...]:
        """Return the lines of a report by key; of a total, one."""
        ...

    async def clinics(self, period: Period) -> tuple[ClinicVisits, ...]:
        """Return the visits of each clinic and day."""
        ...

    async def diagnosis(self, period: Period, most: int) -> StormDiagnosis:
        """Return who made the attempts; so many numbers and ranges."""
        ...

    async def days(self, period: Period) -> tuple[DayLine, ...]:
        """Return every day of the period on which anybody called, the oldest first."""
        ...

    async def full_hours(
        self, period: Period, trunks: tuple[TrunkChannels, ...], now: datetime
    ) -> tuple[FullHour, ...]:
        """Return every hour with a first-timer, and how long the trunk was full in it."""
        ...

    async def facts(self, period: Period) -> Facts:
        """Return the rows themselves, for a fold of them."""
        ...


class ReportLists(Protocol):
    """The lists behind the numbers, page by page."""

    async def calls(self, number: NumberAsk[Counted], page: PageAsk) -> Listed[CallListed]:
        """Return the calls that a number counts."""
        ...

    async def people(self, number: PeopleAsk, page: PageAsk) -> Listed[PersonListed]:
        """Return the people that a number counts, who dialled last first."""
        ...

    async def needs(self, number: NumberAsk[CountedNeed], page: PageAsk) -> Listed[NeedListed]:
        """Return the needs that a number counts."""
        ...
