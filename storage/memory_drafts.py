"""Drafts of forms in memory; see `storage/memory.py`."""

from base.ids import UserId
from staff.drafts import NEW, Draft, DraftKey


class MemoryDraftBook:
    """A `staff.drafts.DraftBook`."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[UserId, DraftKey], Draft] = {}

    async def drafts_of(self, user_id: UserId) -> tuple[Draft, ...]:
        """Return all that somebody has begun to write, the last one first."""
        own = [draft for (owner, _), draft in self._drafts.items() if owner == user_id]
        by_key = sorted(own, key=lambda draft: draft.key)
        return tuple(sorted(by_key, key=lambda draft: draft.saved_at, reverse=True))

    async def draft_of(self, user_id: UserId, key: DraftKey) -> Draft | None:
        """Return one thing that somebody has begun to write."""
        return self._drafts.get((user_id, key))

    async def put(self, user_id: UserId, draft: Draft) -> bool:
        """Keep a draft, which names its own revision; `False` where that does not follow."""
        before = self._drafts.get((user_id, draft.key))
        follows = draft.revision == (NEW if before is None else before.revision) + 1
        if follows:
            self._drafts[user_id, draft.key] = draft
        return follows

    async def drop(self, user_id: UserId, key: DraftKey) -> None:
        """Forget a draft; harmless when it is not there."""
        self._drafts.pop((user_id, key), None)
