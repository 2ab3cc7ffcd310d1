"""The tokens of the API as an administrator and the engine see them; no token is ever stored."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token, known by its digest."""

    name: str
    digest: str = field(repr=False)
    """SHA-256 of the token, in hexadecimal digits."""
    scopes: frozenset[str]
    added_at: datetime
    added_by: str
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    """To the minute: it is not written at every use."""

    def is_good(self, now: datetime) -> bool:
        """Tell whether the token opens anything now."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return self.revoked_at is None and not is_over


class TokenBook(Protocol):
    """The tokens of one site."""

    async def add(self, token: TokenRow) -> None:
        """Add a token.

        Raises:
            TokenNameTakenError: there was a token of that name already.

        """
        ...

    async def rows(self) -> tuple[TokenRow, ...]:
        """Return every token there ever was, by name."""
        ...

    async def revoke(self, name: str, now: datetime) -> bool:
        """Let a token open nothing any more; `False` when none of that name does."""
        ...

    async def used(self, digest: str, now: datetime) -> TokenRow | None:
        """Return the token of a digest, and note, once a minute, that a good one was used."""
        ...
