"""The watch over the whole line: whether it is a storm, and whether channels are missing.

It lives by a rhythm, because what it looks for is told by no event: every few seconds it reads
the figures, asks the pure decisions of `callflow/storm.py` and `callflow/trunk.py`, and keeps
what they say. Every switch is journaled with its figures, so that it can be told why a person
heard what they heard. When an hour of the site is over, what was usual in it is learned from the
rows of its calls, which outlive the engine.

Limits: a switch is seen up to `look_every_s` late. An hour that ends while no engine runs, or
while the database is away, teaches nothing. Deliberately absent: what a storm changes; whoever
decides reads `CallService.is_storm`.
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from agents.activity import is_present
from base.calendar import hour_of_week, next_hour
from base.clock import Clock
from base.errors import Line122Error
from callflow.moment import Moment
from callflow.ports import StormBook, StormSwitch
from callflow.service import CallService
from callflow.storm import (
    HOURS_PER_DAY,
    Calm,
    Enter,
    HourNorm,
    HourSlot,
    Leave,
    Norm,
    ObservedHour,
    Storm,
    StormPolicy,
    StormState,
    decide_storm,
    learn,
)
from callflow.storm_order import OrderedStorm, StormOrder, under_order
from callflow.trunk import channels_to_order
from queues.service import Distributor

_HOUR: Final = timedelta(hours=1)
_LEARNED_FROM: Final = timedelta(days=28)
"""So far back a site that has learned nothing yet looks once."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class WatchDoors:
    """What the watch looks at, and where it writes."""

    clock: Clock
    calls: CallService
    distributor: Distributor
    book: StormBook


@dataclass(frozen=True, slots=True)
class WatchPolicy:
    """What a site decides about the watch."""

    storm: StormPolicy
    look_every_s: float


class StormWatch:
    """Keeps whether it is a storm, and says so to the calls."""

    def __init__(self, doors: WatchDoors, policy: WatchPolicy, zone: ZoneInfo) -> None:
        self._doors = doors
        self._policy = policy
        self._zone = zone
        self._state: StormState = Calm()
        self._ordered = OrderedStorm()
        self._norm = Norm()
        self._learns_at = next_hour(doors.clock.now(), zone)
        self.missing_channels = 0
        """How many channels must be ordered for the operators at work; 0 when there are enough."""

    @property
    def state(self) -> StormState:
        """Whether it is a storm, and since when."""
        return self._state

    def usual_on(self, weekday: int) -> tuple[HourNorm, ...]:
        """Return what is usual in each hour of a weekday; 0 is Monday."""
        return tuple(self._norm.at(HourSlot(weekday, hour)) for hour in range(HOURS_PER_DAY))

    @property
    def order(self) -> StormOrder:
        """What was ordered of the storm."""
        return self._ordered.order

    @property
    def ordered(self) -> OrderedStorm:
        """What was ordered of the storm, by whom and when."""
        return self._ordered

    def force(self, order: StormOrder, by: str) -> None:
        """Let it be a storm or not from now on, whatever the figures say, or go by them again."""
        self._ordered = OrderedStorm(order, by, self._doors.clock.now())
        _log.warning("storm.ordered", order=order)
        self.look()

    def take_up(self, ordered: OrderedStorm) -> None:
        """Go on under the order that was given before this start."""
        self._ordered = ordered

    def change_policy(self, policy: WatchPolicy) -> None:
        """Judge by other limits from the next look on."""
        self._policy = policy

    async def load(self) -> None:
        """Take up the storm that lasts, and what is usual in every hour.

        Without them it begins calm and with nothing known: the absolute limits decide alone.
        """
        now = self._doors.clock.now()
        try:
            last = await self._doors.book.last_switch()
            known = await self._doors.book.norm()
            self._norm = await self._first_norm(now) if known is None else known
        except Line122Error as error:
            _log.warning("storm.loading_failed", cause=str(error))
            return
        if last is not None and last.entered:
            self._keep(Storm(last.at, last.figures))

    async def run(self) -> None:
        """Look, and learn when an hour is over, until cancelled."""
        while True:
            self.look()
            await self.learn_when_due()
            # The figures slide by themselves; nothing tells when they have crossed a limit.
            await asyncio.sleep(self._policy.look_every_s)

    def look(self) -> None:
        """Decide by the figures of this moment."""
        clock, calls = self._doors.clock, self._doors.calls
        at = Moment(clock.now(), clock.instant())
        figures = calls.watch.figures(at)
        usual = self._norm.at(self._slot(at.now))
        seen = decide_storm(self._state, figures, usual, at.now, self._policy.storm)
        decision = under_order(seen, self._state, self._ordered.order, at.now)
        self._keep(decision.state)
        match decision:
            case Enter():
                self._write(decision, at.now)
                signs = [sign.value for sign in decision.signs]
                _log.warning("storm.entered", signs=signs, **asdict(figures))
            case Leave():
                self._write(decision, at.now)
                lasted_s = round((at.now - decision.since).total_seconds())
                _log.info("storm.left", lasted_s=lasted_s, **asdict(figures))
            case _:
                pass
        self._note_channels()

    async def learn_when_due(self) -> None:
        """Learn what was usual in the hour that has just ended, if one has."""
        now = self._doors.clock.now()
        if now < self._learns_at:
            return
        ended_at, self._learns_at = self._learns_at, next_hour(now, self._zone)
        began_at = ended_at - _HOUR
        try:
            seen = await self._doors.book.observed_hours(began_at, ended_at)
        except Line122Error as error:
            _log.warning("storm.learning_failed", cause=str(error))
            return
        # An hour in which nobody called is as usual as any other, and has no row.
        quiet = ObservedHour(self._slot(began_at), people=0, attempts=0, was_storm=False)
        self._norm = self._learned(self._norm, seen[-1] if seen else quiet)

    async def _first_norm(self, now: datetime) -> Norm:
        hours = await self._doors.book.observed_hours(now - _LEARNED_FROM, now)
        return reduce(self._learned, hours, Norm())

    def _learned(self, norm: Norm, observed: ObservedHour) -> Norm:
        after = learn(norm, observed, self._policy.storm)
        self._doors.book.write_norm(observed.slot, after.at(observed.slot))
        return after

    def _keep(self, state: StormState) -> None:
        self._state = state
        calls, is_storm = self._doors.calls, isinstance(state, Storm)
        if calls.is_storm != is_storm:
            calls.is_storm = is_storm
            calls.tell_menus()

    def _write(self, decision: Enter | Leave, now: datetime) -> None:
        switch = StormSwitch(
            at=now,
            entered=isinstance(decision, Enter),
            reason=decision.reason,
            figures=decision.figures,
        )
        self._doors.book.write_switch(switch)

    def _note_channels(self) -> None:
        """Say once, whenever it changes, how many channels the operators at work need more."""
        agents = self._doors.distributor.floor.agents.values()
        operators = sum(is_present(agent) for agent in agents)
        channels = sum(trunk.channels for trunk in self._doors.calls.policy.trunks.values())
        missing = channels_to_order(channels, operators)
        if missing == self.missing_channels:
            return
        self.missing_channels = missing
        figures = {"channels": channels, "operators": operators}
        if missing:
            _log.warning("trunk.channels_short", to_order=missing, **figures)
        else:
            _log.info("trunk.channels_sufficed", **figures)

    def _slot(self, moment: datetime) -> HourSlot:
        hour = hour_of_week(moment, self._zone)
        return HourSlot(hour.weekday, hour.hour)
