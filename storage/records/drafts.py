"""Drafts of forms, in PostgreSQL."""

import asyncpg

from base.ids import UserId
from staff.drafts import Draft, DraftKey
from storage.records.connection import Pool
from storage.records.statements import statements


class PostgresDraftBook:
    """A `staff.drafts.DraftBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def drafts_of(self, user_id: UserId) -> tuple[Draft, ...]:
        """Return all that somebody has begun to write, the last one first."""
        async with self._pool.connection() as connection:
            rows = statements.drafts_of(connection, user_id=user_id)
            return tuple([_read(row) async for row in rows])

    async def draft_of(self, user_id: UserId, key: DraftKey) -> Draft | None:
        """Return one thing that somebody has begun to write."""
        async with self._pool.connection() as connection:
            row = await statements.draft_of(connection, user_id=user_id, key=key)
        return None if row is None else _read(row)

    async def put(self, user_id: UserId, draft: Draft) -> bool:
        """Keep a draft, which names its own revision; `False` where that does not follow."""
        async with self._pool.connection() as connection:
            revision = await statements.put_draft(
                connection,
                site=self._site,
                user_id=user_id,
                key=draft.key,
                form=draft.form,
                seen=draft.revision - 1,
                now=draft.saved_at,
            )
        return revision is not None

    async def drop(self, user_id: UserId, key: DraftKey) -> None:
        """Forget a draft; harmless when it is not there."""
        async with self._pool.connection() as connection:
            await statements.drop_draft(connection, user_id=user_id, key=key)


def _read(row: asyncpg.Record) -> Draft:
    return Draft(
        key=DraftKey(row["key"]),
        revision=row["revision"],
        saved_at=row["saved_at"],
        form=row["form"],
    )
