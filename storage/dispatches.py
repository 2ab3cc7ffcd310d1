"""Dispatches written with what they tell of, and the jobs that carry them, in one transaction.

The row is the truth and the job is only the push: a job that is lost, repeated or late changes
nothing, because whoever runs it asks the row first whether anything is to be done.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
from pgqueuer.queries import Queries

from base.ids import DispatchId
from storage.records.statements import statements
from tickets.dispatch import Dispatch

if TYPE_CHECKING:
    import asyncpg

    from storage.records.connection import Connection, Lent

DELIVER: Final = "deliver"
"""The name of the jobs that carry dispatches."""


async def insert_dispatches(
    connection: "Connection | Lent", site: str, dispatches: Sequence[Dispatch]
) -> None:
    """Write the dispatches within the transaction that the connection is in; none is fine.

    They are carried as soon as it commits, and never were if it does not. What they make needless
    is never sent again. One that was written before stays as it is.
    """
    if not dispatches:
        return
    await statements.insert_dispatches(
        connection,
        site=site,
        dispatch_ids=[dispatch.dispatch_id for dispatch in dispatches],
        ticket_ids=[dispatch.ticket_id for dispatch in dispatches],
        visit_ids=[dispatch.visit_id for dispatch in dispatches],
        targets=[dispatch.target for dispatch in dispatches],
        abouts=[dispatch.about.value for dispatch in dispatches],
        facts=[msgspec.json.encode(dispatch.facts).decode() for dispatch in dispatches],
        written_at=[dispatch.written_at for dispatch in dispatches],
        not_before=[dispatch.not_before for dispatch in dispatches],
    )
    await push(connection, (dispatch.dispatch_id for dispatch in dispatches))


async def push(connection: "Connection | Lent", dispatch_ids: Iterable[DispatchId]) -> None:
    """Put a job for each of the dispatches, unless one stands there already."""
    keys = [str(dispatch_id) for dispatch_id in dispatch_ids]
    if not keys:
        return
    jobs = Queries.from_asyncpg_connection(_plain(connection))
    await jobs.enqueue(
        [DELIVER] * len(keys),
        [key.encode() for key in keys],
        [0] * len(keys),
        dedupe_key=[f"{DELIVER}.{key}" for key in keys],
        on_conflict="skip",
    )


def _plain(connection: "Connection | Lent") -> "asyncpg.Connection[asyncpg.Record]":
    """Return a lent connection as the library's annotations want it; it behaves the same."""
    return connection  # type: ignore[return-value] # asyncpg's proxy forwards every method.
