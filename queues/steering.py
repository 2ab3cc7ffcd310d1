"""One person to one agent, out of turn: what a supervisor may do that no rule of the line does."""

from agents.activity import is_idle, may_call
from agents.agent import Activity, Agent
from queues.queue import Entry, Match

STEERED = "steered_by_supervisor"
"""The reason of such a match, for the journal and for a complaint."""


def may_be_given(entry: Entry | None) -> bool:
    """Tell whether somebody waits on the line, and for no telephone that rings already."""
    return entry is not None and entry.agent_id is None and entry.absent_until is None


def may_take(agent: Agent | None, *, is_own: bool) -> bool:
    """Tell whether an agent can be given somebody now; for oneself also on a break."""
    if agent is None or agent.trouble is not None:
        return False
    is_reachable = agent.activity is not Activity.UNREACHABLE
    return (may_call(agent) and is_reachable) if is_own else is_idle(agent)


def steered(entry: Entry | None, agent: Agent | None, *, is_own: bool) -> tuple[Match, ...]:
    """Return the match of a person with an agent; nothing when either cannot be had now."""
    if entry is None or agent is None or not may_be_given(entry):
        return ()
    if not may_take(agent, is_own=is_own):
        return ()
    return (Match(entry.call_id, agent.agent_id, agent.operator.account, STEERED),)
