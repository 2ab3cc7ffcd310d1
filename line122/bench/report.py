"""What the bench says in the end: one value, printed as JSON or as a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from line122.bench.figures import Breaking, ratio
from line122.bench.telling import rounded, rounded_fields, shown

METHOD: Final[Mapping[str, str]] = {
    "load": (
        "evenly spaced calls of raw SIP telephones in the bench's own process; they send no sound "
        "but the key, hear none, and a call that is not connected within 8 s counts as lost"
    ),
    "call": (
        "answer, short greeting (digit.5), menu (digit.5), key 0.7 s after the answer, "
        "queue, ring, answer after 0.1 s, 1 s of talk, the citizen hangs up; no wrap-up"
    ),
    "ring_after_queue": (
        "from the engine's entered_at (for app_queue: the dialplan's clock right before Queue()) "
        "to the kernel's stamp of the INVITE at the operator's telephone; wall clock, one machine"
    ),
    "key_to_ring": "from the key sent by the citizen's telephone to the same INVITE",
    "answer_to_bridge": "from the operator's 200 OK sent to the engine's joined_at",
    "cpu": "user and system time of the process, over the steady part of the run, per talk begun",
    "rss_100_waiting": "resident memory of the engine with 100 callers in the queue",
    "breaks_at": (
        "the first rate of a ramp at which over 1 % of the calls were lost, or the p99 of "
        "ring_after_queue passed 500 ms, or the load generator was itself over 100 ms late"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where it was measured."""

    cores: int
    processor: str
    load_average: float
    """Over the last minute, when the bench began: what else the machine was doing."""
    python: str
    asterisk: str
    postgres: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFigures:
    """One kind of queue under an even load."""

    calls_placed: int
    calls_connected: int
    ring_after_queue_ms_p50: float | None
    ring_after_queue_ms_p99: float | None
    key_to_ring_ms_p50: float | None
    key_to_ring_ms_p99: float | None
    engine_cpu_ms_per_call: float | None
    asterisk_cpu_ms_per_call: float | None
    postgres_cpu_ms_per_call: float | None
    load_lag_ms_p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """What only the engine tells."""

    answer_to_bridge_ms_p50: float | None
    answer_to_bridge_ms_p99: float | None


@dataclass(frozen=True, slots=True)
class Limit:
    """How far a ramp went."""

    held: float | None
    """The last rate at which nothing broke; `None` when the first step broke."""
    breaks_at: float | None
    """`None` when even the last step held."""
    why: Breaking | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that the bench has measured."""

    rate: float
    seconds: float
    operators: int
    engine: FlowFigures
    joins: Joins
    rss_100_waiting_mb: float
    app_queue: FlowFigures
    engine_limit: Limit
    app_queue_limit: Limit
    machine: Machine


def as_json(report: Report) -> dict[str, object]:
    """Return the report as one JSON object."""
    engine, peer = report.engine, report.app_queue
    return {
        "rate": report.rate,
        "seconds": report.seconds,
        "operators": report.operators,
        **rounded_fields(engine),
        **rounded_fields(report.joins),
        "rss_100_waiting_mb": rounded(report.rss_100_waiting_mb),
        "app_queue": {
            name: value
            for name, value in rounded_fields(peer).items()
            if name not in {"engine_cpu_ms_per_call", "postgres_cpu_ms_per_call"}
        },
        "ratios": {name: rounded(value) for name, value in _ratios(engine, peer).items()},
        "breaks_at": {
            "engine": _limit(report.engine_limit),
            "app_queue": _limit(report.app_queue_limit),
        },
        "machine": {name: getattr(report.machine, name) for name in Machine.__slots__},
        "method": dict(METHOD),
    }


def as_table(report: Report) -> RenderableType:
    """Return the report for people."""
    machine = report.machine
    table = Table(
        title=f"{report.rate:g} calls a second for {report.seconds:g} s",
        caption=(
            f"{machine.cores} cores, {machine.processor}, Asterisk {machine.asterisk}, "
            f"Python {machine.python}"
        ),
    )
    table.add_column("")
    table.add_column("engine", justify="right")
    table.add_column("app_queue", justify="right")
    for row in _rows(report):
        table.add_row(*row)
    return table


def _rows(report: Report) -> Iterator[tuple[str, str, str]]:
    for name in FlowFigures.__slots__:
        ours, theirs = getattr(report.engine, name), getattr(report.app_queue, name)
        is_ours_only = name in {"engine_cpu_ms_per_call", "postgres_cpu_ms_per_call"}
        yield name, shown(ours), "" if is_ours_only else shown(theirs)
    for name in Joins.__slots__:
        yield name, shown(getattr(report.joins, name)), ""
    yield "rss_100_waiting_mb", shown(report.rss_100_waiting_mb), ""
    ours, theirs = report.engine_limit, report.app_queue_limit
    yield "holds at", shown(ours.held), shown(theirs.held)
    yield "breaks at", _break(ours), _break(theirs)


def _ratios(engine: FlowFigures, peer: FlowFigures) -> dict[str, float | None]:
    return {
        "ring_after_queue_ms_p50": ratio(
            engine.ring_after_queue_ms_p50, peer.ring_after_queue_ms_p50
        ),
        "key_to_ring_ms_p50": ratio(engine.key_to_ring_ms_p50, peer.key_to_ring_ms_p50),
        "asterisk_cpu_ms_per_call": ratio(
            engine.asterisk_cpu_ms_per_call, peer.asterisk_cpu_ms_per_call
        ),
        "all_cpu_ms_per_call": ratio(_all_cpu(engine), peer.asterisk_cpu_ms_per_call),
    }


def _all_cpu(flow: FlowFigures) -> float | None:
    parts = (
        flow.engine_cpu_ms_per_call,
        flow.asterisk_cpu_ms_per_call,
        flow.postgres_cpu_ms_per_call,
    )
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _limit(limit: Limit) -> dict[str, object]:
    return {"rate": limit.breaks_at, "why": limit.why, "held": limit.held}


def _break(limit: Limit) -> str:
    return f"{shown(limit.breaks_at)} {limit.why or ''}".rstrip()
