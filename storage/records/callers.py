"""The book of callers in PostgreSQL: what numbers did, from their calls, and who is silenced."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg

from base.calendar import local_day
from base.ids import ContactId
from callers.history import Attempt, AttemptEnd, CallerHistory, SilenceCause, Silenced
from callers.ports import KeptSilence
from callflow.contained import ServedByMenu
from storage.moments import Anchor
from storage.records.mapping import read_key
from storage.records.shelf import Shelf
from storage.records.statements import statements
from storage.seldom_rows import SilenceRow

_HISTORIES: Final[str] = statements.histories.sql
_HISTORIES_WITHIN_S: Final = 30.0
"""Read once at the start, over a month of calls; every other reading takes milliseconds."""

_ENDS: Final = {str(end): end for end in AttemptEnd}
"""There may be hundreds of thousands of them; one that lasts has no end."""


class PostgresCallerBook:
    """A `callers.ports.CallerBook` and a `callflow.contained.ServedBook`."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def write_silenced(self, kept: KeptSilence) -> None:
        """Write the number's row, or write it anew."""
        shelf, silence = self._shelf, kept.silenced
        anchor = Anchor.read(shelf.clock)
        row = SilenceRow(
            site=shelf.site,
            number=kept.number,
            cause=None if silence is None else silence.cause,
            times=None if silence is None else silence.times,
            since=None if silence is None else silence.since,
            until=None if silence is None else silence.until,
            exempt_until=kept.exempt_until,
            changed_at=anchor.moment,
            revision=shelf.revisions.next(anchor),
        )
        shelf.writer.add(row)

    async def histories(self, since: datetime) -> tuple[CallerHistory, ...]:
        """Return the history of every number that called since then, silences left out."""
        shelf = self._shelf
        async with shelf.reading() as connection:
            rows = await connection.fetch(
                _HISTORIES, shelf.site, since, shelf.zone.key, timeout=_HISTORIES_WITHIN_S
            )
        return tuple(_read_history(row, shelf.zone) for row in rows)

    async def silenced(self, now: datetime) -> tuple[KeptSilence, ...]:
        """Return the rows whose silence or exemption is still in force."""
        async with self._shelf.reading() as connection:
            rows = statements.silences(connection, site=self._shelf.site, now=now)
            return tuple([read_silence(row) async for row in rows])

    async def served_by_menu(self, since: datetime) -> tuple[ServedByMenu, ...]:
        """Return whose contact a menu ended since then, the oldest first."""
        async with self._shelf.reading() as connection:
            rows = statements.served_by_menu(connection, site=self._shelf.site, since=since)
            return tuple([_read_served(row) async for row in rows])


def _read_served(row: asyncpg.Record) -> ServedByMenu:
    contact_id = ContactId(row["contact_id"])
    return ServedByMenu(read_key(row["number"]), contact_id, row["subject"], row["ended_at"])


def _read_history(row: asyncpg.Record, zone: ZoneInfo) -> CallerHistory:
    moments: list[datetime] = row["moments"]
    # The newest come first, so that the database can cut the rest off.
    ends = map(_ENDS.get, reversed(row["ends"]))
    attempts = tuple(map(Attempt, reversed(moments), reversed(row["trunks"]), ends))
    return CallerHistory(
        number=read_key(row["number"]),
        first_seen_at=row["first_seen_at"],
        attempts=attempts,
        today=local_day(moments[0], zone),
        attempts_today=row["attempts_today"],
        told_at=row["told_at"],
        attempts_since_told=row["attempts_since_told"],
        heard_at=row["heard_at"],
        unheard_calls=row["unheard_calls"],
        hang_ups_at_once=row["hang_ups_at_once"],
        dead_airs=row["dead_airs"],
        another_person_at=row["another_person_at"],
    )


def read_silence(row: asyncpg.Record) -> KeptSilence:
    """Return whether the number of a row is silenced."""
    silence = None
    if row["cause"] is not None:
        silence = Silenced(SilenceCause(row["cause"]), row["times"], row["since"], row["until"])
    return KeptSilence(read_key(row["number"]), silence, row["exempt_until"])
