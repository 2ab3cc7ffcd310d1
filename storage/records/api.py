"""The tokens of the API and the audit of reads, in PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from base.ids import TicketId
from storage.audit import AuditRead
from storage.errors import TokenNameTakenError
from storage.records.connection import Pool
from storage.records.statements import statements
from storage.tokens import TokenRow


class PostgresTokenBook:
    """A `storage.tokens.TokenBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def add(self, token: TokenRow) -> None:
        """Add a token.

        Raises:
            TokenNameTakenError: there was a token of that name already.

        """
        async with self._pool.connection() as connection:
            added = await statements.add_token(
                connection,
                site=self._site,
                name=token.name,
                digest=token.digest,
                scopes=sorted(token.scopes),
                added_at=token.added_at,
                added_by=token.added_by,
                expires_at=token.expires_at,
            )
        if added is None:
            raise TokenNameTakenError(f"there was a token {token.name} already; take another name")

    async def rows(self) -> tuple[TokenRow, ...]:
        """Return every token there ever was, by name."""
        async with self._pool.connection() as connection:
            rows = statements.all_tokens(connection, site=self._site)
            return tuple([_read_token(row) async for row in rows])

    async def revoke(self, name: str, now: datetime) -> bool:
        """Let a token open nothing any more; `False` when none of that name does."""
        async with self._pool.connection() as connection:
            revoked = await statements.revoke_token(
                connection, site=self._site, name=name, now=now
            )
        return revoked is not None

    async def used(self, digest: str, now: datetime) -> TokenRow | None:
        """Return the token of a digest, and note, once a minute, that a good one was used."""
        async with self._pool.connection() as connection:
            row = await statements.use_token(connection, site=self._site, digest=digest, now=now)
        return None if row is None else _read_token(row)


class PostgresAuditBook:
    """A `storage.audit.AuditBook`."""

    def __init__(self, pool: Pool, site: str) -> None:
        self._pool = pool
        self._site = site

    async def append(self, reads: Sequence[AuditRead]) -> None:
        """Write the reads down; one that is written already stays as it is."""
        async with self._pool.connection() as connection:
            await statements.append_reads(
                connection,
                site=self._site,
                read_ids=[read.read_id for read in reads],
                at=[read.at for read in reads],
                roles=[read.role for read in reads],
                readers=[read.reader for read in reads],
                operations=[read.operation for read in reads],
                ticket_ids=[f"{{{','.join(map(str, read.ticket_ids))}}}" for read in reads],
                numbers=[read.number for read in reads],
                recordings=[read.recording for read in reads],
            )

    async def of_ticket(self, ticket_id: TicketId, most: int) -> tuple[AuditRead, ...]:
        """Return who read a case, the last one first."""
        async with self._pool.connection() as connection:
            rows = statements.reads_of_ticket(
                connection, site=self._site, ticket_id=ticket_id, most=most
            )
            return tuple([_read_read(row) async for row in rows])


def _read_token(row: asyncpg.Record) -> TokenRow:
    return TokenRow(
        name=row["name"],
        digest=row["digest"],
        scopes=frozenset(row["scopes"]),
        added_at=row["added_at"],
        added_by=row["added_by"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
    )


def _read_read(row: asyncpg.Record) -> AuditRead:
    return AuditRead(
        read_id=row["read_id"],
        at=row["at"],
        role=row["role"],
        reader=row["reader"],
        operation=row["operation"],
        ticket_ids=tuple(map(TicketId, row["ticket_ids"])),
        number=row["number"],
        recording=row["recording"],
    )
