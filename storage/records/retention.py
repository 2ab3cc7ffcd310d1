"""What has been kept long enough, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from storage.records.connection import Pool
from storage.records.statements import statements
from storage.retention import KeptKind, OldFile, Swept

_INSTEAD: Final = "удалена {now:%d.%m.%Y}"
"""What stands in tickets and visits where a recording was named that is gone."""


class PostgresRetentionBook:
    """A `storage.retention.RetentionBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def old_files(self, kind: KeptKind, before: datetime, most: int) -> tuple[OldFile, ...]:
        """Return files of one kind, of ended tickets, from before a moment, oldest first."""
        async with self._pool.connection() as connection:
            if kind is KeptKind.RECORDING:
                rows = statements.old_recordings(
                    connection, site=self._site, before=before, most=most
                )
                return tuple([OldFile(row["call_id"], "", row["number"]) async for row in rows])
            rows = statements.old_messages(
                connection,
                site=self._site,
                before=before,
                most=most,
                is_of_request=kind is KeptKind.REQUEST,
            )
            return tuple(
                [OldFile(row["call_id"], row["field"], row["take"]) async for row in rows]
            )

    async def files_removed(self, kind: KeptKind, files: Sequence[OldFile], now: datetime) -> None:
        """Take that these files are gone."""
        call_ids = [file.call_id for file in files]
        numbers = [file.number for file in files]
        async with self._pool.connection() as connection:
            if kind is KeptKind.RECORDING:
                await statements.mark_recordings_removed(
                    connection, call_ids=call_ids, numbers=numbers, now=now
                )
            else:
                fields = [file.field for file in files]
                await statements.mark_messages_removed(
                    connection,
                    call_ids=call_ids,
                    fields=fields,
                    takes=numbers,
                    instead=_INSTEAD.format(now=now),
                    now=now,
                )

    async def blank_dispatches(self, before: datetime, most: int, now: datetime) -> int:
        """Empty dispatches of ended tickets that nobody will send, and return how many."""
        async with self._pool.connection() as connection:
            return int(
                await statements.blank_dispatches(
                    connection, site=self._site, before=before, most=most, now=now
                )
            )

    async def prune_job_log(self, before: datetime, most: int) -> int:
        """Delete what was noted of jobs, and return how many rows."""
        async with self._pool.connection() as connection:
            return int(await statements.prune_job_log(connection, before=before, most=most))

    async def forget_asks(self, before: datetime, most: int) -> int:
        """Forget the keys of what was asked for before a moment, and return how many."""
        async with self._pool.connection() as connection:
            return int(
                await statements.forget_asks(connection, site=self._site, before=before, most=most)
            )

    async def forget_drafts(self, before: datetime, most: int) -> int:
        """Forget drafts that nobody touched since a moment, and return how many."""
        async with self._pool.connection() as connection:
            return int(
                await statements.forget_drafts(
                    connection, site=self._site, before=before, most=most
                )
            )

    async def swept(self, swept: Swept, now: datetime) -> None:
        """Append to the journal of sweeps."""
        async with self._pool.connection() as connection:
            await statements.write_sweep(
                connection,
                site=self._site,
                swept_at=now,
                kind=swept.kind,
                kept_from=swept.kept_from,
                removed=swept.removed,
                failed=swept.failed,
            )
