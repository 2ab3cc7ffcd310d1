"""What pages show of the database, asked beside the ring and never in its way.

A telephone rings with what the engine has in memory. Whoever looks for more is told that there is
nothing yet, the look-up begins, and when it has ended the page is looked at again. A database that
is away leaves the card as it is.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog

from base.errors import Line122Error
from base.ids import AgentId, CallId, ContactId
from base.phone import PhoneNumber
from base.tasks import spawn
from tickets.changes import ReportVisit
from tickets.number import TicketNumber
from tickets.readings import ByNumber, ByPhone, Sought
from tickets.ticket_file import TicketFile
from tickets.work.ports import Save
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
    contact_id: ContactId
    ticket: TicketNumber | None


@dataclass(slots=True)
class _LookedUp:
    """What is known for one page of one call."""

    whom: Whom
    written: Written | None = None
    is_outdated: bool = True
    """Whether something was written since the last look-up began."""
    is_under_way: bool = False


@dataclass(slots=True)
class WrittenTickets:
    """The tickets of those who call: looked up in a talk, after it, and when one was saved."""

    tickets: TicketDesk
    on_found: OnFound
    _known: OrderedDict[tuple[CallId, bool], _LookedUp] = field(default_factory=OrderedDict)

    def of(self, whom: Whom) -> Written | None:
        """Return what is known; what is not is looked up from now on."""
        key = (whom.call_id, whom.is_over)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _LookedUp(whom)
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        if known.is_outdated and not known.is_under_way:
            known.is_outdated, known.is_under_way = False, True
            spawn(self._renew(known), name="tickets of a caller")
        earlier = self._known.get((whom.call_id, False))
        return known.written or (None if earlier is None else earlier.written)

    def saved(self, saves: Sequence[Save]) -> None:
        """Take that tickets are written: whoever has one on their page is to see it at once.

        Only pages that are still looked at ask the database again.
        """
        for known in self._known.values():
            if any(_concerns(save.file, known) for save in saves):
                known.is_outdated = True
                self.on_found(known.whom.agent_id)

    async def _renew(self, known: _LookedUp) -> None:
        try:
            await self._look_up(known)
        finally:
            known.is_under_way = False

    async def _look_up(self, known: _LookedUp) -> None:
        whom = known.whom
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
        known.written = Written(found)
        self.on_found(whom.agent_id)


def _concerns(file: TicketFile, known: _LookedUp) -> bool:
    """Tell whether a ticket may stand on the page, or stood there before."""
    whom, card = known.whom, file.card
    phones = {card.person.phone, *(visit.phone for visit in file.visits)} - {None}
    return (
        card.contact_id == whom.contact_id
        or whom.number in phones
        or (known.written is not None and card.ticket_id in known.written.tickets)
    )


class WorkCounter:
    """Counts what lies on the lists of the database, now and then while anybody looks."""

    def __init__(
        self, count: Callable[[], Awaitable[WorkCounts]], is_watched: Callable[[], bool]
    ) -> None:
        self._count_lists = count
        self._is_watched = is_watched
        self.counts = WorkCounts()
        self.reports = 0
        """How often a visit was told of since the start: delivered, answered for, made."""

    def saved(self, saves: Sequence[Save]) -> bool:
        """Take that tickets are written, and return whether a visit was told of."""
        told = sum(isinstance(save.what, ReportVisit) for save in saves)
        self.reports += told
        return told > 0

    async def run(self) -> None:
        """Count until cancelled."""
        while True:
            if self._is_watched():
                await self._count()
            await asyncio.sleep(COUNT_EVERY_S)

    async def _count(self) -> None:
        try:
            self.counts = await self._count_lists()
        except Line122Error as error:
            _log.warning("work.count_failed", cause=str(error))
            self.counts = WorkCounts()
