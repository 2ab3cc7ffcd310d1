"""Lines of which every length is exponential, so that a formula knows what must come out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, stdev

from base.phone import PhoneNumber
from simulation.app_queue import app_queue_day
from simulation.day import CitizenLog, DayLog
from simulation.habits import Habits
from simulation.laws import Exponential, dice_of
from simulation.neighbourhood import Trace
from simulation.people import Conversation, Person
from simulation.scenario import Crowd, Scenario

HANDLE_S = 195.0
ENDLESS_S = 1e12
RUNS = 8
_T_OF_7_DEGREES = 3.499
"""Student's t for a 99 % interval from eight runs: nine such intervals hold all together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line without greeting, ringing, wrap-up and tempers."""

    agents: int
    channels: int
    load_erl: float
    patience_s: float = ENDLESS_S
    redial_s: float = ENDLESS_S
    """Whoever redials so late has gone away for good."""

    def day(self, *, callers: int, run: int) -> DayLog:
        """Let so many callers come, and then the line run empty."""
        people = _people(self, callers, run)
        hours = (people[-1].first_dial_at_s + 1000 * HANDLE_S) / 3600
        scenario = Scenario(
            title="exponential",
            hours=hours,
            channels=self.channels,
            operators=self.agents,
            first_timers=Crowd(callers),
            answer_delay_s=0.0,
            greeting_s=0.0,
            nobody_on_line=0.0,
        )
        habits = replace(Habits.of(scenario), hasty=0.0, patience=Exponential(self.patience_s))
        return app_queue_day(scenario, Trace(people), habits=habits)


@dataclass(frozen=True, slots=True)
class Interval:
    """What the runs say, at 99 %."""

    mean: float
    half_width: float

    def __contains__(self, exact: float) -> bool:
        """Tell whether the exact value may be the true mean."""
        return abs(self.mean - exact) <= self.half_width


def runs_of(line: Line, *, callers: int) -> list[list[CitizenLog]]:
    """Return eight runs, without the first tenth, who meet a line that is still empty."""
    return [
        list(line.day(callers=callers, run=run).citizens)[callers // 10 :] for run in range(RUNS)
    ]


def interval_of(
    runs: list[list[CitizenLog]], figure: Callable[[list[CitizenLog]], float]
) -> Interval:
    """Return what the runs say of a figure."""
    figures = [figure(run) for run in runs]
    return Interval(fmean(figures), _T_OF_7_DEGREES * stdev(figures) / sqrt(RUNS))


def unserved(people: list[CitizenLog]) -> float:
    return fmean(log.answered_at_s is None for log in people)


def first_blocked(people: list[CitizenLog]) -> float:
    return fmean(not log.was_first_attempt_seen for log in people)


def attempts(people: list[CitizenLog]) -> float:
    return fmean(log.attempts for log in people)


def waits_s(people: list[CitizenLog]) -> list[float]:
    return [
        log.answered_at_s - log.first_dial_at_s for log in people if log.answered_at_s is not None
    ]


def mean_wait_s(people: list[CitizenLog]) -> float:
    return fmean(waits_s(people))


def waited(people: list[CitizenLog]) -> float:
    return fmean(wait_s > 0 for wait_s in waits_s(people))


def _people(line: Line, callers: int, run: int) -> list[Person]:
    arrivals = dice_of(1, run, "arrivals")
    people: list[Person] = []
    dice = dice_of(1, run, "behaviour")
    now_s = 0.0
    for index in range(callers):
        now_s += Exponential(HANDLE_S / line.load_erl).draw_s(arrivals)
        need = Conversation(Exponential(HANDLE_S).draw_s(arrivals), 0.0)
        people.append(
            Person(
                number=PhoneNumber(f"+7905{index:07d}"),
                is_mobile=True,
                is_first_contact=True,
                first_dial_at_s=now_s,
                need=need,
                redial=Exponential(line.redial_s),
                redials_by_itself=True,
                believes=True,
                believes_sms=True,
                serves_itself=False,
                dice=dice,
            )
        )
    return people
