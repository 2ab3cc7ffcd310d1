"""Joins what supervisors may do to the services of the running engine."""

from collections.abc import Coroutine
from dataclasses import dataclass

import structlog

from administration.service import AdministrationDesk
from base.clock import Clock
from base.errors import Line122Error
from callflow.intervention import Deed
from callflow.intervention_desk import InterventionDesk
from callflow.storm_order import OrderedStorm, StormOrder
from callflow.supervision import SupervisionPolicy
from callflow.supervision_desk import SupervisionDesk, SupervisionDoors
from line122.api_doors import DispatchDoor
from line122.deed_door import DeedDoor
from line122.supervising import InterventionJournal, SupervisorDoor
from line122.wiring import Engine
from web.api.supervise_ports import Supervising
from web.orders import OrderControl

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SupervisingSite:
    """What supervisors ask, and what keeps what they did."""

    doors: Supervising
    journal: InterventionJournal

    def parts(self) -> dict[str, Coroutine[object, object, None]]:
        """Return what runs as long as the engine does."""
        return {"interventions": self.journal.run()}


def wire_supervising(
    engine: Engine, orders: OrderControl, administration: AdministrationDesk, clock: Clock
) -> SupervisingSite:
    """Return the doors of intervention over the services of the site."""
    journal = InterventionJournal(engine.books.interventions, clock)
    board = engine.calls.board
    desk = SupervisionDesk(
        SupervisionDoors(
            post=engine.telephony.listening_post,
            board=board,
            distributor=engine.distributor,
            clock=clock,
        ),
        SupervisionPolicy(),
    )
    engine.bell.followers = (*engine.bell.followers, desk)
    supervisors = SupervisorDoor(desk, board, journal)
    desk.on_end = supervisors.ended
    deeds = DeedDoor(
        desk=InterventionDesk(engine.calls, engine.distributor, engine.watch, engine.callbacks),
        journal=journal,
        callers=engine.callers,
        cases=engine.cases,
        orders=orders,
        administration=administration,
        dispatches=DispatchDoor(engine.books.worklists, engine.books.dispatches),
        clock=clock,
    )
    return SupervisingSite(Supervising(supervisors, deeds), journal)


async def take_up_orders(engine: Engine) -> None:
    """Go on under what supervisors ordered before this start; without the rows, by the figures."""
    try:
        last = await engine.books.interventions.last(Deed.STORM_FORCED)
    except Line122Error as error:
        _log.warning("intervention.loading_failed", cause=str(error))
        return
    if last is not None:
        engine.watch.take_up(OrderedStorm(StormOrder(last.detail), last.actor, last.at))
