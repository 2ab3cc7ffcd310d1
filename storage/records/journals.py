"""The journals of calls as they are read back."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import asyncpg
import structlog

from base.codec import UnreadableEventError
from base.ids import CallId
from callflow.events import JournalEntry
from storage.moments import Anchor
from storage.records import mapping

_log = structlog.get_logger(__name__)


def read_journals(
    rows: Sequence[asyncpg.Record], anchor: Anchor
) -> dict[CallId, tuple[JournalEntry, ...]]:
    """Return the journal of each call; nothing for one of which any row cannot be read.

    The rows of each call come together and in their order.
    """
    by_call = itertools.groupby(rows, key=lambda row: CallId(row["call_id"]))
    return {call_id: _journal(call_id, entries, anchor) for call_id, entries in by_call}


def _journal(
    call_id: CallId, rows: Iterable[asyncpg.Record], anchor: Anchor
) -> tuple[JournalEntry, ...]:
    """Return a call's journal; nothing when any of it cannot be read, for half would mislead."""
    try:
        return _never_back(mapping.read_entry(row, anchor) for row in rows)
    except UnreadableEventError as error:
        _log.error("call.unreadable", call_id=str(call_id), cause=str(error))
        return ()


def _never_back(journal: Iterable[JournalEntry]) -> tuple[JournalEntry, ...]:
    """Return the entries with instants that never go back.

    The wall clock may have been set back between two of them; a replay may not.
    """
    ordered: list[JournalEntry] = []
    for entry in journal:
        at = max(entry.at, ordered[-1].at) if ordered else entry.at
        ordered.append(replace(entry, at=at))
    return tuple(ordered)
