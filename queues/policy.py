"""What a site decides about its queues."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from agents.agent import Skill
from agents.policy import AgentPolicy

QueueName = NewType("QueueName", str)


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """One line for one kind of need; an immutable snapshot."""

    name: QueueName
    needs: Mapping[Skill, int]
    """Skill → the worst level that will do; 1 is best."""
    priority: int
    """Higher is sooner, over all queues."""
    ring_timeout_s: float
    """How long one agent's telephone rings before the next one's."""
    first_announcement_s: float
    """How long after entering a caller hears their position for the first time."""
    announcement_every_s: float
    """The pause between two announcements of the position."""
    threshold_s: float
    """The acceptable wait of the service level."""
    empty_hall_s: float
    """How long a caller waits while no agent with the needed skills is logged in at all."""
    handle_s: float = 195.0
    """How long an agent is expected to be busy with one person, until the day has shown it."""


@dataclass(frozen=True, slots=True)
class FloorPolicy:
    """All that the distributor needs to know of the site."""

    queues: Mapping[QueueName, QueuePolicy]
    agents: AgentPolicy
    preferred_wait_s: float = 20.0
    """How long a person who was cut off in talk is kept for the same agent before anybody."""
