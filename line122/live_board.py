"""The wallboard of one site, joined to the rooms of its engine.

What changes with every call is folded when the hub asks for it, twenty times a second at most, and
only while somebody watches. What grows with the day is looked at twice a second. The chart is the
one thing that is fed by looking: every second, also when nobody watches.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from alerts.service import AlertDesk
from base.errors import Line122Error
from base.ids import CallId, ContactId
from base.instant import Instant, elapsed_s
from base.phone import CallerKey, HashedNumber, PhoneNumber
from callers.history import Silenced
from callers.redialler import AutoRedialler, Verdict
from callflow.call import Call, Ended, Leaving
from callflow.moment import Moment
from callflow.present import purpose_of
from callflow.storm_watch import StormWatch
from line122.day_feed import DayFeed
from line122.desk_sight import DeskSight, SightRooms
from storage.records.board import PostgresBoardBook
from web.live.delta import Node, State
from web.live.hub import LiveHub
from web.live.ports import Layer, Watcher
from web.wallboard.alarms import alarms_shown
from web.wallboard.chart import Look
from web.wallboard.charted import slot_shown
from web.wallboard.crew import operator_shown
from web.wallboard.lamps import Lamps, seated, trunk_shown
from web.wallboard.promises import PromisesToday, promises_shown
from web.wallboard.redialers import redialer_shown
from web.wallboard.today import today_shown
from web.wallboard.visits import VisitsToday, visits_shown
from web.wallboard.waiting import WaitingFacts, waiting_shown
from web.wallboard.weather import WeatherFacts, weather_shown

LOOK_EVERY_S: Final = 1.0
FOLD_EVERY_S: Final = 0.5
DRAW_EVERY_S: Final = 5.0
_COUNT_EVERY: Final = 2
"""Looks, while somebody watches: visits are the database's to count."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class BoardRooms:
    """Who knows what supervisors see, besides those who know what operators see."""

    rooms: SightRooms
    watch: StormWatch
    feed: DayFeed
    book: PostgresBoardBook


class BoardSight:
    """The wallboard as it is."""

    def __init__(self, board: BoardRooms, desk: DeskSight) -> None:
        self._board = board
        self._desk = desk
        self._lamps = Lamps()
        self._slow: tuple[Instant, State] | None = None
        self._chart: tuple[Instant, State] | None = None
        self._visits: VisitsToday | None = None
        self._promises_today = PromisesToday()

    def board(self) -> State:
        """Return everything that the wallboard shows."""
        rooms, anchor = self._board.rooms, self._desk.anchor
        calls = {call.origin.call_id: call for call in rooms.calls.board.calls()}
        slow = self._slowly()
        return {
            "board": {
                "trunks": self._trunks(calls, anchor),
                "waiting": waiting_shown(self._waiting(calls), anchor),
                "crew": self._crew(calls, anchor),
                "promises": promises_shown(
                    rooms.callbacks.ledger.requests.values(), self._promises_today
                ),
                "visits": visits_shown(self._visits),
                "storm": weather_shown(self._weather()),
                **slow,
            }
        }

    async def run(self, hub: LiveHub) -> None:
        """Look every second, until cancelled."""
        looks = 0
        while True:
            self.look()
            if hub.is_watched and looks % _COUNT_EVERY == 0:
                await self._count_visits()
            looks += 1
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Let the chart see how the line is now."""
        rooms = self._board.rooms
        now, instant = rooms.clock.now(), rooms.clock.instant()
        present = [
            c for c in rooms.calls.board.calls() if not isinstance(c.phase, Leaving | Ended)
        ]
        entries = rooms.distributor.floor.entries.values()
        since = [entry.entered_at for entry in entries if entry.agent_id is None]
        policy = rooms.calls.policy
        self._board.feed.day.chart.looked(
            Look(
                at=now,
                purposes=Counter(map(purpose_of, present)),
                waiting=len(since),
                longest_wait_s=elapsed_s(min(since), instant) if since else 0.0,
                is_full=all(
                    rooms.calls.board.in_use(name) >= trunk.channels
                    for name, trunk in policy.trunks.items()
                ),
            )
        )

    def _trunks(self, calls: Mapping[CallId, Call], anchor: Moment) -> State:
        policy = self._board.rooms.calls.policy
        self._lamps = seated(self._lamps, calls.values(), policy.trunks)
        return {
            name: trunk_shown(trunk.channels, self._lamps.of[name], calls, anchor)
            for name, trunk in policy.trunks.items()
        }

    def _waiting(self, calls: Mapping[CallId, Call]) -> WaitingFacts:
        rooms = self._board.rooms
        return WaitingFacts(
            floor=rooms.distributor.floor,
            calls=calls,
            requests=rooms.callbacks.ledger.requests,
            ticket_of=self._ticket_of,
            estimate_s=self._desk.estimate_s(),
            accuracy=self._board.feed.day.accuracy,
        )

    def _ticket_of(self, contact_id: ContactId) -> str:
        case = self._board.rooms.cases.case_of(contact_id)
        return "" if case is None else str(case.ticket.number)

    def _crew(self, calls: Mapping[CallId, Call], anchor: Moment) -> State:
        rooms = self._board.rooms
        return {
            agent.operator.account: operator_shown(
                agent, rooms.roster.health_of(agent.operator.account), calls, anchor
            )
            for agent in rooms.distributor.floor.agents.values()
        }

    def _weather(self) -> WeatherFacts:
        watch, rooms = self._board.watch, self._board.rooms
        at = Moment(rooms.clock.now(), rooms.clock.instant())
        return WeatherFacts(
            state=watch.state,
            figures=rooms.calls.watch.figures(at),
            ordered=watch.ordered,
            missing_channels=watch.missing_channels,
        )

    def _slowly(self) -> State:
        """Return what is folded twice a second: it grows with the day, and nobody acts on it."""
        now = self._board.rooms.clock.instant()
        if self._slow is None or elapsed_s(self._slow[0], now) >= FOLD_EVERY_S:
            self._slow = (now, self._fold_day(self._board.rooms.clock.now()))
        return self._slow[1]

    def _fold_day(self, now: datetime) -> State:
        rooms, day = self._board.rooms, self._board.feed.day
        tally, needs = day.figures.tally(now), rooms.callbacks.ledger.requests
        contacts = [rooms.cases.contact(contact_id) for contact_id in needs]
        open_until = (each.promised_for for each in contacts if each is not None)
        self._promises_today = PromisesToday(
            kept=tally.needs.promises_kept,
            broken=tally.needs.promises_broken,
            soonest_for=min((until for until in open_until if until is not None), default=None),
        )
        return {
            "today": today_shown(tally, day.lost_unseen),
            "redialers": tuple(self._redialers(now)),
            "chart": self._last_slot(now),
        }

    def _last_slot(self, now: datetime) -> State:
        """Return the chart's last five minutes, every few seconds: each time it is drawn anew."""
        instant = self._board.rooms.clock.instant()
        if self._chart is None or elapsed_s(self._chart[0], instant) >= DRAW_EVERY_S:
            self._chart = (instant, slot_shown(self._board.feed.day.chart, now))
        return self._chart[1]

    def _redialers(self, now: datetime) -> list[Node]:
        redials, callers = self._board.feed.day.redials, self._board.rooms.callers
        return [
            redialer_shown(
                number,
                each,
                redials.usual_s,
                _reason(callers.standing(_key(number), now).verdict),
                self._ticket_of(each.contact_id),
            )
            for number, each in redials.top()
        ]

    async def _count_visits(self) -> None:
        try:
            counted = await self._board.book.visits(self._board.feed.day.begins_at)
        except Line122Error as error:
            _log.warning("board.visits_uncounted", cause=str(error))
            self._visits = None
            return
        self._visits = VisitsToday(
            counted.sent, counted.acknowledged, counted.chased, counted.unanswered
        )


@dataclass(frozen=True, slots=True)
class SiteSight:
    """A `web.live.ports.Sight`: what operators see, and what supervisors see besides."""

    desk: DeskSight
    board: BoardSight
    alerts: AlertDesk

    def shared(self, layer: Layer) -> State:
        """Return what everybody sees alike who sees the layer."""
        match layer:
            case Layer.LINE:
                return self.desk.line()
            case Layer.BOARD:
                return self.board.board()
            case Layer.ALERTS:
                return {"alerts": alarms_shown(self.alerts.open)}

    def own(self, watcher: Watcher) -> State:
        """Return the person themselves and their call."""
        return self.desk.own(watcher)


def _key(number: str) -> CallerKey:
    return HashedNumber(number) if number.startswith("#") else PhoneNumber(number)


def _reason(verdict: Verdict) -> str:
    """Return by what a number is known, as a code that pages have words for."""
    match verdict:
        case AutoRedialler(sign=sign):
            return sign.value
        case Silenced(cause=cause):
            return f"silenced_{cause}"
        case _:
            return ""
