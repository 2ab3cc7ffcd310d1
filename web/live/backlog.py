"""What waits to be sent to one page: a few differences in order, or the need of a snapshot.

A page that takes what it is sent gets every difference. One that does not is not waited for, and
nothing is kept for it without an end: once `limit` differences wait they are dropped together, and
when it takes again, it gets one fresh snapshot instead. Nobody else is slowed by it.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from web.live.message import WrittenDelta

LIMIT: Final = 64
"""Three seconds of a line on which something moves all the time."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Send a snapshot of what there is when it is sent."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Send that nothing has changed."""


Waiting = WrittenDelta | Whole | Beat


class Backlog:
    """What waits to be sent to one page; a new page waits for its first snapshot."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._changes: deque[WrittenDelta] = deque()
        self._needs_whole = True
        self._needs_beat = False
        self.falls = 0
        """How often the page was too slow."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._changes or self._needs_whole or self._needs_beat)

    def put(self, change: WrittenDelta) -> bool:
        """Take a difference; `False` when the page has just fallen behind by it."""
        if self._needs_whole:
            return True  # The snapshot will have it.
        if len(self._changes) < self._limit:
            self._changes.append(change)
            return True
        self.falls += 1
        self.ask_whole()
        return False

    def ask_whole(self) -> None:
        """Take that differences do not help any more: the page has missed one."""
        self._changes.clear()
        self._needs_whole = True

    def beat(self) -> None:
        """Take that a second has passed; what waits already tells as much."""
        self._needs_beat = True

    def take(self) -> Waiting | None:
        """Return what is to be sent next; `None` when nothing is."""
        beats, self._needs_beat = self._needs_beat, False
        if self._needs_whole:
            self._needs_whole = False
            return Whole()
        if self._changes:
            return self._changes.popleft()
        return Beat() if beats else None
