"""The peer: what Asterisk's `Queue()` makes of the same day, configured well.

Answer, greeting, one line in the order of arrival, the operator's telephone rings, wrap-up; it
remembers nobody who has hung up. The real one looks once a second who is next and counts wrap-up
in whole seconds; compared with a recording of the real one, this one does too.
"""

from collections import deque
from dataclasses import dataclass
from functools import partial
from math import ceil

from simulation.day import DayLog
from simulation.habits import SELF_SERVICE_DIGIT, Habits
from simulation.neighbourhood import Neighbourhood, Trace
from simulation.outside import Caller, Heard, Trunk
from simulation.scenario import Scenario
from simulation.schedule import HeapSchedule, Schedule
from simulation.workforce import Operator, Workforce

_ROUNDING_S = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class AppQueuePolicy:
    """How the peer is set up."""

    greeting_s: float = 12.0
    self_service_s: float = 20.0
    tick_s: float | None = None
    """How often a caller in line asks whether it is their turn; `None`: they are told at once."""


def app_queue_day(
    scenario: Scenario,
    trace: Trace,
    *,
    habits: Habits | None = None,
    tick_s: float | None = None,
) -> DayLog:
    """Return app_queue's day; with a tick it polls, and counts wrap-up in whole ticks."""
    schedule = HeapSchedule()
    around = Neighbourhood(schedule, scenario, trace, habits=habits, are_remembered=False)
    policy = AppQueuePolicy(
        greeting_s=scenario.greeting_s, self_service_s=scenario.self_service_s, tick_s=tick_s
    )
    exchange = AppQueue(schedule, around.carrier, policy)
    exchange.staff(around.open(exchange, exchange, wrap_up_unit_s=tick_s))
    schedule.run_until(scenario.closes_at_s)
    return around.close()


@dataclass(slots=True, eq=False)
class _Call:
    """A call in progress."""

    phone: Caller
    entered_at_s: float = 0.0
    """When it began to wait."""
    is_over: bool = False
    serves_itself: bool = False
    operator: Operator | None = None
    """Who is rung for it, or talks with it."""


class AppQueue:
    """The exchange (`outside.Exchange`) and the operators' desks (`workforce.Desk`) in one."""

    def __init__(self, schedule: Schedule, trunk: Trunk, policy: AppQueuePolicy) -> None:
        self._schedule = schedule
        self._trunk = trunk
        self._policy = policy
        self._idle: deque[Operator] = deque()
        self._line: deque[_Call] = deque()
        self._calls: dict[Caller, _Call] = {}
        self._served: dict[Operator, _Call] = {}

    def staff(self, workforce: Workforce) -> None:
        """Let the operators log in."""
        self._idle.extend(workforce.operators)

    # What citizens do.

    def called(self, phone: Caller) -> None:
        """Answer and greet."""
        call = self._calls[phone] = _Call(phone)
        self._trunk.answer(phone)
        self._trunk.play(phone, Heard.GREETING)
        self._schedule.after(self._policy.greeting_s, partial(self._greeted, call))

    def pressed(self, phone: Caller, digit: str) -> None:
        """Take the key that asks for an answer without an operator."""
        self._calls[phone].serves_itself = digit == SELF_SERVICE_DIGIT

    def spoke(self, phone: Caller) -> None:
        """Pay no attention."""

    def picked_up(self, phone: Caller) -> None:
        """Refuse to believe it: app_queue calls nobody back."""
        raise AssertionError(phone.number)

    def hung_up(self, phone: Caller) -> None:
        """Forget the call, and let its operator know."""
        call = self._calls.pop(phone)
        call.is_over = True
        if call.operator is not None:
            del self._served[call.operator]
            # One of the two applies: the telephone still rings, or the operator is in the call.
            call.operator.stop_ringing()
            call.operator.line_gone()

    # What operators do.

    def answered_by(self, operator: Operator) -> None:
        """Join the operator with the caller."""
        phone = self._served[operator].phone
        need = phone.conversation()
        self._trunk.play(phone, Heard.OPERATOR_JOINED)
        operator.join(need)

    def left_by(self, operator: Operator) -> None:
        """End the call: all has been said, or nobody was there."""
        self._clear(self._served.pop(operator))

    def freed(self, operator: Operator) -> None:
        """Put the operator behind those who have been idle longer."""
        self._idle.append(operator)
        self._match()

    def _greeted(self, call: _Call) -> None:
        if call.is_over:
            return
        self._trunk.play(call.phone, Heard.MENU)
        if call.serves_itself:
            self._schedule.after(self._policy.self_service_s, partial(self._answered, call))
            return
        call.entered_at_s = self._schedule.now_s()
        self._line.append(call)
        self._trunk.play(call.phone, Heard.MUSIC)
        self._match()

    def _answered(self, call: _Call) -> None:
        """Let a caller go whose question the menu has answered."""
        if not call.is_over:
            self._trunk.play(call.phone, Heard.SELF_SERVICE)
            self._clear(call)

    def _clear(self, call: _Call) -> None:
        call.is_over = True
        del self._calls[call.phone]
        self._trunk.clear(call.phone)

    def _match(self) -> None:
        """Ring idle operators for those who have waited longest."""
        while self._idle and self._line:
            call = self._line[0]
            if not call.is_over:
                delay_s = self._next_look_s(call)
                if delay_s > 0:
                    self._schedule.after(delay_s, self._match)
                    return
                operator = self._idle.popleft()
                call.operator = operator
                self._served[operator] = call
                operator.ring()
            self._line.popleft()

    def _next_look_s(self, call: _Call) -> float:
        """Return in how many seconds the caller asks again; 0 means now."""
        tick_s = self._policy.tick_s
        if tick_s is None:
            return 0.0
        waited_s = self._schedule.now_s() - call.entered_at_s
        due_s = ceil(waited_s / tick_s - _ROUNDING_S) * tick_s
        return due_s - waited_s if due_s - waited_s > _ROUNDING_S else 0.0
