"""Tells a talk that its operator's telephone is gone: the page on which it was is another now."""

from typing import NamedTuple

from base.ids import AgentId, CallId
from callflow.at_hand import agent_at
from callflow.call import Talking, Transferring
from callflow.events import LegLost, Ring
from callflow.service import CallService
from callflow.transfer import RejoinAsked


class TalkingLeg(NamedTuple):
    """The leg by which an operator is in a talk."""

    call_id: CallId
    ring: Ring


class LostPhones:
    """The talks of operators whose telephone is a page."""

    def __init__(self, calls: CallService) -> None:
        self._calls = calls

    def leg_of(self, agent_id: AgentId) -> TalkingLeg | None:
        """Return the leg of the operator's talk; `None` where they have none."""
        for line in self._calls.lines:
            if isinstance(line.call.phase, Talking | Transferring):
                agent = agent_at(line.call, agent_id)
                if agent is not None:
                    return TalkingLeg(line.call.origin.call_id, agent.ring)
        return None

    def is_awaited(self, agent_id: AgentId) -> bool:
        """Tell whether a talk waits for the operator's telephone."""
        phases = (line.call.phase for line in self._calls.lines)
        return any(
            isinstance(phase, Transferring)
            and isinstance(phase.asked, RejoinAsked)
            and phase.asked.agent_id == agent_id
            for phase in phases
        )

    def lose(self, leg: TalkingLeg) -> None:
        """Let the talk go on without that leg, until the operator's telephone is back."""
        line = self._calls.board.line(leg.call_id)
        if line is not None:
            line.tell(LegLost(leg.ring))
