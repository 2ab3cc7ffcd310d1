"""What the API needs of operators as they see themselves: presence, wrap-up, a test call."""

from collections.abc import Sequence
from typing import Protocol

from agents.agent import Declared
from base.ids import AgentId
from callflow.presence_desk import PresenceAnswer
from web.api.shown_me import ReasonShown


class Attendance(Protocol):
    """Operators, as they see themselves."""

    def reasons(self) -> Sequence[ReasonShown]:
        """Return the reasons that may be given for a break."""
        ...

    def declare(self, agent_id: AgentId, declared: Declared) -> PresenceAnswer:
        """Take what somebody declares; during a call it is a wish."""
        ...

    def extend_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Give somebody more time to write up their last call, once."""
        ...

    def end_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Take that somebody has written up their last call."""
        ...

    async def ring_for_test(self, agent_id: AgentId) -> PresenceAnswer:
        """Let somebody's telephone ring for a test."""
        ...
