"""A person in the line who is not on the line: they hung up, and we promised to ring them."""

from dataclasses import dataclass

from base.ids import ContactId
from base.instant import Instant
from queues.policy import QueueName
from queues.queue import Place, Rank


@dataclass(frozen=True, slots=True)
class Promised:
    """One person in one queue who hung up and whom we promised to ring."""

    contact_id: ContactId
    queue: QueueName
    priority: int
    placed_at: Instant
    """When the person first dialled: their place."""
    rank: Rank = Rank.NORMAL
    not_before: Instant | None = None
    """Before this they are not rung: a try failed, or they chose a time. The place stays."""

    @property
    def place(self) -> Place:
        """Where the person stands."""
        return Place(self.rank, -self.priority, self.placed_at, self.contact_id)
