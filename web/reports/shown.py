"""Reports as they are answered; what is answered as it was counted stands in `metrics`."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from metrics.day import Beside
from metrics.reports import CallListed, NeedListed, PersonListed
from metrics.storm import NumberSeen, RangeSeen


class LineShown(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a report; names of counts are what their lists open by."""

    key: str
    """What it is of: a day, a queue, an agent's id; empty where there was none."""
    title: str = ""
    """A name that people know it by, where the key says nothing."""
    counts: Mapping[str, int]
    queue: Mapping[str, int]
    """How the calls that entered a queue ended: together they are `offered`."""
    agents_s: Mapping[str, float]
    figures: Mapping[str, float | None]
    """Shares are 0 to 1, times are seconds; `null` where there was nothing to measure."""
    norms: Mapping[str, bool | None]
    is_balanced: bool
    """Whether every attempt is counted once."""


class ReportShown(msgspec.Struct, frozen=True, kw_only=True):
    """A report."""

    since: date
    until: date
    grouping: str
    asked_at: datetime
    lines: tuple[LineShown, ...]
    total: LineShown


class ClinicVisitsShown(msgspec.Struct, frozen=True, kw_only=True):
    """The visits of a clinic on a day, against what its doctors can make."""

    clinic: str
    name: str
    day: date
    booked_district: int
    booked_duty: int
    waiting_list: int
    acknowledged: int
    visited: int
    refused: int
    cancelled: int
    capacity: int | None
    """`null` where the clinic sets no limit."""


class ClinicsShown(msgspec.Struct, frozen=True, kw_only=True):
    """Visits of clinics by day."""

    clinics: tuple[ClinicVisitsShown, ...]


class StormShown(msgspec.Struct, frozen=True, kw_only=True):
    """Who made the attempts of a period."""

    people: int
    attempts: int
    attempts_of_top_10: int
    attempts_of_top_50: int
    hidden_attempts: int
    gaps: Mapping[str, int]
    people_by_attempts: Mapping[str, int]
    numbers: tuple[NumberSeen, ...]
    ranges: tuple[RangeSeen, ...]


class DayShown(msgspec.Struct, frozen=True, kw_only=True):
    """A day on one page."""

    day: date
    asked_at: datetime
    total: LineShown
    hours: tuple[LineShown, ...]
    topics: tuple[LineShown, ...]
    first_lost_unseen: float | None
    beside: tuple[Beside, ...]
    clinics: tuple[ClinicVisitsShown, ...]
    storm: StormShown


class CallsOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the calls behind a number."""

    calls: tuple[CallListed, ...]
    next: str | None


class PeopleOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the people behind a number."""

    people: tuple[PersonListed, ...]
    next: str | None


class NeedsOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the needs behind a number."""

    contacts: tuple[NeedListed, ...]
    next: str | None
