"""What a site has decided about the desks of its operators: which links, which danger signs."""

from typing import Final

from web.api.model import Nothing
from web.api.problems import Problem
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.api.shown_desk import DeskShown


async def show_desk(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return what the site has decided about desks."""
    return Reply(shown=ask.doors.desk)


DESK_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/desk", scope=Scope.DESK, needs_person=True),
        show_desk,
        query=Nothing,
        body=Nothing,
        shown=DeskShown,
    ),
)
"""The operations of this page; part of the one table."""
