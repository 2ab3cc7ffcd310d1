"""Finding tickets: one statement for each thing that they are looked for by."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final, assert_never
from uuid import UUID

import asyncpg

from storage.records.connection import Lent
from storage.records.statements import statements
from storage.records.ticket_mapping import read_found
from tickets.place_name import plain_words, search_text
from tickets.readings import (
    ByAddress,
    ByName,
    ByNumber,
    ByPhone,
    ByText,
    Cursor,
    FoundPage,
    Sought,
)

_WORDS: Final = ("first", "second", "third", "fourth")
_ANY: Final = "%"
_LAST_MOMENT: Final = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_ID: Final = UUID(int=2**128 - 1)


async def found_page(
    connection: Lent, site: str, sought: Sought, after: Cursor | None, most: int
) -> FoundPage:
    """Return the newest tickets that fit, behind the cursor."""
    rows = _rows(connection, site, sought, after, most + 1)
    if rows is None:
        return FoundPage()
    found = [read_found(row) async for row in rows]
    page = tuple(found[:most])
    is_last = len(found) <= most
    return FoundPage(page, None if is_last else Cursor(page[-1].opened_at, page[-1].ticket_id))


def _rows(
    connection: Lent, site: str, sought: Sought, after: Cursor | None, most: int
) -> AsyncIterator[asyncpg.Record] | None:
    """Return the rows; `None` where the words say nothing that could be looked for."""
    filters = {
        "site": site,
        "kinds": sorted(kind.value for kind in sought.kinds),
        "states": sorted(state.value for state in sought.states),
        "owner": sought.owner,
        "cause": sought.cause,
        "before_at": _LAST_MOMENT if after is None else after.opened_at,
        "before_id": _LAST_ID if after is None else after.ticket_id,
        "most": most,
    }
    found: AsyncIterator[asyncpg.Record] | None = None
    match sought.by:
        case None:
            found = statements.tickets_listed(connection, **filters)
        case ByNumber(number):
            found = statements.tickets_by_number(
                connection, day=number.day, counter=number.counter, **filters
            )
        case ByPhone(phone):
            found = statements.tickets_by_phone(connection, phone=phone, **filters)
        case ByName(words):
            patterns = _patterns(" ".join(plain_words(words)))
            if patterns is not None:
                found = statements.tickets_by_name(connection, **patterns, **filters)
        case ByAddress(words):
            patterns = _patterns(search_text(words))
            if patterns is not None:
                found = statements.tickets_by_address(connection, **patterns, **filters)
        case ByText(words):
            found = statements.tickets_by_text(connection, words=words, **filters)
        case _:
            assert_never(sought.by)
    return found


def _patterns(words: str) -> dict[str, str] | None:
    """Return a pattern for each of the longest words, which tell the most."""
    longest = sorted(set(words.split()), key=len, reverse=True)
    if not longest:
        return None
    given = dict(zip(_WORDS, map(_within, islice(longest, len(_WORDS))), strict=False))
    return dict.fromkeys(_WORDS, _ANY) | given


def _within(word: str) -> str:
    plain = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{plain}%"
