"""What pages show of the database, asked beside the ring and never in its way.

A telephone rings with what the engine has in memory. Whoever looks for more is told that there is
nothing yet, the look-up begins, and when it has ended the page is looked at again. A database that
is away leaves the card as it is.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import structlog

from base.errors import Line122Error
from base.ids import AgentId, CallId
from base.phone import PhoneNumber
from base.tasks import spawn
from tickets.number import TicketNumber
from tickets.readings import ByNumber, ByPhone, Sought
from tickets.work.service import TicketDesk
from web.desk.call import Written
from web.desk.line import WorkCounts

MOST_TICKETS: Final = 20
"""Of one number, the newest."""
COUNT_EVERY_S: Final = 10.0
_REMEMBERED: Final = 256

_log = structlog.get_logger(__name__)

OnFound = Callable[[AgentId], None]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose tickets are looked up, for whom, and when in the call."""

    call_id: CallId
    agent_id: AgentId
    is_over: bool
    """After the talk they are looked up once more: the operator has written."""
    number: PhoneNumber | None
    ticket: TicketNumber | None


@dataclass(slots=True)
class WrittenTickets:
    """The tickets of those who call, each looked up once in a talk and once after it."""

    tickets: TicketDesk
    on_found: OnFound
    _found: OrderedDict[tuple[CallId, bool], Written | None] = field(default_factory=OrderedDict)

    def of(self, whom: Whom) -> Written | None:
        """Return what is known; what is not is looked up from now on."""
        key = (whom.call_id, whom.is_over)
        if key not in self._found:
            self._found[key] = None
            if len(self._found) > _REMEMBERED:
                self._found.popitem(last=False)
            spawn(self._look_up(whom), name="tickets of a caller")
        return self._found.get(key) or self._found.get((whom.call_id, False))

    async def _look_up(self, whom: Whom) -> None:
        by = ByNumber(whom.ticket) if whom.ticket is not None else None
        sought = [] if by is None else [Sought(by=by)]
        if whom.number is not None:
            sought.append(Sought(by=ByPhone(whom.number)))
        try:
            pages = [await self.tickets.search(each, None, MOST_TICKETS) for each in sought]
        except Line122Error as error:
            _log.warning("caller.look_up_failed", cause=str(error))
            return
        found = {each.ticket_id: each for page in pages for each in page.tickets}
        self._found[whom.call_id, whom.is_over] = Written(found)
        self.on_found(whom.agent_id)


@dataclass(frozen=True, slots=True)
class WorkLists:
    """The lists of which only the length is shown; each counts as far as its list goes."""

    night: Callable[[], Awaitable[int]]
    due: Callable[[], Awaitable[int]]
    unacknowledged: Callable[[], Awaitable[int]]


class WorkCounter:
    """Counts what lies on the lists of the database, now and then while anybody looks."""

    def __init__(self, lists: WorkLists, is_watched: Callable[[], bool]) -> None:
        self._lists = lists
        self._is_watched = is_watched
        self.counts = WorkCounts()

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            if self._is_watched():
                await self._count()
            await asyncio.sleep(COUNT_EVERY_S)

    async def _count(self) -> None:
        try:
            self.counts = WorkCounts(
                night=await self._lists.night(),
                due=await self._lists.due(),
                unacknowledged=await self._lists.unacknowledged(),
            )
        except Line122Error as error:
            _log.warning("work.count_failed", cause=str(error))
            self.counts = WorkCounts()
