"""Who is next, and to whom: the pure routing decision.

The next person is the one of the highest priority and, among equals, the one who has waited
longest. They get the agent who is best at what they need and, among equals, the one who has
been idle longest. An entry for which no idle agent will do does not hold up the ones behind it
who need something else; nobody ever waits behind a later equal.
"""

from collections.abc import Iterable, Mapping

from agents.activity import is_idle
from agents.agent import BEST_LEVEL, Agent, Presence, Skill
from base.instant import Instant, elapsed_s
from queues.policy import QueueName, QueuePolicy
from queues.queue import Entry, Match, in_order, needs_text


def match_calls(
    entries: Iterable[Entry],
    agents: Iterable[Agent],
    now: Instant,
    queues: Mapping[QueueName, QueuePolicy],
) -> tuple[Match, ...]:
    """Return every pairing that can be made now; no agent and no entry stands in two."""
    waiting = [entry for entry in entries if entry.agent_id is None]
    # Most events come while nobody waits: then nobody needs to be looked for.
    idle = [agent for agent in agents if is_idle(agent)] if waiting else []
    matches: list[Match] = []
    for entry in in_order(waiting):
        if not idle:
            break
        needs = queues[entry.queue].needs
        able = [agent for agent in idle if is_able(agent, needs)]
        if not able:
            continue
        chosen = min(able, key=lambda agent: (_level(agent, needs), agent.idle_since))
        idle.remove(chosen)
        if entry.absent_until is not None:
            # The agent is kept for them, or whoever came back sooner would be served before them.
            continue
        matches.append(_match(entry, chosen, now, needs))
    return tuple(matches)


def is_able(agent: Agent, needs: Mapping[Skill, int]) -> bool:
    """Tell whether the agent has every needed skill at the needed level or better."""
    skills = agent.operator.skills
    return all(skill in skills and skills[skill] <= worst for skill, worst in needs.items())


def is_manned(agents: Iterable[Agent], needs: Mapping[Skill, int]) -> bool:
    """Tell whether anybody with the needed skills is logged in, busy or on a break included."""
    return any(
        agent.presence is not Presence.OFFLINE and is_able(agent, needs) for agent in agents
    )


def _level(agent: Agent, needs: Mapping[Skill, int]) -> int:
    return max((agent.operator.skills[skill] for skill in needs), default=BEST_LEVEL)


def _match(entry: Entry, agent: Agent, now: Instant, needs: Mapping[Skill, int]) -> Match:
    reason = (
        f"longest_waiting {elapsed_s(entry.entered_at, now):.1f}s priority {entry.priority} "
        f"to longest_idle {elapsed_s(agent.idle_since, now):.1f}s "
        f"needs {needs_text(needs)} level {_level(agent, needs)}"
    )
    return Match(
        call_id=entry.call_id,
        agent_id=agent.agent_id,
        account=agent.operator.account,
        reason=reason,
    )
