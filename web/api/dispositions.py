"""Calls of which nobody said what they were: for whoever looks after them in the morning."""

from datetime import timedelta
from typing import Final

from base.ids import TicketId
from web.api.model import Nothing
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_casework import Undisposed

_SHOWN_FOR: Final = timedelta(days=1)
_MOST: Final = 200
"""More than a shift could look after; that there are more is told."""


async def list_undisposed(ask: Ask[Nothing, Nothing]) -> Reply:
    """List the calls of the last day of which their operators never said what they were."""
    doors = ask.doors
    since = doors.clock.now() - _SHOWN_FOR
    found = await doors.casework.files.undisposed(since, _MOST + 1)
    calls = found[:_MOST]
    return Reply(
        shown=Undisposed(calls=calls, is_cut=len(found) > _MOST),
        tickets=tuple(dict.fromkeys(TicketId(call.ticket_id) for call in calls)),
    )


DISPOSITION_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/calls/not-stated", scope=Scope.TICKETS_READ),
        list_undisposed,
        query=Nothing,
        body=Nothing,
        shown=Undisposed,
    ),
)
"""The operations of this page; part of the one table."""
