"""Tokens and the audit of reads in memory; see `storage/memory.py`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from base.ids import TicketId
from storage.audit import AuditRead
from storage.errors import TokenNameTakenError
from storage.tokens import TokenRow

_NOTED_EVERY: Final = timedelta(minutes=1)


class MemoryTokenBook:
    """A `storage.tokens.TokenBook`."""

    def __init__(self) -> None:
        self._rows: dict[str, TokenRow] = {}

    async def add(self, token: TokenRow) -> None:
        """Add a token.

        Raises:
            TokenNameTakenError: there was a token of that name already.

        """
        if token.name in self._rows:
            raise TokenNameTakenError(f"there was a token {token.name} already; take another name")
        self._rows[token.name] = token

    async def rows(self) -> tuple[TokenRow, ...]:
        """Return every token there ever was, by name."""
        return tuple(row for _, row in sorted(self._rows.items()))

    async def revoke(self, name: str, now: datetime) -> bool:
        """Let a token open nothing any more; `False` when none of that name does."""
        row = self._rows.get(name)
        if row is None or row.revoked_at is not None:
            return False
        self._rows[name] = replace(row, revoked_at=now)
        return True

    async def used(self, digest: str, now: datetime) -> TokenRow | None:
        """Return the token of a digest, and note, once a minute, that a good one was used."""
        row = next((row for row in self._rows.values() if row.digest == digest), None)
        if row is None or not row.is_good(now):
            return row
        if row.last_used_at is None or row.last_used_at < now - _NOTED_EVERY:
            self._rows[row.name] = replace(row, last_used_at=now)
        return row


class MemoryAuditBook:
    """A `storage.audit.AuditBook`."""

    def __init__(self) -> None:
        self.reads: list[AuditRead] = []

    async def append(self, reads: Sequence[AuditRead]) -> None:
        """Write the reads down; one that is written already stays as it is."""
        written = {read.read_id for read in self.reads}
        self.reads.extend(read for read in reads if read.read_id not in written)

    async def of_ticket(self, ticket_id: TicketId, most: int) -> tuple[AuditRead, ...]:
        """Return who read a case, the last one first."""
        found = [read for read in self.reads if ticket_id in read.ticket_ids]
        found.sort(key=lambda read: (read.at, read.read_id), reverse=True)
        return tuple(found[:most])
