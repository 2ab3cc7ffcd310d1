"""What others read off the floor: where a person stands, and who is idle for them."""

from dataclasses import dataclass
from uuid import UUID

from agents.activity import is_idle
from base.ids import ContactId
from base.instant import Instant
from queues.floor import Floor
from queues.policy import FloorPolicy, QueueName
from queues.queue import Place, Rank
from queues.routing import is_able


@dataclass(frozen=True, slots=True)
class Person:
    """A person who stands in the line, or would if they entered now."""

    queue: QueueName
    placed_at: Instant
    """Their first dial."""
    rank: Rank = Rank.NORMAL
    contact_id: ContactId | None = None
    """`None` for somebody of whom nothing is known yet."""


def place_of(person: Person, policy: FloorPolicy) -> Place:
    """Return where a person stands, or would."""
    known = policy.queues.get(person.queue)
    priority = 0 if known is None else known.priority
    tie = _NEWEST if person.contact_id is None else person.contact_id
    return Place(person.rank, -priority, person.placed_at, tie)


def idle_unclaimed(
    floor: Floor, queue: QueueName, policy: FloorPolicy, *, callbacks_in_flight: int
) -> int:
    """Return how many idle agents could take a person of the queue whom nobody else is about to.

    Who waits on the line for one of them has a claim, and so has every callback that is being
    dialled or was answered and not matched yet. Never less than zero.
    """
    known = policy.queues.get(queue)
    if known is None:
        return 0
    able = [a for a in floor.agents.values() if is_idle(a) and is_able(a, known.needs)]
    if not able:
        return 0
    claims = sum(
        any(is_able(agent, policy.queues[entry.queue].needs) for agent in able)
        for entry in floor.entries.values()
        if entry.agent_id is None
    )
    return max(0, len(able) - claims - callbacks_in_flight)


_NEWEST = UUID(int=(1 << 128) - 1)
