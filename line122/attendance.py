"""Operators as they see themselves on their pages, over the services of the running engine."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.agent import Declared
from base.clock import Clock
from base.ids import AgentId
from callflow.phone_test_desk import PhoneTestDesk
from callflow.ports import Performed
from callflow.presence_desk import PresenceAnswer, PresenceDesk
from queues.service import Distributor
from web.api.shown_me import ReasonShown


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceDoor:
    """A `web.api.ports.Attendance`."""

    desk: PresenceDesk
    tests: PhoneTestDesk
    distributor: Distributor
    clock: Clock

    def reasons(self) -> Sequence[ReasonShown]:
        """Return the reasons that may be given for a break."""
        breaks = self.distributor.policy.agents.breaks
        return [
            ReasonShown(reason=reason, title=rule.title, allowed_s=rule.allowed_s)
            for reason, rule in breaks.items()
        ]

    def declare(self, agent_id: AgentId, declared: Declared) -> PresenceAnswer:
        """Take what somebody declares; during a call it is a wish."""
        return self.desk.declare(agent_id, declared, self.clock.instant())

    def extend_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Give somebody more time to write up their last call, once."""
        return self.desk.extend_wrap_up(agent_id)

    def end_wrap_up(self, agent_id: AgentId) -> PresenceAnswer:
        """Take that somebody has written up their last call."""
        return self.desk.end_wrap_up(agent_id)

    async def ring_for_test(self, agent_id: AgentId) -> PresenceAnswer:
        """Let somebody's telephone ring for a test."""
        answer = self.desk.may_test(agent_id)
        if answer is not PresenceAnswer.TAKEN:
            return answer
        operator = self.distributor.floor.agents[agent_id].operator
        rung = await self.tests.ring(operator)
        return PresenceAnswer.TAKEN if rung is Performed.DONE else PresenceAnswer.NOT_NOW
