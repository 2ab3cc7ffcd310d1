"""What `bench reject` says in the end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from line122.bench.figures import ratio
from line122.bench.report import Machine

METHOD: Final[Mapping[str, str]] = {
    "load": (
        "evenly spaced INVITEs over loopback UDP from one socket of the bench's own process, from "
        "numbers with an open contact that has been told, while operators hold all channels of "
        "the trunk but one in talks: rung 7"
    ),
    "took": "from the INVITE handed to the kernel to the kernel's stamp of its 486 or 603",
    "cpu": (
        "user and system time of Asterisk and engine together over the whole flood, per INVITE; "
        "PostgreSQL's is told apart, the load generator's is left out"
    ),
    "dialplan": "the same flood at an extension Hangup(17) of the same Asterisk, in the same run",
    "knee": (
        "the highest step of a ramp, 10 s each, with p99 of at most 50 ms and no INVITE lost; a "
        "step that does not hold is tried once more"
    ),
    "rows": "rows of inbound calls of these numbers that PostgreSQL has when the flood is over",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodFigures:
    """One flood."""

    invites: int
    refused: int
    p50_ms: float | None
    p99_ms: float | None
    cpu_ms_per_call: float | None
    """Of Asterisk, and of the engine where it takes part."""
    asterisk_cpu_ms_per_call: float | None
    engine_cpu_ms_per_call: float | None
    postgres_cpu_ms_per_call: float | None
    load_lag_ms_p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectReport:
    """How soon and how dear a known repeat caller gets the busy tone."""

    rate: float
    seconds: float
    numbers: int
    channels: int
    talks: int
    engine: FloodFigures
    dialplan: FloodFigures
    rows: int
    rungs: Mapping[str, int]
    """How often each decision was taken."""
    knee_cps: float | None
    """`None`: not even the first step held."""
    knee_ended_by: str | None
    """`None`: the last step of the ramp held."""
    knee_invites: int
    knee_rows: int
    fsync: str
    synchronous_commit: str
    machine: Machine


def as_json(report: RejectReport) -> Mapping[str, object]:
    """Return the report as what JSON can hold."""
    engine, dialplan = report.engine, report.dialplan
    return {
        "rate": report.rate,
        "seconds": report.seconds,
        "numbers": report.numbers,
        "channels": report.channels,
        "talks": report.talks,
        **_flood(engine),
        "rows": report.rows,
        "rungs": dict(report.rungs),
        "dialplan": _flood(dialplan),
        "cpu_ratio": _rounded(ratio(engine.cpu_ms_per_call, dialplan.cpu_ms_per_call)),
        "knee_cps": report.knee_cps,
        "knee_ended_by": report.knee_ended_by,
        "knee_invites": report.knee_invites,
        "knee_rows": report.knee_rows,
        "fsync": report.fsync,
        "synchronous_commit": report.synchronous_commit,
        "machine": {
            "cores": report.machine.cores,
            "processor": report.machine.processor,
            "load_average": report.machine.load_average,
            "python": report.machine.python,
            "asterisk": report.machine.asterisk,
            "postgres": report.machine.postgres,
        },
        "method": dict(METHOD),
    }


def as_table(report: RejectReport) -> RenderableType:
    """Return the report for people."""
    table = Table("figure", "engine", "Hangup(17)")
    for name, ours, theirs in _lines(report):
        table.add_row(name, ours, theirs)
    return table


def _lines(report: RejectReport) -> Iterator[tuple[str, str, str]]:
    ours, theirs = _flood(report.engine), _flood(report.dialplan)
    for name, value in ours.items():
        yield name, str(value), str(theirs[name])
    yield "rows", str(report.rows), ""
    yield "knee_cps", str(report.knee_cps), ""
    yield "fsync, synchronous_commit", f"{report.fsync}, {report.synchronous_commit}", ""


def _flood(flood: FloodFigures) -> dict[str, float | int | None]:
    return {
        "invites": flood.invites,
        "refused": flood.refused,
        "p50_ms": _rounded(flood.p50_ms),
        "p99_ms": _rounded(flood.p99_ms),
        "cpu_ms_per_call": _rounded(flood.cpu_ms_per_call),
        "asterisk_cpu_ms_per_call": _rounded(flood.asterisk_cpu_ms_per_call),
        "engine_cpu_ms_per_call": _rounded(flood.engine_cpu_ms_per_call),
        "postgres_cpu_ms_per_call": _rounded(flood.postgres_cpu_ms_per_call),
        "load_lag_ms_p99": _rounded(flood.load_lag_ms_p99),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
