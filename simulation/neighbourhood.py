"""Everything around an exchange on one day, put together: people, carrier, operators, watches.

Whoever brings an exchange (`app_queue`, or the product's own services) makes a neighbourhood on
its schedule, connects the exchange, lets the day pass, and reads the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from base.phone import PhoneNumber
from simulation.carrier import Carrier
from simulation.citizens import Citizen, Surroundings
from simulation.day import DayLog, WorkforceLog
from simulation.diary import Diary
from simulation.habits import Habits
from simulation.idleness import IdleWatch
from simulation.outside import Caller, Exchange
from simulation.people import Person, RobotPhone, people_of, robots_of
from simulation.robots import Robot
from simulation.scenario import Scenario
from simulation.schedule import Schedule
from simulation.workforce import Desk, OperatorTimes, Workforce


@dataclass(frozen=True, slots=True)
class Trace:
    """Who calls on one day; every policy makes its own from the same seed, as dice get used."""

    people: Sequence[Person]
    robots: Sequence[RobotPhone] = ()


def trace_of(scenario: Scenario, *, seed: int, day: int) -> Trace:
    """Return the people and robots of a day."""
    return Trace(
        people_of(scenario, seed=seed, day=day), tuple(robots_of(scenario, seed=seed, day=day))
    )


class Neighbourhood:
    """The outside world of one exchange on one day."""

    def __init__(
        self,
        schedule: Schedule,
        scenario: Scenario,
        trace: Trace,
        *,
        habits: Habits | None = None,
        are_remembered: bool,
    ) -> None:
        """Make the world; `are_remembered` tells whether the exchange knows who called before."""
        self._schedule = schedule
        self._scenario = scenario
        closes_at_s = scenario.closes_at_s
        self._work = WorkforceLog(scenario.operators)
        self._watch = IdleWatch(schedule, log=self._work, closes_at_s=closes_at_s)
        self.carrier = Carrier(
            schedule,
            channels=scenario.channels,
            reject_s=scenario.reject_s,
            closes_at_s=closes_at_s,
        )
        self._diary = Diary(schedule, self.carrier, closes_at_s=closes_at_s)
        surroundings = Surroundings(
            schedule=schedule,
            line=self.carrier,
            habits=habits or Habits.of(scenario),
            watch=self._watch,
            are_remembered=are_remembered,
        )
        self.citizens = tuple(Citizen(person, surroundings) for person in trace.people)
        self.robots = tuple(
            Robot(phone, scenario, schedule, self.carrier) for phone in trace.robots
        )

        callers: tuple[Caller, ...] = (*self.citizens, *self.robots)
        self._phones = {caller.number: caller for caller in callers}

    def phone(self, number: PhoneNumber) -> Caller | None:
        """Return the telephone with this number, for who wants to ring or text it."""
        return self._phones.get(number)

    def open(
        self, exchange: Exchange, desk: Desk, *, wrap_up_unit_s: float | None = None
    ) -> Workforce:
        """Connect the exchange and the desks, let everybody live, and return the operators."""
        self.carrier.connect(exchange)
        workforce = Workforce(
            self._schedule,
            desk,
            watch=self._watch,
            log=self._work,
            times=OperatorTimes(
                closes_at_s=self._scenario.closes_at_s,
                answer_delay_s=self._scenario.answer_delay_s,
                dead_air_s=self._scenario.dead_air_s,
                wrap_up_unit_s=wrap_up_unit_s,
            ),
        )
        self._workforce = workforce
        for citizen in self.citizens:
            citizen.begin()
        for robot in self.robots:
            robot.begin()
        self._diary.look()
        return workforce

    def close(self) -> DayLog:
        """Return what has been seen, counted up to closing time."""
        self.carrier.close()
        self._workforce.close()
        self._watch.close()
        return DayLog(
            closes_at_s=self._scenario.closes_at_s,
            greeting_s=self._scenario.greeting_s,
            citizens=tuple(citizen.log for citizen in self.citizens),
            carrier=self.carrier.log,
            workforce=self._work,
            robot_attempts=sum(robot.attempts for robot in self.robots),
            looks=tuple(self._diary.looks),
        )
