"""The wallboard's chart: what is live comes by the socket of the page, the day so far by this."""

from typing import Final

from web.api.model import Nothing
from web.api.problems import Problem
from web.api.route import Address, Ask, Reply, Route, route
from web.api.scopes import Scope
from web.wallboard.charted import ChartShown


async def show_day(ask: Ask[Nothing, Nothing]) -> Reply | Problem:
    """Return the day so far in steps of five minutes, beside what is usual on its weekday."""
    return Reply(shown=ask.doors.board.chart())


BOARD_ROUTES: Final[tuple[Route, ...]] = (
    route(
        Address(method="GET", path="/board/day", scope=Scope.BOARD_READ),
        show_day,
        query=Nothing,
        body=Nothing,
        shown=ChartShown,
    ),
)
"""The operations of the wallboard; part of the one table."""
