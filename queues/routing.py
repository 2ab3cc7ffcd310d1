"""Who is next, and to whom: the pure routing decision.

The next person is the one of the highest priority and, among equals, the one who has waited
longest. They get the agent who is best at what they need and, among equals, the one who has
been idle longest. An entry for which no idle agent will do does not hold up the ones behind it
who need something else; nobody ever waits behind a later equal.

Who was cut off in talk gets the agent with whom they talked: at once when that one is idle, and
for a moment (`preferred_wait_s`) they are kept for them while that one is about to be.
"""

from collections.abc import Iterable, Mapping

from agents.activity import is_idle, is_present
from agents.agent import BEST_LEVEL, Agent, Presence, Skill
from base.ids import AgentId
from base.instant import Instant, after, elapsed_s
from queues.policy import FloorPolicy
from queues.queue import Entry, Match, in_order, needs_text


def match_calls(
    entries: Iterable[Entry],
    agents: Mapping[AgentId, Agent],
    now: Instant,
    policy: FloorPolicy,
) -> tuple[Match, ...]:
    """Return every pairing that can be made now; no agent and no entry stands in two."""
    waiting = [entry for entry in entries if entry.agent_id is None]
    # Most events come while nobody waits: then nobody needs to be looked for.
    idle = [agent for agent in agents.values() if is_idle(agent)] if waiting else []
    matches: list[Match] = []
    for entry in in_order(waiting):
        if not idle:
            break
        needs = policy.queues[entry.queue].needs
        able = [agent for agent in idle if is_able(agent, needs)]
        if not able or _is_kept(entry, agents, now, policy):
            continue
        chosen = _chosen(entry, able, needs)
        idle.remove(chosen)
        if entry.absent_until is not None:
            # The agent is kept for them, or whoever came back sooner would be served before them.
            continue
        matches.append(_match(entry, chosen, now, needs))
    return tuple(matches)


def kept_until(
    entry: Entry, agents: Mapping[AgentId, Agent], now: Instant, policy: FloorPolicy
) -> Instant | None:
    """Return until when a person is kept for the agent with whom they were cut off.

    `None` when they are not, or no more: that agent is not about to come free, or is ringing.
    """
    preferred = None if entry.preferred is None else agents.get(entry.preferred)
    if preferred is None or entry.agent_id is not None or not is_present(preferred):
        return None
    until = after(entry.entered_at, policy.preferred_wait_s)
    return until if until > now else None


def is_able(agent: Agent, needs: Mapping[Skill, int]) -> bool:
    """Tell whether the agent has every needed skill at the needed level or better."""
    skills = agent.operator.skills
    return all(skill in skills and skills[skill] <= worst for skill, worst in needs.items())


def is_manned(agents: Iterable[Agent], needs: Mapping[Skill, int]) -> bool:
    """Tell whether anybody with the needed skills is logged in, busy or on a break included."""
    return any(
        agent.intends.presence is not Presence.OFFLINE and is_able(agent, needs)
        for agent in agents
    )


def _is_kept(
    entry: Entry, agents: Mapping[AgentId, Agent], now: Instant, policy: FloorPolicy
) -> bool:
    if entry.preferred is None or kept_until(entry, agents, now, policy) is None:
        return False
    return not is_idle(agents[entry.preferred])


def _chosen(entry: Entry, able: Iterable[Agent], needs: Mapping[Skill, int]) -> Agent:
    return min(
        able,
        key=lambda agent: (
            agent.agent_id != entry.preferred,
            _level(agent, needs),
            agent.idle_since,
        ),
    )


def _level(agent: Agent, needs: Mapping[Skill, int]) -> int:
    return max((agent.operator.skills[skill] for skill in needs), default=BEST_LEVEL)


def _match(entry: Entry, agent: Agent, now: Instant, needs: Mapping[Skill, int]) -> Match:
    who = "cut_off_with" if agent.agent_id == entry.preferred else "longest_waiting"
    reason = (
        f"{who} {elapsed_s(entry.place.placed_at, now):.1f}s priority {entry.priority} "
        f"to longest_idle {elapsed_s(agent.idle_since, now):.1f}s "
        f"needs {needs_text(needs)} level {_level(agent, needs)}"
    )
    return Match(
        call_id=entry.call_id,
        agent_id=agent.agent_id,
        account=agent.operator.account,
        reason=reason,
    )
