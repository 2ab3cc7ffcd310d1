"""Somebody who compares, every second of a storm, the wallboard with the database and the carrier.

The wallboard is read off the page in Chromium, as people read it. A figure is right when it was so
in the other book at some moment of the last two seconds; books are read four times a second, and
between two readings a figure may have had any value between.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from playwright.async_api import Page

from base.clock import Clock
from base.instant import Instant
from base.tasks import cancel, spawn
from line122.bench.board_chromium import opened_wall
from line122.bench.gate import Gate
from line122.bench.replay import Live
from line122.house import HouseUser
from staff.role import Role
from storage.records.connection import Pool, Timeouts, open_pool

SUPERVISOR: Final = HouseUser(login="vera", name="Зинаида Лыкова", role=Role.SUPERVISOR)
LATE_S: Final = 2.0
_BOOKS_EVERY_S: Final = 0.25
_COUNTS: Final = """
SELECT
    (SELECT count(*) FROM call WHERE direction = 'inbound') AS attempts,
    (
        SELECT count(DISTINCT coalesce(contact.number, call.call_id::text))
        FROM call JOIN contact USING (contact_id) WHERE direction = 'inbound'
    ) AS people,
    (SELECT count(*) FROM callback_request WHERE state <> 'ended') AS promised
"""
_READ: Final = """() => ({
  promised: document.querySelectorAll(".board-number")[2].textContent,
  people: document.querySelectorAll(".board-note")[5].textContent.split(",")[0],
  attempts: document.querySelectorAll(".board-note")[5].textContent.split(",")[1],
  channels: String(document.querySelectorAll(".lamp:not(.lamp-free)").length),
})"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one book said at one moment."""

    at: Instant
    figures: Mapping[str, int]


@dataclass(slots=True)
class BoardWatch:
    """The readings of a storm."""

    clock: Clock
    database: list[Reading] = field(default_factory=list)
    carrier: list[Reading] = field(default_factory=list)
    board: list[Reading] = field(default_factory=list)

    @asynccontextmanager
    async def beside(self, live: Live) -> AsyncIterator[None]:
        """Watch while the body runs."""
        url, password = live.engine.http_url, live.house.passwords[SUPERVISOR.login]
        timeouts = Timeouts(connect_s=5.0, command_s=10.0)
        async with (
            opened_wall(url, SUPERVISOR.login, password) as wall,
            open_pool(live.house.database_url, timeouts=timeouts) as pool,
        ):
            watching = spawn(self._watch(wall.page, pool, live.gate), name="watch")
            yield
            await cancel(watching)

    def untrue(self) -> list[str]:
        """Return every figure of every second that neither book had in the last two."""
        return [
            f"{name} {shown} at {seen.at - self.board[0].at:.1f} s, not within {low} to {high}"
            for seen in self.board
            for book in (self.database, self.carrier)
            for name, shown in seen.figures.items()
            for low, high in _bounds(book, name, seen.at)
            if not low <= shown <= high
        ]

    async def _watch(self, page: Page, pool: Pool, gate: Gate) -> None:
        looks = 0
        while True:
            await self._read_books(pool, gate)
            if looks % 4 == 0:
                read = await page.evaluate(_READ)
                at = self.clock.instant()
                # After the page: what it showed may be newer than the books were.
                await self._read_books(pool, gate)
                self.board.append(Reading(at, {key: _number(text) for key, text in read.items()}))
            looks += 1
            await asyncio.sleep(_BOOKS_EVERY_S)

    async def _read_books(self, pool: Pool, gate: Gate) -> None:
        async with pool.connection() as connection:
            row = await connection.fetchrow(_COUNTS)
        assert row is not None
        at = self.clock.instant()
        self.database.append(Reading(at, dict(row)))
        inbound = [passed for passed in gate.log if passed.is_inbound]
        in_use = sum(not passed.is_over and passed.refused_as is None for passed in gate.log)
        self.carrier.append(Reading(at, {"attempts": len(inbound), "channels": in_use}))


def _bounds(book: Iterable[Reading], name: str, at: Instant) -> Iterable[tuple[int, int]]:
    """Yield between which values a book had a figure; nothing where it has no such figure."""
    near = [
        reading.figures[name]
        for reading in book
        if name in reading.figures and at - LATE_S <= reading.at <= at + _BOOKS_EVERY_S
    ]
    if near:
        yield min(near), max(near)


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)
