"""Who of the agents moved in one step of the floor."""

from collections.abc import Mapping

from agents.agent import Agent
from base.ids import AgentId
from queues.messages import AgentMoved

Agents = Mapping[AgentId, Agent]


def moves(before: Agents, changed: Agents, after_all: Agents) -> tuple[AgentMoved, ...]:
    """Return every agent who moved, with the last move of those who left in this step."""
    if changed is before and after_all is before:
        return ()
    seen = {**changed, **after_all}
    return tuple(
        AgentMoved(agent) for agent_id, agent in seen.items() if before.get(agent_id) is not agent
    )
