"""Figures that are not in memory: disks, the carrier's answer, what waits in the database.

They are asked for in a rhythm of their own, beside everything else, so that whoever judges them
every second waits for nobody. What could not be asked is unknown, and said so.
"""

import asyncio
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol, TypeVar

import structlog

from base.clock import Clock
from base.errors import Line122Error
from storage.records.alerts import Outboxes

ASK_EVERY_S: Final = 5.0
BELIEVED: Final = timedelta(seconds=30)
"""What was asked for longer ago is not known any more."""
OFFLINE: Final = "offline"

AnswerT = TypeVar("AnswerT")

_log = structlog.get_logger(__name__)


class TrunkStates(Protocol):
    """Who knows whether the carrier answers."""

    async def endpoint_states(self) -> Mapping[str, str | None]:
        """Return the state of every endpoint by its name."""
        ...


class OutboxBook(Protocol):
    """Who knows what waits for other systems."""

    async def outboxes(self) -> Outboxes:
        """Return the oldest of what waits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SlowSources:
    """What is asked."""

    disks: Mapping[str, Path]
    """By the names that alerts call them."""
    trunks: Collection[str]
    """Those whose carrier Asterisk asks whether it is there."""
    exchange: TrunkStates
    book: OutboxBook
    clock: Clock


class SlowGauges:
    """The last answers."""

    def __init__(self, sources: SlowSources) -> None:
        self._sources = sources
        self._free: Mapping[str, float] = {}
        self._offline: tuple[datetime, frozenset[str]] | None = None
        self._outboxes: tuple[datetime, Outboxes] | None = None

    @property
    def disks(self) -> Collection[str]:
        """The disks that are looked at, by the names that alerts call them."""
        return self._sources.disks.keys()

    @property
    def trunks(self) -> Collection[str]:
        """The trunks whose carrier is asked."""
        return self._sources.trunks

    def free_share(self, disk: str) -> float | None:
        """Return which share of a disk is free; `None` where that is not known."""
        return self._free.get(disk)

    @property
    def offline(self) -> frozenset[str] | None:
        """The trunks whose carrier does not answer; `None` where that is not known."""
        return self._fresh(self._offline)

    @property
    def outboxes(self) -> Outboxes | None:
        """What waits for other systems; `None` where that is not known."""
        return self._fresh(self._outboxes)

    async def run(self) -> None:
        """Ask every few seconds, until cancelled."""
        while True:
            await self.ask()
            await asyncio.sleep(ASK_EVERY_S)

    async def ask(self) -> None:
        """Ask everybody once."""
        sources, now = self._sources, self._sources.clock.now()
        self._free = await asyncio.to_thread(_free_shares, sources.disks)
        for part in (self._ask_exchange, self._ask_book):
            try:
                await part(now)
            except Line122Error as error:
                _log.debug("alert.figures_postponed", cause=str(error))

    async def _ask_exchange(self, now: datetime) -> None:
        names = self._sources.trunks
        if names:
            states = await self._sources.exchange.endpoint_states()
            self._offline = (now, frozenset(n for n in names if states.get(n) == OFFLINE))

    async def _ask_book(self, now: datetime) -> None:
        self._outboxes = (now, await self._sources.book.outboxes())

    def _fresh(self, answer: tuple[datetime, AnswerT] | None) -> AnswerT | None:
        if answer is None or self._sources.clock.now() - answer[0] > BELIEVED:
            return None
        return answer[1]


def _free_shares(disks: Mapping[str, Path]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, path in disks.items():
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            continue
        found[name] = usage.free / usage.total if usage.total else 0.0
    return found
