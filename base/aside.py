"""Items of a round that failed are put aside, so that one of them does not stop all the others.

A round that ends at its first fault meets the same item first when it begins again. So each item
is tried alone: what fails by itself, by a refusal or a bug of ours, is left out for a pause that
grows with every failure, and the log tells each time. Only a server that is away ends the round:
that is no item's fault, and nothing else would succeed either.

What is aside is forgotten with the process: the next one tries everything once.
"""

from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Final, Generic, NamedTuple, TypeVar

import structlog

from base.clock import Clock
from base.errors import AwayError
from base.tasks import spawn

_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=1)

_log = structlog.get_logger(__name__)

KeyT = TypeVar("KeyT")


class _Left(NamedTuple):
    until: datetime
    pause: timedelta


class Aside(Generic[KeyT]):
    """What one desk has put aside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[KeyT, _Left] = {}

    def keys(self) -> frozenset[KeyT]:
        """Return what is left out now."""
        now = self._clock.now()
        return frozenset(key for key, left in self._left.items() if left.until > now)

    async def attempt(self, key: KeyT, work: Coroutine[object, object, None]) -> bool:
        """Do the work of one item, and tell whether it succeeded; else it is put aside.

        Raises:
            AwayError: a server is away; the item is not to blame.

        """
        away: list[AwayError] = []
        failures: list[BaseException] = []

        async def done() -> None:
            try:
                await work
            except AwayError as error:
                away.append(error)

        await spawn(done(), name="item", on_failure=failures.append)
        if away:
            raise away[0]
        if not failures:
            self._left.pop(key, None)
            return True
        before = self._left.get(key)
        pause = _FIRST_PAUSE if before is None else min(2 * before.pause, _LONGEST_PAUSE)
        self._left[key] = _Left(self._clock.now() + pause, pause)
        _log.error(
            "item.put_aside",
            item=str(key),
            cause=type(failures[0]).__name__,
            pause_s=pause.total_seconds(),
        )
        return False
