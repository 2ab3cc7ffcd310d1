"""Somebody who compares, every second of a storm, the wallboard with the database and the carrier.

The wallboard is read off the page in Chromium, as people read it. A figure is right when it was so
in the other book within two seconds, before or after: rows are written behind the engine, and the
page is drawn behind it. The database is read four times a second; what the carrier passed on, and
which calls held a channel when, is known to the moment.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from playwright.async_api import Page

from base.clock import Clock
from base.tasks import cancel, spawn
from line122.bench.board_chromium import opened_wall
from line122.bench.board_pages import opened_boards
from line122.bench.replay import Live
from line122.day_feed import DayBooks, day_begins_at, recall
from line122.house import HouseUser
from staff.role import Role
from storage.records.board import PostgresBoardBook
from storage.records.connection import Pool, Timeouts, open_pool
from storage.records.reports import PostgresReports
from tests.integration.engine.patience import eventually
from web.live.delta import State
from web.wallboard.day import BoardDay
from web.wallboard.today import today_shown

SUPERVISOR: Final = HouseUser(login="vera", name="Зинаида Лыкова", role=Role.SUPERVISOR)
LATE: Final = timedelta(seconds=2)
COUNTS: Final = (
    *("people", "attempts", "first_timers", "first_lost_seen", "talks", "served", "self_served"),
    *("abandoned", "blocked", "called_back", "answered_20s", "answered_90s"),
)
_BOOKS_EVERY_S: Final = 0.25
_COUNTS: Final = """
SELECT
    (SELECT count(*) FROM call WHERE direction = 'inbound') AS attempts,
    (
        SELECT count(DISTINCT coalesce(contact.number, call.call_id::text))
        FROM call JOIN contact USING (contact_id) WHERE direction = 'inbound'
    ) AS people,
    (SELECT count(*) FROM callback_request WHERE state <> 'ended') AS promised,
    (SELECT count(*) FROM callback_request) AS promised_ever
"""
_TALKS: Final = """
SELECT arrived_at, coalesce(hung_up_at, now()) AS hung_up_at
FROM call WHERE outcome IS DISTINCT FROM 'refused'
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

    since: datetime
    """When it was asked; what it said was so between this and the answer."""
    at: datetime
    figures: Mapping[str, int]


@dataclass(slots=True)
class BoardWatch:
    """The readings of a storm."""

    clock: Clock
    database: list[Reading] = field(default_factory=list)
    attempts: list[datetime] = field(default_factory=list)
    """When the carrier passed each attempt on."""
    talks: list[tuple[datetime, datetime]] = field(default_factory=list)
    """From when to when each call held its channel that was not turned away, by its row."""
    board: list[Reading] = field(default_factory=list)
    told: State = field(default_factory=dict)
    """What a board was told when it was over."""
    written: State = field(default_factory=dict)
    """Today's figures, made of the rows alone."""

    @asynccontextmanager
    async def beside(self, live: Live) -> AsyncIterator[None]:
        """Watch while the body runs."""
        url, password = live.engine.http_url, live.house.passwords[SUPERVISOR.login]
        timeouts = Timeouts(connect_s=5.0, command_s=10.0)
        async with (
            opened_wall(url, SUPERVISOR.login, password) as wall,
            open_pool(live.house.database_url, timeouts=timeouts) as pool,
        ):
            watching = spawn(self._watch(wall.page, pool), name="watch")
            yield
            await cancel(watching)

            async def compared() -> list[str]:
                async with opened_boards(url, SUPERVISOR.login, password, 1, self.clock) as boards:
                    await eventually(boards.pages[0].came, bool)
                    self.told = next(boards.pages[0].states())
                self.written = await self._written(live, pool)
                return self.forgotten()

            # A share of those whose twentieth second is over moves with time alone, and between
            # the two looks some time passes.
            await eventually(compared, lambda forgotten: not forgotten)
            self.attempts = [passed.at for passed in live.gate.log if passed.is_inbound]
            async with pool.connection() as connection:
                rows = await connection.fetch(_TALKS)
            self.talks = [(row["arrived_at"], row["hung_up_at"]) for row in rows]

    def forgotten(self) -> list[str]:
        """Return which of today's counts an engine that is started now would tell otherwise."""
        board = self.told["board"]
        assert isinstance(board, Mapping)
        today = board["today"]
        assert isinstance(today, Mapping)
        return [name for name in COUNTS if today[name] != self.written[name]]

    def untrue(self) -> list[str]:
        """Return every figure of every second that a book did not have within two."""
        return [
            f"{name} {shown} at {seen.at:%H:%M:%S.%f}, not within {low} to {high}"
            for seen in self.board
            for name, shown in seen.figures.items()
            for low, high in self._bounds(name, seen)
            if not low <= shown <= high
        ]

    def _bounds(self, name: str, seen: Reading) -> Iterable[tuple[int, int]]:
        """Yield between which values each book had a figure around the reading."""
        since, until = seen.since - LATE, seen.at + LATE
        near = [
            reading.figures
            for reading in self.database
            if name in reading.figures and reading.at >= since and reading.since <= until
        ]
        if near:
            had = [figures[name] for figures in near]
            if name == "promised":
                had += [count for pair in pairwise(near) for count in _in_between(*pair)]
            yield min(had), max(had)
        if name == "attempts":
            yield (
                sum(at <= since for at in self.attempts),
                sum(at <= until for at in self.attempts),
            )
        if name == "channels":
            changes = (at for talk in self.talks for at in talk if since < at <= until)
            held = [
                sum(begin <= at < end for begin, end in self.talks) for at in (since, *changes)
            ]
            yield min(held), max(held)

    async def _written(self, live: Live, pool: Pool) -> State:
        """Return today's figures as an engine that starts now would find them."""
        settings, now = live.house.settings, self.clock.now()
        begins_at = day_begins_at(now, settings.site.zone)
        day, site = BoardDay.begun(begins_at), settings.site
        books = DayBooks(
            PostgresBoardBook(pool, site.id), PostgresReports(pool, site.id, site.zone)
        )
        recall(day, await books.day(begins_at, (), now))
        return today_shown(day.figures.tally(now), None)

    async def _watch(self, page: Page, pool: Pool) -> None:
        looks = 0
        while True:
            await self._read_books(pool)
            if looks % 4 == 0:
                since = self.clock.now()
                read = await page.evaluate(_READ)
                figures = {key: _number(text) for key, text in read.items()}
                self.board.append(Reading(since, self.clock.now(), figures))
                # After the page: what it showed may be newer than the books were.
                await self._read_books(pool)
            looks += 1
            await asyncio.sleep(_BOOKS_EVERY_S)

    async def _read_books(self, pool: Pool) -> None:
        since = self.clock.now()
        async with pool.connection() as connection:
            row = await connection.fetchrow(_COUNTS)
        assert row is not None
        at = self.clock.now()
        self.database.append(Reading(since, at, dict(row)))


def _in_between(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[int, int]:
    """Return the fewest and the most open promises that there may have been between two looks.

    One that was made and one that ended within the same commit leave the count as it was, and the
    wallboard may have shown what stood in between.
    """
    made = after["promised_ever"] - before["promised_ever"]
    ended = before["promised"] + made - after["promised"]
    return before["promised"] - ended, before["promised"] + made


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text) or 0)
