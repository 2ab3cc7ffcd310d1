"""The seconds in which an operator has nothing to do although somebody could be served."""

from simulation.day import WorkforceLog
from simulation.schedule import Schedule


class IdleWatch:
    """Counts idle operators while at least one reachable citizen waits."""

    def __init__(self, schedule: Schedule, *, log: WorkforceLog, closes_at_s: float) -> None:
        self._schedule = schedule
        self._log = log
        self._closes_at_s = closes_at_s
        self._waiting = 0
        self._ringing = 0
        self._idle = log.operators
        self._noted_s = 0.0

    def waits(self, change: int) -> None:
        """Learn that a reachable citizen more waits, or one less."""
        self._note()
        self._waiting += change

    def rings(self, change: int) -> None:
        """Learn that an operator more is rung for somebody who waits, or one less."""
        self._note()
        self._ringing += change

    def idles(self, change: int) -> None:
        """Learn that an operator more is idle, or one less."""
        self._note()
        self._idle += change
        busy = self._log.operators - self._idle
        assert 0 <= busy <= self._log.operators, "Nobody serves but the operators there are."
        self._log.most_busy = max(self._log.most_busy, busy)

    def close(self) -> None:
        """Count up to the day's end."""
        self._note()

    def _note(self) -> None:
        now_s = min(self._schedule.now_s(), self._closes_at_s)
        # Whoever an operator's telephone rings for waits, but for nobody who is idle.
        if self._waiting > self._ringing:
            self._log.idle_with_work_s += (now_s - self._noted_s) * self._idle
        self._noted_s = now_s
