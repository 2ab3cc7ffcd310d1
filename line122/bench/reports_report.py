"""What `bench reports` says in the end: one value, printed as JSON or as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table

METHOD: Final[Mapping[str, str]] = {
    "calls": (
        "a year of ordinary days and, as its last one, a day of some 13,000 attempts; the day's "
        "reports are of that one"
    ),
    "day_s": "the slowest report of the day: by interval, topic, queue, operator, number, storm",
    "year_s": "the slowest report of the year: by day, month, topic, queue, operator, number",
    "report": (
        "asked of the book that the engine asks, over connections that may only read and have one "
        "core of PostgreSQL; the slowest of three times, the first with cold pages of the pool"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsReport:
    """Everything that the bench has measured."""

    calls: int
    filled_s: float
    day: Mapping[str, float]
    """Seconds of each report of a day."""
    year: Mapping[str, float]
    cores: int
    load_average: float
    """Over the last minute, when the bench began: what else the machine was doing."""


def as_json(report: ReportsReport) -> dict[str, object]:
    """Return the report as one JSON object."""
    return {
        "calls": report.calls,
        "filled_s": round(report.filled_s, 1),
        "day_s": round(max(report.day.values()), 3),
        "year_s": round(max(report.year.values()), 3),
        "day": {name: round(seconds, 3) for name, seconds in report.day.items()},
        "year": {name: round(seconds, 3) for name, seconds in report.year.items()},
        "machine": {"cores": report.cores, "load_average": report.load_average},
        "method": dict(METHOD),
    }


def as_table(report: ReportsReport) -> RenderableType:
    """Return the report for people."""
    table = Table("report", title=f"{report.calls} calls")
    for heading in ("day s", "year s"):
        table.add_column(heading, justify="right")
    for name in sorted(report.day.keys() | report.year.keys()):
        table.add_row(name, _shown(report.day.get(name)), _shown(report.year.get(name)))
    return table


def _shown(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.3f}"
