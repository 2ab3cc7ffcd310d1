"""One open page: what it was last shown, what waits for it, and its place in the numbering."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from web.live.backlog import Backlog, Beat, Whole
from web.live.delta import State
from web.live.message import (
    DatedDelta,
    Written,
    WrittenDelta,
    beat,
    delta,
    numbered,
    snapshot,
    written,
)
from web.live.ports import Watcher

if TYPE_CHECKING:
    from web.live.frame import Outlet


class Viewer:
    """One page of one person."""

    def __init__(self, watcher: Watcher, own: State) -> None:
        self.watcher = watcher
        self.own = own
        """Its own part as it was last told, or will be by what waits."""
        self.backlog = Backlog()
        self.outlet: Outlet | None = None
        """Where the page is written to past its turn; `None` until it has its first snapshot."""
        self._number = 0
        self._wake = asyncio.Event()
        self._wake.set()
        self._over = asyncio.Event()
        self._ended_by: int | None = None

    def end(self, code: int) -> None:
        """Let the page be closed, whatever still waits for it; the first code counts."""
        if self._ended_by is None:
            self._ended_by = code
            self._over.set()

    @property
    def is_over(self) -> bool:
        """Whether the page is to be closed."""
        return self._ended_by is not None

    async def ended(self) -> int:
        """Wait until the page is to be closed, and return the code to close it by."""
        await self._over.wait()
        assert self._ended_by is not None, "The event is set together with the code."
        return self._ended_by

    def tell(self, told: DatedDelta) -> bool:
        """Take what changed; `False` when the page has just fallen behind by it."""
        outlet = self._clear_outlet()
        if outlet is not None:
            self._number += 1
            outlet.write(numbered(self._number, told))
            return True
        is_kept = self.backlog.put(told.change)
        self.wake()
        return is_kept

    def beat(self, at: datetime) -> None:
        """Take that a second has passed."""
        outlet = self._clear_outlet()
        if outlet is not None:
            outlet.write(beat(self._number, at))
            return
        self.backlog.beat()
        self.wake()

    def wake(self) -> None:
        """Let whoever sends look at what waits."""
        self._wake.set()

    async def waits(self) -> None:
        """Wait until something may be there to be sent."""
        await self._wake.wait()
        self._wake.clear()

    def next_message(self, shared: Iterable[Written], at: datetime) -> bytes | None:
        """Return what is sent next; `None` when nothing waits.

        `shared` is what is seen alike now, layer by layer: only a snapshot needs it.
        """
        waiting = self.backlog.take()
        match waiting:
            case None:
                return None
            case Beat():
                return beat(self._number, at)
            case Whole():
                self._number += 1
                return snapshot(self._number, at, *shared, written(self.own))
            case WrittenDelta():
                self._number += 1
                return delta(self._number, at, waiting)

    def _clear_outlet(self) -> "Outlet | None":
        """Return where to write at once; `None` unless the page took all that came before."""
        outlet = self.outlet
        if outlet is None or self._ended_by is not None or not self.backlog.is_empty:
            return None
        return outlet if outlet.is_clear() else None
