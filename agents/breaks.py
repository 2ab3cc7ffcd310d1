"""Breaks and their reasons: which may be given, and since when one has lasted too long."""

from agents.agent import Activity, Agent, BreakReason, Declared, Presence
from agents.policy import AgentPolicy
from base.instant import Instant, after

_AWAY = frozenset({Presence.BREAK, Presence.ASIDE})


def may_declare(declared: Declared, policy: AgentPolicy) -> bool:
    """Tell whether somebody may say so: a reason is one of the site's, and of an absence."""
    if declared.reason is None:
        return True
    return declared.presence in _AWAY and declared.reason in policy.breaks


def break_ends_at(agent: Agent, policy: AgentPolicy) -> Instant | None:
    """Return when the break that somebody is on is overdue; `None` where nothing limits it.

    A break begins when no work is left: while somebody writes up a call it has not begun.
    """
    rule = policy.breaks.get(agent.reason or BreakReason(""))
    is_away = agent.presence in _AWAY and agent.activity is Activity.IDLE
    if not is_away or rule is None or rule.allowed_s is None:
        return None
    return after(agent.since, rule.allowed_s)
