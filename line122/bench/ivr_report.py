"""What `bench ivr` says in the end: figures, what they may be, and the peer beside them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.table import Table

from line122.bench.figures import ratio
from line122.bench.report import Machine
from line122.bench.telling import rounded, rounded_fields, within

TARGETS: Final[Mapping[str, float]] = {
    "first_audio_ms_p99": 300.0,
    "key_to_prompt_ms_p99": 150.0,
    "engine_cpu_ms_per_step": 1.5,
}
"""What each figure may be at most."""

METHOD: Final[Mapping[str, str]] = {
    "load": (
        "callers on light telephones in the bench's own process, ten more each second, walk the "
        "default menu at once: a key 0.7 to 1.3 s after each prompt begins, while it is being said"
    ),
    "first_audio": (
        "from the kernel's stamp of the 200 OK to that of the first RTP packet above -50 dBFS; "
        "what the recording itself begins with is part of it"
    ),
    "key_to_prompt": (
        "from the last packet of the RFC 4733 event handed to the kernel to the kernel's stamp of "
        "the first RTP packet that holds 20 ms of the next prompt's own recording, byte for byte"
    ),
    "step": "one key and the prompt that answers it; the engine may pass several nodes in it",
    "cpu": (
        "user and system time of the process for each step, from the moment at which all callers "
        "walk to the moment at which the first is done; leases, journal and figures included"
    ),
    "dialplan": (
        "the same menu by Background, WaitExten and Goto in the same Asterisk, in the same run; "
        "it stores nothing"
    ),
    "ear_lag": "from the stamp of a prompt's packet to the bench's note of it: its own lateness",
}
_ENGINE_ONLY: Final = frozenset({"engine_cpu_ms_per_step", "postgres_cpu_ms_per_step"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFigures:
    """One menu, walked by all callers at once."""

    keys_pressed: int
    keys_answered: int
    """So many were answered by the prompt that belongs to them, in time."""
    first_audio_ms_p50: float | None
    first_audio_ms_p99: float | None
    key_to_prompt_ms_p50: float | None
    key_to_prompt_ms_p99: float | None
    engine_cpu_ms_per_step: float | None
    asterisk_cpu_ms_per_step: float | None
    postgres_cpu_ms_per_step: float | None
    ear_lag_ms_p99: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrReport:
    """Everything that the bench has measured."""

    calls: int
    steps: int
    """Of each caller."""
    engine: MenuFigures
    dialplan: MenuFigures
    machine: Machine


def verdicts(report: IvrReport) -> Mapping[str, bool]:
    """Return whether each target was met; what was not measured was not."""
    return {
        "all_keys_answered": _all_answered(report),
        **within(report.engine, TARGETS),
    }


def as_json(report: IvrReport) -> dict[str, object]:
    """Return the report as one JSON object."""
    return {
        "calls": report.calls,
        "steps_each": report.steps,
        **rounded_fields(report.engine),
        "dialplan": {
            name: value
            for name, value in rounded_fields(report.dialplan).items()
            if name not in _ENGINE_ONLY
        },
        "ratios": {name: rounded(value) for name, value in _ratios(report)},
        "targets": dict(TARGETS),
        "met": dict(verdicts(report)),
        "machine": {name: getattr(report.machine, name) for name in Machine.__slots__},
        "method": dict(METHOD),
    }


def as_table(report: IvrReport) -> RenderableType:
    """Return the report for people."""
    machine = report.machine
    table = Table(
        title=f"{report.calls} callers, {report.steps} keys each",
        caption=f"{machine.cores} cores, {machine.processor}, Asterisk {machine.asterisk}",
    )
    for heading in ("", "engine", "dialplan", "at most", ""):
        table.add_column(heading, justify="right" if heading else "left")
    met = verdicts(report)
    theirs = rounded_fields(report.dialplan)
    for name, ours in rounded_fields(report.engine).items():
        peer = "" if name in _ENGINE_ONLY else _shown(theirs[name])
        limit = f"{TARGETS[name]:g}" if name in TARGETS else ""
        verdict = ("met" if met[name] else "missed") if name in met else ""
        table.add_row(name, _shown(ours), peer, limit, verdict)
    return table


def _all_answered(report: IvrReport) -> bool:
    return report.engine.keys_answered == report.engine.keys_pressed == report.calls * report.steps


def _ratios(report: IvrReport) -> Iterator[tuple[str, float | None]]:
    ours, theirs = report.engine, report.dialplan
    for name in ("first_audio_ms_p50", "key_to_prompt_ms_p50", "asterisk_cpu_ms_per_step"):
        yield name, ratio(getattr(ours, name), getattr(theirs, name))


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
