"""Agents as pages show them: oneself in full, colleagues in a line."""

from agents.activity import may_extend, owes_word
from agents.agent import Agent, Declared
from agents.phone import PhoneHealth
from agents.policy import AgentPolicy
from callflow.moment import Moment
from web.desk.moments import shown_instant
from web.live.delta import State

_WELL_KNOWN = PhoneHealth()
"""What is known of a telephone of which nobody has told anything."""


def me_shown(
    agent: Agent, phone: PhoneHealth | None, policy: AgentPolicy, anchor: Moment
) -> State:
    """Return what an operator sees of themselves."""
    return {
        "account": agent.operator.account,
        **colleague_shown(agent, anchor),
        "until": shown_instant(agent.until, anchor),
        "may_extend": may_extend(agent, policy),
        "owes_of": str(agent.call_id) if owes_word(agent, policy) else None,
        "missed": agent.missed_rings,
        "paused_until": shown_instant(agent.paused_until, anchor),
        "paused_for": None if agent.paused_for is None else agent.paused_for.value,
        "phone": _phone_shown(agent, phone or _WELL_KNOWN, anchor),
        "wish": None if agent.wish is None else _declared(agent.wish),
    }


def colleague_shown(agent: Agent, anchor: Moment) -> State:
    """Return what everybody sees of an agent."""
    return {
        "name": agent.operator.name,
        "presence": agent.presence.value,
        "reason": agent.reason,
        "activity": agent.activity.value,
        "is_overdue": agent.is_overdue,
        "since": shown_instant(agent.since, anchor),
    }


def _phone_shown(agent: Agent, phone: PhoneHealth, anchor: Moment) -> State:
    return {
        "is_registered": phone.is_registered,
        "rtt_ms": None if phone.rtt_ms is None else round(phone.rtt_ms, 1),
        "last_rung_at": shown_instant(phone.last_rung_at, anchor),
        "trouble": None if agent.trouble is None else agent.trouble.value,
    }


def _declared(wish: Declared) -> str:
    return wish.presence.value
