"""Calls of which nobody said what they were: for whoever looks after them in the morning."""

from datetime import timedelta
from typing import Final

from base.ids import TicketId
from web.api.asks import PageAsk
from web.api.model import Nothing
from web.api.pages import read_place, written_place
from web.api.problems import Problem
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_casework import Undisposed

_SHOWN_FOR: Final = timedelta(days=1)


async def list_undisposed(ask: Ask[PageAsk, Nothing]) -> Reply | Problem:
    """List the calls of the last day of which their operators never said what they were."""
    query, place = ask.query, read_place(ask.query.after)
    if isinstance(place, Problem):
        return place
    since = ask.doors.clock.now() - _SHOWN_FOR
    page = await ask.doors.lists.undisposed(since, place, query.most)
    return Reply(
        shown=Undisposed(calls=tuple(page.lines), next=written_place(page.next)),
        tickets=tuple(dict.fromkeys(TicketId(call.ticket_id) for call in page.lines)),
    )


DISPOSITION_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/calls/not-stated", scope=Scope.TICKETS_READ),
        list_undisposed,
        query=PageAsk,
        body=Nothing,
        shown=Undisposed,
    ),
)
"""The operations of this page; part of the one table."""
