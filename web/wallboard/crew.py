"""Operators as a supervisor sees them: state, since when, why, and with whom."""

from collections.abc import Mapping

from agents.agent import Agent
from agents.phone import PhoneHealth
from base.ids import CallId
from callflow.call import Call
from callflow.moment import Moment
from web.desk.moments import shown_instant
from web.desk.people import colleague_shown
from web.live.delta import State
from web.wallboard.who import who_calls


def operator_shown(
    agent: Agent, phone: PhoneHealth | None, calls: Mapping[CallId, Call], anchor: Moment
) -> State:
    """Return an operator as the wallboard shows them."""
    call = None if agent.call_id is None else calls.get(agent.call_id)
    return {
        **colleague_shown(agent, anchor),
        "agent_id": str(agent.agent_id),
        "until": shown_instant(agent.until, anchor),
        "missed": agent.missed_rings,
        "paused_for": None if agent.paused_for is None else agent.paused_for.value,
        "wish": None if agent.wish is None else agent.wish.presence.value,
        "trouble": None if agent.trouble is None else agent.trouble.value,
        "has_phone": phone is None or phone.is_registered,
        "call_id": None if call is None else str(call.origin.call_id),
        "with": None if call is None else who_calls(call),
    }
