"""One day on one page: its figures, beside what is usual on this weekday and the records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

from metrics.reports import ClinicVisits, DayLine, ReportLine
from metrics.storm import StormDiagnosis
from metrics.tally import Tally

_WEEKS: Final = 8
COMPARED: Final = ("people", "attempts", "answered", "abandoned", "blocked")
"""The counts of a day that are put beside other days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A count of a day, beside those of other days."""

    name: str
    value: int
    usual: float | None
    """The median of the same weekday in the eight weeks before; `None` without one."""
    record: int
    """The most of any day, this one too."""
    record_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """A day, as the headquarters read it."""

    day: date
    total: Tally
    hours: tuple[ReportLine, ...]
    topics: tuple[ReportLine, ...]
    first_lost_unseen: float | None
    """The share of first-timers whom a full trunk turned away unseen, by estimate."""
    beside: tuple[Beside, ...]
    clinics: tuple[ClinicVisits, ...]
    storm: StormDiagnosis


def beside_other_days(day: date, days: Sequence[DayLine]) -> tuple[Beside, ...]:
    """Return the counts of a day beside those of all days known, itself among them or not.

    A later day is no measure of an earlier one's usual, and may hold the record.
    """
    lines = {line.day: line for line in days}
    own = lines.get(day, DayLine(day, 0, 0, 0, 0, 0))
    same = [lines.get(day - timedelta(weeks=ago)) for ago in range(1, _WEEKS + 1)]
    before = [line for line in same if line is not None]
    return tuple(_beside(name, own, before, [*lines.values(), own]) for name in COMPARED)


def _beside(
    name: str, own: DayLine, before: Sequence[DayLine], known: Sequence[DayLine]
) -> Beside:
    # Of two days with as many, the earlier one set the record.
    best = max(known, key=lambda line: (_count(line, name), -line.day.toordinal()))
    return Beside(
        name=name,
        value=_count(own, name),
        usual=median(_count(line, name) for line in before) if before else None,
        record=_count(best, name),
        record_day=best.day,
    )


def _count(line: DayLine, name: str) -> int:
    value: int = getattr(line, name)
    return value
