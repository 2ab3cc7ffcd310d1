"""What `bench tickets` says in the end: one value, printed as JSON or as a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table

METHOD: Final[Mapping[str, str]] = {
    "tickets": "copied into the migrated schema: names, addresses and words as a region has them",
    "search": (
        "from the question to the desk until its first page of 20 is there, one after another, by "
        "number, phone, name, surname alone, address and text in turn"
    ),
    "search_ms_p99": "over all of these searches together",
    "create": (
        "from the moment at which a request is due until its commit is known: contact, ticket, "
        "visit, history, deadlines, the row for the clinic and its job in one transaction"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFigures:
    """Searches by one thing."""

    searches: int
    found_mean: float
    """Tickets on the first page."""
    ms_p50: float | None
    ms_p99: float | None
    ms_max: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReport:
    """Everything that the bench has measured."""

    tickets: int
    filled_s: float
    searches: Mapping[str, SearchFigures]
    search_ms_p50: float | None
    search_ms_p99: float | None
    rate: float
    seconds: float
    created: int
    create_ms_p50: float | None
    create_ms_p99: float | None
    settings: Mapping[str, str]
    """Of the database."""
    cores: int
    load_average: float
    """Over the last minute, when the bench began: what else the machine was doing."""


def as_json(report: TicketReport) -> dict[str, object]:
    """Return the report as one JSON object."""
    return {
        "tickets": report.tickets,
        "filled_s": _rounded(report.filled_s),
        "search_ms_p50": _rounded(report.search_ms_p50),
        "search_ms_p99": _rounded(report.search_ms_p99),
        "by": {
            kind: {name: _rounded(getattr(figures, name)) for name in SearchFigures.__slots__}
            for kind, figures in report.searches.items()
        },
        "rate": report.rate,
        "seconds": report.seconds,
        "created": report.created,
        "create_ms_p50": _rounded(report.create_ms_p50),
        "create_ms_p99": _rounded(report.create_ms_p99),
        "database": dict(report.settings),
        "machine": {"cores": report.cores, "load_average": report.load_average},
        "method": dict(METHOD),
    }


def as_table(report: TicketReport) -> RenderableType:
    """Return the report for people."""
    settings = ", ".join(f"{name} {value}" for name, value in report.settings.items())
    table = Table(title=f"{report.tickets} tickets", caption=settings)
    for heading in ("", "times", "p50 ms", "p99 ms"):
        table.add_column(heading, justify="left" if not heading else "right")
    for kind, figures in report.searches.items():
        table.add_row(
            f"by {kind}", str(figures.searches), _shown(figures.ms_p50), _shown(figures.ms_p99)
        )
    table.add_row("all searches", "", _shown(report.search_ms_p50), _shown(report.search_ms_p99))
    created = f"opened, {report.rate:g} a second"
    table.add_row(
        created, str(report.created), _shown(report.create_ms_p50), _shown(report.create_ms_p99)
    )
    return table


def _rounded(value: float | None) -> float | None:
    return round(value, 2) if isinstance(value, float) else value


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
