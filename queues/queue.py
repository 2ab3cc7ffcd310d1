"""The line of people: who waits for what, since when, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass

from agents.agent import Account, Skill
from base.ids import AgentId, CallId
from base.instant import Instant
from queues.policy import QueueName


@dataclass(frozen=True, slots=True)
class Entry:
    """One person in one queue."""

    call_id: CallId
    queue: QueueName
    priority: int
    entered_at: Instant
    """When the person entered for the first time; a return never changes it."""
    unmanned_since: Instant | None = None
    """Since when no agent with the needed skills has been logged in; `None` while there is one."""
    agent_id: AgentId | None = None
    """The agent reserved for the entry, while their telephone rings."""
    absent_until: Instant | None = None
    """Until when the person, who is not with us for a moment, keeps place and agent."""


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
    """1-based, among those who wait in the same queue."""
    waiting: int
    """How many wait in that queue, this person included."""


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, the next one first: priority, then the earlier, then the older call."""
    return sorted(entries, key=lambda entry: (-entry.priority, entry.entered_at, entry.call_id))


def position_of(call_id: CallId, entries: Iterable[Entry]) -> Position | None:
    """Return where a person stands; `None` when they do not wait."""
    ordered = in_order(entries)
    own = next((entry for entry in ordered if entry.call_id == call_id), None)
    if own is None:
        return None
    same = [entry.call_id for entry in ordered if entry.queue == own.queue]
    return Position(position=same.index(call_id) + 1, waiting=len(same))


def needs_text(needs: Iterable[Skill]) -> str:
    """Return the needed skills as one word for a reason."""
    return "+".join(sorted(needs)) or "any"
