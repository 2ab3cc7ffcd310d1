"""Runs days of a scenario under several policies, on all cores, and keeps what they came to.

Every policy of one day meets the same trace, and every day has its own dice: a day is the same
whichever process lives it and in whatever order, hence the number of workers changes nothing but
how long it takes.
"""

import gc
import logging
import multiprocessing
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple, Self, assert_never

import structlog

from base.errors import Line122Error
from ivr.lengths import PromptLengths, phrase_s
from ivr.script import Script
from simulation.app_queue import app_queue_day
from simulation.averages import Averages, averages_of
from simulation.bound import bound_of
from simulation.day import DayLog
from simulation.diary import Quarter, mean_quarters, quarters_of
from simulation.engine_day import engine_day
from simulation.figures import DayFigures, figures_of
from simulation.neighbourhood import Trace, trace_of
from simulation.scenario import Scenario
from simulation.site import Tuning

_YOUNG_LIMIT: Final = 50_000
"""So many new objects between two looks of the garbage collector: a day makes millions, hardly
any of them in a ring."""

_ERRORS_ONLY: Final = structlog.make_filtering_bound_logger(logging.ERROR)
"""What the services say of each call is not what anybody wants to read of half a million."""


class SimulationError(Line122Error):
    """The days could not be simulated to their end; the text says what to change."""


class PolicyName(StrEnum):
    """Who answers the telephones of a simulated day."""

    ENGINE = "engine"
    """The product's own services."""
    APP_QUEUE = "app_queue"
    """Asterisk's `Queue()`."""
    BOUND = "bound"
    """The omniscient line that nobody can beat."""


TraceMaker = Callable[[int], Trace]
"""Returns the people of a day, new each time: their dice get used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be simulated; it can be sent to another process."""

    scenario: Scenario
    seed: int
    lengths: PromptLengths
    """Of the pack that callers hear."""
    tuning: Tuning = field(default_factory=Tuning)
    policies: tuple[PolicyName, ...] = tuple(PolicyName)
    tick_s: float | None = None
    """How often app_queue looks; see `app_queue`."""
    menu: Script | None = None
    """What callers walk where some need no operator; `None`: nothing is asked of them."""
    recorded: TraceMaker | None = None
    """Who called on a recorded day; `None`: whom the scenario draws."""

    def trace(self, day: int) -> Trace:
        """Return the people of a day."""
        if self.recorded is not None:
            return self.recorded(day)
        return trace_of(self.scenario, seed=self.seed, day=day)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDone:
    """A day under one policy."""

    day: int
    policy: PolicyName
    figures: DayFigures
    quarters: Sequence[Quarter]
    cpu_s: float
    """What simulating it cost."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All days of a run; equal orders have equal figures."""

    order: Order
    days: Mapping[PolicyName, Sequence[DayDone]]
    """By policy, in the order of the days."""

    def figures(self, policy: PolicyName) -> list[DayFigures]:
        """Return the figures of each day."""
        return [done.figures for done in self.days[policy]]

    def averages(self, policy: PolicyName) -> Averages:
        """Return the means over the days."""
        return averages_of(self.figures(policy))

    def quarters(self, policy: PolicyName) -> Sequence[Quarter]:
        """Return the mean of each quarter hour over the days."""
        return mean_quarters([done.quarters for done in self.days[policy]])

    def cpu_ms_per_attempt(self, policy: PolicyName) -> float | None:
        """Return what simulating one attempt cost; `None` where nobody dials."""
        attempts = sum(done.figures.attempts or 0.0 for done in self.days[policy])
        cpu_s = sum(done.cpu_s for done in self.days[policy])
        return cpu_s * 1000.0 / attempts if attempts else None


class Crew:
    """The processes that live days: as many as are asked for, or this one alone."""

    def __init__(self, workers: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._logs_before = structlog.get_config()
        if workers > 1:
            self._pool = ProcessPoolExecutor(
                workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_begin_worker,
            )

    def __enter__(self) -> Self:
        """Begin; processes start with the first day."""
        _log_errors_aside()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let the processes go; who was interrupted does not wait for the days being lived."""
        structlog.configure(**self._logs_before)
        if self._pool is None:
            return
        if kind is not None:
            for worker in multiprocessing.active_children():
                worker.terminate()
        self._pool.shutdown(cancel_futures=True)

    def run(
        self, order: Order, days: int, on_done: Callable[[DayDone], None] = lambda _: None
    ) -> Outcome:
        """Return all days under all policies; `on_done` is told of each as it comes.

        Raises:
            SimulationError: a process ended by itself.

        """
        # The engine's days take longest: nobody shall wait for one that was begun last.
        tasks = [_Task(policy, day) for policy in order.policies for day in range(days)]
        done: list[DayDone] = []
        try:
            for one in self._lived(order, tasks):
                done.append(one)
                on_done(one)
        except BrokenProcessPool as error:
            raise SimulationError(
                "A process that simulated has ended; free some memory, or use --workers 1."
            ) from error
        done.sort(key=lambda one: one.day)
        return Outcome(
            order,
            {policy: [one for one in done if one.policy is policy] for policy in order.policies},
        )

    def _lived(self, order: Order, tasks: Sequence["_Task"]) -> Iterator[DayDone]:
        if self._pool is None:
            for task in tasks:
                yield live_day(order, task.policy, task.day)
            return
        lived = [self._pool.submit(live_day, order, task.policy, task.day) for task in tasks]
        for future in as_completed(lived):
            yield future.result()


def live_day(order: Order, policy: PolicyName, day: int) -> DayDone:
    """Return one day under one policy."""
    began_s = _cpu_s()
    log = _day_log(order, policy, order.trace(day))
    cpu_s = _cpu_s() - began_s
    return DayDone(
        day=day,
        policy=policy,
        figures=figures_of(log),
        quarters=quarters_of(log),
        cpu_s=cpu_s,
    )


class _Task(NamedTuple):
    policy: PolicyName
    day: int


def _log_errors_aside() -> None:
    """Keep what the product says of its days from the figures: alarms go to the error stream."""
    factory = structlog.WriteLoggerFactory(sys.stderr)
    structlog.configure(wrapper_class=_ERRORS_ONLY, logger_factory=factory)


def _begin_worker() -> None:
    """Make a process ready: our parent alone is interrupted, and ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _log_errors_aside()
    gc.freeze()
    gc.set_threshold(_YOUNG_LIMIT)


def _day_log(order: Order, policy: PolicyName, trace: Trace) -> DayLog:
    match policy:
        case PolicyName.ENGINE:
            lasts_s = partial(phrase_s, lengths=order.lengths)
            return engine_day(
                order.scenario, trace, tuning=order.tuning, lasts_s=lasts_s, menu=order.menu
            )
        case PolicyName.APP_QUEUE:
            return app_queue_day(order.scenario, trace, tick_s=order.tick_s)
        case PolicyName.BOUND:
            return bound_of(order.scenario, trace.people)
        case _:
            assert_never(policy)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
