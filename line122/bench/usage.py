"""What processes have used: seconds of CPU with all that they started, and memory."""

from dataclasses import dataclass

import psutil


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of CPU, in user and kernel together, since the processes began."""

    engine_s: float
    asterisk_s: float
    postgres_s: float

    def per_call_ms(self, earlier: "Usage", calls: int) -> "Usage | None":
        """Return the milliseconds used since then for each call; `None` without any call."""
        if calls == 0:
            return None
        return Usage(
            (self.engine_s - earlier.engine_s) * 1000 / calls,
            (self.asterisk_s - earlier.asterisk_s) * 1000 / calls,
            (self.postgres_s - earlier.postgres_s) * 1000 / calls,
        )


class Gauge:
    """Reads the usage of the engine and its servers."""

    def __init__(self, *, engine: int, asterisk: int, postgres: int) -> None:
        """Each is a process id; PostgreSQL works in children of its own."""
        self._engine = psutil.Process(engine)
        self._asterisk = psutil.Process(asterisk)
        self._postgres = psutil.Process(postgres)

    def read(self) -> Usage:
        """Return what was used so far."""
        return Usage(_cpu_s(self._engine), _cpu_s(self._asterisk), _family_cpu_s(self._postgres))

    def engine_memory_mb(self) -> float:
        """Return the engine's resident memory."""
        return float(self._engine.memory_info().rss) / 1024 / 1024


def _cpu_s(program: psutil.Process) -> float:
    times = program.cpu_times()
    return float(times.user + times.system)


def _family_cpu_s(program: psutil.Process) -> float:
    times = program.cpu_times()
    ended = float(times.children_user + times.children_system)
    return _cpu_s(program) + ended + sum(_alive_cpu_s(child) for child in program.children())


def _alive_cpu_s(child: psutil.Process) -> float:
    try:
        return _cpu_s(child)
    except psutil.NoSuchProcess:
        return 0.0
