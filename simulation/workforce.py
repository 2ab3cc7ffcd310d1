"""The operators of a day: they pick up, talk as long as the need takes, and write it up.

How long a talk and its wrap-up take comes with the citizen, so that the same contact is the same
work under every policy. Where nobody is on the line, the operator says hello for a while, hangs
up and is free at once.
"""

from dataclasses import dataclass
from enum import Enum, auto
from math import ceil
from typing import Protocol

from simulation.day import WorkforceLog
from simulation.idleness import IdleWatch
from simulation.people import Conversation
from simulation.schedule import Cancellable, Schedule


class Desk(Protocol):
    """What an operator can do at the exchange."""

    def answered_by(self, operator: "Operator") -> None:
        """Answer the ringing telephone."""
        ...

    def left_by(self, operator: "Operator") -> None:
        """End the talk; wrap-up begins, or the operator is free if nobody was there."""
        ...

    def freed(self, operator: "Operator") -> None:
        """Be ready for the next call."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorTimes:
    """How long things take at the operators' desks."""

    closes_at_s: float
    """Nothing after it is counted."""
    answer_delay_s: float = 3.0
    dead_air_s: float = 12.0
    wrap_up_unit_s: float | None = None
    """What the exchange counts wrap-up in: app_queue does in whole seconds; `None`: exactly."""


class _Doing(Enum):
    IDLE = auto()
    RINGING = auto()
    PICKED_UP = auto()
    """Waiting to be joined with the citizen."""
    DEAD_AIR = auto()
    TALKING = auto()
    WRAP_UP = auto()


class Operator:
    """One person at one telephone; the exchange tells what happens on the line."""

    def __init__(self, force: "Workforce", number: int) -> None:
        self._force = force
        self.number = number
        """Counts from 0."""
        self._doing = _Doing.IDLE
        self._since_s = 0.0
        self._next: Cancellable | None = None
        self._need: Conversation | None = None
        self._is_rung = False
        """The telephone rings, perhaps while the last talk is still being written up."""

    @property
    def is_idle(self) -> bool:
        """Tell whether the operator could be rung."""
        return self._doing is _Doing.IDLE

    def ring(self) -> None:
        """Ring the telephone; it will be picked up, when the last talk is written up."""
        assert not self._is_rung, "A telephone rings once at a time."
        self._is_rung = True
        if self.is_idle:
            self._notice()

    def stop_ringing(self) -> None:
        """Fall silent: the caller has gone, or the exchange gave up."""
        self._is_rung = False
        if _is_rung(self._doing):
            self._stop_timer()
            self._be_free()

    def join(self, need: Conversation | None) -> None:
        """Hear the citizen, or nobody where `need` is `None`; both end by hanging up."""
        assert self._doing is _Doing.PICKED_UP, "Who has picked up is joined."
        self._need = need
        schedule = self._force.schedule
        if need is None:
            self._turn_to(_Doing.DEAD_AIR)
            self._force.log.dead_calls += 1
            self._next = schedule.after(self._force.dead_air_s, self._give_up)
        else:
            self._turn_to(_Doing.TALKING)
            self._force.log.talks += 1
            self._next = schedule.after(need.talk_s, self._end_talk)

    def line_gone(self) -> None:
        """Find that the citizen has hung up."""
        if self._doing is _Doing.DEAD_AIR:
            self._stop_timer()
            self._be_free()
        elif self._doing is _Doing.TALKING:
            self._stop_timer()
            self._wrap_up()

    def close(self) -> None:
        """Count what is being done when the day ends."""
        self._turn_to(self._doing)

    def _notice(self) -> None:
        self._turn_to(_Doing.RINGING)
        self._next = self._force.schedule.after(self._force.answer_delay_s, self._pick_up)

    def _pick_up(self) -> None:
        self._is_rung = False
        self._turn_to(_Doing.PICKED_UP)
        self._force.desk.answered_by(self)

    def _give_up(self) -> None:
        self._force.desk.left_by(self)
        self._be_free()

    def _end_talk(self) -> None:
        self._wrap_up()
        self._force.desk.left_by(self)

    def _wrap_up(self) -> None:
        assert self._need is not None, "Only a talk is written up."
        wrap_up_s = self._force.written_up_in_s(self._need)
        self._turn_to(_Doing.WRAP_UP)
        self._next = self._force.schedule.after(wrap_up_s, self._be_free)

    def _be_free(self) -> None:
        if self._is_rung:
            self._notice()
            return
        self._turn_to(_Doing.IDLE)
        self._force.desk.freed(self)

    def _stop_timer(self) -> None:
        if self._next is not None:
            self._next.cancel()

    def _turn_to(self, doing: _Doing) -> None:
        before, force = self._doing, self._force
        now_s = min(force.schedule.now_s(), force.closes_at_s)
        passed_s = now_s - self._since_s
        if _is_rung(before):
            force.log.ring_s += passed_s
        elif before is _Doing.TALKING:
            force.log.talk_s += passed_s
        elif before is _Doing.WRAP_UP:
            force.log.wrap_up_s += passed_s
        elif before is _Doing.DEAD_AIR:
            force.log.dead_air_s += passed_s
        if change := (doing is _Doing.IDLE) - (before is _Doing.IDLE):
            force.watch.idles(change)
        if change := _is_rung(doing) - _is_rung(before):
            force.watch.rings(change)
        self._doing = doing
        self._since_s = now_s


def _is_rung(doing: _Doing) -> bool:
    return doing is _Doing.RINGING or doing is _Doing.PICKED_UP


class Workforce:
    """All operators of a day."""

    def __init__(
        self,
        schedule: Schedule,
        desk: Desk,
        *,
        watch: IdleWatch,
        log: WorkforceLog,
        times: OperatorTimes,
    ) -> None:
        self.schedule = schedule
        self.desk = desk
        self.watch = watch
        self.log = log
        self.answer_delay_s = times.answer_delay_s
        self.dead_air_s = times.dead_air_s
        self.closes_at_s = times.closes_at_s
        self._wrap_up_unit_s = times.wrap_up_unit_s
        self.operators = tuple(Operator(self, number) for number in range(log.operators))

    def written_up_in_s(self, need: Conversation) -> float:
        """Return how long the wrap-up of a talk lasts here."""
        unit_s = self._wrap_up_unit_s
        return need.wrap_up_s if unit_s is None else ceil(need.wrap_up_s / unit_s) * unit_s

    def close(self) -> None:
        """Count what everybody is doing when the day ends."""
        for operator in self.operators:
            operator.close()
