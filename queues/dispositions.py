"""What agents say that their calls were, and what is told of those who say nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from agents.activity import WrapUpEnded, marked_call, owes_word
from agents.agent import Agent, NotStated
from agents.policy import AgentPolicy
from base.ids import AgentId
from queues.messages import AgentDisposed, AgentWrappedUp


@dataclass(frozen=True, slots=True)
class Word:
    """What an agent said, in their own words, and what is stored of it."""

    event: WrapUpEnded
    disposed: tuple[AgentDisposed, ...]
    """Empty where they said nothing about a call, or have had none."""


def word_of(agent: Agent, news: AgentWrappedUp) -> Word:
    """Return what an agent says who has written up a call."""
    call_id = marked_call(agent) if news.call_id is None else news.call_id
    if news.disposition is None or call_id is None:
        return Word(WrapUpEnded(), ())
    disposed = AgentDisposed(agent.agent_id, call_id, news.disposition)
    return Word(WrapUpEnded(call_id), (disposed,))


def undisposed(
    before: Mapping[AgentId, Agent],
    changed: Mapping[AgentId, Agent],
    after: Mapping[AgentId, Agent],
    policy: AgentPolicy,
) -> Iterator[AgentDisposed]:
    """Yield the calls of which nobody will say what they were, with why."""
    if changed is before and after is before:
        return
    for agent_id, agent in after.items():
        known, missing = before.get(agent_id), agent.undisposed
        if missing is not None and (known is None or known.undisposed != missing):
            yield AgentDisposed(agent_id, missing.call_id, None, missing.why)
    for agent_id in changed.keys() - after.keys():
        agent = changed[agent_id]
        if owes_word(agent, policy) and agent.call_id is not None:
            yield AgentDisposed(agent_id, agent.call_id, None, NotStated.LEFT)
