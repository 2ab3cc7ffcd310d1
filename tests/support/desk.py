"""An operator's page over a hall: what they see while citizens call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agents.agent import Operator
from base.tasks import cancel, spawn
from line122.desk_look_ups import WorkCounter, WrittenTickets
from line122.desk_sight import DeskSight, SightRooms
from tests.support.hall import Hall
from tests.support.live import Counted, Json, Page, drain
from tests.support.site import ZONE
from tests.tickets.cases import POLICY
from tickets.work.ports import Save
from tickets.work.service import DeskTools, TicketDesk
from web.api.ports import ReadMade
from web.desk.line import WorkCounts
from web.live.delta import State
from web.live.hub import LiveHub
from web.live.ports import Layer, Watcher
from web.live.viewer import Viewer


@dataclass
class Reads:
    """A `web.api.ports.ReadAudit` that a story reads."""

    made: list[ReadMade] = field(default_factory=list)

    def note(self, read: ReadMade) -> None:
        """Write it down."""
        self.made.append(read)


@dataclass
class LineSight:
    """A `web.live.ports.Sight` of operators only."""

    desk: DeskSight

    def shared(self, layer: Layer) -> State:
        """Return the line."""
        assert layer is Layer.LINE
        return self.desk.line()

    def own(self, watcher: Watcher) -> State:
        """Return the operator and their call."""
        return self.desk.own(watcher)


@dataclass
class Desk:
    """One operator's page."""

    hub: LiveHub
    viewer: Viewer
    page: Page
    reads: Reads
    tickets: TicketDesk

    def seen(self) -> Json:
        """Return all that the page knows by now."""
        drain(self.hub, self.viewer, self.page)
        assert self.page.gaps == 0, "A page of a story misses nothing."
        return dict(self.page.state)

    def call(self) -> Json:
        """Return the call that the page shows."""
        shown = self.seen()["call"]
        assert isinstance(shown, dict), "There is no call on the page."
        return shown


@asynccontextmanager
async def desk_of(hall: Hall, operator: Operator) -> AsyncIterator[Desk]:
    """Open the page of an operator for as long as the context lasts."""
    reads, hub_of = Reads(), hall.bell
    tools = DeskTools(
        book=hall.people.tickets,
        deadlines=hall.people.tickets,
        clock=hall.clock,
        zone=ZONE,
        take_number=hall.cases.take_number,
    )
    tickets = TicketDesk(tools, POLICY)

    async def three_each() -> WorkCounts:
        return WorkCounts(night=3, due=3, unacknowledged=3)

    work = WorkCounter(three_each, lambda: True)
    rooms = SightRooms(
        clock=hall.clock,
        zone=ZONE,
        distributor=hall.distributor,
        calls=hall.calls,
        callbacks=hall.callbacks,
        cases=hall.cases,
        callers=hall.callers,
        roster=hall.roster,
        bell=hall.bell,
        audit=reads,
    )
    written = WrittenTickets(tickets, lambda agent_id: hub.changed((agent_id,)))

    def saved(saves: Sequence[Save]) -> None:
        written.saved(saves)
        if work.saved(saves):
            hub.changed()

    tickets.on_saved = saved
    sight = LineSight(DeskSight(rooms, written, work))
    hub = hub_of.hub = LiveHub(sight, hall.clock, Counted(), viewers_limit=9)
    running = [spawn(hub.run(), name="live"), spawn(work.run(), name="counts")]
    await hall.settle()
    who = Watcher(login="anna", agent_id=operator.agent_id, session="anna's")
    with hub.watched_by(who) as viewer:
        yield Desk(hub, viewer, Page(), reads, tickets)
    hub_of.hub = None
    for task in running:
        await cancel(task)
