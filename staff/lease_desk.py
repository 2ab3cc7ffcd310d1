"""The desk at which items of worklists are taken and given back.

Nothing is locked while it decides. It reads who has the item, decides, and writes on the
condition that nobody came in between; whoever was too late reads again and is told who has it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from staff.lease import LEASE, Held, Lease, Taker, Taking, Worklist, decide_taking
from staff.ports import LeaseBook

_TRIES: Final = 3


class LeaseDesk:
    """Lets people take items, one at a time."""

    def __init__(self, book: LeaseBook) -> None:
        self._book = book

    async def taken(self, now: datetime) -> Sequence[Lease]:
        """Return everything that somebody has now, the earliest taken first."""
        return await self._book.leases(now)

    async def take(
        self, item: UUID, worklist: Worklist, taker: Taker, now: datetime, *, takes_over: bool
    ) -> Taking:
        """Take an item, or go on having it; return the lease, or whose it is."""
        wanted = Lease(
            item=item,
            worklist=worklist,
            holder=taker.colleague,
            session=taker.session,
            since=now,
            until=now + LEASE,
        )
        may_take_over = taker.may_take_over if takes_over else None
        present: Lease | None = None
        for _ in range(_TRIES):
            present = await self._book.lease_of(item)
            taking = decide_taking(present, wanted, now, may_take_over=may_take_over)
            if not isinstance(taking, Lease) or await self._book.put(taking, instead_of=present):
                return taking
        return Held(present or wanted)

    async def release(self, item: UUID, taker: Taker) -> None:
        """Give an item back; harmless for whoever has it not."""
        await self._book.release(item, taker.colleague.user_id)
