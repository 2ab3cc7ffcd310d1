"""The lists behind the numbers of reports, read to their end, page by page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from metrics.reports import (
    EVERYBODY,
    Callers,
    CallListed,
    Counted,
    CountedNeed,
    Listed,
    NeedListed,
    NumberAsk,
    PageAsk,
    PeopleAsk,
    PersonListed,
    ReportAsk,
    Spot,
)
from metrics.tally import Tally
from storage.records.reports import PostgresReports

_PAGE: Final = 37
LineT = TypeVar("LineT")


@dataclass(frozen=True, slots=True)
class WholeLists:
    """Every list of a book, as it stands at a moment."""

    book: PostgresReports
    now: datetime

    async def calls(
        self, ask: ReportAsk, counted: Counted, key: str | None, callers: Callers = EVERYBODY
    ) -> list[CallListed]:
        """Return all calls behind a number."""
        number = NumberAsk(report=ask, counted=counted, key=key, now=self.now, callers=callers)
        return await _to_the_end(lambda page: self.book.calls(number, page))

    async def needs(
        self, ask: ReportAsk, counted: CountedNeed, key: str | None
    ) -> list[NeedListed]:
        """Return all needs behind a number."""
        number = NumberAsk(report=ask, counted=counted, key=key, now=self.now)
        return await _to_the_end(lambda page: self.book.needs(number, page))

    async def people(self, number: PeopleAsk) -> list[PersonListed]:
        """Return all people behind a number."""
        return await _to_the_end(lambda page: self.book.people(number, page))


def count_of(tally: Tally, counted: Counted) -> int:
    """Return what a report says of the calls that a list holds."""
    match counted:
        case Counted.ATTEMPTS | Counted.OFFERED | Counted.PLACED | Counted.CALLED_BACK:
            value: int = getattr(tally.calls, counted.value)
        case Counted.WITHIN_20S:
            value = tally.calls.within_20s
        case _:
            ends = tally.queue + tally.outside
            value = getattr(ends, counted.value)
    return value


async def _to_the_end(
    read: Callable[[PageAsk], Awaitable[Listed[LineT]]],
) -> list[LineT]:
    found: list[LineT] = []
    after: Spot | None = None
    while True:
        page = await read(PageAsk(after, _PAGE))
        found += page.lines
        after = page.next
        if after is None:
            assert len(set(found)) == len(found), "Something stands on two pages."
            return found
