"""The live pages of one site, joined to the rooms of its engine."""

from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge

from agents.phone import PageClosed, PageOpened, PhoneEvent
from alerts.service import AlertDesk
from base.clock import Clock
from base.ids import AgentId
from line122.api import Api
from line122.desk_bell import DeskBell
from line122.desk_look_ups import WorkCounter, WrittenTickets
from line122.desk_sight import DeskSight, SightRooms
from line122.live_board import BoardRooms, BoardSight, SiteSight
from line122.wiring import Engine
from tickets.work.ports import Save
from web.desk.line import DUE_AHEAD, WorkCounts
from web.live.app import add_live
from web.live.doorkeeper import SessionDoorkeeper, close_with_sessions
from web.live.hub import LiveHub
from web.live.ports import Watcher

Work: TypeAlias = Coroutine[object, object, None]

VIEWERS_LIMIT: Final = 500
"""Pages of one site; each costs the engine as much as its own operator does."""


@dataclass(frozen=True, slots=True)
class LiveDesk:
    """The live pages."""

    hub: LiveHub
    work: WorkCounter
    board: BoardSight
    doorkeeper: SessionDoorkeeper

    def let_watch(self, app: web.Application) -> None:
        """Let the application show live pages."""
        add_live(app, self.hub, self.doorkeeper)

    def parts(self) -> Mapping[str, Work]:
        """Return what runs as long as the engine does."""
        return {
            "live": self.hub.run(),
            "live_sessions": close_with_sessions(self.hub, self.doorkeeper),
            "live_counts": self.work.run(),
            "board": self.board.run(self.hub),
        }


class PageAttendance:
    """A `web.live.ports.Attendance`: figures, and telephones that belong to a page."""

    def __init__(self, engine: Engine, clock: Clock, registry: CollectorRegistry) -> None:
        self._engine = engine
        self._clock = clock
        self._viewers = Gauge("line122_viewers", "Live pages that are open", registry=registry)
        self._behind = Counter(
            "line122_viewers_behind_total",
            "Times that a live page was too slow and began anew",
            registry=registry,
        )

    def opened(self, watcher: Watcher, viewers: int) -> None:
        """Take that a page was opened."""
        self._viewers.set(viewers)
        self._tell_phone(watcher.agent_id, PageOpened())

    def closed(self, watcher: Watcher, viewers: int) -> None:
        """Take that a page is gone."""
        self._viewers.set(viewers)
        self._tell_phone(watcher.agent_id, PageClosed())

    def fell_behind(self, watcher: Watcher) -> None:
        """Count it; whose page it was stands in the log."""
        del watcher
        self._behind.inc()

    def _tell_phone(self, agent_id: AgentId | None, event: PhoneEvent) -> None:
        agents = self._engine.distributor.floor.agents
        agent = None if agent_id is None else agents.get(agent_id)
        if agent is not None:
            now = self._clock.instant()
            self._engine.roster.phone_changed(agent.operator.account, event, now)


def wire_live(engine: Engine, api: Api, alerts: AlertDesk, clock: Clock) -> LiveDesk:
    """Return the live pages over the rooms of the site."""
    bell = engine.bell
    written = WrittenTickets(engine.tickets, lambda agent_id: _changed(bell, agent_id))
    work = WorkCounter(partial(_lengths, engine, clock), lambda: _is_watched(bell))

    def saved(saves: Sequence[Save]) -> None:
        written.saved(saves)
        # Lists of visits that stand open are asked for anew: what a clinic has is seen at once.
        if work.saved(saves) and bell.hub is not None:
            bell.hub.changed()

    engine.tickets.on_saved = saved
    rooms = SightRooms(
        clock=clock,
        zone=engine.zone,
        distributor=engine.distributor,
        calls=engine.calls,
        callbacks=engine.callbacks,
        cases=engine.cases,
        callers=engine.callers,
        roster=engine.roster,
        bell=bell,
        audit=api.audit,
    )
    attendance = PageAttendance(engine, clock, engine.state.registry)
    desk = DeskSight(rooms, written, work)
    board = BoardSight(BoardRooms(rooms, engine.watch, engine.feed, engine.books.board), desk)
    bell.hub = LiveHub(
        SiteSight(desk, board, alerts), clock, attendance, viewers_limit=VIEWERS_LIMIT
    )
    return LiveDesk(bell.hub, work, board, SessionDoorkeeper(api.doors.sign_in))


def _changed(bell: DeskBell, agent_id: AgentId) -> None:
    if bell.hub is not None:
        bell.hub.changed((agent_id,))


def _is_watched(bell: DeskBell) -> bool:
    return bell.hub is not None and bell.hub.is_watched


async def _lengths(engine: Engine, clock: Clock) -> WorkCounts:
    found = await engine.books.worklists.lengths(clock.now() + DUE_AHEAD)
    return WorkCounts(night=found.night, due=found.due, unacknowledged=found.unacknowledged)
