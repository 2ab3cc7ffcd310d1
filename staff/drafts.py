"""What somebody has typed into a form and not yet saved: kept so that no crash costs a keystroke.

A draft is one person's, whatever page or machine they write it at. Whoever keeps it names the
revision that they saw; where another page was quicker nothing is overwritten, and the page shows
both. What is in a draft is the page's own: it is kept and given back, and never looked into.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType, Protocol

from base.ids import UserId

DraftKey = NewType("DraftKey", str)
"""Chosen by the page: of a call, or of a form that no call has opened."""

NEW = 0
"""The revision that is seen of a draft that is not there yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One form as it was typed so far."""

    key: DraftKey
    revision: int
    saved_at: datetime
    form: str = field(repr=False)
    """JSON, as the page gave it."""


class DraftBook(Protocol):
    """The drafts of one site."""

    async def drafts_of(self, user_id: UserId) -> tuple[Draft, ...]:
        """Return all that somebody has begun to write, the last one first."""
        ...

    async def draft_of(self, user_id: UserId, key: DraftKey) -> Draft | None:
        """Return one thing that somebody has begun to write."""
        ...

    async def put(self, user_id: UserId, draft: Draft) -> bool:
        """Keep a draft, which names its own revision; `False` where that does not follow."""
        ...

    async def drop(self, user_id: UserId, key: DraftKey) -> None:
        """Forget a draft; harmless when it is not there."""
        ...
