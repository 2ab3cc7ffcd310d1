"""What `bench desk` says in the end: figures, what they may be, and the peers beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType

from line122.bench.figures import ratio
from line122.bench.report import Machine
from line122.bench.telling import rounded, rounded_fields, shown, table_of_figures, within

TARGETS: Final[Mapping[str, float]] = {
    "pop_ms_p99": 200.0,
    "long_tasks_over_50ms": 0.0,
    "page_kb": 150.0,
    "first_paint_ms": 1000.0,
}
"""What each figure may be at most."""

METHOD: Final[Mapping[str, str]] = {
    "load": (
        "evenly spaced calls of raw SIP telephones in the bench's own process: short greeting, "
        "one key, queue, ring, answer after 0.1 s, 1 s of talk, 5 s of wrap-up; every operator "
        "has a telephone at hand and a page open, one of them in Chromium"
    ),
    "pop": (
        "from the kernel's stamp of the INVITE at the operator's telephone, which says 180 at "
        "once, to the page: its socket has brought the difference with the caller; in Chromium "
        "the caller's number stands in the page and the frame has been painted; below zero the "
        "page was first"
    ),
    "told": "from the engine's moment in a difference to its arrival, over all of all pages",
    "raw": (
        "the same differences sent by a bare WebSocket server in the bench's own process to as "
        "many sockets: what a broadcast costs at least"
    ),
    "long_tasks": (
        "tasks over 50 ms by the page's own PerformanceObserver while Playwright types 10 keys a "
        "second into a form of the desk, under the load"
    ),
    "page": (
        "bodies as they were sent, compressed, of everything that the desk has loaded from an "
        "empty cache until the end of the run, before JsSIP and fonts"
    ),
    "paint": "of the desk, opened with an empty cache, by the page's own performance entries",
    "cpu": (
        "user and system time of the process for each talk begun in the steady part; without "
        "pages the same load in the same run before anybody opened one"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CallCosts:
    """What a call costs, in milliseconds of CPU; `None` without any call."""

    engine_cpu_ms_per_call: float | None
    asterisk_cpu_ms_per_call: float | None
    postgres_cpu_ms_per_call: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFigures:
    """What the pages came to."""

    calls_placed: int
    calls_connected: int
    pops_awaited: int
    """Calls that rang at somebody's telephone."""
    pops_seen: int
    """So many of them stood on a page."""
    pop_ms_p50: float | None
    pop_ms_p99: float | None
    pops_painted: int
    """Of the one in Chromium, counted in the two above too."""
    painted_ms_p50: float | None
    painted_ms_max: float | None
    told_ms_p50: float | None
    told_ms_p99: float | None
    deltas_missed: int
    kb_per_page_and_minute: float
    keys_typed: int
    long_tasks_over_50ms: int | None
    """`None`: the desk had no field to type into."""
    longest_task_ms: float | None
    """Of those; by the wall clock, so that a busy machine counts in it."""
    page_kb: float
    first_paint_ms: float | None
    first_content_ms: float | None
    load_lag_ms_p99: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReport:
    """Everything that the bench has measured."""

    desks: int
    rate: float
    seconds: float
    figures: DeskFigures
    with_pages: CallCosts
    without_pages: CallCosts
    raw_ms_p50: float | None
    raw_ms_p99: float | None
    machine: Machine


def verdicts(report: DeskReport) -> Mapping[str, bool]:
    """Return whether each target was met; what was not measured was not."""
    figures = report.figures
    return {
        "all_calls_connected": figures.calls_connected == figures.calls_placed,
        "all_pops_seen": figures.pops_seen == figures.pops_awaited,
        **within(figures, TARGETS),
    }


def as_json(report: DeskReport) -> dict[str, object]:
    """Return the report as one JSON object."""
    return {
        "desks": report.desks,
        "rate": report.rate,
        "seconds": report.seconds,
        **rounded_fields(report.figures),
        **rounded_fields(report.with_pages),
        "without_pages": rounded_fields(report.without_pages),
        "raw": {"ms_p50": rounded(report.raw_ms_p50), "ms_p99": rounded(report.raw_ms_p99)},
        "ratios": {name: rounded(value) for name, value in _ratios(report)},
        "targets": dict(TARGETS),
        "met": dict(verdicts(report)),
        "machine": {name: getattr(report.machine, name) for name in Machine.__slots__},
        "method": dict(METHOD),
    }


def as_table(report: DeskReport) -> RenderableType:
    """Return the report for people."""
    table = table_of_figures(
        f"{report.desks} desks, {report.rate:g} calls a second for {report.seconds:g} s",
        report.machine,
        figures={**rounded_fields(report.figures), **rounded_fields(report.with_pages)},
        targets=TARGETS,
        met=verdicts(report),
    )
    for name, value in _ratios(report):
        table.add_row(f"{name}, ratio", shown(value), "", "")
    return table


def _ratios(report: DeskReport) -> Iterator[tuple[str, float | None]]:
    ours, without = report.with_pages, report.without_pages
    for name in CallCosts.__slots__:
        yield f"{name}_to_without_pages", ratio(getattr(ours, name), getattr(without, name))
    yield "told_ms_p50_to_raw", ratio(report.figures.told_ms_p50, report.raw_ms_p50)
