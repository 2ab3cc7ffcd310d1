"""The book of storms in PostgreSQL."""

from datetime import datetime
from typing import Final

import asyncpg
import msgspec

from base.ids import uuid7
from callflow.ports import StormSwitch
from callflow.storm import HourNorm, HourSlot, Level, Norm, ObservedHour, StormFigures
from storage.records.shelf import Shelf
from storage.records.statements import statements
from storage.seldom_rows import StormNormRow, StormSwitchRow
from storage.storms import norm_of

_figures: Final = msgspec.json.Decoder(StormFigures)


class PostgresStormBook:
    """A `callflow.ports.StormBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_switch(self, switch: StormSwitch) -> None:
        """Append to the journal of switches."""
        shelf = self._shelf
        figures = msgspec.Raw(msgspec.json.encode(switch.figures))
        shelf.writer.add(
            StormSwitchRow(uuid7(), shelf.site, switch.at, switch.entered, switch.reason, figures)
        )

    def write_norm(self, slot: HourSlot, norm: HourNorm) -> None:
        """Write what is usual in an hour, or write it anew."""
        shelf = self._shelf
        row = StormNormRow(
            site=shelf.site,
            weekday=slot.weekday,
            hour=slot.hour,
            people_mean=norm.people.mean,
            people_days=norm.people.days,
            attempts_mean=norm.attempts.mean,
            attempts_days=norm.attempts.days,
            revision=shelf.next_revision(),
        )
        shelf.writer.add(row)

    async def last_switch(self) -> StormSwitch | None:
        """Return the last switch; `None` when there was never a storm."""
        async with self._shelf.reading() as connection:
            row = await statements.last_storm_switch(connection, site=self._shelf.site)
        if row is None:
            return None
        figures = _figures.decode(row["figures"])
        return StormSwitch(row["at"], row["entered"], row["reason"], figures)

    async def norm(self) -> Norm | None:
        """Return what is usual in every hour; `None` when nothing was ever learned."""
        async with self._shelf.reading() as connection:
            rows = statements.storm_norms(connection, site=self._shelf.site)
            learned = {
                HourSlot(row["weekday"], row["hour"]): _read_norm(row) async for row in rows
            }
        return norm_of(learned)

    async def observed_hours(self, since: datetime, until: datetime) -> tuple[ObservedHour, ...]:
        """Return how every whole hour went in which anybody called, the oldest first."""
        shelf = self._shelf
        async with shelf.reading() as connection:
            rows = statements.observed_hours(
                connection, site=shelf.site, since=since, until=until, zone=shelf.zone.key
            )
            return tuple([_read_hour(row) async for row in rows])


def _read_norm(row: asyncpg.Record) -> HourNorm:
    return HourNorm(
        people=Level(row["people_mean"], row["people_days"]),
        attempts=Level(row["attempts_mean"], row["attempts_days"]),
    )


def _read_hour(row: asyncpg.Record) -> ObservedHour:
    slot = HourSlot(row["weekday"], row["hour"])
    return ObservedHour(slot, row["people"], row["attempts"], row["was_storm"])
