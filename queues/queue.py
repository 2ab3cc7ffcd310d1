"""The line of people: who waits for what, since when, and in which order.

A person stands in the line once, whether they are on the line now (`Entry`) or hung up with a
promise (`queues/promised.py`); both have a `Place`, and all places have one order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from agents.agent import Account, Skill
from base.ids import AgentId, CallId, ContactId
from base.instant import Instant
from queues.policy import QueueName


class Rank(IntEnum):
    """What goes before priority and time; a lower one is sooner, over all queues."""

    URGENT = 0
    """The person told of a danger sign."""
    NORMAL = 1
    LAST = 2
    """The number was silent again and again: last in order, never dropped."""


class Place(NamedTuple):
    """Where a person stands among all: places compare as the people are served."""

    rank: Rank
    behind: int
    """The queue's priority, negated: what is sooner is smaller."""
    placed_at: Instant
    tie: UUID
    """Of the call or the contact: two people of one moment have an order, and keep it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person in one queue, on the line now."""

    call_id: CallId
    queue: QueueName
    priority: int
    entered_at: Instant
    """When the person entered with this call; waits are measured from it."""
    unmanned_since: Instant | None = None
    """Since when no agent with the needed skills has been logged in; `None` while there is one."""
    agent_id: AgentId | None = None
    """The agent reserved for the entry, while their telephone rings."""
    absent_until: Instant | None = None
    """Until when the person, who is not with us for a moment, keeps place and agent."""
    contact_id: ContactId | None = None
    placed_at: Instant | None = None
    """When the person first dialled: their place. `None` for `entered_at`."""
    rank: Rank = Rank.NORMAL
    preferred: AgentId | None = None
    """Who talked with the person when they were cut off; a moment is waited for them."""
    is_closed: bool = False
    """Whether nobody comes any more for whoever waits there: only a ring that lasts goes on."""

    @property
    def place(self) -> Place:
        """Where the person stands."""
        since = self.entered_at if self.placed_at is None else self.placed_at
        return Place(self.rank, -self.priority, since, self.call_id)


@dataclass(frozen=True, slots=True)
class Match:
    """The routing decision: this entry to this agent, because of this."""

    call_id: CallId
    agent_id: AgentId
    account: Account
    reason: str
    """In the words of the glossary, for the journal and for a complaint."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a waiting person stands at one moment."""

    position: int
    """1-based, among those who wait in the same queue, on the line or with a promise."""
    waiting: int
    """How many wait in that queue, this person included."""


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, the next one first: rank, priority, the earlier, the older call."""
    return sorted(entries, key=_place)


def needs_text(needs: Iterable[Skill]) -> str:
    """Return the needed skills as one word for a reason."""
    return "+".join(sorted(needs)) or "any"


def _place(entry: Entry) -> Place:
    return entry.place
