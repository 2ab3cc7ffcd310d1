"""Reports as they are answered."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec


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


class BesideShown(msgspec.Struct, frozen=True, kw_only=True):
    """A count of a day beside those of other days."""

    name: str
    value: int
    usual: float | None
    record: int
    record_day: date


class NumberShown(msgspec.Struct, frozen=True, kw_only=True):
    """A number by how often it dialled."""

    number: str
    attempts: int
    gap_s: float | None
    channel_s: float
    answered: int
    refused: int
    first_at: datetime
    last_at: datetime


class RangeShown(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that begin alike."""

    prefix: str
    people: int
    attempts: int


class StormShown(msgspec.Struct, frozen=True, kw_only=True):
    """Who made the attempts of a period."""

    people: int
    attempts: int
    attempts_of_top_10: int
    attempts_of_top_50: int
    hidden_attempts: int
    gaps: Mapping[str, int]
    people_by_attempts: Mapping[str, int]
    numbers: tuple[NumberShown, ...]
    ranges: tuple[RangeShown, ...]


class DayShown(msgspec.Struct, frozen=True, kw_only=True):
    """A day on one page."""

    day: date
    asked_at: datetime
    total: LineShown
    hours: tuple[LineShown, ...]
    topics: tuple[LineShown, ...]
    first_lost_unseen: float | None
    beside: tuple[BesideShown, ...]
    clinics: tuple[ClinicVisitsShown, ...]
    storm: StormShown


class CallOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A call behind a number."""

    call_id: UUID
    contact_id: UUID
    ticket_id: UUID
    ticket_number: str
    direction: str
    number: str | None
    dialled: str
    arrived_at: datetime
    wait_s: float | None
    talk_s: float | None
    queue: str | None
    operator: UUID | None
    topic: str | None
    outcome: str | None
    decision: str


class CallsOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the calls behind a number."""

    calls: tuple[CallOfReport, ...]
    next: str | None


class NeedOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A need behind a number."""

    contact_id: UUID
    ticket_id: UUID
    ticket_number: str
    number: str | None
    first_dial_at: datetime
    attempts: int
    served_at: datetime | None
    told_at: datetime | None
    promised_for: datetime | None
    end_reason: str | None


class NeedsOfReport(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the needs behind a number."""

    contacts: tuple[NeedOfReport, ...]
    next: str | None
