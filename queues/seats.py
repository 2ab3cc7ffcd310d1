"""How agents stand after a restart of the engine: as they stood before it."""

from dataclasses import replace

from agents.activity import owes_word
from agents.agent import Activity, Agent
from agents.policy import AgentPolicy
from agents.ports import Kept
from base.instant import Instant
from queues.messages import AgentSeated

_CALLS = frozenset({Activity.RINGING, Activity.TALKING})


def kept_of(agent: Agent, policy: AgentPolicy) -> Kept | None:
    """Return what of an agent outlives a restart; `None` while a call has them."""
    if agent.activity in _CALLS:
        return None
    return Kept(agent.since, agent.call_id if owes_word(agent, policy) else None)


def newly_seated(seated: AgentSeated, now: Instant) -> Agent:
    """Return an agent who sits down; a wrap-up that was cut off goes on to its limit."""
    kept = seated.kept
    since = now if kept is None else min(kept.since, now)
    agent = Agent(seated.operator, seated.presence, Activity.IDLE, since=since, idle_since=since)
    agent = replace(agent, reason=seated.reason)
    if kept is None or kept.owes_of is None:
        return agent
    # The time that is left is told by the deadline, which comes at once.
    writing = replace(agent, activity=Activity.WRAP_UP, until=now, call_id=kept.owes_of)
    return replace(writing, last_call_id=kept.owes_of)
