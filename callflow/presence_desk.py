"""What an operator says of themselves on their page, and whether it was taken.

What comes of it is seen on the floor; here it is only told whether it was taken. Declared on a
page, presence needs the page from then on: an operator whose page is gone is not rung.
"""

from enum import StrEnum

from agents.activity import may_call, may_extend, owes_word
from agents.agent import Activity, Agent, Declared, Presence
from agents.breaks import may_declare
from agents.phone import PageNeeded
from agents.service import Roster
from base.ids import AgentId
from base.instant import Instant
from queues.service import Distributor


class PresenceAnswer(StrEnum):
    """What became of it."""

    TAKEN = "taken"
    NOT_AN_AGENT = "not_an_agent"
    """Nobody of that id may answer calls."""
    UNKNOWN_REASON = "unknown_reason"
    """The site has no such reason, or what was declared needs none."""
    NOT_NOW = "not_now"
    """They write nothing up, have had their one extension, or are on a call."""
    OWES_WORD = "owes_word"
    """They have not said yet what the call was that they write up."""


class PresenceDesk:
    """The operators of one site, as they see themselves."""

    def __init__(self, roster: Roster, distributor: Distributor) -> None:
        self._roster = roster
        self._distributor = distributor

    def declare(self, agent_id: AgentId, declared: Declared, now: Instant) -> PresenceAnswer:
        """Take what somebody declares on their page; during a call it is a wish."""
        agent = self._agent(agent_id)
        if agent is None:
            return PresenceAnswer.NOT_AN_AGENT
        if not may_declare(declared, self._distributor.policy.agents):
            return PresenceAnswer.UNKNOWN_REASON
        is_needed = declared.presence is not Presence.OFFLINE
        self._roster.phone_changed(agent.operator.account, PageNeeded(is_needed), now)
        self._distributor.declare(agent_id, declared.presence, declared.reason)
        return PresenceAnswer.TAKEN

    def extend_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Give somebody more time to write up their last call, once."""
        agent = self._agent(agent_id)
        if agent is None:
            return PresenceAnswer.NOT_AN_AGENT
        if not may_extend(agent, self._distributor.policy.agents):
            return PresenceAnswer.NOT_NOW
        self._distributor.extend_wrap_up(agent_id)
        return PresenceAnswer.TAKEN

    def end_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Take that somebody has written up their last call."""
        agent = self._agent(agent_id)
        if agent is None:
            return PresenceAnswer.NOT_AN_AGENT
        if agent.activity is not Activity.WRAP_UP:
            return PresenceAnswer.NOT_NOW
        if owes_word(agent, self._distributor.policy.agents):
            return PresenceAnswer.OWES_WORD
        self._distributor.wrapped_up(agent_id)
        return PresenceAnswer.TAKEN

    def may_test(self, agent_id: AgentId) -> PresenceAnswer:
        """Tell whether somebody's telephone may be rung for a test."""
        agent = self._agent(agent_id)
        if agent is None:
            return PresenceAnswer.NOT_AN_AGENT
        is_free = may_call(agent) and agent.trouble is None
        return PresenceAnswer.TAKEN if is_free else PresenceAnswer.NOT_NOW

    def _agent(self, agent_id: AgentId) -> Agent | None:
        return self._distributor.floor.agents.get(agent_id)
