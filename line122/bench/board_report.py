"""What `bench wallboard` says in the end: figures, and what they may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType

from line122.bench.report import Machine
from line122.bench.telling import rounded_fields, table_of_figures, within

TARGETS: Final[Mapping[str, float]] = {
    "event_to_socket_ms_p99": 100.0,
    "painted_ms_p99": 500.0,
    "cpu_ratio_to_raw_broadcast": 2.0,
    "messages_missed": 0.0,
}
"""What each figure may be at most."""

METHOD: Final[Mapping[str, str]] = {
    "load": (
        "the first hours of the storm's morning as `bench storm` replays them, over real SIP, "
        "sixty times as fast; one board in Chromium on 1920 x 1080, one that says it is alive and "
        "reads nothing behind a window of 4 kB from before the first call until after the last, "
        "the others bare WebSocket clients"
    ),
    "event_to_socket": (
        "from the moment at which the engine took the event that changed a lamp (a call arrived, "
        "waits, rings, talks) to the arrival of the difference that tells of it, over all boards "
        "that read; both clocks are this machine's"
    ),
    "painted": (
        "from the same moment to a frame in which the lamp's new time stood in the page; a lamp "
        "that changed again before is not painted and counted apart"
    ),
    "cpu": (
        "the last states and messages of one board, told again to as many sockets by the hub "
        "(comparing states that share nothing, encoding once, sending) and by a bare loop over "
        "send_str; user and system time of the server's thread alone, in the same process"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFigures:
    """What the boards came to."""

    attempts: int
    """Calls that the carrier passed on."""
    events: int
    """Changes of lamps that each board was told of."""
    event_to_socket_ms_p50: float | None
    event_to_socket_ms_p99: float | None
    event_to_socket_ms_max: float | None
    painted_ms_p50: float | None
    painted_ms_p99: float | None
    lamps_painted: int
    lamps_not_painted: int
    messages: int
    """To each board."""
    bytes_per_message: float
    messages_missed: int
    slow_boards_fell_behind: int
    """How often the one that reads nothing was given up on until it reads again."""
    slow_board_began_anew: bool
    """Whether it got one snapshot for all that it had missed, when it read at last."""
    cpu_ratio_to_raw_broadcast: float
    cpu_ms_per_message: float
    """To all boards."""
    raw_cpu_ms_per_message: float
    load_lag_ms_p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReport:
    """Everything that the bench has measured."""

    boards: int
    speed: float
    hours: float
    figures: BoardFigures
    machine: Machine


def verdicts(report: BoardReport) -> Mapping[str, bool]:
    """Return whether each target was met; what was not measured was not."""
    return {
        "slow_boards_fell_behind": report.figures.slow_boards_fell_behind > 0,
        "slow_board_began_anew": report.figures.slow_board_began_anew,
        **within(report.figures, TARGETS),
    }


def as_json(report: BoardReport) -> dict[str, object]:
    """Return the report as one JSON object."""
    return {
        "boards": report.boards,
        "speed": report.speed,
        "hours": report.hours,
        **rounded_fields(report.figures),
        "targets": dict(TARGETS),
        "met": dict(verdicts(report)),
        "machine": {name: getattr(report.machine, name) for name in Machine.__slots__},
        "method": dict(METHOD),
    }


def as_table(report: BoardReport) -> RenderableType:
    """Return the report for people."""
    return table_of_figures(
        f"{report.boards} boards, {report.hours:g} h of storm at x{report.speed:g}",
        report.machine,
        figures=rounded_fields(report.figures),
        targets=TARGETS,
        met=verdicts(report),
    )
