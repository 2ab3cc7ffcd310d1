"""Finding tickets: one statement for each thing that they are looked for by."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple, assert_never
from uuid import UUID

import asyncpg

from storage.records.connection import Lent
from storage.records.statements import statements
from storage.records.ticket_mapping import read_found
from storage.ticket_rows import as_within
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
_NEAR: Final = 4000
"""What at least one in two hundred of them has is found among so many."""
_LAST_MOMENT: Final = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_ID: Final = UUID(int=2**128 - 1)


class _Way(NamedTuple):
    statement: Callable[..., AsyncIterator[asyncpg.Record]]
    words: dict[str, object]


async def found_page(
    connection: Lent, site: str, sought: Sought, after: Cursor | None, most: int
) -> FoundPage:
    """Return the newest tickets that fit, behind the cursor.

    Words are first looked for among the last tickets. Those that very many tickets have fill the
    page there, and an index would bring all of them; those that few have, the index brings soon.
    """
    filters = _filters(site, sought, after, most + 1)
    rows: list[asyncpg.Record] = []
    for statement, words in _ways(sought):
        rows = [row async for row in statement(connection, **words, **filters)]
        if len(rows) > most:
            break
    page = tuple(map(read_found, rows[:most]))
    is_last = len(rows) <= most
    return FoundPage(page, None if is_last else Cursor(page[-1].opened_at, page[-1].ticket_id))


def _filters(site: str, sought: Sought, after: Cursor | None, most: int) -> dict[str, object]:
    return {
        "site": site,
        "kinds": sorted(kind.value for kind in sought.kinds),
        "states": sorted(state.value for state in sought.states),
        "channels": sorted(channel.value for channel in sought.channels),
        "owner": sought.owner,
        "cause": sought.cause,
        "before_at": _LAST_MOMENT if after is None else after.opened_at,
        "before_id": _LAST_ID if after is None else after.ticket_id,
        "most": most,
    }


def _ways(sought: Sought) -> Iterator[_Way]:
    """Yield the statements by which tickets are found, the last of which tells all there is.

    Nothing where the words say nothing that could be looked for.
    """
    near: dict[str, object] = {"near": _NEAR}
    match sought.by:
        case None:
            yield _Way(statements.tickets_listed, {})
        case ByNumber(number):
            words: dict[str, object] = {"day": number.day, "counter": number.counter}
            yield _Way(statements.tickets_by_number, words)
        case ByPhone(phone):
            yield _Way(statements.tickets_by_phone, {"phone": phone})
        case ByName(text):
            for patterns in _patterns(" ".join(plain_words(text))):
                yield _Way(statements.tickets_near_by_name, patterns | near)
                yield _Way(statements.tickets_by_name, patterns)
        case ByAddress(text):
            for patterns in _patterns(search_text(text)):
                yield _Way(statements.tickets_near_by_address, patterns | near)
                yield _Way(statements.tickets_by_address, patterns)
        case ByText(text):
            yield _Way(statements.tickets_near_by_text, near | {"words": text})
            yield _Way(statements.tickets_by_text, {"words": text})
        case _:
            assert_never(sought.by)


def _patterns(words: str) -> Iterator[dict[str, object]]:
    """Yield a pattern for each of the longest words, which tell the most; nothing without any."""
    longest = sorted(set(words.split()), key=len, reverse=True)
    if longest:
        given = zip(_WORDS, map(_within, islice(longest, len(_WORDS))), strict=False)
        yield {**dict.fromkeys(_WORDS, _ANY), **dict(given)}


def _within(word: str) -> str:
    plain = as_within(word).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{plain}%"
